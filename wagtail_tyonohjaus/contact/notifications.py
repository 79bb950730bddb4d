"""Messages about a request, queued in the outbox in the transaction that stores what they report."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from wagtail.models import Site

from ..messages.models import Audience, Channel, Delivery, Priority
from ..messages.outbox import Addressed, Message, enqueue, enqueue_first
from ..messages.recipients import Recipient, fallback_addresses, site_language, user_language
from ..practice.models import PracticeSettings, Supervisor
from ..practice.users import Account, display_name, full_name
from .models import ContactRequest
from .routing.evaluation import PlannedNotification, RoutingDecision
from .routing.phone_numbers import number_for_request
from .summary import request_summary

CRISIS_SUMMARY = "crisis_summary"
RETURNED = "returned"
PASSED_ON = "passed_on"
ASSIGNED, UNASSIGNED = "assigned", "unassigned"
RECEIPT_INTERVAL = timedelta(hours=1)


def announce(
    request: ContactRequest, practice: PracticeSettings, decision: RoutingDecision, now: datetime, *, to_visitor: bool
) -> None:
    """Stores the first messages about a request that the transaction has stored: ``notify_all``, in one query.

    Without ``to_visitor`` the visitor gets no receipt. Staff gets none about a crisis: ``alerting`` alerts them.
    """
    receipt = _receipt(request, practice, now, decision) if to_visitor else None
    enqueue_first([*_staff_notices(request, practice, decision), *([receipt] if receipt else [])])


def notify_all(request: ContactRequest, practice: PracticeSettings, decision: RoutingDecision, now: datetime) -> None:
    """Notifies the recipients of a decision that was made later than the request, and sends the visitor a receipt."""
    for notice in _staff_notices(request, practice, decision):
        enqueue(notice.message, notice.recipient, key=notice.key)
    if receipt := _receipt(request, practice, now):
        enqueue(receipt.message, receipt.recipient, key=receipt.key)


def notify_of_return(
    request: ContactRequest, practice: PracticeSettings, decision: RoutingDecision, now: datetime
) -> None:
    """Notifies the recipients of the decision and the office's coordinators that nobody works on the request."""
    recipients = [recipient_of(notification) for notification in decision.notifications]
    for user in request.office.coordinators.filter(is_active=True) if request.office else ():
        recipients += [Recipient(user.email, language=user_language(user))] if user.email else []
    for recipient in recipients:
        _notify_of_round(request, practice, recipient, RETURNED, now)


def notify_of_passing_on(
    request: ContactRequest,
    practice: PracticeSettings,
    decision: RoutingDecision,
    now: datetime,
    changed_by: str,
    *,
    is_corrected: bool = False,
) -> None:
    """Notifies the recipients of a decision that a member of staff has brought about, whose name is ``changed_by``.

    With ``is_corrected`` the text says that a correction is the reason, and not that the request was passed on.
    """
    extra = {"changed_by": changed_by, "corrected": is_corrected}
    for recipient in map(recipient_of, decision.notifications):
        _notify_of_round(request, practice, recipient, PASSED_ON, now, extra)


def notify_assignees(
    request: ContactRequest, new: Account | None, former: Account | None, by: Account | None, event: int
) -> None:
    """Queues a message to the new and to the former assignee; none to who has made the change or has left.

    ``event`` is the primary key of the event of the change, so that there is one message for each change. The messages
    hold nothing of the visitor.
    """
    for user, message_type in ((new, ASSIGNED), (former, UNASSIGNED)):
        if user is not None and user.is_active and by is not None and user.pk != by.pk:
            _notify_assignee(request, user, message_type, by, event)


def assignee_address(user: Account, site: Site) -> str:
    """The account's e-mail address, else that of the user's supervisor record in the practice; blank without any."""
    own = getattr(user, "email", "")
    if own:
        return own
    records = Supervisor.objects.filter(user=user, site=site).exclude(email="").order_by("pk")
    return records.values_list("email", flat=True).first() or ""


def _notify_assignee(request: ContactRequest, user: Account, message_type: str, by: Account, event: int) -> None:
    address = assignee_address(user, request.site)
    if not address:
        return
    context = {
        "reference": request.reference,
        "crisis": request.is_crisis,
        "changed_by": display_name(by),
        "link": inbox_url(request) if message_type == ASSIGNED else "",
    }
    message = Message(
        message_type, site=request.site, about=request.reference, context=context, priority=priority_of(request)
    )
    recipient = Recipient(address, name=display_name(user), language=user_language(user))
    enqueue(message, recipient, key=f"{request.pk}:{message_type}:{event}")


def _notify_of_round(
    request: ContactRequest,
    practice: PracticeSettings,
    recipient: Recipient,
    message_type: str,
    now: datetime,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """With the time in the key and the context, since there may be a next round, with its own reminders."""
    context = {**_context_in(recipient.language, request, practice), **(extra or {}), "round": now.isoformat()}
    message = _staff_message(request, recipient, message_type, context)
    enqueue(message, recipient, key=f"{request.pk}:{message_type}:{now.isoformat()}")


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
    context = _context_in(recipient.language, request, practice)
    message = _staff_message(request, recipient, message_type, context)
    return enqueue(message, recipient, key=key or f"{request.pk}:{message_type}")


def notify_fallback(request: ContactRequest, practice: PracticeSettings, message_type: str) -> None:
    """Notifies each fallback recipient of the site; there is always at least one."""
    for address in fallback_addresses(request.site):
        recipient = Recipient(address, language=site_language())
        notify_recipient(request, practice, recipient, message_type, key=_round_key(request, message_type))


def renotify(request: ContactRequest, practice: PracticeSettings, message_type: str) -> None:
    """Notifies those who were notified of the request and have not left, else the fallback recipients."""
    recipients = {
        (row.channel, row.address): Recipient(row.address, row.channel, row.recipient_name, row.language)
        for row in _latest_notices(request)
        if not _has_left(row.address)
    }
    for recipient in recipients.values():
        notify_recipient(request, practice, recipient, message_type, key=_round_key(request, message_type))
    if not recipients:
        notify_fallback(request, practice, message_type)


def _latest_notices(request: ContactRequest) -> QuerySet[Delivery]:
    """Those of the last time that the request was returned or passed on, else the first ones."""
    sent = Delivery.objects.filter(about=request.reference, audience=Audience.STAFF)
    later = sent.filter(message_type__in=(RETURNED, PASSED_ON))
    latest = later.order_by("-pk").first()
    if latest is None:
        return sent.filter(message_type="staff_notice")
    if latest.context.get("round"):
        return later.filter(context__round=latest.context["round"])
    # Stored by a version of the package that did not note the round.
    return later.filter(created_at__gt=latest.created_at - RECEIPT_INTERVAL)


def _round_key(request: ContactRequest, message_type: str) -> str:
    """One message of the type for each time that the request was routed, which gives it another due time."""
    return f"{request.pk}:{message_type}:{request.due_at.isoformat() if request.due_at else ''}"


def _has_left(address: str) -> bool:
    """Whether an e-mail address belongs to deactivated accounts only."""
    users = get_user_model()._default_manager.filter(email__iexact=address) if "@" in address else ()
    return bool(users) and not any(user.is_active for user in users)


def _staff_notices(
    request: ContactRequest, practice: PracticeSettings, decision: RoutingDecision
) -> Iterator[Addressed]:
    contexts: dict[str, dict[str, Any]] = {}
    for recipient in () if request.is_crisis else map(recipient_of, decision.notifications):
        if recipient.language not in contexts:
            contexts[recipient.language] = _context_in(recipient.language, request, practice)
        message = _staff_message(request, recipient, "staff_notice", contexts[recipient.language])
        yield Addressed(message, recipient, f"{request.pk}:staff_notice")


def _context_in(language: str, request: ContactRequest, practice: PracticeSettings) -> dict[str, Any]:
    with translation.override(language or site_language()), timezone.override(practice.zone):
        return staff_context(request, practice)


def _staff_message(
    request: ContactRequest, recipient: Recipient, message_type: str, context: dict[str, Any]
) -> Message:
    return Message(
        message_type,
        site=request.site,
        about=request.reference,
        context=context,
        reply_to=request.email if recipient.channel == Channel.MAIL else "",
        priority=priority_of(request),
    )


def _receipt(
    request: ContactRequest, practice: PracticeSettings, now: datetime, decision: RoutingDecision | None = None
) -> Addressed | None:
    """A fixed text, which quotes nothing of the request; at most one an hour to an address.

    ``decision`` is that of ``now``, if it has been made: a request that is released later gets the number of today.
    """
    if not request.email or _has_recent_receipt(request.email, now):
        return None
    number = number_for_request(request, practice, now, decision)
    session = request.sessions.first()
    context = {"reference": request.reference, "phone": number.text if number else "", "crisis": request.is_crisis}
    if session:
        context["session"] = session.pk
    message = Message(
        "receipt",
        site=request.site,
        about=request.reference,
        context=context,
        reply_to=practice.email,
        priority=priority_of(request),
    )
    return Addressed(message, _visitor(request), f"{request.pk}:receipt")


def send_reply(
    request: ContactRequest, practice: PracticeSettings, subject: str, text: str, by: Account | None
) -> Delivery:
    """Queues a text of a member of staff to the visitor."""
    sender_name = full_name(by)
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
