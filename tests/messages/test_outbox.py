"""What the outbox stores when a message is queued, copied or queued again."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from tests.messages.queued import FAILED, PENDING, enqueue_notification
from wagtail_tyonohjaus.messages import outbox
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.outbox import Message, delivery_key, enqueue, resend
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.messages.signals import delivery_queued

pytestmark = pytest.mark.django_db


def test_same_key_and_recipient_are_stored_once(practice):
    assert (
        enqueue_notification(practice, key="request:1").pk
        == enqueue_notification(practice, "AINO@example.com", key="request:1").pk
    )


def test_resend_creates_a_new_delivery(practice):
    dead = enqueue_notification(practice)
    Delivery.objects.update(state=FAILED)
    copy = resend(dead)
    assert copy.message_id != dead.message_id
    assert list(outbox.undelivered()) == []
    deliver_due()
    assert [sent.to for sent in mail.outbox] == [["aino@example.com"]]


def test_queued_message_is_announced_after_the_commit(practice, django_capture_on_commit_callbacks):
    announced = []

    def receiver(sender, **kwargs):
        announced.append(sender)

    delivery_queued.connect(receiver)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            row = enqueue_notification(practice)
            assert announced == []
        with django_capture_on_commit_callbacks(execute=True):
            resend(row)
    finally:
        delivery_queued.disconnect(receiver)
    assert announced == [Delivery, Delivery]


def test_each_message_and_copy_has_a_message_id_of_its_own(practice):
    """RFC 5322 section 3.6.4."""
    first, second = enqueue_notification(practice), enqueue_notification(practice)
    ids = [first.message_id, second.message_id, resend(first).message_id]
    assert [bool(re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", message_id)) for message_id in ids] == [True] * 3
    assert len(set(ids)) == 3


def test_different_keys_channels_and_addresses_are_stored_apart(practice):
    keys = {
        delivery_key(key, Recipient(address, channel))
        for key in ("request:1", "request:2")
        for address in ("aino@example.com", "bo@example.com")
        for channel in ("mail", "sms")
    }
    assert len(keys) == 8
    assert enqueue_notification(practice).pk != enqueue_notification(practice).pk


def test_stored_message_has_all_that_was_passed(practice):
    values = {"reply_to": "m@example.org", "calendar": "BEGIN", "calendar_method": "CANCEL", "in_reply_to": "<1@x>"}
    recipient = Recipient("aino@example.com", name="A" * 200, language="sv", audience="visitor")
    context = {"summary": [["a\x00b", 1]], "time": ("c\x00",)}
    first = enqueue(Message("receipt", site=practice.site, about="TO-1", context=context, **values), recipient)
    row = enqueue(
        Message("receipt", site=practice.site, about="TO-1", context=context, **values), recipient, fallback_of=first
    )
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in values} == values
    assert (row.site, row.about, row.message_type, row.audience) == (practice.site, "TO-1", "receipt", "visitor")
    assert (row.recipient_name, row.language, row.fallback_of) == ("A" * 160, "sv", first)
    assert row.context == {"summary": [["ab", 1]], "time": ["c"]}
    copy = resend(row)
    copy.refresh_from_db()
    assert {name: getattr(copy, name) for name in values} == values
    assert (copy.context, copy.address, copy.recipient_name) == (row.context, row.address, row.recipient_name)
    assert (copy.fallback_of, copy.key, copy.state) == (None, None, PENDING)


def test_copy_of_a_message_is_equal_but_for_its_state_and_keys(practice):
    values = {"reply_to": "m@example.org", "calendar": "BEGIN", "calendar_method": "CANCEL", "in_reply_to": "<1@x>"}
    recipient = Recipient("+358401234567", channel="sms", name="Aino", language="sv", audience="visitor")
    context = {"reference": "TO-1"}
    row = enqueue(
        Message("receipt", site=practice.site, about="TO-1", context=context, priority=10, **values), recipient, key="k"
    )
    copy = resend(row)
    differing = {
        field.name
        for field in Delivery._meta.concrete_fields
        if getattr(copy, field.attname) != getattr(row, field.attname)
    }
    assert differing == {"id", "key", "message_id", "created_at", "next_attempt_at"}


def test_resending_acknowledges_that_message_only_and_once(practice):
    failed, other = enqueue_notification(practice), enqueue_notification(practice, "other@example.com")
    Delivery.objects.update(state=FAILED)
    resend(failed)
    assert [row.address for row in outbox.undelivered()] == ["other@example.com"]
    first = Delivery.objects.get(pk=failed.pk).acknowledged_at
    resend(failed)
    assert Delivery.objects.get(pk=failed.pk).acknowledged_at == first
    assert Delivery.objects.get(pk=other.pk).acknowledged_at is None


def test_message_without_options_is_stored_without_them(practice):
    row = enqueue(Message("receipt", site=practice.site), Recipient("aino@example.com"))
    row.refresh_from_db()
    assert (row.about, row.reply_to, row.key, row.context, row.fallback_of) == ("", "", None, {}, None)
    assert (row.calendar, row.calendar_method, row.in_reply_to, row.priority) == ("", "", "", 0)


@pytest.mark.django_db(transaction=True)
def test_receiver_that_fails_does_not_fail_the_request_that_queued_the_message(practice):
    def broken(**kwargs):
        raise RuntimeError("a project's own receiver")

    delivery_queued.connect(broken)
    try:
        row = enqueue_notification(practice)
        resend(row)
    finally:
        delivery_queued.disconnect(broken)
    assert Delivery.objects.count() == 2


def test_undelivered_messages_are_those_of_the_site(practice):
    enqueue_notification(practice)
    other = enqueue(Message("receipt", site=None, context={}), Recipient("other@example.com"))
    Delivery.objects.update(state=FAILED)
    assert [row.address for row in outbox.undelivered(practice.site)] == ["aino@example.com"]
    assert outbox.undelivered().count() == 2
    Delivery.objects.filter(pk=other.pk).update(acknowledged_at=timezone.now())
    assert outbox.undelivered().count() == 1
