"""Sessions as iCalendar data: invitations by e-mail (RFC 5546 and 6047) and the ``.ics`` download.

Each side receives a copy of its own, with the practice as organizer and only the recipient as attendee. The visitor's
copy has the session's ``uid``. The supervisor's copy has ``meeting`` as UID; it differs only for open groups, which
are one event for the supervisor regardless of the number of participants.
"""

from typing import Literal, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from ..ical.components import CalendarEvent, CalendarUser, Method, invitation_bytes
from ..messages.recipients import supervisor_language
from ..practice.models import Supervisor
from . import formatting
from .models import Session, SessionEvent, Status

Kind = SessionEvent.Kind


class Invitation(NamedTuple):
    method: Method
    text: str


def visitor_invitation(session: Session, kind: str) -> Invitation | None:
    """The invitation in the visitor's e-mail about an event; None until the session is confirmed."""
    method = _method(session, kind)
    if method is None or not session.email:
        return None
    return _invitation(method, visitor_event(session))


def supervisor_invitations(session: Session, kind: str, previous_meeting: UUID | None) -> list[Invitation]:
    """The invitations in the supervisor's e-mails about an event.

    If a group session has left ``previous_meeting`` empty, the first one cancels that meeting.
    """
    method = _method(session, kind)
    if method is None or not supervisor_email(session.supervisor):
        return []
    if not session.is_group:
        return [_invitation(method, supervisor_event(session))]
    return _group_invitations(session, method, previous_meeting)


def calendar_file(session: Session) -> bytes:
    """The ``.ics`` file that the visitor can download (METHOD:PUBLISH)."""
    with formatting.in_language(session.language):
        return invitation_bytes("PUBLISH", visitor_event(session))


def visitor_event(session: Session) -> CalendarEvent:
    """The event for the visitor's calendar, in the visitor's language."""
    with formatting.in_language(session.language):
        summary = f"{session.service.text('name')}, {session.supervisor.name}"
        attendee = CalendarUser(session.email, session.name)
        return _calendar_event(session, session.uid, session.sequence, summary, attendee)


def supervisor_event(session: Session, *, sequence: int | None = None, uid: UUID | None = None) -> CalendarEvent:
    """The event for the supervisor's calendar; includes the visitor's name only if the practice allows it.

    ``uid`` and ``sequence`` replace the meeting's UID and the session's SEQUENCE, for group sessions.
    """
    supervisor = session.supervisor
    sequence = session.sequence if sequence is None else sequence
    with formatting.in_language(supervisor_language(supervisor)):
        summary = supervisor_summary(session, with_names=session.practice.show_names_in_calendars)
        attendee = CalendarUser(supervisor_email(supervisor), supervisor.name)
        return _calendar_event(session, uid or session.meeting, sequence, summary, attendee)


def supervisor_summary(session: Session, *, with_names: bool) -> str:
    """The event's title in the supervisor's calendar, in the active language."""
    if session.is_group:
        return session.service.text("name")
    return f"{session.service.text('name')}: {(with_names and session.name) or session.reference}"


def supervisor_email(supervisor: Supervisor) -> str:
    """The supervisor's e-mail address, or that of the user account; empty if there is neither."""
    return supervisor.email or getattr(supervisor.user, "email", "")


def event_status(session: Session) -> Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]:
    """The STATUS property of the event (RFC 5545, 3.8.1.11)."""
    if session.status == Status.HELD:
        return "TENTATIVE"
    return "CONFIRMED" if session.status in (Status.CONFIRMED, Status.COMPLETED) else "CANCELLED"


def _group_invitations(session: Session, method: Method, previous_meeting: UUID | None) -> list[Invitation]:
    invitations = []
    if previous_meeting is not None and not _has_participants(previous_meeting):
        cancelled = supervisor_event(session, uid=previous_meeting, sequence=1)
        invitations.append(_invitation("CANCEL", cancelled))
    if method == "REQUEST":
        invitations.append(_invitation("REQUEST", supervisor_event(session, sequence=0)))
    return invitations


def _has_participants(meeting: UUID) -> bool:
    return Session.objects.filter(meeting=meeting, seat__isnull=False, status=Status.CONFIRMED).exists()


def _method(session: Session, kind: str) -> Method | None:
    if not session.invitation_sent:
        return None
    if kind in (Kind.CONFIRMED, Kind.MOVED):
        return "REQUEST"
    return "CANCEL" if kind == Kind.CANCELLED else None


def _invitation(method: Method, event: CalendarEvent) -> Invitation:
    return Invitation(method, invitation_bytes(method, event).decode())


def _calendar_event(session: Session, uid: UUID, sequence: int, summary: str, attendee: CalendarUser) -> CalendarEvent:
    practice = session.practice
    video = practice.video_url if session.is_remote else ""
    return CalendarEvent(
        uid=str(uid),
        sequence=sequence,
        stamp=session.changed_at,
        start=session.start,
        end=session.end,
        tz=session.time_zone,
        summary=summary,
        description=_description(session),
        location=formatting.format_place(session),
        status=event_status(session),
        video=video,
        video_label=_("Video meeting") if video else "",
        organizer=CalendarUser(practice.email or settings.DEFAULT_FROM_EMAIL, str(practice)),
        attendees=(attendee,),
    )


def _description(session: Session) -> str:
    lines = [_("Reference: %(reference)s") % {"reference": session.reference}, session.get_format_display()]
    if session.is_remote and session.practice.video_url:
        lines.append(_("Video meeting: %(link)s") % {"link": session.practice.video_url})
    return "\n".join(lines)
