"""Messages about a request, queued in the outbox in the transaction that stores what they report."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from wagtail.models import Site

from ..messages.models import Audience, Channel, Delivery, Priority
from ..messages.outbox import Message, enqueue
from ..messages.recipients import Recipient, fallback_addresses, site_language, user_language
from ..practice.models import PracticeSettings
from ..practice.users import Account
from .models import ContactRequest
from .routing.evaluation import PlannedNotification, RoutingDecision
from .routing.phone_numbers import number_for_request
from .summary import request_summary

CRISIS_SUMMARY = "crisis_summary"
RETURNED = "returned"
RECEIPT_INTERVAL = timedelta(hours=1)


def notify_all(request: ContactRequest, practice: PracticeSettings, decision: RoutingDecision, now: datetime) -> None:
    """Notifies the recipients of the decision, and sends the visitor a receipt."""
    notify_staff(request, practice, decision)
    # The decision is as of the request's arrival: a request that is released later gets the number of today.
    current = decision if now == request.created_at else None
    number = number_for_request(request, practice, now, current) if request.email else None
    send_receipt(request, practice, number.text if number else "", now)


def notify_staff(request: ContactRequest, practice: PracticeSettings, decision: RoutingDecision) -> None:
    """Notifies the recipients of the decision."""
    for notification in decision.notifications:
        notify_recipient(request, practice, recipient_of(notification), "staff_notice")


def notify_of_return(
    request: ContactRequest, practice: PracticeSettings, decision: RoutingDecision, now: datetime
) -> None:
    """Notifies the recipients of the decision and the office's coordinators that nobody works on the request."""
    recipients = [recipient_of(notification) for notification in decision.notifications]
    for user in request.office.coordinators.filter(is_active=True) if request.office else ():
        recipients += [Recipient(user.email, language=user_language(user))] if user.email else []
    for recipient in recipients:
        # With the time in the key, since the next assignee may leave, too.
        notify_recipient(request, practice, recipient, RETURNED, key=f"{request.pk}:{RETURNED}:{now.isoformat()}")


def send_crisis_summary(practice: PracticeSettings, recipient: Recipient, count: int, interval: int) -> Delivery:
    """Queues one message about all crisis requests that are held for review; at most one for each interval."""
    site = practice.site
    return enqueue(
        Message(
            CRISIS_SUMMARY,
            site=site,
            context={"count": count, "link": _admin_url(site, ("tyonohjaus_inbox:index", [])) + "?queue=held"},
            priority=Priority.CRISIS,
        ),
        recipient,
        key=f"{site.pk}:{CRISIS_SUMMARY}:{interval}",
    )


def notify_recipient(
    request: ContactRequest, practice: PracticeSettings, recipient: Recipient, message_type: str, key: str = ""
) -> Delivery:
    """Queues one message to a member of staff.

    There is at most one of each type, request, address and channel, or of each ``key``, address and channel.
    """
    with translation.override(recipient.language or site_language()), timezone.override(practice.zone):
        context = staff_context(request, practice)
    return enqueue(
        Message(
            message_type,
            site=request.site,
            about=request.reference,
            context=context,
            reply_to=request.email if recipient.channel == Channel.MAIL else "",
            priority=priority_of(request),
        ),
        recipient,
        key=key or f"{request.pk}:{message_type}",
    )


def notify_fallback(request: ContactRequest, practice: PracticeSettings, message_type: str) -> None:
    """Notifies each fallback recipient of the site; there is always at least one."""
    for address in fallback_addresses(request.site):
        notify_recipient(request, practice, Recipient(address, language=site_language()), message_type)


def renotify(request: ContactRequest, practice: PracticeSettings, message_type: str) -> None:
    """Notifies those who were notified of the request and have not left, else the fallback recipients."""
    recipients = {
        (row.channel, row.address): Recipient(row.address, row.channel, row.recipient_name, row.language)
        for row in _latest_notices(request)
        if not _has_left(row.address)
    }
    for recipient in recipients.values():
        notify_recipient(request, practice, recipient, message_type)
    if not recipients:
        notify_fallback(request, practice, message_type)


def _latest_notices(request: ContactRequest) -> QuerySet[Delivery]:
    """Those of the last time that the request had no assignee."""
    sent = Delivery.objects.filter(about=request.reference, audience=Audience.STAFF)
    returned = sent.filter(message_type=RETURNED)
    latest = returned.order_by("-created_at", "-pk").first()
    if latest is None:
        return sent.filter(message_type="staff_notice")
    return returned.filter(created_at__gt=latest.created_at - RECEIPT_INTERVAL)


def _has_left(address: str) -> bool:
    """Whether an e-mail address belongs to deactivated accounts only."""
    users = get_user_model()._default_manager.filter(email__iexact=address) if "@" in address else ()
    return bool(users) and not any(user.is_active for user in users)


def send_receipt(request: ContactRequest, practice: PracticeSettings, phone: str, now: datetime) -> Delivery | None:
    """Queues a receipt with a fixed text, which quotes nothing of the request; at most one an hour to an address."""
    if not request.email or _has_recent_receipt(request.email, now):
        return None
    session = request.sessions.first()
    context = {"reference": request.reference, "phone": phone, "crisis": request.is_crisis}
    if session:
        context["session"] = session.pk
    return enqueue(
        Message(
            "receipt",
            site=request.site,
            about=request.reference,
            context=context,
            reply_to=practice.email,
            priority=priority_of(request),
        ),
        _visitor(request),
        key=f"{request.pk}:receipt",
    )


def send_reply(
    request: ContactRequest, practice: PracticeSettings, subject: str, text: str, by: Account | None
) -> Delivery:
    """Queues a text of a member of staff to the visitor."""
    sender_name = by.get_full_name() if by else ""
    return enqueue(
        Message(
            "reply",
            site=request.site,
            about=request.reference,
            context={"subject": f"{subject} [{request.reference}]", "text": text, "sender_name": sender_name},
            reply_to=practice.email or getattr(by, "email", ""),
            priority=priority_of(request),
        ),
        _visitor(request),
    )


def priority_of(request: ContactRequest) -> Priority:
    """That of every message about the request."""
    return Priority.CRISIS if request.is_crisis else Priority.NORMAL


def recipient_of(notification: PlannedNotification) -> Recipient:
    """The recipient of a planned notification, with its channel and address."""
    recipient, address = notification.recipient, notification.address
    # A message does not greet an address.
    name = "" if recipient.name == address else recipient.name
    return Recipient(address, channel=notification.channel, name=name, language=recipient.language)


def staff_context(request: ContactRequest, practice: PracticeSettings) -> dict[str, Any]:
    """In the active language. The request's message is included only if the practice has turned that on."""
    return {
        "reference": request.reference,
        "link": inbox_url(request),
        "summary": request_summary(request, practice),
        "crisis": request.is_crisis,
        "suspicious": bool(request.spam_reasons),
        "due_at": request.due_at.isoformat() if request.due_at else "",
        "message": request.message if practice.include_message_in_email else "",
    }


def inbox_url(request: ContactRequest) -> str:
    """The absolute URL of the request in the admin, else of the admin."""
    return _admin_url(request.site, ("tyonohjaus_inbox:detail", [request.pk]))


def _admin_url(site: Site, view: tuple[str, list[int]]) -> str:
    base = getattr(settings, "WAGTAILADMIN_BASE_URL", "") or site.root_url
    for name, args in (view, ("wagtailadmin_home", [])):
        try:
            return base.rstrip("/") + reverse(name, args=args)
        except NoReverseMatch:
            continue
    return base


def _visitor(request: ContactRequest) -> Recipient:
    return Recipient(request.email, language=request.visitor_language, audience=Audience.VISITOR.value)


def _has_recent_receipt(email: str, now: datetime) -> bool:
    # Later than now, too, since a clock may have been set back.
    around = (now - RECEIPT_INTERVAL, now + RECEIPT_INTERVAL)
    return Delivery.objects.filter(message_type="receipt", address__iexact=email, created_at__range=around).exists()
