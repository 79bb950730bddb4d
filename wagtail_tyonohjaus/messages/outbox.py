"""The outbox: deliveries are stored together with what they are about, and are sent afterwards."""

import hashlib
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Site

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


def enqueue(
    message_type: str,
    recipient: Recipient,
    *,
    site: Site | None,
    about: str = "",
    context: dict[str, Any] | None = None,
    reply_to: str = "",
    key: str = "",
    calendar: str = "",
    calendar_method: str = "",
    in_reply_to: str = "",
    fallback_of: Delivery | None = None,
    priority: int = Priority.NORMAL,
) -> Delivery:
    """Stores a delivery in the caller's transaction; it is sent after the commit.

    ``message_type`` is the name of the templates' folder, ``about`` the reference that the message is about (erasure
    finds it by that). ``context`` is JSON; times are ISO strings under keys that end in ``_at``. A second call with
    the same ``key`` and recipient returns the stored delivery. ``calendar`` is an iTIP object (RFC 5546) and
    ``calendar_method`` its METHOD. ``in_reply_to`` is the Message-ID of an earlier e-mail to the recipient.
    ``priority`` is that of ``models.Priority``: messages about a crisis are sent before all others.
    """
    delivery = Delivery(
        site=site,
        key=delivery_key(key, recipient) if key else None,
        about=about,
        message_type=message_type,
        channel=recipient.channel,
        audience=recipient.audience,
        address=recipient.address,
        recipient_name=recipient.name[:160],
        language=recipient.language or site_language(),
        reply_to=reply_to,
        context=_without_nul(context or {}),
        calendar=calendar,
        calendar_method=calendar_method,
        in_reply_to=in_reply_to,
        message_id=new_message_id(site),
        fallback_of=fallback_of,
        priority=priority,
    )
    stored = _store_once(delivery)
    transaction.on_commit(_notify_queued, robust=True)
    return stored


def delivery_key(key: str, recipient: Recipient) -> str:
    """The SHA-256 hash that is unique per message ``key``, channel and address (regardless of case)."""
    text = "\n".join([key, recipient.channel, recipient.address.lower()])
    return hashlib.sha256(text.encode()).hexdigest()


def resend(delivery: Delivery) -> Delivery:
    """Queues a copy of a delivery. The original keeps its state, and a failed one counts as acknowledged."""
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


def _notify_queued() -> None:
    delivery_queued.send(Delivery)


def _without_nul(value: Any) -> Any:
    """The value without NUL characters, which PostgreSQL rejects."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
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
