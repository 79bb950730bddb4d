"""The messages about a request, put into the outbox in the transaction that stores what they tell."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from ..messages.models import Audience, Channel, Delivery
from ..messages.outbox import enqueue
from ..messages.recipients import Recipient, fallback_addresses, site_language
from ..practice.models import PracticeSettings
from .models import ContactRequest
from .phone_numbers import number_for_request
from .routing import MAIL, PlannedNotification, RoutingDecision
from .summary import request_summary

RECEIPT_PAUSE = timedelta(hours=1)


def notify_all(request: ContactRequest, practice: PracticeSettings, decision: RoutingDecision, now: datetime) -> None:
    """Tells those whom routing chose, and the visitor that the request is here."""
    notify(request, practice, decision)
    shown = number_for_request(request, practice) if request.email else None
    send_receipt(request, practice, shown.text if shown else "", now)


def notify(
    request: ContactRequest, practice: PracticeSettings, decision: RoutingDecision, kind: str = "staff_notice"
) -> None:
    """Tells everybody whom routing chose, each once a channel."""
    for notification in decision.notifications:
        notify_recipient(request, practice, receiver_of(notification), kind, key=f"{request.pk}:{kind}")


def notify_recipient(
    request: ContactRequest, practice: PracticeSettings, receiver: Recipient, kind: str, key: str
) -> Delivery:
    """One message of ``kind`` to one member of staff; a second one under the same ``key`` is not sent."""
    with translation.override(receiver.language or site_language()), timezone.override(practice.zone):
        context = staff_context(request, practice)
    return enqueue(
        kind,
        receiver,
        site=request.site,
        about=request.reference,
        context=context,
        reply_to=request.email if receiver.channel == Channel.MAIL else "",
        key=key,
    )


def notify_fallback(request: ContactRequest, practice: PracticeSettings, kind: str, key: str) -> None:
    for address in fallback_addresses(request.site):
        notify_recipient(request, practice, Recipient(address, language=site_language()), kind, key)


def renotify(request: ContactRequest, practice: PracticeSettings, kind: str, key: str) -> None:
    """Everybody who was told of the request in the first place; the fallback where nobody was."""
    earlier = Delivery.objects.filter(about=request.reference, message_type="staff_notice", audience=Audience.STAFF)
    recipients = {(row.channel, row.address): row for row in earlier}
    for row in recipients.values():
        notify_recipient(
            request, practice, Recipient(row.address, row.channel, row.recipient_name, row.language), kind, key
        )
    if not recipients:
        notify_fallback(request, practice, kind, key)


def send_receipt(request: ContactRequest, practice: PracticeSettings, phone: str, now: datetime) -> Delivery | None:
    """Fixed words to the visitor, none of the visitor's own; one an hour to an address, whoever asks for it."""
    if not request.email:
        return None
    hour = (now - RECEIPT_PAUSE, now + RECEIPT_PAUSE)
    if Delivery.objects.filter(message_type="receipt", address__iexact=request.email, created_at__range=hour).exists():
        return None
    receiver = Recipient(request.email, language=request.visitor_language, audience=Audience.VISITOR.value)
    held = request.sessions.first()
    context = {"reference": request.reference, "phone": phone, "crisis": request.is_crisis}
    if held:
        context["session"] = held.pk
    return enqueue(
        "receipt",
        receiver,
        site=request.site,
        about=request.reference,
        context=context,
        reply_to=practice.email,
        key=f"{request.pk}:receipt",
    )


def send_reply(request: ContactRequest, practice: PracticeSettings, subject: str, text: str, by: Any) -> Delivery:
    """A member of staff's own words to the visitor."""
    receiver = Recipient(request.email, language=request.visitor_language, audience=Audience.VISITOR.value)
    sender_name = by.get_full_name() if by else ""
    return enqueue(
        "reply",
        receiver,
        site=request.site,
        about=request.reference,
        context={"subject": f"{subject} [{request.reference}]", "text": text, "sender_name": sender_name},
        reply_to=practice.email or getattr(by, "email", ""),
    )


def receiver_of(notification: PlannedNotification) -> Recipient:
    address = notification.recipient.email if notification.channel == MAIL else notification.recipient.phone
    # Nobody is greeted by an address.
    name = "" if notification.recipient.name == address else notification.recipient.name
    return Recipient(address, channel=notification.channel, name=name, language=notification.recipient.language)


def staff_context(request: ContactRequest, practice: PracticeSettings) -> dict[str, Any]:
    """In the active language. The text of the request only where the practice has turned that on."""
    return {
        "reference": request.reference,
        "link": inbox_url(request),
        "facts": request_summary(request, practice),
        "crisis": request.is_crisis,
        "suspicious": bool(request.spam_reasons),
        "due_at": request.due_at.isoformat() if request.due_at else "",
        "message": request.message if practice.message_in_mail else "",
    }


def inbox_url(request: ContactRequest) -> str:
    """Where staff opens the request, as a whole address."""
    base = getattr(settings, "WAGTAILADMIN_BASE_URL", "") or request.site.root_url
    for name, args in (("tyonohjaus_inbox:detail", [request.pk]), ("wagtailadmin_home", [])):
        try:
            return base.rstrip("/") + reverse(name, args=args)
        except NoReverseMatch:
            continue
    return base
