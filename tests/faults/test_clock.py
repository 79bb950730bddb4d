"""The clock is set an hour or a year ahead, and back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from time_machine import travel

from tests.contact.helpers import filled, make_token, post, send
from tests.factories import make_supervisor
from tests.messages.queued import states
from wagtail_tyonohjaus.contact import escalation
from wagtail_tyonohjaus.contact.form.tokens import FormToken
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import claim, deliver_due
from wagtail_tyonohjaus.messages.worker import run_round
from wagtail_tyonohjaus.overview.health import find_problems

from .helpers import notice

JUMPS = [timedelta(hours=1), timedelta(hours=5), timedelta(days=400)]
NOON = "2026-11-20T12:00:00Z"
pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture
def clock():
    """Friday at 14:00 in Helsinki."""
    with travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("jump", JUMPS)
def test_message_created_by_a_fast_clock_is_sent_after_it_is_set_back(practice, server, clock, jump):
    clock.shift(jump)
    notice(practice)
    clock.shift(-jump)
    deliver_due()
    assert states() == {"aino@example.com": "sent"}


@pytest.mark.parametrize("jump", JUMPS)
def test_message_claimed_by_a_fast_clock_is_retried_after_it_is_set_back(practice, server, clock, jump):
    server.sink.responses["later@example.com"] = "451 later"
    claimed = notice(practice, "claimed@example.com")
    notice(practice, "later@example.com")
    clock.shift(jump)
    claim(claimed.pk)
    deliver_due()
    server.sink.responses.clear()
    clock.shift(-jump)
    deliver_due()
    assert states() == {"claimed@example.com": "sent", "later@example.com": "sent"}


@pytest.mark.parametrize("jump", JUMPS)
def test_message_created_by_a_fast_clock_waits_after_its_first_attempt(practice, server, clock, jump):
    server.sink.responses["later@example.com"] = "451 later"
    clock.shift(jump)
    notice(practice, "later@example.com")
    claimed = notice(practice, "claimed@example.com")
    clock.shift(-jump)
    assert claim(claimed.pk)
    for _ in range(3):
        deliver_due()
    assert list(Delivery.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 1]
    assert server.sink.messages == []


@pytest.mark.parametrize("jump", JUMPS)
def test_clock_that_jumps_ahead_retries_pending_messages(practice, server, clock, jump):
    server.sink.responses["aino@example.com"] = "451 later"
    row = notice(practice)
    deliver_due()
    server.sink.responses.clear()
    clock.shift(jump)
    deliver_due()
    assert server.sink.ids == [row.message_id]


def test_claims_are_respected_if_clocks_differ_by_minutes(practice, server, clock):
    row = notice(practice)
    clock.shift(timedelta(minutes=4))
    claim(row.pk)
    clock.shift(-timedelta(minutes=4))
    deliver_due()
    assert server.sink.messages == []


def test_form_issued_by_a_fast_clock_is_not_suspicious(clock):
    stored = send(make_token(age=-3600))
    assert (stored.held_for_review, stored.spam_reasons) == (False, [])


def test_form_submitted_within_a_second_is_suspicious(clock):
    clock.shift(timedelta(seconds=0.6))  # signed times are rounded to the next second
    assert post(filled(FormToken())).status_code == 303
    assert ContactRequest.objects.get().spam_reasons == ["fast"]


def test_receipt_sent_by_a_fast_clock_does_not_suppress_later_ones(clock):
    clock.shift(timedelta(days=400))
    send()
    clock.shift(-timedelta(days=400))
    send(name="Maija once more")
    assert Delivery.objects.filter(message_type="receipt").count() == 2


def test_review_requested_by_a_fast_clock_does_not_suppress_later_ones(clock):
    for name in ("ahead", "now"):
        clock.shift(timedelta(days=400 if name == "ahead" else -400))
        send(make_token(age=0), name=name)
        escalation.run(timezone.now())
    assert Delivery.objects.filter(message_type="review").count() == 2


def test_reminder_sent_by_a_fast_clock_does_not_prevent_escalation(clock):
    stored = send(supervisor=make_supervisor(email="aino@example.com").pk)
    escalation.run(timezone.now() + timedelta(days=402))  # also a working day
    for minutes in (1, 2):
        escalation.run(stored.due_at + timedelta(days=1, minutes=minutes))
    assert list(Delivery.objects.filter(message_type="escalation").values_list("address", flat=True)) == [
        "fallback@example.com"
    ]


def test_heartbeat_of_a_fast_clock_does_not_hide_a_stopped_worker(clock):
    send()
    clock.shift(timedelta(days=400))
    run_round()
    clock.shift(-timedelta(days=400))
    assert "worker" in [problem.code for problem in find_problems()]
