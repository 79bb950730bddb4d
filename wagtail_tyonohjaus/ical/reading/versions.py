"""Sorts the events of one UID into series, overrides and outdated versions."""

from collections.abc import Sequence
from datetime import date, datetime

from .busy_marks import CANCELLED
from .events import EventTimes
from .expansion import Series, Window, is_older, newest
from .zones import ZoneResolver


def group_series(events: Sequence[EventTimes], zones: ZoneResolver, window: Window) -> list[Series]:
    """The series among the events of one UID.

    Of several versions the one with the highest SEQUENCE counts (RFC 5545 section 3.8.7.4). With the same SEQUENCE they
    are separate events: some programs split a series under one UID, or give every event the same UID. An override
    belongs to the series that has its instance; without one it is an event of its own.
    """
    mains = _latest_versions([event for event in events if not event.is_override])
    overrides = [event for event in events if event.is_override]
    series = [Series(event, zones) for event in mains]
    if len(series) == 1:
        series[0].overrides = _overrides_of(series[0].main, overrides)
        return series
    for override in overrides:
        owner = next((one for one in series if one.has_instance(override.recurrence_id, window)), None)
        if owner is None:
            series.append(Series(override, zones))
        else:
            owner.overrides.append(override)
    return series


def _latest_versions(events: list[EventTimes]) -> list[EventTimes]:
    """Recurring and single events are no versions of each other: some programs export moved instances so.

    A cancellation applies to both, since it needs no rule (RFC 5546 section 3.2.5).
    """
    cancellations = [event for event in events if event.free_reason == CANCELLED]
    events = [event for event in events if not any(is_older(event, one) for one in newest(cancellations)[:1])]
    return [
        event for recurs in (True, False) for event in _current([event for event in events if event.recurs is recurs])
    ]


def _current(events: list[EventTimes]) -> list[EventTimes]:
    latest = newest(events)
    latest_ids = set(map(id, latest))
    first_day = min(map(_day, latest), default=date.min)
    return [event for event in events if id(event) in latest_ids or _ends_before(event, first_day)]


def _ends_before(event: EventTimes, day: date) -> bool:
    """Whether a series ended when the next one began: a series that was split, and no older version."""
    ends = [rule.until for rule in event.rules if rule.until is not None]
    is_ended = ends and len(ends) == len(event.rules) and not event.rdates
    return bool(is_ended) and max(ends).date() < day


def _day(event: EventTimes) -> date:
    return event.start.date() if isinstance(event.start, datetime) else event.start


def _overrides_of(main: EventTimes, overrides: list[EventTimes]) -> list[EventTimes]:
    """The overrides that still count: none that is as old as the cancellation of its series."""
    if main.free_reason != CANCELLED or main.sequence is None:
        return overrides
    return [event for event in overrides if event.sequence is None or event.sequence > main.sequence]
