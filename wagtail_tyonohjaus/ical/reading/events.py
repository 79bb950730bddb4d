"""The times of an event, ready to be expanded, and whether it counts as busy.

A detail that can't be read is left out, and the event is kept as busy and marked as doubtful. Only an event of which
neither start nor end can be read is given up.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from .busy_marks import free_reason, is_marked_all_day
from .errors import EventError
from .options import ReadOptions
from .parser import ContentLine, ParsedComponent
from .rules import RecurrenceRule, read_rule
from .values import (
    DateOrTime,
    Length,
    end_of,
    end_of_day,
    exact_length,
    parse_date_or_time,
    parse_period,
    read_date_or_time,
    read_day,
    read_duration,
    wall_time,
)
from .zones import ZoneResolver

_NO_START = ContentLine("DTSTART", {}, "19700101")


@dataclass(slots=True)
class EventTimes:
    """A VEVENT's times.

    ``start`` is a date in an all-day event. ``rdates`` have a length of their own if they are periods. ``sequence`` is
    None if it could not be read. ``free_reason`` is the code of the reason why the event is free, blank if it is busy.
    ``doubtful`` if a part of the event could not be read.
    """

    uid: str
    start: DateOrTime
    length: Length
    rules: list[RecurrenceRule] = field(default_factory=list)
    exrules: list[RecurrenceRule] = field(default_factory=list)
    rdates: list[tuple[DateOrTime, Length | None]] = field(default_factory=list)
    exdates: list[DateOrTime] = field(default_factory=list)
    recurrence_id: DateOrTime | None = None
    is_override: bool = False
    this_and_future: bool = False
    sequence: int | None = 0
    is_marked_all_day: bool = False
    is_single: bool = False
    is_start_read: bool = True
    free_reason: str = ""
    doubtful: bool = False

    @property
    def zone(self) -> tzinfo | None:
        """The zone of its wall times; None for an all-day event."""
        return self.start.tzinfo if isinstance(self.start, datetime) else None

    @property
    def recurs(self) -> bool:
        return bool(self.rules or self.rdates)

    @property
    def is_all_day(self) -> bool:
        return self.is_marked_all_day or not isinstance(self.start, datetime)


class EventReader:
    """Reads the events of one calendar."""

    def __init__(self, zones: ZoneResolver, options: ReadOptions, own_addresses: frozenset[str]) -> None:
        self.zones, self.options, self.own_addresses = zones, options, own_addresses

    def read(self, component: ParsedComponent) -> EventTimes:
        """Raises ``EventError`` or another ``ValueError`` if neither start nor end can be read."""
        event = self._read_start(component)
        self._read_length(component, event)
        self._read_instance(component, event)
        self._read_recurrence(component, event)
        if is_marked_all_day(component):
            self._make_all_day(event)
        event.free_reason = free_reason(component, event.is_all_day, self.options, self.own_addresses)
        return event

    def _read_start(self, component: ParsedComponent) -> EventTimes:
        line = component.first("DTSTART")
        end = component.first("DTEND")
        if line is None and component.text("STATUS").upper() == "CANCELLED":
            # RFC 5546 section 3.2.5: a cancellation needs no start; an instance is identified by its RECURRENCE-ID.
            line = component.first("RECURRENCE-ID") or end or _NO_START
        start, is_read = self._start(line, end)
        return EventTimes(
            uid=component.text("UID"),
            start=start,
            length=Length(),
            sequence=component.sequence,
            is_single=component.first("RRULE") is None and component.first("RDATE") is None,
            is_start_read=is_read,
            doubtful=not is_read or component.sequence is None or self._is_guessed(line, start),
        )

    def _start(self, line: ContentLine | None, end: ContentLine | None) -> tuple[DateOrTime, bool]:
        """The start and whether it could be read as it is; else the beginning of its day or of the end's."""
        if line is None and end is None:
            raise EventError("no_start")
        if line is not None:
            with suppress(ValueError):
                return read_date_or_time(line, self.zones), True
            with suppress(ValueError):
                zone = self.zones.get(line.parameters.get("TZID", ""))
                return datetime.combine(read_day(line.value), time(), zone), False
        if end is None:
            raise EventError("bad_value")
        return self._day_that_ends(read_date_or_time(end, self.zones)), False

    def _day_that_ends(self, end: DateOrTime) -> datetime:
        if not isinstance(end, datetime):
            end = datetime.combine(end, time(), self.zones.home)
        local = end.astimezone(self.zones.home) if end.tzinfo is UTC else end
        return datetime.combine((local - timedelta(seconds=1)).date(), time(), local.tzinfo)

    def _is_guessed(self, line: ContentLine | None, start: DateOrTime) -> bool:
        """Whether the zone of the start is only a guess."""
        if line is None or not isinstance(start, datetime) or start.tzinfo is UTC:
            return False
        return self.zones.is_unknown(line.parameters.get("TZID", ""))

    def _read_length(self, component: ParsedComponent, event: EventTimes) -> None:
        """DTEND, DURATION, or the defaults of RFC 5545 section 3.6.1: a day for a date, else no length.

        Of several ends the last one counts.
        """
        given = [*component.all("DTEND"), *component.all("DURATION")]
        lengths = [length for line in given for length in self._lengths(line, event)]
        if lengths:
            event.length = max(lengths, key=lambda length: end_of(event.start, length, self.zones))
        elif not isinstance(event.start, datetime):
            event.length = Length(days=1)
        elif given or not event.is_start_read:
            event.length = self._rest_of_day(event.start)

    def _lengths(self, line: ContentLine, event: EventTimes) -> Iterator[Length]:
        """The length that a DTEND or DURATION gives; of an end that can't be read, its day counts if possible."""
        try:
            yield self._length(line, event)
        except (ValueError, OverflowError):
            event.doubtful = True
            with suppress(ValueError, OverflowError):
                length = self._length_until(event.start, end_of_day(line.value, event.zone or self.zones.home))
                yield from () if length.is_negative else (length,)

    def _length(self, line: ContentLine, event: EventTimes) -> Length:
        start = event.start
        if line.name == "DURATION":
            length = self._from_any_time(read_duration(line.value), event)
        else:
            length = self._length_until(start, read_date_or_time(line, self.zones, event.zone))
        if length.is_negative:
            raise ValueError("reversed")
        return length if isinstance(start, datetime) else _whole_days(length)

    def _from_any_time(self, length: Length, event: EventTimes) -> Length:
        """The length, and that of the day if the event may begin at any time of its day."""
        if event.is_start_read or length.is_negative or not isinstance(event.start, datetime):
            return length
        return Length(length.days, length.seconds + self._rest_of_day(event.start).seconds)

    def _length_until(self, start: DateOrTime, end: DateOrTime) -> Length:
        if isinstance(start, datetime):
            if not isinstance(end, datetime):
                # An end on the day of the start can't be exclusive, as ends are.
                end = end + timedelta(days=1) if end == start.date() else end
                end = datetime.combine(end, time(), start.tzinfo)
            return exact_length(start, end, self.zones)
        if isinstance(end, datetime):
            is_partial = end.time() > time() and end.date() < date.max
            end = end.date() + timedelta(days=is_partial)
        return Length(days=(end - start).days)

    def _rest_of_day(self, start: datetime) -> Length:
        next_midnight = datetime.combine(start.date() + timedelta(days=1), time(), start.tzinfo)
        return exact_length(start, next_midnight, self.zones)

    def _read_instance(self, component: ParsedComponent, event: EventTimes) -> None:
        line = component.first("RECURRENCE-ID")
        if line is None:
            return
        event.is_override = True
        event.this_and_future = line.parameters.get("RANGE", "").upper() == "THISANDFUTURE"
        try:
            self._check_zone(line.parameters.get("TZID", ""), component)
            event.recurrence_id = read_date_or_time(line, self.zones, event.zone)
        except (ValueError, OverflowError):
            event.doubtful = True

    def _read_recurrence(self, component: ParsedComponent, event: EventTimes) -> None:
        event.rules = list(self._rules(component, "RRULE", event))
        event.exrules = list(self._rules(component, "EXRULE", event))
        event.rdates = list(self._rdates(component, event))
        event.exdates = list(self._exdates(component, event))

    def _rules(self, component: ParsedComponent, name: str, event: EventTimes) -> Iterator[RecurrenceRule]:
        for line in component.all(name):
            try:
                rule = read_rule(line.value, event.zone, self.zones)
            except ValueError:
                event.doubtful = True
                continue
            event.doubtful |= rule.doubtful
            # An exclusion that is only partly understood would free more than it says.
            if name == "RRULE" or not rule.doubtful:
                yield rule

    def _rdates(self, component: ParsedComponent, event: EventTimes) -> Iterator[tuple[DateOrTime, Length | None]]:
        for value, tzid in list_values(component.all("RDATE")):
            try:
                if "/" in value:
                    yield self._period(value, tzid, event)
                else:
                    yield parse_date_or_time(value, tzid, self.zones, event.zone), None
            except (ValueError, OverflowError):
                event.doubtful = True

    def _period(self, value: str, tzid: str, event: EventTimes) -> tuple[DateOrTime, Length | None]:
        """A period without a readable end has the length of the event."""
        try:
            start, length = parse_period(value, tzid, self.zones, event.zone)
        except (ValueError, OverflowError):
            event.doubtful = True
            return parse_date_or_time(value.partition("/")[0].strip(), tzid, self.zones, event.zone), None
        return start, length if isinstance(event.start, datetime) else _whole_days(length)

    def _exdates(self, component: ParsedComponent, event: EventTimes) -> Iterator[DateOrTime]:
        for value, tzid in list_values(component.all("EXDATE")):
            try:
                self._check_zone(tzid, component)
                yield parse_date_or_time(value.partition("/")[0], tzid, self.zones, event.zone)
            except (ValueError, OverflowError):
                event.doubtful = True

    def _check_zone(self, tzid: str, component: ParsedComponent) -> None:
        """Raises ``ValueError`` if the zone is unknown, and not that of the start: another instance might be meant."""
        start = component.first("DTSTART")
        if tzid and (start is None or start.parameters.get("TZID") != tzid) and self.zones.is_unknown(tzid):
            raise ValueError("unknown zone")

    def _make_all_day(self, event: EventTimes) -> None:
        """Outlook marks all-day events, and writes them from midnight to midnight of some zone.

        A rule that chooses days applies to those of its own zone.
        """
        if not isinstance(event.start, datetime):
            return
        end = end_of(event.start, event.length, self.zones)
        chooses_days = any(name.startswith("BY") for rule in (*event.rules, *event.exrules) for name in rule.parts)
        for zone in (event.start.tzinfo, self.zones.home, self.zones.floating):
            days = _days_between(event.start, end, zone)
            if days:
                event.is_marked_all_day = True
                if zone is event.start.tzinfo or not chooses_days:
                    self._convert_to_days(event, days, zone)
                return

    def _convert_to_days(self, event: EventTimes, days: int, zone: tzinfo | None) -> None:
        def day(value: DateOrTime) -> date:
            return wall_time(value, zone, self.zones).date()

        for rule in (*event.rules, *event.exrules):
            if rule.until is not None:
                with suppress(OverflowError):
                    rule.until = datetime.combine(day(rule.until.replace(tzinfo=event.zone)), time())
        event.rdates = [(day(value), None) for value, _length in event.rdates]
        event.exdates = [day(value) for value in event.exdates]
        if event.recurrence_id is not None:
            event.recurrence_id = day(event.recurrence_id)
        event.start, event.length = day(event.start), Length(days=days)


def list_values(lines: Iterable[ContentLine]) -> Iterator[tuple[str, str]]:
    """The values of a property that may be a list, with its TZID.

    vCalendar 1.0 separates them by semicolons, and some programs escape the list as a text.
    """
    for line in lines:
        for value in re.split("[,;]", line.value.replace("\\", "")):
            if value.strip():
                yield value.strip(), line.parameters.get("TZID", "")


def _days_between(start: datetime, end: int, zone: tzinfo | None) -> int:
    """The number of days between two midnights of a zone; 0 if they are no midnights.

    Some programs end a day one second or minute earlier.
    """
    try:
        first = start.astimezone(zone)
        ends = [datetime.fromtimestamp(end + seconds, zone) for seconds in (0, 1, 60)]
    except (ValueError, OverflowError):
        return 0
    last = next((one for one in ends if one.time() == time()), None)
    return (last.date() - first.date()).days if last and first.time() == time() else 0


def _whole_days(length: Length) -> Length:
    return Length(days=max(length.days - (-length.seconds // 86400), 1))
