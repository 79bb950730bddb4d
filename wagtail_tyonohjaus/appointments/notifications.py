"""Tells both sides what happened to a session, through the outbox, in the transaction in which it happens."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from ..conf import app_settings
from ..messages.models import Audience, Channel, Delivery, DeliveryState
from ..messages.outbox import enqueue
from ..messages.recipients import Receiver, fallback_addresses, site_language, supervisor_language
from . import formatting, invitations
from .models import Session, SessionEvent

Kind = SessionEvent.Kind
REMINDER = "session_reminder"

#: Steps that neither side needs a message about.
SILENT = frozenset({Kind.DONE, Kind.REMINDED})
#: Steps that only the supervisor hears of.
INTERNAL = frozenset({Kind.CONFLICT})


def send(
    event: SessionEvent,
    *,
    siblings: Sequence[Session] = (),
    old_meeting: uuid.UUID | None = None,
    staff: bool = True,
) -> None:
    """Put the messages about a step into the outbox.

    ``siblings`` are the other times of a proposal; ``staff`` is False where another message tells the supervisor.
    """
    session = event.session
    if event.kind in SILENT:
        return
    for receiver in visitor_receivers(session, event.kind):
        _enqueue(event, receiver, siblings, invitations.for_visitor(session, event.kind))
    for receiver in staff_receivers(session) if staff else ():
        parts = invitations.for_supervisor(session, event.kind, old_meeting) if receiver.audience else []
        for number, invitation in enumerate(parts or [None]):
            _enqueue(event, receiver, siblings, invitation, number)


def remind(session: Session, hours: int) -> None:
    """A reminder to the visitor, by mail and, where the site sends text messages, by telephone."""
    for receiver in visitor_receivers(session, "reminder"):
        enqueue(
            REMINDER,
            receiver,
            site=session.supervisor.site,
            about=session.reference,
            context=_context(session, receiver, ()),
            key=f"session-reminder:{session.uid}:{session.sequence}:{hours}",
        )


def withdraw_reminders(session: Session) -> None:
    """Take back reminders that wait to be sent, as the session is no longer at that time."""
    waiting = Delivery.objects.filter(about=session.reference, kind=REMINDER, state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.CANCELLED, finished_at=timezone.now())


def visitor_receivers(session: Session, kind: str) -> list[Receiver]:
    """The visitor's address, else telephone where the site sends text messages; reminders go to both."""
    if kind in INTERNAL:
        return []
    common = {"name": session.name, "language": session.language, "audience": Audience.VISITOR.value}
    found = [Receiver(session.email, **common)] if session.email else []
    if app_settings.SMS and session.phone and (not found or kind == "reminder"):
        found.append(Receiver(str(session.phone), channel=Channel.SMS.value, **common))
    return found


def staff_receivers(session: Session) -> list[Receiver]:
    """The supervisor; whoever receives what nobody else does, where the supervisor has no address."""
    supervisor = session.supervisor
    address = supervisor.email or getattr(supervisor.user, "email", "")
    if address:
        return [Receiver(address, name=supervisor.name, language=supervisor_language(supervisor))]
    return [Receiver(each, language=site_language()) for each in fallback_addresses(supervisor.site)]


def admin_link(session: Session) -> str:
    path = reverse("tyonohjaus_session:detail", args=[session.pk])
    return f"{session.supervisor.site.root_url}{path}"


def _enqueue(
    event: SessionEvent,
    receiver: Receiver,
    siblings: Iterable[Session],
    invitation: invitations.Invitation | None,
    number: int = 0,
) -> None:
    session = event.session
    enqueue(
        f"session_{event.kind}",
        receiver,
        site=session.supervisor.site,
        about=session.reference,
        context=_context(session, receiver, siblings) | _step(event, receiver.language),
        key=f"session:{event.kind}:{session.uid}:{session.sequence}:{event.pk}:{number}",
        calendar=invitation.text if invitation else "",
        calendar_method=invitation.method if invitation else "",
    )


def _step(event: SessionEvent, language: str) -> dict[str, Any]:
    with formatting.in_language(language):
        before = formatting.point(event.old_start, event.session.time_zone) if event.old_start else ""
    return {
        "before": before,
        "by_visitor": event.actor == SessionEvent.Actor.VISITOR,
        # What a visitor writes as a reason stays in the admin; what staff writes is meant for the visitor.
        "reason": event.reason if event.actor == SessionEvent.Actor.STAFF else "",
        "has_reason": bool(event.reason),
    }


def _context(session: Session, receiver: Receiver, siblings: Iterable[Session]) -> dict[str, Any]:
    """Facts in the receiver's language. No name of the visitor; links with tokens are made when the mail is sent."""
    for_visitor = receiver.audience == Audience.VISITOR
    with formatting.in_language(receiver.language):
        return {
            "session": session.pk,
            "reference": session.reference,
            "for_visitor": for_visitor,
            "service": session.service.text("name"),
            "format": session.get_format_display(),
            "supervisor": session.supervisor.name,
            "when": formatting.session_when(session, visitor=for_visitor),
            "where": formatting.where(session),
            "times": [formatting.session_when(each, visitor=for_visitor) for each in (session, *siblings)],
            "hold_until": formatting.point(session.hold_until, session.time_zone) if session.hold_until else "",
            "link": "" if for_visitor else admin_link(session),
        }
