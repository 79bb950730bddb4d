"""Messages about a crisis are sent before all others."""

import pytest
from time_machine import travel

from tests.appointments.factories import ATTENDEE, NOW, hold, make_first_request
from tests.contact.helpers import make_token, send
from tests.factories import make_service, make_supervisor
from wagtail_tyonohjaus.contact import escalation
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.messages import failpoints
from wagtail_tyonohjaus.messages.models import Delivery, Priority
from wagtail_tyonohjaus.messages.outbox import Message, enqueue, resend
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.sending import deliver_due, is_crisis_message_due
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
    escalation.run(request.due_at.replace(year=2099))
    types = dict(Delivery.objects.values_list("message_type", "priority"))
    assert types == dict.fromkeys(["staff_notice", "receipt", "reminder"], Priority.CRISIS)
    send(name="Normal")
    assert Delivery.objects.latest("pk").priority == Priority.NORMAL


def test_messages_about_a_session_of_a_crisis_service_have_priority(practice):
    first = make_first_request()
    first.service.kind = "crisis"
    with travel(NOW, tick=False):
        hold(first, ATTENDEE)
    assert set(Delivery.objects.values_list("priority", flat=True)) == {Priority.CRISIS}
