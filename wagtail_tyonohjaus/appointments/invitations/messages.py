"""The calendar parts of the e-mails about sessions: which event they are about, and by which method (RFC 5546, 3.2)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from ...ical.components import CalendarEvent, Method, invitation_bytes
from ...messages.recipients import site_language
from .. import formatting, tokens
from ..models import Session, SessionEvent, Status
from .events import (
    EventBuilder,
    event_status,
    instance_event,
    series_events,
    supervisor_email,
    supervisor_event,
    visitor_event,
)
from .recurrence import instances, latest_revision

Kind = SessionEvent.Kind


class Invitation(NamedTuple):
    """An iCalendar object (RFC 5546) and its METHOD, which the e-mail's Content-Type repeats."""

    method: Method
    text: str


class Meeting(NamedTuple):
    """A meeting with its time (UTC), as it was before a change. ``recurrence_start`` as of ``Session``."""

    uid: UUID
    start: datetime
    end: datetime
    recurrence_start: datetime | None = None

    @classmethod
    def of(cls, session: Session) -> "Meeting":
        """The meeting of a session as it is now."""
        return cls(session.meeting, session.start, session.end, session.recurrence_start)

    def has_participants(self) -> bool:
        """Whether the meeting still has confirmed sessions."""
        return Session.objects.filter(meeting=self.uid, seat__isnull=False, status=Status.CONFIRMED).exists()


def visitor_invitations(
    sessions: Sequence[Session], kind: str, previous: Meeting | None = None, comment: str = ""
) -> list[Invitation]:
    """The calendar parts of the visitor's e-mails about one kind of event; empty until the sessions are confirmed.

    If a session has left its series, the first one cancels the instance that it was.
    """
    method = _method(sessions[0], kind)
    if method is None or not sessions[0].email:
        return []
    return _invitations(method, sessions, previous, comment, _visitor_event)


def supervisor_invitations(
    sessions: Sequence[Session], kind: str, previous: Meeting | None = None, comment: str = ""
) -> list[Invitation]:
    """The calendar parts of the supervisor's e-mails about one kind of event.

    If a session has left its series, or a group session has left the ``previous`` meeting empty, the first one cancels
    that event.
    """
    method = _method(sessions[0], kind)
    if method is None or not supervisor_email(sessions[0].supervisor):
        return []
    if sessions[0].is_group:
        return _group_invitations(sessions, method, previous, comment)
    return _invitations(method, sessions, previous, comment, _supervisor_event)


def calendar_file(session: Session) -> bytes:
    """The ``.ics`` file that the visitor can download (METHOD:PUBLISH): the session, or the series it belongs to."""
    with formatting.in_language(session.language or site_language()):
        if session.recurrence_start and event_status(session) == "CONFIRMED":
            return invitation_bytes("PUBLISH", *series_events(list(instances(session)), _download_event))
        return invitation_bytes("PUBLISH", instance_event(session, _download_event))


def calendar_file_changed(session: Session) -> datetime:
    """When the session or another one of its series changed last."""
    return latest_revision(session).changed_at if session.recurrence_start else session.changed_at


def _visitor_event(session: Session, is_series: bool) -> CalendarEvent:
    return visitor_event(session, tokens.link_placeholder(session), is_series=is_series)


def _download_event(session: Session, is_series: bool) -> CalendarEvent:
    return visitor_event(session, tokens.visitor_url(session), is_series=is_series)


def _supervisor_event(session: Session, is_series: bool) -> CalendarEvent:
    return supervisor_event(session, is_series=is_series)


def _method(session: Session, kind: str) -> Method | None:
    if not session.invitation_sent:
        return None
    if kind in (Kind.CONFIRMED, Kind.MOVED):
        return "REQUEST"
    return "CANCEL" if kind == Kind.CANCELLED else None


def _invitations(
    method: Method, sessions: Sequence[Session], previous: Meeting | None, comment: str, build: EventBuilder
) -> list[Invitation]:
    first = sessions[0]
    if first.recurrence_start and (method == "CANCEL" or len(sessions) > 1):
        return [_series_invitation(method, sessions, comment, build)]
    events = [instance_event(session, build) for session in sessions]
    left = []
    if previous and previous.recurrence_start and not first.recurrence_start:
        left = [_invitation("CANCEL", [_left_instance(events[0], first, previous)])]
    return [*left, _invitation(method, events, comment)]


def _series_invitation(method: Method, sessions: Sequence[Session], comment: str, build: EventBuilder) -> Invitation:
    """The confirmation of a series, or the cancellation of one, several or all of its sessions.

    A CANCEL is about one instance or all (RFC 5546, 3.2.5), since Outlook reads only the first event of several.
    Therefore several instances are cancelled by a REQUEST with the others.
    """
    remaining = list(instances(sessions[0]))
    if method == "CANCEL" and not remaining:
        return _invitation("CANCEL", series_events(sessions, build)[:1], comment)
    if len(sessions) == 1:
        return _invitation("CANCEL", [instance_event(sessions[0], build)], comment)
    return _invitation("REQUEST", series_events(remaining, build), comment)


def _left_instance(event: CalendarEvent, session: Session, previous: Meeting) -> CalendarEvent:
    return replace(
        event,
        uid=str(session.series),
        recurrence_id=previous.recurrence_start,
        start=previous.start,
        end=previous.end,
    )


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
    return replace(event, uid=str(meeting.uid), sequence=1, start=meeting.start, end=meeting.end)


def _invitation(method: Method, events: Sequence[CalendarEvent], comment: str = "") -> Invitation:
    """Events with different UIDs are no REQUEST or CANCEL (RFC 5546, 3.2.2 and 3.2.5), nor is one to the organizer."""
    events = [replace(event, comment=comment, classification="PRIVATE") for event in events]
    if method == "CANCEL":
        events = [replace(event, status="CANCELLED") for event in events]
    if len({event.uid for event in events}) > 1 or _is_from_attendee(events[0]):
        method = "PUBLISH"
    return Invitation(method, invitation_bytes(method, *events).decode())


def _is_from_attendee(event: CalendarEvent) -> bool:
    addresses = {user.email.lower() for user in (event.organizer, *event.attendees) if user}
    return len(addresses) == 1
