"""What of a session goes into calendars: iTIP objects for mails (RFC 5546, 6047), and the file behind a link.

Each side gets a copy of its own that names nobody but the practice as organiser and the receiver as attendee. A
visitor's copy goes by the session's ``uid``; a supervisor's by ``meeting``, which is the same but for open groups,
where it is one event however many take part.
"""

import uuid
from typing import Literal, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from ..ical.components import Address, Meeting, Method, invitation
from ..messages.recipients import supervisor_language
from . import formatting
from .models import Session, SessionEvent, Status

Kind = SessionEvent.Kind


class Invitation(NamedTuple):
    method: Method
    text: str


def for_visitor(session: Session, kind: str) -> Invitation | None:
    """What the visitor's mail about a step carries; nothing while the time is only asked for."""
    method = _method(session, kind)
    if method is None or not session.email:
        return None
    return _made(method, visitor_meeting(session))


def for_supervisor(session: Session, kind: str, old_meeting: uuid.UUID | None) -> list[Invitation]:
    """What the supervisor's mail carries: a group that moves or empties ends under its old identity."""
    method = _method(session, kind)
    if method is None or not session.supervisor.email and not session.supervisor.user_id:
        return []
    if session.service.capacity == 1:
        return [_made(method, supervisor_meeting(session))]
    return _for_group(session, method, old_meeting)


def published(session: Session) -> bytes:
    """The ``.ics`` file of one session for its visitor, to download (METHOD:PUBLISH)."""
    with formatting.in_language(session.language):
        return invitation("PUBLISH", visitor_meeting(session))


def visitor_meeting(session: Session) -> Meeting:
    """The session as the visitor's calendar shows it, in the visitor's language."""
    with formatting.in_language(session.language):
        summary = f"{session.service.text('name')}, {session.supervisor.name}"
        return _meeting(session, session.uid, session.sequence, summary, Address(session.email, session.name))


def supervisor_meeting(session: Session, *, sequence: int | None = None, uid: uuid.UUID | None = None) -> Meeting:
    """The session as the supervisor's calendar shows it: a name only where the practice turned that on."""
    supervisor = session.supervisor
    address = supervisor.email or getattr(supervisor.user, "email", "")
    with formatting.in_language(supervisor_language(supervisor)):
        return _meeting(
            session,
            uid or session.meeting,
            session.sequence if sequence is None else sequence,
            supervisor_summary(session, names=session.practice.names_in_calendar),
            Address(address, supervisor.name),
        )


def supervisor_summary(session: Session, *, names: bool) -> str:
    """What a supervisor's calendar calls the session, in the active language."""
    if session.service.capacity > 1:
        return session.service.text("name")
    return f"{session.service.text('name')}: {(names and session.name) or session.reference}"


def _for_group(session: Session, method: Method, old_meeting: uuid.UUID | None) -> list[Invitation]:
    found = []
    if old_meeting is not None and not _meets(old_meeting):
        found.append(_made("CANCEL", supervisor_meeting(session, uid=old_meeting, sequence=1)))
    if method == "REQUEST":
        found.append(_made("REQUEST", supervisor_meeting(session, sequence=0)))
    return found


def _meets(meeting: uuid.UUID) -> bool:
    return Session.objects.filter(meeting=meeting, seat__isnull=False, status=Status.CONFIRMED).exists()


def _method(session: Session, kind: str) -> Method | None:
    if not session.invited:
        return None
    if kind in (Kind.CONFIRMED, Kind.MOVED):
        return "REQUEST"
    return "CANCEL" if kind == Kind.CANCELLED else None


def _made(method: Method, meeting: Meeting) -> Invitation:
    return Invitation(method, invitation(method, meeting).decode())


def _meeting(session: Session, uid: uuid.UUID, sequence: int, summary: str, attendee: Address) -> Meeting:
    practice = session.practice
    video = practice.video_link if session.is_remote else ""
    return Meeting(
        uid=str(uid),
        sequence=sequence,
        stamp=session.changed_at,
        start=session.start,
        end=session.end,
        tz=session.time_zone,
        summary=summary,
        description=_description(session),
        location=formatting.where(session),
        status=calendar_status(session),
        video=video,
        video_label=_("Video meeting") if video else "",
        organizer=Address(practice.email or settings.DEFAULT_FROM_EMAIL, str(practice)),
        attendees=(attendee,),
    )


def calendar_status(session: Session) -> Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]:
    """STATUS of RFC 5545, 3.8.1.11."""
    if session.status == Status.HELD:
        return "TENTATIVE"
    return "CONFIRMED" if session.status in (Status.CONFIRMED, Status.DONE) else "CANCELLED"


def _description(session: Session) -> str:
    lines = [_("Reference: %(reference)s") % {"reference": session.reference}, session.get_format_display()]
    if session.is_remote and session.practice.video_link:
        lines.append(_("Video meeting: %(link)s") % {"link": session.practice.video_link})
    return "\n".join(lines)
