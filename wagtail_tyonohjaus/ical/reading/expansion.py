"""Expands recurring events into intervals, safely for hostile rules.

recurring-ical-events handles overrides, exclusions and cancellations. This module adds the limits that it lacks: rules
that recur more often than daily are refused before, old series are moved close to the span, and every series has a
budget of CPU time.
"""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from types import FrameType
from typing import TYPE_CHECKING

from .errors import CalendarError, EventError
from .events import EventTimes
from .values import DateOrTime, to_epoch
from .zones import ZoneResolver

if TYPE_CHECKING:
    from icalendar import Event
    from recurring_ical_events import CalendarQuery

MAX_INSTANCES = 10_000
#: CPU seconds for one series.
SERIES_CPU_SECONDS = 0.25
#: A century of daily instances.
MAX_COUNT = 40_000

Span = tuple[int, int]


def single_span(event: EventTimes, zones: ZoneResolver) -> Span:
    """The interval of an event that does not recur, in UTC epoch seconds."""
    return to_epoch(event.start, zones), to_epoch(event.end, zones)


def series_spans(events: Sequence[EventTimes], zones: ZoneResolver, since: datetime, until: datetime) -> list[Span]:
    """Busy intervals of a series (a recurring event and its overrides) that overlap the span.

    Raises ``EventError`` if the series takes too long to expand, and the library's own errors for invalid values.
    """
    from icalendar import Calendar
    from recurring_ical_events import CalendarQuery

    calendar = Calendar()
    for event in events:
        if not event.recurs or event.recurrence_id is not None or not _ended_before(event, since):
            calendar.add_component(_to_icalendar(event, events, since))
    if not calendar.subcomponents:
        return []
    with _cpu_budget(SERIES_CPU_SECONDS):
        return list(_busy_spans(CalendarQuery(calendar), zones, since, until))


def _busy_spans(query: "CalendarQuery", zones: ZoneResolver, since: datetime, until: datetime) -> Iterator[Span]:
    # One day more on both sides, since the library treats all-day events as UTC days.
    for count, instance in enumerate(query.between(since - timedelta(days=1), until + timedelta(days=1))):
        if count >= MAX_INSTANCES:
            raise CalendarError("too_many_instances", str(MAX_INSTANCES))
        if not instance.get("X-FREE"):
            yield to_epoch(instance["DTSTART"].dt, zones), to_epoch(instance["DTEND"].dt, zones)


def _ended_before(event: EventTimes, since: datetime) -> bool:
    """Whether every rule ended well before the span, as most series of an old calendar do."""
    ends = [rule["UNTIL"][:8] for rule in event.rules if rule.get("UNTIL", "")[:8].isdigit()]
    margin = timedelta(days=2) + _capped_length(event)
    return len(ends) == len(event.rules) > 0 and not event.rdates and max(ends) < f"{since - margin:%Y%m%d}"


def _capped_length(event: EventTimes) -> timedelta:
    return min(event.length, timedelta(days=3650))


def _to_icalendar(event: EventTimes, series: Sequence[EventTimes], since: datetime) -> "Event":
    from icalendar import Event

    start = event.start if event.recurrence_id is not None else later_start(event, series, since)
    component = Event()
    component.add("uid", "series")
    component.add("sequence", event.sequence)
    component.add("dtstart", start)
    component.add("dtend", start + event.length)
    if event.free_reason:
        component["X-FREE"] = event.free_reason
    if event.recurrence_id is not None:
        _add_recurrence_id(component, event.recurrence_id, event.this_and_future)
    else:
        _add_recurrence(component, event, start)
    return component


def _add_recurrence_id(component: "Event", recurrence_id: DateOrTime, this_and_future: bool) -> None:
    component.add("recurrence-id", recurrence_id)
    if this_and_future:
        component["RECURRENCE-ID"].params["RANGE"] = "THISANDFUTURE"


def _add_recurrence(component: "Event", event: EventTimes, start: DateOrTime) -> None:
    from icalendar import vRecur

    for rule in event.rules:
        component.add("rrule", vRecur.from_ical(";".join(f"{name}={value}" for name, value in rule.items())))
    if event.rdates:
        component.add("rdate", event.rdates)
    for exdate in event.exdates:
        component.add("exdate", _same_type(exdate, start))


def _same_type(exdate: DateOrTime, start: DateOrTime) -> DateOrTime:
    """In an all-day series, an exclusion given as a time excludes its day."""
    return exdate.date() if isinstance(exdate, datetime) and not isinstance(start, datetime) else exdate


def later_start(event: EventTimes, series: Sequence[EventTimes], since: datetime) -> DateOrTime:
    """An equivalent start of the series shortly before the span; some birthdays start centuries ago.

    Raises ``EventError`` if the series has an absurd COUNT.
    """
    if any(int(rule.get("COUNT", 0)) > MAX_COUNT for rule in event.rules):
        raise EventError("too_long")
    if len(event.rules) != 1 or "COUNT" in event.rules[0] or any(other.this_and_future for other in series):
        return event.start
    rule = event.rules[0]
    interval = int(rule.get("INTERVAL", "1"))
    goal = since.date() - _capped_length(event) - timedelta(days=8)
    first = event.start.date() if isinstance(event.start, datetime) else event.start
    if goal <= first:
        return event.start
    if rule["FREQ"] in ("DAILY", "WEEKLY"):
        period = interval * (7 if rule["FREQ"] == "WEEKLY" else 1)
        return event.start + timedelta(days=(goal - first).days // period * period)
    return _add_months(event.start, first, goal, interval * (12 if rule["FREQ"] == "YEARLY" else 1))


def _add_months(start: DateOrTime, first: date, goal: date, period: int) -> DateOrTime:
    if first.day > 28:
        return start
    months = ((goal.year - first.year) * 12 + goal.month - first.month - 1) // period * period
    if months <= 0:
        return start
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1)


class _BudgetExceeded(BaseException):
    """Not an ``Exception``, so that no library catches it."""


@contextmanager
def _cpu_budget(seconds: float) -> Iterator[None]:
    """Raises ``EventError`` after this much CPU time.

    Where such timers are not available (Windows, threads), the process's own limit applies.
    """
    try:
        previous = signal.signal(signal.SIGVTALRM, _raise_budget_exceeded)
    except (ValueError, AttributeError):
        yield
        return
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    except _BudgetExceeded:
        raise EventError("too_heavy") from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


def _raise_budget_exceeded(number: int, frame: FrameType | None) -> None:
    raise _BudgetExceeded
