"""Notifications about sessions, enqueued in the transaction that makes the change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from ..conf import app_settings
from ..messages.models import Audience, Channel, Delivery, DeliveryState, Priority
from ..messages.outbox import Message, enqueue
from ..messages.recipients import Recipient, fallback_addresses, site_language, supervisor_language
from ..practice.choices import Kind as ServiceKind
from . import formatting
from .invitations.events import admin_url, supervisor_email
from .invitations.messages import Invitation, Meeting, supervisor_invitations, visitor_invitations
from .invitations.recurrence import has_rule
from .message_types import (
    CONFIRMATION,
    ENDED,
    HANDED_OVER,
    REMINDER,
    REPLIES_TO_CONFIRMATION,
    STAFF_ONLY,
    WITHOUT_NOTIFICATION,
    Kind,
)
from .models import Session, SessionEvent, attach_practices


@dataclass(frozen=True)
class Change:
    """What one message is about: an event of a session, or the same event of several sessions of a series.

    ``proposed_with`` are the other times of a proposal. ``previous`` is the meeting that a moved session has left.
    """

    events: Sequence[SessionEvent]
    proposed_with: Sequence[Session] = ()
    previous: Meeting | None = None
    previous_supervisor: str = ""

    @property
    def event(self) -> SessionEvent:
        """The first event; the others are of the same kind, actor and reason."""
        return self.events[0]

    @property
    def session(self) -> Session:
        """The session of the first event, to which the message refers."""
        return self.event.session

    @property
    def sessions(self) -> list[Session]:
        return [event.session for event in self.events]

    @property
    def comment(self) -> str:
        """The reason, if staff gave it: that of a visitor is confidential and stays in the admin."""
        return self.event.reason if self.event.actor_role == SessionEvent.ActorRole.STAFF else ""


def send(
    event: SessionEvent,
    *,
    proposed_with: Sequence[Session] = (),
    previous: Meeting | None = None,
    notify_staff: bool = True,
) -> None:
    """Enqueue the messages about an event to both sides.

    ``notify_staff`` is False if another message informs the supervisor. For the other options, see ``Change``.
    """
    if event.kind not in WITHOUT_NOTIFICATION:
        _send(Change([event], proposed_with, previous), notify_staff)


def send_together(events: Sequence[SessionEvent]) -> None:
    """Enqueue one message to each side about the same event of several sessions of a series.

    Sessions that have left the recurring event of their series are events of their own in calendars, and an e-mail
    has one calendar part: each of them has a message of its own.
    """
    if not events:
        return
    attach_practices([event.session for event in events])
    instances = [event for event in events if event.session.recurrence_start]
    others = [event for event in events if not event.session.recurrence_start]
    is_recurring = has_rule(events[0].session.series)
    for group in [instances, *([event] for event in others)] if is_recurring else [others]:
        if group:
            _send(Change(group))


def send_handover(event: SessionEvent, former: Session) -> None:
    """Enqueue the messages about a session that has moved to another supervisor, to the visitor and to both.

    ``former`` is the session as it was with the former supervisor, already cancelled.
    """
    change = Change([event], previous=Meeting.of(former), previous_supervisor=former.supervisor.name)
    _send(change, notify_staff=False)
    _send_to_staff(replace(change, previous=None))
    parts: Sequence[Invitation | None] = supervisor_invitations([former], Kind.CANCELLED) or [None]
    for recipient in staff_recipients(former):
        for number, invitation in enumerate(parts):
            _enqueue(change, recipient, invitation, number, HANDED_OVER)


def send_reminder(sessions: Sequence[Session], hours: int) -> None:
    """Enqueue a reminder to the visitor by e-mail and, if the site sends text messages, by SMS."""
    first = sessions[0]
    for recipient in visitor_recipients(first, Kind.REMINDED):
        enqueue(
            Message(
                REMINDER,
                site=first.supervisor.site,
                about=first.reference,
                context=_session_context(sessions, recipient) | {"is_series": len(sessions) > 1},
                priority=priority_of(first),
            ),
            recipient,
            key=f"session-reminder:{first.uid}:{first.sequence}:{hours}",
        )


def priority_of(session: Session) -> Priority:
    """That of every message about the session."""
    request = session.request
    is_crisis = session.service.kind == ServiceKind.CRISIS or (request is not None and request.is_crisis)
    return Priority.CRISIS if is_crisis else Priority.NORMAL


def cancel_pending_reminders(session: Session) -> None:
    """Cancel reminders that have not been sent yet, because the session is no longer at that time.

    A reminder that also covers other sessions of the series remains.
    """
    pending = Delivery.objects.filter(about=session.reference, message_type=REMINDER, state=DeliveryState.PENDING)
    ids = [reminder.pk for reminder in pending if len(reminder.context.get("sessions", [])) < 2]
    Delivery.objects.filter(pk__in=ids).update(state=DeliveryState.CANCELLED, finished_at=timezone.now())


def visitor_recipients(session: Session, kind: str) -> list[Recipient]:
    """The visitor's e-mail address, or telephone number if the site sends text messages; reminders go to both."""
    if kind in STAFF_ONLY:
        return []
    common = {"name": session.name, "language": session.language, "audience": Audience.VISITOR.value}
    recipients = [Recipient(session.email, **common)] if session.email else []
    if app_settings.SMS and session.phone and (not recipients or kind == Kind.REMINDED):
        recipients.append(Recipient(str(session.phone), channel=Channel.SMS.value, **common))
    return recipients


def staff_recipients(session: Session) -> list[Recipient]:
    """The supervisor, or the fallback recipients if the supervisor has no e-mail address."""
    supervisor = session.supervisor
    email = supervisor_email(supervisor)
    if email:
        return [Recipient(email, name=supervisor.name, language=supervisor_language(supervisor))]
    return [Recipient(address, language=site_language()) for address in fallback_addresses(supervisor.site)]


def _send(change: Change, notify_staff: bool = True) -> None:
    kind = change.event.kind
    parts = visitor_invitations(change.sessions, kind, change.previous, change.comment)
    for recipient in visitor_recipients(change.session, kind):
        _enqueue_all(change, recipient, parts)
    if notify_staff:
        _send_to_staff(change)


def _send_to_staff(change: Change) -> None:
    parts = supervisor_invitations(change.sessions, change.event.kind, change.previous, change.comment)
    for recipient in staff_recipients(change.session):
        _enqueue_all(change, recipient, parts)


def _enqueue_all(change: Change, recipient: Recipient, invitations: Sequence[Invitation]) -> None:
    """One message for each calendar part; without any, or for a text message, one message."""
    parts = invitations if recipient.channel == Channel.MAIL.value else ()
    for number, invitation in enumerate(parts or [None]):
        _enqueue(change, recipient, invitation, number)


def _enqueue(
    change: Change, recipient: Recipient, invitation: Invitation | None, number: int = 0, message_type: str = ""
) -> None:
    event, session = change.event, change.session
    sessions = [*change.sessions, *change.proposed_with]
    message_type = message_type or f"session_{event.kind}"
    enqueue(
        Message(
            message_type,
            site=session.supervisor.site,
            about=session.reference,
            context=_session_context(sessions, recipient) | _change_context(change, recipient),
            calendar=invitation.text if invitation else "",
            calendar_method=invitation.method if invitation else "",
            in_reply_to=_confirmation_id(session, recipient) if event.kind in REPLIES_TO_CONFIRMATION else "",
            priority=priority_of(session),
        ),
        recipient,
        key=f"{message_type}:{session.uid}:{session.sequence}:{event.pk}:{number}",
    )


def _confirmation_id(session: Session, recipient: Recipient) -> str:
    """The Message-ID of the recipient's confirmation of the session or of its series; empty if there was none."""
    references = [session.reference]
    if session.series:
        references = list(Session.objects.filter(series=session.series).values_list("reference", flat=True))
    confirmations = Delivery.objects.filter(
        about__in=references, message_type=CONFIRMATION, address=recipient.address, channel=recipient.channel
    )
    return confirmations.order_by("pk").values_list("message_id", flat=True).first() or ""


def _change_context(change: Change, recipient: Recipient) -> dict[str, Any]:
    event, session = change.event, change.session
    with formatting.in_language(recipient.language):
        previous_time = formatting.format_moment(event.old_start, session.time_zone) if event.old_start else ""
    for_staff = recipient.audience == Audience.STAFF
    return {
        "previous_time": previous_time,
        "is_series": len(change.events) > 1,
        "is_ended": event.kind in ENDED,
        "reason": change.comment,
        "has_reason": bool(event.reason) and not change.previous_supervisor,
        "previous_supervisor": change.previous_supervisor,
        "is_erased": session.token_hash is None,
        "others_in_group": _count_others_in_group(change) if for_staff else 0,
    }


def _count_others_in_group(change: Change) -> int:
    """The participants of the group that the session belongs to, or that it has left, without the session's own."""
    return sum(_others_in_group(session, change.previous) for session in change.sessions if session.is_group)


def _others_in_group(session: Session, previous: Meeting | None) -> int:
    start, end = (previous.start, previous.end) if previous else (session.start, session.end)
    others = Session.objects.live().filter(supervisor=session.supervisor_id, service=session.service_id)
    return others.filter(start=start, end=end, seat__isnull=False).exclude(pk=session.pk).count()


def _session_context(sessions: Sequence[Session], recipient: Recipient) -> dict[str, Any]:
    """Details in the recipient's language, without the visitor's name. Links with tokens are added when sending."""
    session, for_visitor = sessions[0], recipient.audience == Audience.VISITOR
    with formatting.in_language(recipient.language):
        times = [formatting.format_session_time(other, visitor=for_visitor) for other in sessions]
        hold_until = formatting.format_moment(session.hold_until, session.time_zone) if session.hold_until else ""
        return {
            "session_id": session.pk,
            "reference": session.visitor_reference if for_visitor else session.reference,
            "for_visitor": for_visitor,
            "service": session.service.text("name"),
            "format": session.get_format_display(),
            "supervisor": session.supervisor.name,
            "session_start": formatting.format_moment(session.start, session.time_zone),
            "session_time": times[0],
            "session_times": times,
            "sessions": [_row_context(*row, for_visitor) for row in zip(sessions, times, strict=True)],
            "place": formatting.format_place(session),
            "hold_until": hold_until,
            "admin_url": "" if for_visitor else admin_url(session),
        }


def _row_context(session: Session, time: str, for_visitor: bool) -> dict[str, Any]:
    url = "" if for_visitor else admin_url(session)
    return {"id": session.pk, "time": time, "reference": session.reference, "admin_url": url}
