"""Everything that is written with the icalendar library: invitations, session feeds, VFREEBUSY and VAVAILABILITY.

The library has defaults that do not suit feeds: it generates UIDs and stamps, omits ``VALUE=``, converts the wall time
of AVAILABLE to UTC, and describes time zones with RDATE. This is the only module that writes with it. Here the caller
passes every UID and stamp, times keep their zone, and VTIMEZONEs come from ``vtimezone``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from ..late_imports import icalendar
from .text import PRODID, REFRESH_SECONDS, ascii_address, ascii_uri, busy_lines, clean_text, format_duration
from .vtimezone import WEEKDAYS, vtimezone

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True)
class CalendarUser:
    """An organizer or attendee."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """The rule of a recurring event: ``count`` starts at the same wall time, ``step`` days apart.

    ``excluded`` are those of them (aware) at which nothing takes place.
    """

    step: int
    count: int
    excluded: tuple[datetime, ...] = ()

    def rule(self, start: datetime) -> dict[str, object]:
        """The items of an RRULE from ``start`` on, a wall time. Outlook expects BYDAY in weekly rules."""
        if self.step % 7:
            return {"FREQ": "DAILY", "INTERVAL": self.step, "COUNT": self.count}
        weekday = WEEKDAYS[start.isoweekday() % 7]
        return {"FREQ": "WEEKLY", "INTERVAL": self.step // 7, "BYDAY": weekday, "COUNT": self.count}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """A session as a VEVENT. ``start`` and ``end`` are aware; ``tz`` is the zone whose wall time was agreed.

    ``uid`` and ``sequence`` are stored with the session: SEQUENCE increases with each change of time, place or status
    (RFC 5546 section 2.1.4). ``stamp`` (aware) is the time of that change; without a newer one, Thunderbird ignores an
    update. ``comment`` is the reason for a change, ``contact`` whom to ask about the event, ``classification`` the
    access classification (RFC 5545 section 3.8.1.3); all three are left out if blank.

    A series is one event with a ``recurrence`` that starts at ``start``, and an event with the same ``uid`` for each
    start that differs from the rule: its ``recurrence_id`` (aware) is its start by the rule (section 3.8.4.4).
    """

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    tz: str
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] = "CONFIRMED"
    video: str = ""
    video_label: str = ""
    language: str = ""
    comment: str = ""
    contact: str = ""
    classification: Literal["", "PRIVATE"] = ""
    organizer: CalendarUser | None = None
    attendees: tuple[CalendarUser, ...] = ()
    recurrence: Recurrence | None = None
    recurrence_id: datetime | None = None

    @property
    def years(self) -> range:
        """The years of all its times, including the last one of the rule."""
        days = self.recurrence.step * (self.recurrence.count - 1) if self.recurrence else 0
        first = min(self.start, self.recurrence_id or self.start)
        last = max(self.end + timedelta(days=days), self.recurrence_id or self.end)
        return range(first.year, last.year + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailablePeriod:
    """An AVAILABLE component. ``start`` and ``end`` are naive wall times, or aware and in UTC.

    ``rrule`` are the items of a mapping for icalendar's ``vRecur``, with UNTIL aware and in UTC (RFC 5545 section
    3.3.10). There are no exclusions: programs ignore EXDATE in AVAILABLE.
    """

    uid: str
    start: datetime
    end: datetime
    summary: str = ""
    location: str = ""
    categories: tuple[str, ...] = ()
    rrule: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityLayer:
    """A VAVAILABILITY component (RFC 7953 section 3.1). Between ``start`` and ``end`` (naive wall times), only the
    periods are available. Priority 1 is the highest, 9 the lowest.
    """

    uid: str
    priority: int
    start: datetime
    end: datetime
    summary: str = ""
    periods: tuple[AvailablePeriod, ...] = ()


def invitation_bytes(method: Method, *events: CalendarEvent) -> bytes:
    """The calendar part of an e-mail (RFC 5546): REQUEST for a new or changed session, CANCEL for a cancelled one.

    The Content-Type of the e-mail part must have the same ``method``. PUBLISH, without attendees, is for downloads and
    for events with different UIDs: all events of a REQUEST or CANCEL have the same UID (sections 3.2.2 and 3.2.5).
    """
    calendar = _new_calendar(method)
    _add_events(calendar, events, method, _years(events))
    return calendar.to_ical()


def session_feed_bytes(events: Iterable[CalendarEvent], *, name: str, tz: str, years: tuple[int, int]) -> bytes:
    """A feed of sessions in wall time. Each zone has one VTIMEZONE, which is right for ``years`` (first and last)."""
    calendar = _new_calendar()
    _add_feed_properties(calendar, name, tz, source="")
    _add_events(calendar, list(events), "PUBLISH", years, tz)
    return calendar.to_ical()


def free_busy_bytes(
    *, uid: str, stamp: datetime, start: datetime, end: datetime, busy: Iterable[tuple[int, int]], url: str = ""
) -> bytes:
    """VFREEBUSY (RFC 5545 section 3.6.4). ``busy`` are sorted, disjoint intervals in UTC epoch seconds."""
    calendar = _new_calendar()
    component = icalendar.FreeBusy.new(uid=uid, stamp=stamp, start=start, end=end, url=url or None)
    for busy_start, busy_end in busy:
        period = datetime.fromtimestamp(busy_start, UTC), datetime.fromtimestamp(busy_end, UTC)
        component.add("FREEBUSY", [period], parameters={"FBTYPE": "BUSY"})
    calendar.add_component(component)
    return calendar.to_ical()


def availability_bytes(
    *, name: str, tz: str, stamp: datetime, layers: Iterable[AvailabilityLayer], source: str = ""
) -> bytes:
    """VAVAILABILITY components (RFC 7953) in the wall time of ``tz``."""
    calendar = _new_calendar()
    _add_feed_properties(calendar, name, tz, source)
    layers = list(layers)
    years = {moment.year for layer in layers for moment in (layer.start, layer.end)} or {stamp.year}
    calendar.add_component(_zone(tz, min(years), max(years)))
    for layer in layers:
        calendar.add_component(_layer(layer, ZoneInfo(tz), stamp))
    return calendar.to_ical()


def wall_or_utc(start: datetime, end: datetime, tz: str) -> tuple[datetime, datetime]:
    """Both times in the zone; both in UTC if an offset change lies between them or makes one of them ambiguous.

    Calendar apps disagree about the wall times of those hours, but not about UTC.
    """
    zone = ZoneInfo(tz)
    local = start.astimezone(zone), end.astimezone(zone)
    offsets = {moment.replace(fold=fold).utcoffset() for moment in local for fold in (0, 1)}
    return local if len(offsets) == 1 else (start.astimezone(UTC), end.astimezone(UTC))


def _new_calendar(method: Method | None = None) -> icalendar.Calendar:
    """Feeds have no METHOD: they are not scheduling messages, which need an ORGANIZER (RFC 5546 section 3.2.1)."""
    calendar = icalendar.Calendar()
    for name, value in (("VERSION", "2.0"), ("PRODID", PRODID), ("CALSCALE", "GREGORIAN")):
        calendar.add(name, value)
    if method:
        calendar.add("METHOD", method)
    return calendar


def _add_events(
    calendar: icalendar.Calendar, events: Sequence[CalendarEvent], method: Method, years: tuple[int, int], *zones: str
) -> None:
    for zone in sorted({*zones, *(event.tz for event in events)}):
        calendar.add_component(_zone(zone, *years))
    for event in events:
        calendar.add_component(_event(event, method))


def _years(events: Sequence[CalendarEvent]) -> tuple[int, int]:
    return min(event.years[0] for event in events), max(event.years[-1] for event in events)


def _add_feed_properties(calendar: icalendar.Calendar, name: str, tz: str, source: str) -> None:
    """RFC 7986 and the older X- properties of the same meaning."""
    calendar.add("NAME", clean_text(name))
    calendar.add("X-WR-CALNAME", clean_text(name))
    calendar.add("X-WR-TIMEZONE", tz)
    if source:
        calendar.add("SOURCE", source, parameters={"VALUE": "URI"})
    calendar.add("REFRESH-INTERVAL", timedelta(seconds=REFRESH_SECONDS), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", format_duration(REFRESH_SECONDS))


def _event(event: CalendarEvent, method: Method) -> icalendar.Event:
    start, end = wall_or_utc(event.start, event.end, event.tz)
    status = "CANCELLED" if method == "CANCEL" else event.status
    component = icalendar.Event()
    component.add("UID", event.uid)
    component.add("SEQUENCE", event.sequence)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        component.add(name, event.stamp.astimezone(UTC))
    component.add("DTSTART", start)
    component.add("DTEND", end)
    _add_recurrence(component, event)
    component.add("STATUS", status)
    if event.classification:
        component.add("CLASS", event.classification)
    _add_texts(component, event)
    _add_links(component, event)
    _add_users(component, event, method)
    for line in busy_lines(status == "CANCELLED", status).splitlines():
        name, _, value = line.partition(":")
        component.add(name, value)
    return component


def _add_recurrence(component: icalendar.Event, event: CalendarEvent) -> None:
    zone, recurrence = ZoneInfo(event.tz), event.recurrence
    if event.recurrence_id:
        component.add("RECURRENCE-ID", event.recurrence_id.astimezone(zone))
    if recurrence:
        component.add("RRULE", icalendar.vRecur(recurrence.rule(event.start.astimezone(zone))))
    if recurrence and recurrence.excluded:
        component.add("EXDATE", [start.astimezone(zone) for start in recurrence.excluded])


def _add_texts(component: icalendar.Event, event: CalendarEvent) -> None:
    parameters = {"LANGUAGE": event.language} if event.language else {}
    for name, value in (
        ("SUMMARY", event.summary),
        ("DESCRIPTION", event.description),
        ("LOCATION", event.location),
        ("CONTACT", event.contact),
    ):
        if value:
            component.add(name, clean_text(value), parameters=parameters)
    if event.comment:
        # Typed by somebody, in whichever language.
        component.add("COMMENT", clean_text(event.comment))


def _add_links(component: icalendar.Event, event: CalendarEvent) -> None:
    if event.url:
        component.add("URL", ascii_uri(event.url))
    if event.video:
        conference = icalendar.Conference(
            ascii_uri(event.video), feature=["VIDEO"], label=_parameter_text(event.video_label) or None
        )
        component.add("CONFERENCE", conference.to_uri())


def _add_users(component: icalendar.Event, event: CalendarEvent, method: Method) -> None:
    organizer = event.organizer
    if organizer:
        component.add("ORGANIZER", _address(organizer))
    for user in event.attendees if method != "PUBLISH" else ():
        address = _address(user, cutype="INDIVIDUAL")
        if method == "REQUEST":
            # Both sides have agreed on the time, and nobody reads replies.
            address.params.update({"PARTSTAT": "ACCEPTED", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"})
        component.add("ATTENDEE", address)
    if method == "REQUEST":
        component.add("X-MICROSOFT-DISALLOW-COUNTER", "TRUE")


def _address(user: CalendarUser, cutype: str | None = None) -> icalendar.vCalAddress:
    name = _parameter_text(user.name) or None
    return icalendar.vCalAddress.new(ascii_address(user.email), cn=name, cutype=cutype)


def _layer(layer: AvailabilityLayer, zone: ZoneInfo, stamp: datetime) -> icalendar.Availability:
    component = icalendar.Availability()
    component.add("UID", layer.uid)
    component.add("DTSTAMP", stamp)
    component.add("LAST-MODIFIED", stamp)
    component.add("DTSTART", layer.start.replace(tzinfo=zone))
    component.add("DTEND", layer.end.replace(tzinfo=zone))
    component.add("PRIORITY", layer.priority)
    component.add("BUSYTYPE", "BUSY-UNAVAILABLE")
    if layer.summary:
        component.add("SUMMARY", clean_text(layer.summary))
    for period in layer.periods:
        component.add_component(_available(period, zone, stamp))
    return component


def _available(period: AvailablePeriod, zone: ZoneInfo, stamp: datetime) -> icalendar.Available:
    component = icalendar.Available()
    component.add("UID", period.uid)
    component.add("DTSTAMP", stamp)
    # Available.new() would convert wall time to UTC, and the rule would move by an hour at the next clock change.
    for name, moment in (("DTSTART", period.start), ("DTEND", period.end)):
        component.add(name, moment if moment.tzinfo else moment.replace(tzinfo=zone))
    if period.rrule:
        component.add("RRULE", icalendar.vRecur(dict(period.rrule)))
    for name, value in (("SUMMARY", period.summary), ("LOCATION", period.location)):
        if value:
            component.add(name, clean_text(value))
    if period.categories:
        component.add("CATEGORIES", [clean_text(name) for name in period.categories])
    return component


@lru_cache(maxsize=64)
def _zone(tz: str, first_year: int, last_year: int) -> icalendar.Component:
    return icalendar.Timezone.from_ical(vtimezone(tz, first_year, last_year).encode())


def _parameter_text(value: str) -> str:
    """Text for a property parameter, which can hold neither double quotes nor line breaks (RFC 5545 section 3.2)."""
    return " ".join(clean_text(value).replace('"', "'").split())
