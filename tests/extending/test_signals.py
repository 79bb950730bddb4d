"""Signals for projects: each is sent once, after the commit, with the documented arguments."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.dispatch import Signal

from tests.appointments.factories import ATTENDEE, STAFF, VISITOR, helsinki, hold, make_first_request
from tests.contact.helpers import filled, make_token, post, send
from wagtail_tyonohjaus import signals
from wagtail_tyonohjaus.appointments import transitions
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.contact import workflow
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.practice.revisions import touch

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = {signal: name for name, signal in vars(signals).items() if isinstance(signal, Signal)}
Sent = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def sent() -> Iterator[Sent]:
    """The signals that are sent, with their arguments."""
    received: Sent = []

    def receive(signal: Signal, sender: type, **arguments: Any) -> None:
        assert not transaction.get_connection().in_atomic_block
        received.append((NAMES[signal], arguments))

    for signal in NAMES:
        signal.connect(receive)
    yield received
    for signal in NAMES:
        signal.disconnect(receive)


def names(sent: Sent, *of: str) -> list[str]:
    return [name for name, _arguments in sent if name.startswith(of)]


def of_requests(sent: Sent) -> Sent:
    return [(name, arguments) for name, arguments in sent if name.startswith("request_")]


def test_received_request_is_reported_with_its_decision(practice, sent):
    request = send()
    (received, first), (routed, second) = of_requests(sent)
    assert (received, first) == ("request_received", {"contact_request": request})
    assert (routed, second["contact_request"]) == ("request_routed", request)
    assert second["decision"].to_data() == request.decision


def test_repeated_submission_is_reported_once(practice, sent):
    data = filled(make_token())
    for _number in range(2):
        assert post(data).status_code == 303
    assert names(sent, "request_received") == ["request_received"]


def test_request_that_is_held_for_review_is_reported_and_routed_again_on_release(practice, sent, admin_user):
    request = send(make_token(age=0))
    assert sent[0][1]["contact_request"].held_for_review
    workflow.release(request, admin_user)
    assert names(sent, "request_") == ["request_received", "request_routed", "request_routed"]


def test_taken_and_closed_request_is_reported(practice, sent, admin_user):
    request = send()
    sent.clear()
    workflow.assign_to_self(request, admin_user)
    workflow.set_status(request, "closed", admin_user)
    assert of_requests(sent) == [
        ("request_taken", {"contact_request": request, "user": admin_user, "by": admin_user}),
        ("request_closed", {"contact_request": request, "by": admin_user}),
    ]
    workflow.assign(request, None, admin_user)
    assert len(of_requests(sent)) == 2


def test_change_that_is_rolled_back_is_not_reported(practice, sent, admin_user):
    request = send()
    sent.clear()
    with pytest.raises(RuntimeError), transaction.atomic():
        workflow.set_status(request, "closed", admin_user)
        raise RuntimeError
    assert sent == []


def test_failing_receiver_keeps_nothing_from_others(practice, sent, caplog):
    def fail(**kwargs: Any) -> None:
        raise RuntimeError

    signals.request_received.connect(fail)
    try:
        request = send()
    finally:
        signals.request_received.disconnect(fail)
    assert ContactRequest.objects.get() == request
    assert names(sent, "request_") == ["request_received", "request_routed"]
    assert "test_failing_receiver" in caplog.messages[0]


def test_sent_and_failed_delivery_is_reported(practice, sent):
    row = enqueue(Message("receipt", practice.site), Recipient("maija@example.org"))
    deliver_due()
    lost = enqueue(Message("receipt", practice.site), Recipient("x", channel="gone"))
    deliver_due()
    reported = [(name, arguments["delivery"]) for name, arguments in sent if name.startswith("delivery_")]
    fallback = Delivery.objects.get(fallback_of=lost)
    assert reported == [("delivery_sent", row), ("delivery_failed", lost), ("delivery_sent", fallback)]


def session_events(sent: Sent) -> list[tuple[str, Session, str]]:
    return [
        (name, arguments["session"], arguments["event"].kind) for name, arguments in sent if name.startswith("session_")
    ]


def test_each_step_of_a_session_is_reported(clock, sent):
    session = hold(make_first_request(), ATTENDEE)
    transitions.confirm(session, actor=STAFF)
    transitions.move(session, helsinki("2026-01-13 10:00"), actor=VISITOR)
    transitions.cancel(session, actor=VISITOR)
    assert session_events(sent) == [
        ("session_held", session, "held"),
        ("session_confirmed", session, "confirmed"),
        ("session_moved", session, "moved"),
        ("session_cancelled", session, "cancelled"),
    ]
    moved = next(arguments["event"] for name, arguments in sent if name == "session_moved")
    assert (moved.old_start, moved.new_start) == (helsinki("2026-01-12 09:00"), helsinki("2026-01-13 10:00"))


def test_hold_that_is_declined_or_expires_is_reported_as_cancelled(clock, sent):
    request = make_first_request()
    declined = hold(request, ATTENDEE)
    transitions.decline(declined, actor=STAFF)
    expired = hold(request, ATTENDEE)
    clock.shift(timedelta(days=10))
    transitions.expire(expired)
    assert session_events(sent)[1::2] == [
        ("session_cancelled", declined, "declined"),
        ("session_cancelled", expired, "expired"),
    ]


def test_changed_free_time_is_reported(clock, sent):
    request = make_first_request()
    sent.clear()
    touch([request.supervisor.pk])
    assert sent == [("free_time_changed", {"supervisor_ids": [request.supervisor.pk]})]
