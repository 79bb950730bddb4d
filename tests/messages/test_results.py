"""What is stored, logged and reported after an attempt to send a message."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from tests.messages.queued import PENDING, SENT, enqueue_notification, set_fallback, states
from wagtail_tyonohjaus.messages import sending
from wagtail_tyonohjaus.messages.errors import DeliveryPostponed
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.sending import claim, deliver_due
from wagtail_tyonohjaus.signals import delivery_sent

pytestmark = pytest.mark.django_db


def test_failing_signal_receiver_does_not_cause_a_second_message(practice, server):
    def broken(**kwargs):
        raise RuntimeError("a site's own receiver")

    row = enqueue_notification(practice)
    delivery_sent.connect(broken)
    try:
        deliver_due()
        Delivery.objects.update(next_attempt_at=timezone.now())
        deliver_due()
    finally:
        delivery_sent.disconnect(broken)
    assert states() == {"aino@example.com": SENT}
    assert server.sink.ids == [row.message_id]


class BrokenBackend:
    def send(self, number, text, message_id):
        raise KeyError(number)


def test_unexpected_error_is_stored_by_its_name_and_stops_no_other_message(practice, settings, caplog):
    settings.WAGTAIL_TYONOHJAUS = {"SMS": {"BACKEND": f"{__name__}.BrokenBackend"}}
    row = enqueue(Message("staff_notice", site=practice.site), Recipient("+358401234567", channel="sms"))
    enqueue_notification(practice)
    deliver_due()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_response) == (PENDING, 1, "KeyError")
    assert caplog.messages[-1].endswith(" is postponed: postponed KeyError.")
    assert [sent.to for sent in mail.outbox] == [["aino@example.com"]]


def test_response_is_stored_without_address_and_control_characters(practice):
    row = enqueue_notification(practice)
    text = sending.response_text(row, DeliveryPostponed("451 <AINO@example.com>\r\nBcc: x\x00"))
    assert text == "451 <…> Bcc: x "


def test_stored_response_has_at_most_300_characters(practice):
    assert sending.response_text(enqueue_notification(practice), DeliveryPostponed("x" * 400)) == "x" * 300


def test_outcome_of_a_lost_lease_is_not_stored(practice, server):
    """The worker that claimed the message since decides about it."""
    server.sink.responses["aino@example.com"] = "550 no"
    row = enqueue_notification(practice)
    first = claim(row.pk)
    claim(row.pk, timezone.now() + timedelta(hours=1))
    assert sending.attempt(first) is False
    stored = Delivery.objects.get()
    assert (stored.state, stored.attempts, stored.last_response) == (PENDING, 2, "")


def test_postponed_message_has_its_response_and_a_pause(practice, server):
    server.sink.responses["aino@example.com"] = "451 later"
    enqueue_notification(practice)
    now = timezone.now() + timedelta(minutes=1)
    deliver_due(now=now)
    pause = Delivery.objects.get().next_attempt_at - now
    assert timedelta(seconds=45) <= pause <= timedelta(seconds=75)


def test_sent_message_records_when_and_reports_it_once(practice, server):
    reported = []

    def receiver(sender, delivery, **kwargs):
        reported.append((sender, delivery.pk, delivery.state))

    row = enqueue_notification(practice)
    now = timezone.now() + timedelta(minutes=1)
    delivery_sent.connect(receiver)
    try:
        deliver_due(now=now)
        deliver_due(now=now)
    finally:
        delivery_sent.disconnect(receiver)
    assert reported == [(Delivery, row.pk, SENT)]
    assert Delivery.objects.get().finished_at == now
    assert sending._pending_acks == {}


def test_result_that_could_not_be_saved_is_saved_before_another_message_is_sent(practice, server):
    def fail_to_save_results(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "finished_at" in sql:
            raise OperationalError("disk full")
        return execute(sql, params, many, context)

    first = enqueue_notification(practice, "first@example.com")
    for _ in range(2):
        with connection.execute_wrapper(fail_to_save_results), pytest.raises(OperationalError):
            deliver_due()
        transaction.set_rollback(False)
    second = enqueue_notification(practice, "second@example.com")
    deliver_due(now=timezone.now() + timedelta(hours=1))
    assert server.sink.ids == [first.message_id, second.message_id]
    assert states() == {"first@example.com": SENT, "second@example.com": SENT}


def test_message_of_which_a_receiver_saves_the_result_is_reported_once(practice, server):
    reported = []

    def receiver(sender, delivery, **kwargs):
        reported.append(delivery.address)
        sending._flush_acks()

    rows = [enqueue_notification(practice, address) for address in ("first@example.com", "second@example.com")]
    sending._pending_acks.update({row.pk: (row, timezone.now()) for row in rows})
    delivery_sent.connect(receiver)
    try:
        deliver_due()
    finally:
        delivery_sent.disconnect(receiver)
    assert reported == ["first@example.com", "second@example.com"]
    assert states() == {"first@example.com": SENT, "second@example.com": SENT}


def test_failed_message_records_when(practice, server):
    server.sink.responses = dict.fromkeys(["first@example.com", "second@example.com"], "550 no")
    set_fallback("first@example.com")
    now = timezone.now() + timedelta(minutes=1)
    enqueue_notification(practice, "first@example.com", key="1")
    deliver_due(now=now)
    assert Delivery.objects.get().finished_at == now
    second = enqueue_notification(practice, "second@example.com", about="TO-2")
    deliver_due()
    second.refresh_from_db()
    assert second.finished_at < now


@pytest.mark.parametrize(
    ("response", "outcome"),
    [
        ("550 no such user aino@example.com", "rejected 550"),
        ("550 511 unknown", "rejected 550"),
        ("451", "postponed 451"),
    ],
)
def test_log_contains_the_outcome_but_not_the_servers_words(practice, server, caplog, response, outcome):
    server.sink.responses["aino@example.com"] = response
    enqueue_notification(practice)
    deliver_due()
    assert caplog.messages[0].endswith(f": {outcome}.")
    assert "aino@example.com" not in caplog.text
