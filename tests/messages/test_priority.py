"""Messages about a crisis are sent before all others."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from time_machine import travel

from tests.appointments.factories import ATTENDEE, NOW, hold, make_first_request
from tests.contact.helpers import make_token, send
from tests.factories import make_service, make_supervisor
from wagtail_tyonohjaus.contact import escalation
from wagtail_tyonohjaus.contact.alerts.acknowledgement import Way, acknowledge
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.messages import failpoints
from wagtail_tyonohjaus.messages.errors import ServerUnreachable
from wagtail_tyonohjaus.messages.models import Delivery, Priority
from wagtail_tyonohjaus.messages.outbox import Message, enqueue, resend
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.sending import deliver_due, is_crisis_message_due, max_attempts
from wagtail_tyonohjaus.practice.installation.state import pause

pytestmark = pytest.mark.django_db


def store(practice, name: str, priority: int = Priority.NORMAL, channel: str = "mail") -> Delivery:
    message = Message("receipt", site=practice.site, about="R", context={"reference": "R"}, priority=priority)
    address = f"{name}@example.com" if channel == "mail" else "+358401234567"
    return enqueue(message, Recipient(address, channel))


def sent_to(server) -> list[str]:
    return [message["To"].partition("@")[0] for message in server.sink.messages]


def test_messages_about_a_crisis_are_sent_first(practice, server):
    for number in range(3):
        store(practice, f"normal{number}")
    store(practice, "crisis", Priority.CRISIS)
    deliver_due()
    assert sent_to(server) == ["crisis", "normal0", "normal1", "normal2"]


def test_crisis_that_is_reported_during_a_round_is_sent_next(practice, server):
    for number in range(3):
        store(practice, f"normal{number}")
    failpoints.handlers["accepted"] = lambda: failpoints.handlers.clear() or store(practice, "crisis", Priority.CRISIS)
    deliver_due()
    assert sent_to(server) == ["normal0", "crisis", "normal1", "normal2"]


def test_text_message_about_a_crisis_does_not_wait_for_mails(practice, server, settings):
    settings.WAGTAIL_TYONOHJAUS |= {"SMS": {"BACKEND": "wagtail_tyonohjaus.messages.sms.MemoryBackend"}}
    for number in range(3):
        store(practice, f"normal{number}")
    store(practice, "", Priority.CRISIS, "sms")
    deliver_due(limit=1)
    assert list(Delivery.objects.filter(state="sent").values_list("channel", flat=True)) == ["sms"]


def test_text_message_about_a_crisis_does_not_wait_for_mails_about_it(practice, server, settings):
    """The mail server may hang."""
    settings.WAGTAIL_TYONOHJAUS |= {"SMS": {"BACKEND": "wagtail_tyonohjaus.messages.sms.MemoryBackend"}}
    for name in ("first", "second"):
        store(practice, name, Priority.CRISIS)
    store(practice, "", Priority.CRISIS, "sms")
    deliver_due(limit=2)
    sent = Delivery.objects.filter(state="sent").order_by("pk").values_list("address", flat=True)
    assert list(sent) == ["first@example.com", "+358401234567"]
    assert sent_to(server) == ["first"]


class HangingGateway:
    """The text message service does not answer."""

    numbers: list[str] = []

    def send(self, number: str, text: str, message_id: str) -> None:
        self.numbers.append(number)
        raise ServerUnreachable("timeout")


def test_mails_about_a_crisis_wait_for_one_attempt_at_most_while_the_gateway_hangs(practice, server, settings):
    settings.WAGTAIL_TYONOHJAUS |= {"SMS": {"BACKEND": "tests.messages.test_priority.HangingGateway"}}
    HangingGateway.numbers.clear()
    for number in range(3):
        message = Message("receipt", site=practice.site, context={"reference": "R"}, priority=Priority.CRISIS)
        enqueue(message, Recipient(f"+35840123456{number}", "sms"))
    for name in ("first", "second"):
        store(practice, name, Priority.CRISIS)
    deliver_due(limit=3)
    assert (len(HangingGateway.numbers), sent_to(server)) == (1, ["first", "second"])


@pytest.mark.parametrize(("priority", "is_due"), [(Priority.CRISIS, True), (Priority.NORMAL, False)])
def test_message_about_a_crisis_is_noticed_between_two_rounds(
    practice, server, django_assert_num_queries, priority, is_due
):
    with django_assert_num_queries(1):
        assert not is_crisis_message_due()
    store(practice, "first", priority)
    assert is_crisis_message_due() is is_due
    deliver_due()
    assert not is_crisis_message_due()


def test_copy_of_the_database_notices_no_message_about_a_crisis(practice):
    store(practice, "crisis", Priority.CRISIS)
    pause()
    assert not is_crisis_message_due()


def test_copies_of_a_message_about_a_crisis_have_its_priority(practice, server):
    server.sink.responses = {"crisis@example.com": "550 no"}
    row = store(practice, "crisis", Priority.CRISIS)
    Delivery.objects.update(audience="staff")
    deliver_due(limit=1)
    copies = [Delivery.objects.get(fallback_of=row), resend(row)]
    assert [copy.priority for copy in copies] == [Priority.CRISIS, Priority.CRISIS]


@pytest.mark.parametrize("by_service", [False, True])
def test_all_messages_about_a_crisis_request_have_priority(practice, by_service):
    config = FormConfig(requirements={"urgency": "optional"})
    answers = {"service": make_service(kind="crisis").pk} if by_service else {"urgency": "crisis"}
    request = send(make_token(config), supervisor=make_supervisor(email="aino@example.com").pk, **answers)
    acknowledge(request.alerts.latest("pk"), Way.LINK, timezone.now())
    escalation.run(request.due_at + timedelta(days=2))
    types = dict(Delivery.objects.values_list("message_type", "priority"))
    assert types == dict.fromkeys(["alert", "alert_late", "receipt"], Priority.CRISIS)
    send(name="Normal")
    assert Delivery.objects.latest("pk").priority == Priority.NORMAL


def test_messages_about_a_session_of_a_crisis_service_have_priority(practice):
    first = make_first_request()
    first.service.kind = "crisis"
    with travel(NOW, tick=False):
        hold(first, ATTENDEE)
    assert set(Delivery.objects.values_list("priority", flat=True)) == {Priority.CRISIS}


class Outage:
    """The text message service answers again at ``ends_at``; ``attempts`` are the times of the attempts."""

    now = ends_at = NOW
    attempts: list = []

    def send(self, number: str, text: str, message_id: str) -> None:
        self.attempts.append(self.now)
        if self.now < self.ends_at:
            raise ServerUnreachable("HTTP 503")


def run_through_outage(hours: float) -> list[float]:
    """A round in each minute of an outage; returns the minutes between the attempts."""
    start = timezone.now()
    Outage.attempts, Outage.ends_at = [], start + timedelta(hours=hours)
    for minute in range(int(hours * 60) + 8 * 60):
        Outage.now = start + timedelta(minutes=minute)
        deliver_due(now=Outage.now)
        if not Delivery.objects.filter(state="pending").exists():
            break
    times = Outage.attempts
    return [(later - earlier).total_seconds() / 60 for earlier, later in pairwise(times)]


@pytest.mark.parametrize("hours", [0.5, 8, 40])
def test_alert_is_sent_minutes_after_the_end_of_a_long_outage(practice, server, settings, hours):
    settings.WAGTAIL_TYONOHJAUS |= {"SMS": {"BACKEND": "tests.messages.test_priority.Outage"}}
    row = store(practice, "", Priority.CRISIS, "sms")
    pauses = run_through_outage(hours)
    row.refresh_from_db()
    assert row.state == "sent"
    assert max(pauses) <= 5


@pytest.mark.parametrize(("priority", "audience"), [(Priority.NORMAL, "staff"), (Priority.CRISIS, "visitor")])
def test_other_messages_are_tried_more_and_more_rarely(practice, server, settings, priority, audience):
    settings.WAGTAIL_TYONOHJAUS |= {"SMS": {"BACKEND": "tests.messages.test_priority.Outage"}}
    store(practice, "", priority, "sms")
    Delivery.objects.update(audience=audience)
    assert max(run_through_outage(8)) > 60


def test_alert_by_mail_is_tried_as_often(practice, server):
    row = store(practice, "aino", Priority.CRISIS)
    server.sink.responses["aino@example.com"] = "451 later"
    start = timezone.now()
    for minute in range(60):
        deliver_due(now=start + timedelta(minutes=minute))
    row.refresh_from_db()
    assert row.attempts >= 14


@pytest.mark.parametrize("attempts", [1, 2, 16])
def test_alert_is_given_up_after_as_long_as_other_messages(practice, settings, attempts):
    settings.WAGTAIL_TYONOHJAUS = {"MAX_ATTEMPTS": attempts}
    crisis, other = store(practice, "crisis", Priority.CRISIS), store(practice, "other")
    assert max_attempts(other) == attempts
    longest = min(sum(min(2 ** (number - 1), 360) for number in range(1, attempts)), 10**6)
    shorter = sum(min(2 ** (number - 1), 3) for number in range(1, max_attempts(crisis)))
    assert longest - 3 <= shorter <= longest
