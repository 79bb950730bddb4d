"""The times of an event, ready to be expanded, and whether it counts as busy.

A detail that can't be read is left out, and the event is kept as busy and marked as doubtful. Only an event whose start
can't be read is given up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from .errors import EventError
from .options import ReadOptions
from .parser import ContentLine, ParsedComponent
from .rules import RecurrenceRule, read_rule
from .values import (
    DateOrTime,
    Length,
    exact_length,
    parse_date_or_time,
    parse_period,
    read_date_or_time,
    read_duration,
    to_epoch,
    wall_time,
)
from .zones import ZoneResolver

CANCELLED = "cancelled"


@dataclass(slots=True)
class EventTimes:
    """A VEVENT's times.

    ``start`` is a date in an all-day event. ``rdates`` have a length of their own if they are periods.
    ``free_reason`` is the code of the reason why the event is free, blank if it is busy. ``doubtful`` if a part of the
    event could not be read.
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
    sequence: int = 0
    free_reason: str = ""
    doubtful: bool = False

    @property
    def zone(self) -> tzinfo | None:
        """The zone of its wall times; None for an all-day event."""
        return self.start.tzinfo if isinstance(self.start, datetime) else None

    @property
    def recurs(self) -> bool:
        return bool(self.rules or self.rdates)


class EventReader:
    """Reads the events of one calendar."""

    def __init__(self, zones: ZoneResolver, options: ReadOptions, own_addresses: frozenset[str]) -> None:
        self.zones, self.options, self.own_addresses = zones, options, own_addresses

    def read(self, component: ParsedComponent) -> EventTimes:
        """Raises ``EventError`` or another ``ValueError`` if the event's start can't be read."""
        event = self._read_start(component)
        self._read_length(component, event)
        self._read_instance(component, event)
        self._read_recurrence(component, event)
        if component.text("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE":
            self._make_all_day(event)
        event.free_reason = self._free_reason(component, event)
        return event

    def _read_start(self, component: ParsedComponent) -> EventTimes:
        line = component.first("DTSTART")
        if line is None and component.text("STATUS").upper() == "CANCELLED":
            # RFC 5546 section 3.2.5: a cancelled instance is identified by its RECURRENCE-ID alone.
            line = component.first("RECURRENCE-ID")
        if line is None:
            raise EventError("no_start")
        return EventTimes(
            uid=component.text("UID"),
            start=read_date_or_time(line, self.zones),
            length=Length(),
            sequence=_sequence(component.text("SEQUENCE")),
        )

    def _read_length(self, component: ParsedComponent, event: EventTimes) -> None:
        """DTEND, DURATION, or the defaults of RFC 5545 section 3.6.1: a day for a date, else no length."""
        given = [component.first("DTEND"), component.first("DURATION")]
        for line in filter(None, given):
            try:
                event.length = self._length(line, event.start)
                return
            except (ValueError, OverflowError):
                event.doubtful = True
        if not isinstance(event.start, datetime):
            event.length = Length(days=1)
        elif any(given):
            event.length = self._rest_of_day(event.start)

    def _length(self, line: ContentLine, start: DateOrTime) -> Length:
        if line.name == "DURATION":
            length = read_duration(line.value)
        else:
            length = self._length_until(start, read_date_or_time(line, self.zones))
        if length.is_negative:
            raise ValueError("reversed")
        return length if isinstance(start, datetime) else _whole_days(length)

    def _length_until(self, start: DateOrTime, end: DateOrTime) -> Length:
        if isinstance(start, datetime):
            if not isinstance(end, datetime):
                # An end on the day of the start can't be exclusive, as ends are.
                end = end + timedelta(days=1) if end == start.date() else end
                end = datetime.combine(end, time(), start.tzinfo)
            return exact_length(start, end, self.zones)
        if isinstance(end, datetime):
            end = end.date() + timedelta(days=end.time() > time())
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
            event.recurrence_id = read_date_or_time(line, self.zones)
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
        for value, tzid in _values(component, "RDATE"):
            try:
                if "/" in value:
                    yield parse_period(value, tzid, self.zones)
                else:
                    yield parse_date_or_time(value, tzid, self.zones), None
            except (ValueError, OverflowError):
                event.doubtful = True

    def _exdates(self, component: ParsedComponent, event: EventTimes) -> Iterator[DateOrTime]:
        for value, tzid in _values(component, "EXDATE"):
            try:
                exdate = parse_date_or_time(value.partition("/")[0], tzid, self.zones)
            except (ValueError, OverflowError):
                event.doubtful = True
                continue
            is_floating = isinstance(exdate, datetime) and not tzid and not value.upper().endswith("Z")
            yield exdate.replace(tzinfo=event.zone) if isinstance(exdate, datetime) and is_floating else exdate

    def _make_all_day(self, event: EventTimes) -> None:
        """Outlook marks all-day events, and writes them from midnight to midnight."""
        if not isinstance(event.start, datetime):
            return
        end = to_epoch(event.start, self.zones) + event.length.seconds
        for zone in (event.start.tzinfo, self.zones.home):
            first = event.start.astimezone(zone)
            last = datetime.fromtimestamp(end, zone) + timedelta(days=event.length.days)
            if first.time() == last.time() == time() and last > first:
                event.length = Length(days=(last.date() - first.date()).days)
                event.start = first.date()
                self._convert_to_days(event, zone)
                return

    def _convert_to_days(self, event: EventTimes, zone: tzinfo | None) -> None:
        def day(value: DateOrTime) -> date:
            return wall_time(value, zone, self.zones).date()

        event.rdates = [(day(value), None) for value, _length in event.rdates]
        event.exdates = [day(value) for value in event.exdates]
        if event.recurrence_id is not None:
            event.recurrence_id = day(event.recurrence_id)

    def _free_reason(self, component: ParsedComponent, event: EventTimes) -> str:
        is_all_day = not isinstance(event.start, datetime)
        if component.text("STATUS").upper() == "CANCELLED":
            return CANCELLED
        if not self.own_addresses.isdisjoint(_declined_addresses(component)):
            return "declined"
        if is_all_day and self.options.all_day == "free":
            return "all_day"
        if is_all_day and self.options.all_day == "busy":
            return ""
        return "marked_free" if _is_marked_free(component) and self.options.transparent == "free" else ""


def _values(component: ParsedComponent, name: str) -> Iterator[tuple[str, str]]:
    """The values of a property that may be a list, with its TZID."""
    for line in component.all(name):
        for value in line.value.split(","):
            if value.strip():
                yield value.strip(), line.parameters.get("TZID", "")


def _whole_days(length: Length) -> Length:
    return Length(days=max(length.days - (-length.seconds // 86400), 1))


def _sequence(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _is_marked_free(component: ParsedComponent) -> bool:
    """WORKINGELSEWHERE is Outlook's home-office day: the person works, so other entries tell what is busy."""
    return component.text("TRANSP").upper() == "TRANSPARENT" or component.text(
        "X-MICROSOFT-CDO-BUSYSTATUS"
    ).upper() in ("FREE", "WORKINGELSEWHERE")


def _declined_addresses(component: ParsedComponent) -> Iterator[str]:
    for line in component.all("ATTENDEE"):
        if line.parameters.get("PARTSTAT", "").upper() == "DECLINED":
            for address in (line.value, line.parameters.get("EMAIL", "")):
                yield address.strip().lower().removeprefix("mailto:")
