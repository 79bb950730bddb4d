"""Sessions and series as events for the calendars of the two sides."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from email.utils import parseaddr
from typing import Literal

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ...ical.components import CalendarEvent, CalendarUser
from ...messages.recipients import supervisor_language
from ...practice.models import PracticeSettings, Supervisor
from ...practice.phone_numbers import international_number
from .. import formatting
from ..models import Session, Status
from .recurrence import latest_revision, recurrence_of

#: The event of a session for one side; with ``True`` the text is about all sessions of its series.
EventBuilder = Callable[[Session, bool], CalendarEvent]


def visitor_event(session: Session, url: str, *, is_series: bool = False) -> CalendarEvent:
    """The event for the visitor's calendar, in the visitor's language. ``url`` is the visitor's page of the session."""
    with formatting.in_language(session.language):
        event = _calendar_event(session, CalendarUser(session.email, session.name))
        link = url and f"{_link_label(session, is_series)} {url}"
        return replace(
            event,
            summary=f"{session.service.text('name')}, {session.supervisor.name}",
            description=_lines(_reference_line(session.visitor_reference, is_series), event.description, link),
            url=url,
        )


def supervisor_event(session: Session, *, is_series: bool = False) -> CalendarEvent:
    """The event for the supervisor's calendar; includes the visitor's name only if the practice allows it.

    A group session is about no single participant, so its SEQUENCE is 0, and 1 once the meeting is cancelled.
    """
    supervisor = session.supervisor
    with formatting.in_language(supervisor_language(supervisor)):
        event = _calendar_event(session, CalendarUser(supervisor_email(supervisor), supervisor.name))
        url = admin_url(session)
        label, reference = _("Open the session:"), _reference_line(session.reference, is_series or session.is_group)
        return replace(
            event,
            uid=str(session.meeting),
            sequence=0 if session.is_group else session.sequence,
            summary=supervisor_summary(session, with_names=session.practice.show_names_in_calendars),
            description=_lines(reference, event.description, f"{label} {url}"),
            url=url,
        )


def instance_event(session: Session, build: EventBuilder) -> CalendarEvent:
    """The event of one session: an instance of the series' event, or an event of its own."""
    event = build(session, False)
    if session.recurrence_start is None:
        return event
    return replace(event, uid=str(session.series), recurrence_id=session.recurrence_start)


def series_events(sessions: Sequence[Session], build: EventBuilder) -> list[CalendarEvent]:
    """The recurring event of the instances, sorted by ``recurrence_start``, and an event for each that was moved.

    All of them are one revision: it replaces what calendars have of the series.
    """
    length = _usual_length(sessions)
    moved = [each for each in sessions if (each.start, _length(each)) != (each.recurrence_start, length)]
    events = [_recurring_event(sessions, length, build), *(instance_event(session, build) for session in moved)]
    revision = latest_revision(sessions[0])
    return [replace(event, sequence=revision.sequence, stamp=revision.changed_at) for event in events]


def supervisor_summary(session: Session, *, with_names: bool) -> str:
    """The event's title in the supervisor's calendar, in the active language."""
    if session.is_group:
        return session.service.text("name")
    return f"{session.service.text('name')}: {(with_names and session.name) or session.reference}"


def supervisor_email(supervisor: Supervisor) -> str:
    """The supervisor's e-mail address, or that of the user account; empty if there is neither."""
    return supervisor.email or getattr(supervisor.user, "email", "")


def admin_url(session: Session) -> str:
    """The absolute URL of the session in the admin."""
    path = reverse("tyonohjaus_session:detail", args=[session.pk])
    return f"{session.supervisor.site.root_url}{path}"


def organizer(practice: PracticeSettings, attendee: CalendarUser) -> CalendarUser:
    """The practice, with its own e-mail address or that of ``DEFAULT_FROM_EMAIL`` without the name.

    Preferably not the attendee's address, as it may be that of a practice of one person: calendar programs do not add
    an event to the calendar of its organizer, who is supposed to have it.
    """
    addresses = [email for email in (practice.email, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]) if email]
    others = [email for email in addresses if email.lower() != attendee.email.lower()]
    return CalendarUser([*others, *addresses, ""][0], str(practice))


def event_status(session: Session) -> Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]:
    """The STATUS property of the event (RFC 5545, 3.8.1.11)."""
    if session.status == Status.HELD:
        return "TENTATIVE"
    return "CONFIRMED" if session.status in (Status.CONFIRMED, Status.COMPLETED) else "CANCELLED"


def _recurring_event(sessions: Sequence[Session], length: timedelta, build: EventBuilder) -> CalendarEvent:
    first = sessions[0]
    start = first.recurrence_start or first.start
    return replace(
        build(first, True),
        uid=str(first.series),
        start=start,
        end=start + length,
        recurrence=recurrence_of(sessions),
    )


def _usual_length(sessions: Sequence[Session]) -> timedelta:
    """The length of the sessions at their time by the rule; that of the first if all were moved."""
    unmoved = (_length(session) for session in sessions if session.start == session.recurrence_start)
    return next(unmoved, _length(sessions[0]))


def _length(session: Session) -> timedelta:
    return session.end - session.start


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
        description=_lines(session.get_format_display(), _video_line(video)),
        location=formatting.format_place(session),
        status=event_status(session),
        video=video,
        video_label=_("Video meeting") if video else "",
        language=get_language() or "",
        contact=_contact(practice),
        organizer=organizer(practice, attendee),
        attendees=(attendee,),
    )


def _link_label(session: Session, is_series: bool) -> str:
    if event_status(session) == "CANCELLED":
        return _("View the session:")
    return _("View, move or cancel the sessions:") if is_series else _("View, move or cancel the session:")


def _reference_line(reference: str, is_about_several: bool) -> str:
    return "" if is_about_several else _("Reference: %(reference)s") % {"reference": reference}


def _video_line(video: str) -> str:
    return _("Video meeting: %(link)s") % {"link": video} if video else ""


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _contact(practice: PracticeSettings) -> str:
    phone = international_number(practice.phone) if practice.phone else ""
    return ", ".join(part for part in (str(practice), phone, practice.email) if part)
