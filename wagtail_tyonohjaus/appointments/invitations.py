"""Sessions as iCalendar data: invitations by e-mail (RFC 5546 and 6047) and the ``.ics`` download.

Each side receives a copy of its own, with the practice as organizer and only the recipient as attendee. The visitor's
copy has the session's ``uid``. The supervisor's copy has ``meeting`` as UID; it differs only for open groups, which
are one event for the supervisor regardless of the number of participants.

One session is a REQUEST or CANCEL. A series is one PUBLISH with an event for each session: the events of a REQUEST or
CANCEL have the same UID (RFC 5546, 3.2.2 and 3.2.5), and Outlook reads only the first of several ([MS-STANOICAL]
2.2.175). Later changes of one session are a REQUEST or CANCEL with the UID of that event and a higher SEQUENCE.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from typing import Literal, NamedTuple
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..ical.components import CalendarEvent, CalendarUser, Method, invitation_bytes
from ..messages.recipients import site_language, supervisor_language
from ..practice.models import PracticeSettings, Supervisor
from . import formatting, tokens
from .models import Session, SessionEvent, Status

Kind = SessionEvent.Kind


class Invitation(NamedTuple):
    """An iCalendar object (RFC 5546) and its METHOD, which the e-mail's Content-Type repeats."""

    method: Method
    text: str


class Meeting(NamedTuple):
    """A meeting with its time (UTC), as it was before a change."""

    uid: UUID
    start: datetime
    end: datetime

    @classmethod
    def of(cls, session: Session) -> "Meeting":
        """The meeting of a session as it is now."""
        return cls(session.meeting, session.start, session.end)

    def has_participants(self) -> bool:
        """Whether the meeting still has confirmed sessions."""
        return Session.objects.filter(meeting=self.uid, seat__isnull=False, status=Status.CONFIRMED).exists()


def visitor_invitation(sessions: Sequence[Session], kind: str, comment: str = "") -> Invitation | None:
    """The invitation in the visitor's e-mail about one kind of event; None until the sessions are confirmed."""
    method = _method(sessions[0], kind)
    if method is None or not sessions[0].email:
        return None
    events = [visitor_event(session, tokens.link_placeholder(session)) for session in sessions]
    return _invitation(method, events, comment)


def supervisor_invitations(
    sessions: Sequence[Session], kind: str, previous: Meeting | None = None, comment: str = ""
) -> list[Invitation]:
    """The invitations in the supervisor's e-mails about one kind of event.

    If a group session has left the ``previous`` meeting empty, the first one cancels that meeting.
    """
    method = _method(sessions[0], kind)
    if method is None or not supervisor_email(sessions[0].supervisor):
        return []
    if not sessions[0].is_group:
        return [_invitation(method, [supervisor_event(session) for session in sessions], comment)]
    return _group_invitations(sessions, method, previous, comment)


def calendar_file(session: Session) -> bytes:
    """The ``.ics`` file that the visitor can download (METHOD:PUBLISH)."""
    with formatting.in_language(session.language or site_language()):
        return invitation_bytes("PUBLISH", visitor_event(session, tokens.visitor_url(session)))


def visitor_event(session: Session, url: str) -> CalendarEvent:
    """The event for the visitor's calendar, in the visitor's language. ``url`` is the visitor's page of the session."""
    with formatting.in_language(session.language):
        event = _calendar_event(session, CalendarUser(session.email, session.name))
        link = [_("View, move or cancel the session: %(link)s") % {"link": url}] if url else []
        return replace(
            event,
            summary=f"{session.service.text('name')}, {session.supervisor.name}",
            description="\n".join([_reference_line(session), event.description, *link]),
            url=url,
        )


def supervisor_event(session: Session) -> CalendarEvent:
    """The event for the supervisor's calendar; includes the visitor's name only if the practice allows it.

    A group session is about no single participant, so its SEQUENCE is 0, and 1 once the meeting is cancelled.
    """
    supervisor = session.supervisor
    with formatting.in_language(supervisor_language(supervisor)):
        event = _calendar_event(session, CalendarUser(supervisor_email(supervisor), supervisor.name))
        url = admin_url(session)
        lines = [event.description, _("Open the session: %(link)s") % {"link": url}]
        return replace(
            event,
            uid=str(session.meeting),
            sequence=0 if session.is_group else session.sequence,
            summary=supervisor_summary(session, with_names=session.practice.show_names_in_calendars),
            description="\n".join(lines if session.is_group else [_reference_line(session), *lines]),
            url=url,
        )


def supervisor_summary(session: Session, *, with_names: bool) -> str:
    """The event's title in the supervisor's calendar, in the active language."""
    if session.is_group:
        return session.service.text("name")
    return f"{session.service.text('name')}: {(with_names and session.name) or session.reference}"


def supervisor_email(supervisor: Supervisor) -> str:
    """The supervisor's e-mail address, or that of the user account; empty if there is neither."""
    return supervisor.email or getattr(supervisor.user, "email", "")


def admin_url(session: Session) -> str:
    """The absolute URL of the session's page in the admin."""
    path = reverse("tyonohjaus_session:detail", args=[session.pk])
    return f"{session.supervisor.site.root_url}{path}"


def organizer(practice: PracticeSettings) -> CalendarUser:
    """The practice, with its own e-mail address or that of ``DEFAULT_FROM_EMAIL`` without the name."""
    email = practice.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return CalendarUser(email, str(practice))


def event_status(session: Session) -> Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]:
    """The STATUS property of the event (RFC 5545, 3.8.1.11)."""
    if session.status == Status.HELD:
        return "TENTATIVE"
    return "CONFIRMED" if session.status in (Status.CONFIRMED, Status.COMPLETED) else "CANCELLED"


def _group_invitations(
    sessions: Sequence[Session], method: Method, previous: Meeting | None, comment: str
) -> list[Invitation]:
    left = [(session, Meeting.of(session)) for session in sessions] if method == "CANCEL" else []
    if previous is not None and method == "REQUEST":
        left = [(sessions[0], previous)]
    ended = [_ended_event(session, meeting) for session, meeting in left if not meeting.has_participants()]
    invitations = [_invitation("CANCEL", ended, comment)] if ended else []
    if method == "REQUEST":
        invitations.append(_invitation("REQUEST", [supervisor_event(session) for session in sessions]))
    return invitations


def _ended_event(session: Session, meeting: Meeting) -> CalendarEvent:
    """The event of a meeting that the last participant has left, at the time of that meeting."""
    event = supervisor_event(session)
    return replace(event, uid=str(meeting.uid), sequence=1, start=meeting.start, end=meeting.end, status="CANCELLED")


def _method(session: Session, kind: str) -> Method | None:
    if not session.invitation_sent:
        return None
    if kind in (Kind.CONFIRMED, Kind.MOVED):
        return "REQUEST"
    return "CANCEL" if kind == Kind.CANCELLED else None


def _invitation(method: Method, events: Sequence[CalendarEvent], comment: str = "") -> Invitation:
    method = method if len(events) == 1 else "PUBLISH"
    events = [replace(event, comment=comment, classification="PRIVATE") for event in events]
    return Invitation(method, invitation_bytes(method, *events).decode())


def _calendar_event(session: Session, attendee: CalendarUser) -> CalendarEvent:
    """What both sides' events have in common, in the active language."""
    practice = session.practice
    video = practice.video_url if session.is_remote else ""
    return CalendarEvent(
        uid=str(session.uid),
        sequence=session.sequence,
        stamp=session.changed_at,
        start=session.start,
        end=session.end,
        tz=session.time_zone,
        summary="",
        description="\n".join([session.get_format_display(), *_video_line(video)]),
        location=formatting.format_place(session),
        status=event_status(session),
        video=video,
        video_label=_("Video meeting") if video else "",
        language=get_language() or "",
        contact=_contact(practice),
        organizer=organizer(practice),
        attendees=(attendee,),
    )


def _reference_line(session: Session) -> str:
    return _("Reference: %(reference)s") % {"reference": session.reference}


def _video_line(video: str) -> list[str]:
    return [_("Video meeting: %(link)s") % {"link": video}] if video else []


def _contact(practice: PracticeSettings) -> str:
    phone = practice.phone.as_international if practice.phone else ""
    return ", ".join(part for part in (str(practice), phone, practice.email) if part)
