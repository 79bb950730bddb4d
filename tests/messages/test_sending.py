"""Attempts to send: retries, pauses, leases, and workers that are killed or compete."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from tests.mailers import use_mailer
from tests.messages.queued import FAILED, PENDING, SENT, enqueue_notification, states
from tests.messages.smtp_sink import silent_server
from wagtail_tyonohjaus.messages import email, failpoints
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import claim, deliver_due, pause_after

from .conftest import SMTP

pytestmark = pytest.mark.django_db


def make_due() -> None:
    Delivery.objects.filter(state=PENDING).update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_message_is_retried_after_smtp_was_down(practice, server):
    enqueue_notification(practice)
    server.stop()
    deliver_due()
    assert states() == {"aino@example.com": PENDING}
    server.restart()
    make_due()
    deliver_due()
    assert states() == {"aino@example.com": SENT}


def test_message_is_sent_once_the_server_is_reachable(practice, server, settings):
    row = enqueue_notification(practice)
    server.sink.responses["aino@example.com"] = "451 later"
    deliver_due()
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.attempts, waiting.last_response) == (PENDING, 1, "451 later")
    server.sink.responses.clear()
    make_due()
    deliver_due()
    assert server.sink.ids == [row.message_id]
    assert Delivery.objects.values_list("state", "attempts", "last_response").get() == (SENT, 2, "")


def test_two_workers_send_a_message_once(practice, server):
    row = enqueue_notification(practice)
    # The second worker claims the message between the first one's query and its claim.
    failpoints.handlers["looked"] = lambda: failpoints.handlers.clear() or claim(row.pk)
    assert claim(row.pk) is None
    assert Delivery.objects.get().attempts == 1


def test_claim_fails_if_another_worker_was_faster(practice, server):
    rows = [enqueue_notification(practice, f"person{number}@example.com") for number in range(2)]
    # Both workers have listed the due messages before either claims one.
    failpoints.handlers["accepted"] = lambda: failpoints.handlers.clear() or claim(rows[1].pk)
    deliver_due()
    assert server.sink.ids == [rows[0].message_id]


def test_claimed_message_is_not_sent_before_the_lease_ends(practice, server):
    row = enqueue_notification(practice)
    claim(row.pk)
    deliver_due()
    assert server.sink.messages == []
    deliver_due(now=timezone.now() + timedelta(seconds=301))
    assert server.sink.ids == [row.message_id]


@pytest.mark.parametrize(("place", "mails"), [("claimed", 1), ("accepted", 2), ("stored", 1)])
def test_killed_worker_loses_nothing_and_repeats_with_the_same_message_id(practice, server, place, mails):
    class Killed(BaseException):
        pass

    def kill():
        raise Killed

    row = enqueue_notification(practice)
    failpoints.handlers[place] = kill
    with pytest.raises(Killed):
        deliver_due()
    failpoints.handlers.clear()
    deliver_due(now=timezone.now() + timedelta(seconds=301))
    assert server.sink.ids == [row.message_id] * mails
    assert states() == {"aino@example.com": SENT}


@pytest.mark.parametrize("fault", ["hang before accepting", "drop", "accept late", "accept and drop"])
def test_failure_during_data_is_retried_with_the_same_message_id(practice, server, fault):
    row = enqueue_notification(practice)
    server.sink.fault = fault
    with override_settings(WAGTAIL_TYONOHJAUS={"MAIL_TIMEOUT": 0.2}):
        deliver_due()
    assert states() == {"aino@example.com": PENDING}
    server.sink.fault = ""
    make_due()
    deliver_due()
    assert set(server.sink.ids) == {row.message_id}
    assert states() == {"aino@example.com": SENT}


def test_rejection_during_data_is_permanent(practice, server):
    server.sink.fault = "refuse data"
    enqueue_notification(practice)
    deliver_due(limit=1)
    assert states() == {"aino@example.com": FAILED, "fallback@example.com": PENDING}


def test_unresponsive_server_ends_the_round_after_three_messages(practice, settings):
    listener, port, close = silent_server()
    settings.WAGTAIL_TYONOHJAUS = {"MAIL_TIMEOUT": 0.05}
    use_mailer(settings, SMTP, host="127.0.0.1", port=port)
    for number in range(6):
        enqueue_notification(practice, f"person{number}@example.com")
    assert deliver_due() is False
    close()
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 0, 1, 1, 1]


def test_backend_without_a_timeout_gets_the_default_timeout(settings):
    settings.WAGTAIL_TYONOHJAUS = {"MAIL_TIMEOUT": 7}
    use_mailer(settings, SMTP, host="127.0.0.1", port=25)
    assert email.open_connection().timeout == 7


@pytest.mark.parametrize("ahead", [timedelta(hours=8), timedelta(days=400)])
def test_message_is_sent_after_the_clock_is_set_back(practice, server, ahead):
    enqueue_notification(practice)
    Delivery.objects.update(next_attempt_at=timezone.now() + ahead)
    deliver_due()
    assert states() == {"aino@example.com": SENT}


def test_message_is_not_sent_before_its_next_attempt(practice, server):
    enqueue_notification(practice)
    Delivery.objects.update(next_attempt_at=timezone.now() + timedelta(hours=7.5))  # the longest pause
    deliver_due()
    assert states() == {"aino@example.com": PENDING}


def test_pauses_double_from_a_minute_to_six_hours():
    pauses = [pause_after(attempt) for attempt in range(1, 17)]
    for number, pause in enumerate(pauses):
        usual = timedelta(minutes=min(2**number, 360))
        assert 0.75 * usual <= pause <= 1.25 * usual
    total = sum(pauses, timedelta())
    assert timedelta(hours=36) < total < timedelta(hours=72)


def test_message_fails_after_the_last_attempt(practice, server, settings):
    server.sink.responses["aino@example.com"] = "451 later"
    enqueue_notification(practice)
    Delivery.objects.update(attempts=15)
    deliver_due(limit=1)
    assert states() == {"aino@example.com": FAILED, "fallback@example.com": PENDING}


def test_message_that_raises_does_not_stop_the_others(practice, server):
    enqueue_notification(practice, "first@example.com")
    enqueue_notification(practice, "poison@exam ple.com\udcff".encode("utf-8", "replace").decode())
    enqueue_notification(practice, "last@example.com")
    deliver_due()
    assert {key: state for key, state in states().items() if key[0] in "fl" and "fallback" not in key} == {
        "first@example.com": SENT,
        "last@example.com": SENT,
    }


def test_claim_records_the_attempt_and_the_end_of_the_lease(practice, settings):
    settings.WAGTAIL_TYONOHJAUS = {"LEASE_SECONDS": 120}
    now = timezone.now() + timedelta(minutes=1)
    claimed = claim(enqueue_notification(practice).pk, now)
    stored = Delivery.objects.get()
    for row in (claimed, stored):
        assert (row.attempts, row.next_attempt_at, row.last_attempt_at) == (1, now + timedelta(seconds=120), now)
    assert claim(stored.pk, now) is None
    assert claim(stored.pk, now + timedelta(seconds=120)).attempts == 2


def test_round_reports_whether_more_is_due(practice):
    for number in range(3):
        enqueue_notification(practice, f"person{number}@example.com")
    assert [deliver_due(limit=2), deliver_due(limit=2)] == [True, False]
    assert [sent.to for sent in mail.outbox] == [[f"person{number}@example.com"] for number in range(3)]


def test_messages_about_a_crisis_are_sent_before_older_ones(practice, server):
    server.sink.responses["gone@example.com"] = "550 no"
    for address, priority in (("aino@example.com", 0), ("gone@example.com", 10)):
        enqueue_notification(practice, address, priority=priority)
    deliver_due()
    assert [message["To"] for message in server.sink.messages] == ["fallback@example.com", "aino@example.com"]
