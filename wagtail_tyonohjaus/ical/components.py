"""The one place that uses the icalendar library: what recurs, was agreed in wall time, or is no VEVENT feed.

The library makes up UIDs and stamps, leaves out ``VALUE=``, turns wall time of AVAILABLE into UTC, describes zones by
RDATE and takes a short string for a file's name. Here every UID and stamp is passed in, times are added as they are
meant, zones come from ``vtimezone``, and only bytes are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import (
    Availability,
    Available,
    Calendar,
    Component,
    Conference,
    Event,
    FreeBusy,
    Timezone,
    vCalAddress,
    vRecur,
)

from .vtimezone import vtimezone
from .writer import BUSY, LINE_ENDS, PRODID, UNPRINTABLE, duration

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True)
class Address:
    email: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A session as one VEVENT. ``start`` and ``end`` are aware; ``tz`` names the zone whose wall time was agreed.

    ``uid`` and ``sequence`` are the stored ones: SEQUENCE rises by one with each change of time, place or status, and
    ``stamp`` (aware) is when that change was made, or Thunderbird ignores it.
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
    organizer: Address | None = None
    attendees: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One AVAILABLE. ``start`` and ``end`` are naive wall times, or aware and in UTC.

    ``rrule`` is a mapping as icalendar's vRecur takes it, its UNTIL aware and in UTC; ``excluded`` are naive starts.
    """

    uid: str
    start: datetime
    end: datetime
    summary: str = ""
    location: str = ""
    categories: tuple[str, ...] = ()
    rrule: tuple[tuple[str, object], ...] = ()
    excluded: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One VAVAILABILITY (RFC 7953). Priority 1 outranks 9; outside its stretches the span is unavailable.

    ``start`` and ``end`` are naive wall times.
    """

    uid: str
    priority: int
    start: datetime
    end: datetime
    summary: str = ""
    stretches: tuple[Stretch, ...] = ()


def invitation(method: Method, meeting: Meeting) -> bytes:
    """The calendar part of an invitation's mail (RFC 5546): REQUEST for a new or changed session, CANCEL to end it.

    The mail's Content-Type must say the same ``method``. PUBLISH makes a file to download, without attendees.
    """
    calendar = _calendar(method)
    _add_zone(calendar, meeting.tz, [meeting])
    calendar.add_component(_event(meeting, method))
    return calendar.to_ical()


def published(meetings: Iterable[Meeting], *, name: str, tz: str, years: tuple[int, int], refresh: int = 3600) -> bytes:
    """A feed of sessions in wall time, for their owner's own calendar; one description a zone, right in the years."""
    calendar = _calendar("PUBLISH")
    _describe(calendar, name, tz, "", refresh)
    found = list(meetings)
    for zone in sorted({tz, *(meeting.tz for meeting in found)}):
        calendar.add_component(_zone(zone, *years))
    for meeting in found:
        calendar.add_component(_event(meeting, "PUBLISH"))
    return calendar.to_ical()


def free_busy(
    *, uid: str, stamp: datetime, start: datetime, end: datetime, busy: Iterable[tuple[int, int]], url: str = ""
) -> bytes:
    """VFREEBUSY for ``.ifb`` (RFC 5545 section 3.6.4); ``busy`` are sorted, disjoint UTC epoch seconds."""
    calendar = _calendar("PUBLISH")
    part = FreeBusy.new(uid=uid, stamp=stamp, start=start, end=end, url=url or None)
    for begin, finish in busy:
        period = datetime.fromtimestamp(begin, UTC), datetime.fromtimestamp(finish, UTC)
        part.add("FREEBUSY", [period], parameters={"FBTYPE": "BUSY"})
    calendar.add_component(part)
    return calendar.to_ical()


def availability(
    *, name: str, tz: str, stamp: datetime, layers: Iterable[Layer], source: str = "", refresh: int = 3600
) -> bytes:
    """VAVAILABILITY components in local time, with the zone's description."""
    calendar = _calendar("PUBLISH")
    _describe(calendar, name, tz, source, refresh)
    found = list(layers)
    years = {moment.year for layer in found for moment in (layer.start, layer.end)} or {stamp.year}
    calendar.add_component(_zone(tz, min(years), max(years)))
    for layer in found:
        calendar.add_component(_layer(layer, ZoneInfo(tz), stamp))
    return calendar.to_ical()


def parse(raw: bytes) -> Calendar:
    """The calendar in ``raw``. Raises ``ValueError`` for what is none, ``TypeError`` for text: the library would open
    a file of that name."""
    if not isinstance(raw, bytes):
        raise TypeError("a calendar is read from bytes")
    if not raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        raise ValueError("not a calendar")
    return Calendar.from_ical(raw)


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    for name, value in (("VERSION", "2.0"), ("PRODID", PRODID), ("CALSCALE", "GREGORIAN"), ("METHOD", method)):
        calendar.add(name, value)
    return calendar


def _describe(calendar: Calendar, name: str, tz: str, source: str, refresh: int) -> None:
    calendar.add("NAME", plain(name))
    calendar.add("X-WR-CALNAME", plain(name))
    calendar.add("X-WR-TIMEZONE", tz)
    if source:
        calendar.add("SOURCE", source, parameters={"VALUE": "URI"})
    calendar.add("REFRESH-INTERVAL", timedelta(seconds=refresh), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", duration(refresh))


def _event(meeting: Meeting, method: Method) -> Event:
    start, end = wall_times(meeting.start, meeting.end, meeting.tz)
    event = Event()
    event.add("UID", meeting.uid)
    event.add("SEQUENCE", meeting.sequence)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        event.add(name, meeting.stamp.astimezone(UTC))
    event.add("DTSTART", start)
    event.add("DTEND", end)
    status = "CANCELLED" if method == "CANCEL" else meeting.status
    event.add("STATUS", status)
    for name, value in (("SUMMARY", meeting.summary), ("DESCRIPTION", meeting.description)):
        if value:
            event.add(name, plain(value), parameters={"LANGUAGE": meeting.language} if meeting.language else {})
    _add_place(event, meeting)
    _add_people(event, meeting, method)
    for line in BUSY[status == "CANCELLED", status].splitlines():
        name, _, value = line.partition(":")
        event.add(name, value)
    return event


def _add_place(event: Event, meeting: Meeting) -> None:
    if meeting.location:
        event.add("LOCATION", plain(meeting.location))
    if meeting.url:
        event.add("URL", meeting.url)
    if meeting.video:
        conference = Conference(meeting.video, feature=["VIDEO"], label=parameter(meeting.video_label) or None)
        event.add("CONFERENCE", conference.to_uri())


def _add_people(event: Event, meeting: Meeting, method: Method) -> None:
    if meeting.organizer:
        event.add("ORGANIZER", vCalAddress.new(meeting.organizer.email, cn=parameter(meeting.organizer.name) or None))
    for person in meeting.attendees if method != "PUBLISH" else ():
        address = vCalAddress.new(person.email, cn=parameter(person.name) or None, cutype="INDIVIDUAL")
        if method == "REQUEST":
            address.params.update({"PARTSTAT": "NEEDS-ACTION", "ROLE": "REQ-PARTICIPANT", "RSVP": "TRUE"})
        event.add("ATTENDEE", address)


def _layer(layer: Layer, zone: ZoneInfo, stamp: datetime) -> Availability:
    part = Availability()
    part.add("UID", layer.uid)
    part.add("DTSTAMP", stamp)
    part.add("LAST-MODIFIED", stamp)
    part.add("DTSTART", layer.start.replace(tzinfo=zone))
    part.add("DTEND", layer.end.replace(tzinfo=zone))
    part.add("PRIORITY", layer.priority)
    part.add("BUSYTYPE", "BUSY-UNAVAILABLE")
    if layer.summary:
        part.add("SUMMARY", plain(layer.summary))
    for stretch in layer.stretches:
        part.add_component(_available(stretch, zone, stamp))
    return part


def _available(stretch: Stretch, zone: ZoneInfo, stamp: datetime) -> Available:
    part = Available()
    part.add("UID", stretch.uid)
    part.add("DTSTAMP", stamp)
    # Not by Available.new, which turns wall time into UTC: a rule would move by an hour at the clock change.
    for name, moment in (("DTSTART", stretch.start), ("DTEND", stretch.end)):
        part.add(name, moment if moment.tzinfo else moment.replace(tzinfo=zone))
    if stretch.rrule:
        part.add("RRULE", vRecur(dict(stretch.rrule)))
    if stretch.excluded:
        part.add("EXDATE", [moment.replace(tzinfo=zone) for moment in stretch.excluded])
    for name, value in (("SUMMARY", stretch.summary), ("LOCATION", stretch.location)):
        if value:
            part.add(name, plain(value))
    if stretch.categories:
        part.add("CATEGORIES", [plain(name) for name in stretch.categories])
    return part


def _add_zone(calendar: Calendar, tz: str, meetings: Iterable[Meeting]) -> None:
    years = {moment.year for meeting in meetings for moment in (meeting.start, meeting.end)}
    calendar.add_component(_zone(tz, min(years), max(years)))


@lru_cache(maxsize=64)
def _zone(tz: str, first_year: int, last_year: int) -> Component:
    return Timezone.from_ical(vtimezone(tz, first_year, last_year).encode())


def wall_times(start: datetime, end: datetime, tz: str) -> tuple[datetime, datetime]:
    """Both in the zone, or both in UTC where the clock changes between them or shows one of them twice: calendar apps
    disagree on the wall times of those hours."""
    zone = ZoneInfo(tz)
    local = start.astimezone(zone), end.astimezone(zone)
    offsets = {moment.replace(fold=fold).utcoffset() for moment in local for fold in (0, 1)}
    return local if len(offsets) == 1 else (start.astimezone(UTC), end.astimezone(UTC))


def plain(value: str) -> str:
    """Text without what the library would write as it is: control characters and odd line ends."""
    return UNPRINTABLE.sub("", LINE_ENDS.sub("\n", value))


def parameter(value: str) -> str:
    """Text fit for a property's parameter, which knows neither quotes nor line ends."""
    return " ".join(plain(value).replace('"', "'").split())
