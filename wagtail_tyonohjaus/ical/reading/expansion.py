"""Recurring events as the intervals that they make in a span, whatever their rules try.

recurring-ical-events knows moved, excluded and cancelled instances; here are the guards around it: rules within a day
never get here, series are brought near the span first, each has a budget of processor time.
"""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from types import FrameType
from typing import Any

from .events import Event
from .job import Refused
from .values import BadRule, Moment, instant
from .zones import Zones

MAX_INSTANCES = 10_000
#: Seconds of processor time for one series.
SERIES_SECONDS = 0.25
#: More instances of one series than a century of days.
MAX_COUNT = 40_000

Span = tuple[int, int]


def single_span(event: Event, zones: Zones) -> Span:
    """The interval of an event that does not recur, in UTC epoch seconds."""
    return instant(event.start, zones), instant(event.end, zones)


def series_spans(events: Sequence[Event], zones: Zones, since: datetime, until: datetime) -> list[Span]:
    """Busy intervals of one series (a recurring event and its changed instances) that overlap the span.

    Raises ``BadRule`` where the series takes too long, and what the library raises for what it can't read.
    """
    from icalendar import Calendar
    from recurring_ical_events import CalendarQuery

    calendar = Calendar()
    for event in events:
        if not event.recurs or event.instance is not None or not _over(event, since):
            calendar.add_component(_component(event, events, since))
    if not calendar.subcomponents:
        return []
    with _budget(SERIES_SECONDS):
        return list(_spans(CalendarQuery(calendar), zones, since, until))


def _spans(query: Any, zones: Zones, since: datetime, until: datetime) -> Iterator[Span]:
    # A day more on both sides: the library takes all-day events for days in UTC.
    for count, found in enumerate(query.between(since - timedelta(days=1), until + timedelta(days=1))):
        if count >= MAX_INSTANCES:
            raise Refused("too_many_instances", str(MAX_INSTANCES))
        if not found.get("X-FREE"):
            yield instant(found["DTSTART"].dt, zones), instant(found["DTEND"].dt, zones)


def _over(event: Event, since: datetime) -> bool:
    """Whether every rule ended long before the span: most series of an old calendar."""
    ends = [rule["UNTIL"][:8] for rule in event.rules if rule.get("UNTIL", "")[:8].isdigit()]
    margin = timedelta(days=2) + _length(event)
    return len(ends) == len(event.rules) > 0 and not event.dates and max(ends) < f"{since - margin:%Y%m%d}"


def _length(event: Event) -> timedelta:
    return min(event.length, timedelta(days=3650))


def _component(event: Event, series: Sequence[Event], since: datetime) -> Any:
    from icalendar import Event as Component
    from icalendar import vRecur

    start = event.start if event.instance is not None else brought_forward(event, series, since)
    component = Component()
    component.add("uid", "series")
    component.add("sequence", event.sequence)
    component.add("dtstart", start)
    component.add("dtend", start + event.length)
    if event.free:
        component["X-FREE"] = event.free
    if event.instance is not None:
        component.add("recurrence-id", event.instance)
        if event.this_and_future:
            component["RECURRENCE-ID"].params["RANGE"] = "THISANDFUTURE"
        return component
    for rule in event.rules:
        component.add("rrule", vRecur.from_ical(";".join(f"{name}={value}" for name, value in rule.items())))
    if event.dates:
        component.add("rdate", event.dates)
    for moment in event.left_out:
        component.add("exdate", _like(moment, start))
    return component


def _like(moment: Moment, start: Moment) -> Moment:
    """An excluded instance in the form of the start: a time of an all-day series excludes its day."""
    return moment.date() if isinstance(moment, datetime) and not isinstance(start, datetime) else moment


def brought_forward(event: Event, series: Sequence[Event], since: datetime) -> Moment:
    """A later start of the same series, before the span: birthdays begin centuries back.

    Raises ``BadRule`` for a series that counts its instances beyond reason.
    """
    if any(int(rule.get("COUNT", 0)) > MAX_COUNT for rule in event.rules):
        raise BadRule("too_long")
    if len(event.rules) != 1 or "COUNT" in event.rules[0] or any(other.this_and_future for other in series):
        return event.start
    rule = event.rules[0]
    step = int(rule.get("INTERVAL", "1"))
    goal = since.date() - _length(event) - timedelta(days=8)
    first = event.start.date() if isinstance(event.start, datetime) else event.start
    if goal <= first:
        return event.start
    if rule["FREQ"] in ("DAILY", "WEEKLY"):
        period = step * (7 if rule["FREQ"] == "WEEKLY" else 1)
        return event.start + timedelta(days=(goal - first).days // period * period)
    return _months_forward(event.start, first, goal, step * (12 if rule["FREQ"] == "YEARLY" else 1))


def _months_forward(start: Moment, first: date, goal: date, period: int) -> Moment:
    if first.day > 28:
        return start
    months = ((goal.year - first.year) * 12 + goal.month - first.month - 1) // period * period
    if months <= 0:
        return start
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1)


class _Spent(BaseException):
    """Past the ``except Exception`` of any library."""


@contextmanager
def _budget(seconds: float) -> Iterator[None]:
    """Ends what takes longer with ``BadRule``; on systems and in threads without such timers the process's cap does."""
    try:
        before = signal.signal(signal.SIGVTALRM, _spent)
    except (ValueError, AttributeError):
        yield
        return
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    except _Spent:
        raise BadRule("too_heavy") from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _spent(number: int, frame: FrameType | None) -> None:
    raise _Spent
