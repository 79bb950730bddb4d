"""Notifications about sessions, enqueued in the transaction that makes the change."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from ..conf import app_settings
from ..messages.models import Audience, Channel, Delivery, DeliveryState
from ..messages.outbox import enqueue
from ..messages.recipients import Recipient, fallback_addresses, site_language, supervisor_language
from . import formatting, invitations
from .models import Session, SessionEvent

Kind = SessionEvent.Kind
REMINDER = "session_reminder"

#: Events without a notification of this module.
WITHOUT_NOTIFICATION = frozenset({Kind.COMPLETED, Kind.REMINDED})
#: Events that only staff is notified about.
STAFF_ONLY = frozenset({Kind.CONFLICT})


def send(
    event: SessionEvent,
    *,
    proposed_with: Sequence[Session] = (),
    previous_meeting: UUID | None = None,
    notify_staff: bool = True,
) -> None:
    """Enqueue the messages about an event to both sides.

    ``proposed_with`` are the other times of a proposal. ``notify_staff`` is False if another message informs the
    supervisor.
    """
    session = event.session
    if event.kind in WITHOUT_NOTIFICATION:
        return
    for recipient in visitor_recipients(session, event.kind):
        _enqueue(event, recipient, proposed_with, invitations.visitor_invitation(session, event.kind))
    if notify_staff:
        _send_to_staff(event, proposed_with, previous_meeting)


def send_reminder(session: Session, hours: int) -> None:
    """Enqueue a reminder to the visitor by e-mail and, if the site sends text messages, by SMS."""
    for recipient in visitor_recipients(session, Kind.REMINDED):
        enqueue(
            REMINDER,
            recipient,
            site=session.supervisor.site,
            about=session.reference,
            context=_session_context(session, recipient),
            key=f"session-reminder:{session.uid}:{session.sequence}:{hours}",
        )


def cancel_pending_reminders(session: Session) -> None:
    """Cancel reminders that have not been sent yet, because the session is no longer at that time."""
    pending = Delivery.objects.filter(about=session.reference, message_type=REMINDER, state=DeliveryState.PENDING)
    pending.update(state=DeliveryState.CANCELLED, finished_at=timezone.now())


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
    email = invitations.supervisor_email(supervisor)
    if email:
        return [Recipient(email, name=supervisor.name, language=supervisor_language(supervisor))]
    return [Recipient(address, language=site_language()) for address in fallback_addresses(supervisor.site)]


def admin_url(session: Session) -> str:
    path = reverse("tyonohjaus_session:detail", args=[session.pk])
    return f"{session.supervisor.site.root_url}{path}"


def _send_to_staff(event: SessionEvent, proposed_with: Sequence[Session], previous_meeting: UUID | None) -> None:
    for recipient in staff_recipients(event.session):
        parts = invitations.supervisor_invitations(event.session, event.kind, previous_meeting)
        for number, invitation in enumerate(parts or [None]):
            _enqueue(event, recipient, proposed_with, invitation, number)


def _enqueue(
    event: SessionEvent,
    recipient: Recipient,
    proposed_with: Sequence[Session],
    invitation: invitations.Invitation | None,
    number: int = 0,
) -> None:
    session = event.session
    enqueue(
        f"session_{event.kind}",
        recipient,
        site=session.supervisor.site,
        about=session.reference,
        context=_session_context(session, recipient, proposed_with) | _event_context(event, recipient.language),
        key=f"session:{event.kind}:{session.uid}:{session.sequence}:{event.pk}:{number}",
        calendar=invitation.text if invitation else "",
        calendar_method=invitation.method if invitation else "",
    )


def _event_context(event: SessionEvent, language: str) -> dict[str, Any]:
    with formatting.in_language(language):
        time_zone = event.session.time_zone
        previous_time = formatting.format_moment(event.old_start, time_zone) if event.old_start else ""
    return {
        "previous_time": previous_time,
        # A visitor's reason is confidential and stays in the admin; a reason given by staff is meant for the visitor.
        "reason": event.reason if event.actor_role == SessionEvent.ActorRole.STAFF else "",
        "has_reason": bool(event.reason),
    }


def _session_context(session: Session, recipient: Recipient, proposed_with: Sequence[Session] = ()) -> dict[str, Any]:
    """Details in the recipient's language, without the visitor's name. Links with tokens are added when sending."""
    for_visitor = recipient.audience == Audience.VISITOR
    with formatting.in_language(recipient.language):
        times = [formatting.format_session_time(other, visitor=for_visitor) for other in (session, *proposed_with)]
        hold_until = formatting.format_moment(session.hold_until, session.time_zone) if session.hold_until else ""
        return {
            "session_id": session.pk,
            "reference": session.reference,
            "for_visitor": for_visitor,
            "service": session.service.text("name"),
            "format": session.get_format_display(),
            "supervisor": session.supervisor.name,
            "session_time": times[0],
            "session_times": times,
            "place": formatting.format_place(session),
            "hold_until": hold_until,
            "admin_url": "" if for_visitor else admin_url(session),
        }
