"""Events of a file, ready to be expanded, and whether they count as busy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from .job import Job
from .lines import Component
from .values import BadRule, Moment, read_duration, read_moment, read_moments, read_rule
from .zones import Zones


@dataclass(slots=True)
class Event:
    """A VEVENT's times. ``free`` is the code of why it leaves its time free, or blank."""

    uid: str
    start: Moment
    end: Moment
    rules: list[dict[str, str]]
    dates: list[Moment]
    left_out: list[Moment]
    instance: Moment | None
    this_and_future: bool
    sequence: int
    free: str

    @property
    def length(self) -> timedelta:
        """Both ends are of one kind, days or times."""
        return cast(datetime, self.end) - cast(datetime, self.start)

    @property
    def recurs(self) -> bool:
        return bool(self.rules or self.dates)


def read_event(component: Component, zones: Zones, job: Job, own: frozenset[str]) -> Event:
    """``own`` are the addresses whose declined invitations are free.

    Raises ``BadRule`` or ``ValueError`` for an event that can't be understood.
    """
    start_line = component.first("DTSTART")
    if start_line is None:
        raise BadRule("no_start")
    start = read_moment(start_line, zones)
    instance = component.first("RECURRENCE-ID")
    return Event(
        uid=component.text("UID"),
        start=start,
        end=_end(component, start, zones),
        rules=[read_rule(line.value) for line in component.all("RRULE")],
        dates=[moment for line in component.all("RDATE") for moment in read_moments(line, zones)],
        left_out=[moment for line in component.all("EXDATE") for moment in read_moments(line, zones)],
        instance=read_moment(instance, zones) if instance else None,
        this_and_future=instance is not None and instance.parameters.get("RANGE", "").upper() == "THISANDFUTURE",
        sequence=_number(component.text("SEQUENCE")),
        free=_free(component, isinstance(start, datetime), job, own),
    )


def _end(component: Component, start: Moment, zones: Zones) -> Moment:
    """DTEND, or start and DURATION; without either a date lasts its day and a time has no length (RFC 5545, 3.6.1)."""
    line, duration = component.first("DTEND"), component.text("DURATION")
    if line is not None:
        end = read_moment(line, zones)
        if isinstance(end, datetime) != isinstance(start, datetime):
            raise BadRule("mixed_times")
        if end < start:
            raise BadRule("reversed")
        return end if isinstance(start, datetime) or end > start else start + timedelta(days=1)
    if duration:
        length = read_duration(duration)
        if length < timedelta():
            raise BadRule("reversed")
        return start + length
    return start if isinstance(start, datetime) else start + timedelta(days=1)


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 10 else 0


def _free(component: Component, timed: bool, job: Job, own: frozenset[str]) -> str:
    if component.text("STATUS").upper() == "CANCELLED":
        return "cancelled"
    if any(address in own for address in _declined(component)):
        return "declined"
    if not timed and job.all_day == "free":
        return "all_day"
    if not timed and job.all_day == "busy":
        return ""
    marked = component.text("TRANSP").upper() == "TRANSPARENT"
    marked = marked or component.text("X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE"
    return "marked_free" if marked and job.transparent == "free" else ""


def _declined(component: Component) -> Iterator[str]:
    for line in component.all("ATTENDEE"):
        if line.parameters.get("PARTSTAT", "").upper() == "DECLINED":
            for address in (line.value, line.parameters.get("EMAIL", "")):
                yield address.strip().lower().removeprefix("mailto:")
