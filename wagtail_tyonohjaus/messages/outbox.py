"""The outbox: deliveries are stored together with what they are about, and are sent afterwards."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Site

from ..practice.installation.state import check_installation
from .email import new_message_id
from .models import Delivery, DeliveryState, Priority
from .recipients import Recipient, site_language
from .signals import delivery_queued

_COPIED_FIELDS = frozenset(
    [
        "site",
        "about",
        "message_type",
        "channel",
        "audience",
        "address",
        "recipient_name",
        "language",
        "reply_to",
        "context",
        "calendar",
        "calendar_method",
        "in_reply_to",
        "priority",
    ]
)


@dataclass(frozen=True)
class Message:
    """What to send, to one recipient or several.

    ``message_type`` is the name of the templates' folder, ``about`` the reference that the message is about, by which
    erasure finds it. ``context`` is JSON; times are ISO strings under keys that end in ``_at``. ``calendar`` is an iTIP
    object (RFC 5546) and ``calendar_method`` its METHOD. ``in_reply_to`` is the Message-ID of an earlier e-mail to the
    recipient. ``priority`` is that of ``models.Priority``: messages about a crisis are sent before all others.
    """

    message_type: str
    site: Site | None
    about: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    reply_to: str = ""
    calendar: str = ""
    calendar_method: str = ""
    in_reply_to: str = ""
    priority: int = Priority.NORMAL


def enqueue(message: Message, recipient: Recipient, *, key: str = "", fallback_of: Delivery | None = None) -> Delivery:
    """Stores a delivery in the caller's transaction; it is sent after the commit.

    A second call with the same ``key`` and recipient returns the stored delivery. ``fallback_of`` is the failed one
    that this one replaces.
    """
    # First, so that it is known of each message whether a copy of the database or the original has stored it.
    check_installation()
    stored = _store_once(_delivery(message, recipient, key, fallback_of))
    transaction.on_commit(_notify_queued, robust=True)
    return stored


@dataclass(frozen=True)
class Addressed:
    """A message to one recipient. ``key`` is as in ``enqueue``."""

    message: Message
    recipient: Recipient
    key: str


def enqueue_first(messages: Iterable[Addressed]) -> None:
    """Stores the first deliveries about something that the caller's transaction has stored; one query for all.

    Nobody else can have stored deliveries with their keys. Of several with one key and recipient, the first counts.
    """
    deliveries: dict[str | None, Delivery] = {}
    for each in messages:
        delivery = _delivery(each.message, each.recipient, each.key)
        deliveries.setdefault(delivery.key, delivery)
    if deliveries:
        check_installation()  # first, as in ``enqueue``
        Delivery.objects.bulk_create(deliveries.values())
        transaction.on_commit(_notify_queued, robust=True)


def _delivery(message: Message, recipient: Recipient, key: str, fallback_of: Delivery | None = None) -> Delivery:
    return Delivery(
        site=message.site,
        key=delivery_key(key, recipient) if key else None,
        about=message.about,
        message_type=message.message_type,
        channel=recipient.channel,
        audience=recipient.audience,
        address=recipient.address,
        recipient_name=recipient.name[:160],
        language=recipient.language or site_language(),
        reply_to=message.reply_to,
        context=_without_nul(message.context),
        calendar=message.calendar,
        calendar_method=message.calendar_method,
        in_reply_to=message.in_reply_to,
        message_id=new_message_id(message.site),
        fallback_of=fallback_of,
        priority=message.priority,
    )


def delivery_key(key: str, recipient: Recipient) -> str:
    """The SHA-256 hash that is unique per message ``key``, channel and address (regardless of case)."""
    text = "\n".join([key, recipient.channel, recipient.address.lower()])
    return hashlib.sha256(text.encode()).hexdigest()


def resend(delivery: Delivery) -> Delivery:
    """Queues a copy of a delivery. The original keeps its state, and a failed one counts as acknowledged."""
    check_installation()  # first, as in ``enqueue``
    fields = [field for field in Delivery._meta.concrete_fields if field.name in _COPIED_FIELDS]
    values = {field.attname: getattr(delivery, field.attname) for field in fields}
    copy = Delivery(**values, message_id=new_message_id(delivery.site))
    with transaction.atomic():
        copy.save()
        Delivery.objects.filter(pk=delivery.pk, acknowledged_at=None).update(acknowledged_at=timezone.now())
        transaction.on_commit(_notify_queued, robust=True)
    return copy


def undelivered(site: Site | None = None) -> QuerySet[Delivery]:
    """Failed deliveries that nobody has acknowledged, of a site or of all."""
    failed = Delivery.objects.filter(state=DeliveryState.FAILED, acknowledged_at=None)
    return failed.filter(site=site) if site else failed


def waiting_deliveries() -> QuerySet[Delivery]:
    """Deliveries that are neither sent nor given up."""
    return Delivery.objects.filter(state=DeliveryState.PENDING)


def discard_waiting(before: datetime) -> int:
    """Cancels the deliveries that are waiting and were stored before that time; returns their number.

    For a copy of the database, whose original sends the same messages.
    """
    waiting = waiting_deliveries().filter(created_at__lt=before)
    return waiting.update(
        state=DeliveryState.CANCELLED, finished_at=timezone.now(), last_response="Discarded: copied from elsewhere."
    )


def cancel_waiting(site: Site | None, about: str, message_types: Iterable[str]) -> None:
    """Cancels the messages of those types about a reference that are not sent yet: they say what is no longer so."""
    rows = waiting_deliveries().filter(site=site, about=about, message_type__in=list(message_types))
    rows.update(state=DeliveryState.CANCELLED, finished_at=timezone.now())


def _notify_queued() -> None:
    delivery_queued.send(Delivery)


def _without_nul(value: Any) -> Any:
    """The value without NUL characters, which PostgreSQL rejects."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, Mapping):
        return {key: _without_nul(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nul(part) for part in value]
    return value


def _store_once(delivery: Delivery) -> Delivery:
    if not delivery.key:
        delivery.save()
        return delivery
    stored = Delivery.objects.filter(key=delivery.key).first()
    if stored:
        return stored
    try:
        with transaction.atomic():
            delivery.save()
    except IntegrityError:
        stored = Delivery.objects.filter(key=delivery.key).first()
        if stored is None:  # not the constraint on keys
            raise
        return stored
    return delivery
