"""The load of supervisors by week: how much of their time is agreed, held, busy and free.

The queries are as many for one supervisor as for five hundred. What was computed is cached until something about the
supervisor changes, at most for an hour.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ...intervals import Interval, merge, subtract
from ...practice.models import Service
from ..busy_sources import BusyInterval, sources
from ..busy_time import BusyTime
from ..free import cached_by_revision
from ..instants import current_hour
from ..offers import WEEK_MARGIN, holiday_years
from ..snapshots import SupervisorSnapshot, load_services, load_snapshots
from ..windows import open_intervals
from ..zone_offsets import DAY, day_number, load_zone_offsets
from .week_grid import ANY_OPEN_TIME, free_intervals

WEEK_DAYS = 7

#: The busy time of a supervisor, and whether each part is a session.
_Busy = list[tuple[BusyInterval, bool]]


class WeekLoad(NamedTuple):
    """Minutes of a week. ``busy`` is time of the hours that other calendars take, ``free`` what visitors see.

    Except for ``hours``, which are those that the supervisor has, no time counts twice: sessions come first, agreed
    ones before held ones. Sessions may be outside the hours.
    """

    hours: int = 0
    agreed: int = 0
    held: int = 0
    busy: int = 0
    free: int = 0


def weekly_load(
    revisions: Mapping[int, int], monday: date, weeks: int, as_of: int | None = None
) -> dict[int, Sequence[WeekLoad]]:
    """The load in each of the weeks from ``monday`` on, by the supervisor's primary key.

    ``revisions`` are those of the supervisors. Weeks begin and end in each supervisor's own time zone.
    """
    now = current_hour() if as_of is None else as_of

    def compute(missing: Mapping[int, int]) -> dict[int, Sequence[WeekLoad]]:
        return _compute(missing, monday, weeks, now)

    return cached_by_revision(f"load:{monday}:{weeks}", revisions, now, compute)


def total_load(loads: Iterable[Sequence[WeekLoad]], weeks: int) -> list[WeekLoad]:
    """The sums of several supervisors in each week."""
    by_week = zip(*loads, strict=True)
    return [WeekLoad._make(map(sum, zip(*week, strict=True))) for week in by_week] or [WeekLoad()] * weeks


def _compute(supervisors: Collection[int], monday: date, weeks: int, as_of: int) -> dict[int, Sequence[WeekLoad]]:
    snapshots = load_snapshots(supervisors, holiday_years(as_of))
    services = load_services({snapshot.site_id for snapshot in snapshots.values()})
    start = day_number(monday) * DAY
    span = start - WEEK_MARGIN - DAY, start + (weeks + 1) * WEEK_MARGIN + DAY
    busy: dict[int, _Busy] = defaultdict(list)
    for source in sources():
        for interval in source.busy_intervals(list(snapshots), *span) if snapshots else ():
            busy[interval.supervisor_id].append((interval, source.counts_as_sessions))
    return {
        pk: _loads(snapshot, services, busy.get(pk, []), monday, weeks, as_of) for pk, snapshot in snapshots.items()
    }


def _loads(
    snapshot: SupervisorSnapshot,
    services: Mapping[int, Service],
    busy: _Busy,
    monday: date,
    weeks: int,
    as_of: int,
) -> list[WeekLoad]:
    first, busy_time = day_number(monday), BusyTime()
    low, high = min(first * DAY, as_of) - WEEK_MARGIN, max(first * DAY, as_of) + (weeks + 1) * WEEK_MARGIN
    offsets = load_zone_offsets(snapshot.hours.zone, low, high)
    bounds = [offsets.day_start(first + WEEK_DAYS * number) for number in range(weeks + 1)]
    for interval, is_session in busy:
        busy_time.add(interval, is_session)
    free = free_intervals(snapshot, services, busy_time, as_of, bounds[0], bounds[-1])
    opened = open_intervals(snapshot.hours, ANY_OPEN_TIME, offsets, first, first + WEEK_DAYS * weeks - 1)
    parts = _parts(merge(interval[:2] for interval in opened), free, busy)
    return [WeekLoad._make(column) for column in zip(*(_minutes(part, bounds) for part in parts), strict=True)]


def _parts(hours: list[Interval], free: list[Interval], busy: _Busy) -> list[list[Interval]]:
    """The time of each field of ``WeekLoad``."""
    agreed = merge((one.start, one.end) for one, is_session in busy if is_session and not one.held)
    held = subtract(((one.start, one.end) for one, is_session in busy if is_session and one.held), agreed)
    sessions = [*agreed, *held]
    others = subtract(((one.start, one.end) for one, is_session in busy if not is_session), sessions)
    taken = subtract(hours, subtract(hours, others))
    # A group session with a free seat is free for visitors, too.
    return [hours, agreed, held, taken, subtract(free, [*sessions, *taken])]


def _minutes(intervals: Iterable[Interval], bounds: Sequence[int]) -> list[int]:
    """The minutes of merged intervals between each pair of adjacent bounds."""
    seconds = [0] * (len(bounds) - 1)
    for start, end in intervals:
        for number, (low, high) in enumerate(zip(bounds, bounds[1:], strict=False)):
            seconds[number] += max(min(end, high) - max(start, low), 0)
    return [each // 60 for each in seconds]
