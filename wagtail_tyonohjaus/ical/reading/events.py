"""The times of an event, ready to be expanded, and whether it counts as busy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from .errors import EventError
from .options import ReadOptions
from .parser import ParsedComponent
from .values import DateOrTime, read_date_or_time, read_dates_or_times, read_duration, read_rule
from .zones import ZoneResolver


@dataclass(slots=True)
class EventTimes:
    """A VEVENT's times. ``free_reason`` is the code of the reason why the event is free, blank if it is busy."""

    uid: str
    start: DateOrTime
    end: DateOrTime
    rules: list[dict[str, str]]
    rdates: list[DateOrTime]
    exdates: list[DateOrTime]
    recurrence_id: DateOrTime | None
    this_and_future: bool
    sequence: int
    free_reason: str

    @property
    def length(self) -> timedelta:
        # Start and end are both dates or both datetimes.
        return cast(datetime, self.end) - cast(datetime, self.start)

    @property
    def recurs(self) -> bool:
        return bool(self.rules or self.rdates)


def read_event(
    component: ParsedComponent, zones: ZoneResolver, options: ReadOptions, own_addresses: frozenset[str]
) -> EventTimes:
    """Raises ``EventError`` or another ``ValueError`` if the event is not usable."""
    start_line = component.first("DTSTART")
    if start_line is None:
        raise EventError("no_start")
    start = read_date_or_time(start_line, zones)
    instance = component.first("RECURRENCE-ID")
    return EventTimes(
        uid=component.text("UID"),
        start=start,
        end=_end(component, start, zones),
        rules=[read_rule(line.value) for line in component.all("RRULE")],
        rdates=[value for line in component.all("RDATE") for value in read_dates_or_times(line, zones)],
        exdates=[value for line in component.all("EXDATE") for value in read_dates_or_times(line, zones)],
        recurrence_id=read_date_or_time(instance, zones) if instance else None,
        this_and_future=instance is not None and instance.parameters.get("RANGE", "").upper() == "THISANDFUTURE",
        sequence=_sequence(component.text("SEQUENCE")),
        free_reason=_free_reason(component, isinstance(start, datetime), options, own_addresses),
    )


def _end(component: ParsedComponent, start: DateOrTime, zones: ZoneResolver) -> DateOrTime:
    """DTEND, or start plus DURATION, or the defaults of RFC 5545 section 3.6.1: a day for a date, else no length."""
    line, duration = component.first("DTEND"), component.text("DURATION")
    if line is not None:
        end = read_date_or_time(line, zones)
        if isinstance(end, datetime) != isinstance(start, datetime):
            raise EventError("mixed_times")
        if end < start:
            raise EventError("reversed")
        return end if isinstance(start, datetime) or end > start else start + timedelta(days=1)
    if duration:
        length = read_duration(duration)
        if length < timedelta():
            raise EventError("reversed")
        return start + length
    return start if isinstance(start, datetime) else start + timedelta(days=1)


def _sequence(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 10 else 0


def _free_reason(component: ParsedComponent, timed: bool, options: ReadOptions, own_addresses: frozenset[str]) -> str:
    if component.text("STATUS").upper() == "CANCELLED":
        return "cancelled"
    if not own_addresses.isdisjoint(_declined_addresses(component)):
        return "declined"
    if not timed and options.all_day == "free":
        return "all_day"
    if not timed and options.all_day == "busy":
        return ""
    return "marked_free" if _is_marked_free(component) and options.transparent == "free" else ""


def _is_marked_free(component: ParsedComponent) -> bool:
    return (
        component.text("TRANSP").upper() == "TRANSPARENT"
        or component.text("X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE"
    )


def _declined_addresses(component: ParsedComponent) -> Iterator[str]:
    for line in component.all("ATTENDEE"):
        if line.parameters.get("PARTSTAT", "").upper() == "DECLINED":
            for address in (line.value, line.parameters.get("EMAIL", "")):
                yield address.strip().lower().removeprefix("mailto:")
