"""Turns a supervisor's hours into open intervals of UTC time, and subtracts busy time from them.

Open intervals are plain tuples with the fields of ``schedule.Window``, because loops over tuples make the engine fast.
What is open on a day depends on that day only, never on the span of the query, so that a single slot can be checked by
computing its day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from operator import itemgetter
from typing import Protocol

from ..intervals import INFINITY, Interval, merge
from .schedule import BookingRule, ExceptionRow, Hours, Restrictions, WeeklyRow
from .zone_offsets import DAY, DayRun, GridShift, ZoneOffsets, day_date, day_number

OpenInterval = tuple[int, int, Restrictions, int, tuple[GridShift, ...]]
#: Start and end in minutes of the local day.
DayHours = tuple[int, int, Restrictions]
#: Step and length of slots in seconds, at least one pair; see ``BookingRule.grids``.
Grids = Sequence[tuple[int, int]]

ANY_SLOT: Grids = ((1, 1),)

_start = itemgetter(0)
_span = itemgetter(0, 1)
#: Day number of the Monday before 1970-01-01, the reference for rows that apply every week.
_FIRST_MONDAY = -3


def open_intervals(hours: Hours, rule: BookingRule, offsets: ZoneOffsets, first: int, last: int) -> list[OpenInterval]:
    """Open time on the local days ``first`` to ``last`` (day numbers) that the rule admits, sorted by start.

    Intervals with equal restrictions are joined; those with different restrictions may overlap. Time that is reserved
    for crisis supervision is subtracted from all other time, whether or not the rule admits it.
    """
    by_restrictions = _intervals_by_restrictions(hours, rule, offsets, first, last)
    reserved = merge(one[:2] for key, intervals in by_restrictions.items() if key.crisis for one in intervals)
    admitted: list[OpenInterval] = []
    for restrictions, intervals in by_restrictions.items():
        if rule.admits(restrictions):
            joined = join_adjacent(intervals)
            admitted += joined if restrictions.crisis or not reserved else subtract_busy(joined, reserved, ANY_SLOT)
    return admitted if len(by_restrictions) == 1 else sorted(admitted, key=_span)


def _intervals_by_restrictions(
    hours: Hours, rule: BookingRule, offsets: ZoneOffsets, first: int, last: int
) -> dict[Restrictions, list[OpenInterval]]:
    exception_days = _exception_days([row for row in hours.exceptions if not row.additional], first, last)
    skipped = {day_number(day) for day in hours.holidays} | exception_days.keys()
    runs, change_days = offsets.split_days(first, last)
    intervals: dict[Restrictions, list[OpenInterval]] = {}
    for row in hours.weekly:
        if row.restrictions.crisis or rule.admits(row.restrictions):
            row_intervals = intervals.setdefault(row.restrictions, [])
            row_intervals += [one for run in runs for one in _within_run(row, run, skipped)]
            row_intervals += _on_change_days(row, offsets, change_days, skipped)
    opened = [(day, one) for day, day_hours in exception_days.items() for one in day_hours]
    for day, one in [*opened, *_additional_hours(hours.exceptions, first, last)]:
        intervals.setdefault(one[2], []).extend(_on_day(offsets, day, one))
    return intervals


def hours_of_day(hours: Hours, day: int) -> list[DayHours]:
    """The hours of a local day (a day number) as its rows have them: neither joined nor without reserved time."""
    exception_days = _exception_days([row for row in hours.exceptions if not row.additional], day, day)
    opened = list(exception_days.get(day, ()))
    if day not in exception_days and day_date(day) not in hours.holidays:
        rows = [row for row in hours.weekly if day in matching_days(row, day, day + 1)]
        opened += [(row.start, row.end, row.restrictions) for row in rows]
    return [*opened, *(one for _day, one in _additional_hours(hours.exceptions, day, day))]


class RepeatedRow(Protocol):
    """What repeats on one weekday, every week or every few weeks from that of ``reference_date``."""

    @property
    def weekday(self) -> int: ...
    @property
    def interval_weeks(self) -> int: ...
    @property
    def reference_date(self) -> date | None: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_until(self) -> date | None: ...


def matching_days(row: RepeatedRow, first: int, stop: int) -> range:
    """Day numbers in ``[first, stop)`` on which a row applies."""
    if row.valid_from is not None:
        first = max(first, day_number(row.valid_from))
    if row.valid_until is not None:
        stop = min(stop, day_number(row.valid_until) + 1)
    reference = row.reference_date
    monday = _FIRST_MONDAY if reference is None else day_number(reference) - reference.weekday()
    period = 7 * row.interval_weeks
    return range(first + (monday + row.weekday - first) % period, stop, period)


def _within_run(row: WeeklyRow, run: DayRun, skipped: Container[int]) -> list[OpenInterval]:
    first, stop, offset = run
    start, end, restrictions = row.start * 60 - offset, row.end * 60 - offset, row.restrictions
    days = [day * DAY for day in matching_days(row, first, stop) if day not in skipped]
    return [(midnight + start, midnight + end, restrictions, midnight + start, ()) for midnight in days]


def _on_change_days(
    row: WeeklyRow, offsets: ZoneOffsets, change_days: Iterable[int], skipped: Container[int]
) -> list[OpenInterval]:
    days = [day for day in change_days if day not in skipped and day in matching_days(row, day, day + 1)]
    return [one for day in days for one in _on_day(offsets, day, (row.start, row.end, row.restrictions))]


def _on_day(offsets: ZoneOffsets, day: int, day_hours: DayHours) -> list[OpenInterval]:
    """The hours of a day in UTC; none if a clock change skips all of them."""
    start, end, restrictions = day_hours
    wall = day * DAY + start * 60
    utc_start, utc_end = offsets.to_utc(wall), offsets.to_utc(day * DAY + end * 60)
    if utc_start >= utc_end:
        return []
    anchor, shifts = offsets.slot_grid(utc_start, utc_end, wall)
    return [(utc_start, utc_end, restrictions, anchor, shifts)]


def _exception_days(exceptions: Iterable[ExceptionRow], first: int, last: int) -> Mapping[int, list[DayHours]]:
    """Hours of the days that have exceptions; an empty list for a closed day."""
    shortest: dict[int, tuple[int, list[ExceptionRow]]] = {}
    for row in exceptions:
        begin, end = day_number(row.first), day_number(row.last)
        for day in range(max(begin, first), min(end, last) + 1):
            length, rows = shortest.get(day, (INFINITY, []))
            if end - begin < length:
                shortest[day] = (end - begin, [row])
            elif end - begin == length:
                rows.append(row)
    return {day: _day_hours(rows) for day, (_, rows) in shortest.items()}


def _additional_hours(exceptions: Iterable[ExceptionRow], first: int, last: int) -> list[tuple[int, DayHours]]:
    """The hours that are added to those of a day, with the day."""
    added: list[tuple[int, DayHours]] = []
    for row in exceptions:
        if row.additional and row.start is not None and row.end is not None:
            days = range(max(day_number(row.first), first), min(day_number(row.last), last) + 1)
            precedence = [other for other in exceptions if _precedes(other, row)]
            hours = (row.start, row.end, row.restrictions)
            added += [(day, hours) for day in days if not any(_covers(other, day) for other in precedence)]
    return added


def _precedes(other: ExceptionRow, row: ExceptionRow) -> bool:
    """Whether additional hours give way to another exception where both cover a day: closed when in doubt."""
    length, other_length = row.last - row.first, other.last - other.first
    if other.start is None:
        return other_length <= length
    return not other.additional and other_length < length


def _covers(row: ExceptionRow, day: int) -> bool:
    return day_number(row.first) <= day <= day_number(row.last)


def _day_hours(rows: list[ExceptionRow]) -> list[DayHours]:
    hours = [(row.start, row.end, row.restrictions) for row in rows if row.start is not None and row.end is not None]
    return hours if len(hours) == len(rows) else []


def join_adjacent(intervals: list[OpenInterval]) -> list[OpenInterval]:
    """Join intervals with equal restrictions that overlap or touch. Each part keeps its own slot grid."""
    ordered = sorted(intervals, key=_start)
    if all(one[1] < following[0] for one, following in pairwise(ordered)):
        return ordered
    joined: list[OpenInterval] = []
    chain: list[OpenInterval] = []
    chain_end = -INFINITY
    for interval in ordered:
        if interval[0] > chain_end:
            if chain:
                joined.append(_join_chain(chain))
            chain, chain_end = [interval], interval[1]
        elif interval[1] > chain_end:
            chain.append(interval)
            chain_end = interval[1]
    return [*joined, _join_chain(chain)] if chain else joined


def _join_chain(chain: list[OpenInterval]) -> OpenInterval:
    if len(chain) == 1:
        return chain[0]
    start, _, restrictions, anchor, first_shifts = chain[0]
    shifts = list(first_shifts)
    for next_start, _, _, next_anchor, next_shifts in chain[1:]:
        while shifts and shifts[-1][0] >= next_start:
            shifts.pop()
        shifts += [(next_start, next_anchor, next_start), *next_shifts]
    return start, chain[-1][1], restrictions, anchor, tuple(shifts)


def subtract_busy(intervals: Iterable[OpenInterval], busy: list[Interval], grids: Grids) -> list[OpenInterval]:
    """Subtract busy time from open intervals that are sorted by start; drop parts without room for a slot.

    ``busy`` must be merged (see ``intervals.merge``); ``grids`` are those of ``BookingRule``. Linear in the number of
    intervals, as long as few of the open ones overlap.
    """
    free: list[OpenInterval] = []
    (step, shortest), *further = grids
    blocks = [*busy, (INFINITY, INFINITY)]
    i = 0
    for interval in intervals:
        start, end, restrictions, anchor, shifts = interval
        while blocks[i][1] <= start:
            i += 1
        if end <= blocks[i][0] and not shifts:
            if start + (anchor - start) % step + shortest <= end or (
                further and _has_room(start, end, anchor, further)
            ):
                free.append(interval)
            continue
        j = i
        while start < end:
            block_start, block_end = blocks[j]
            stop = block_start if block_start < end else end
            if shifts:
                free.extend(_with_relevant_shifts((start, stop, restrictions, anchor, shifts), grids))
            elif start + (anchor - start) % step + shortest <= stop or (
                further and _has_room(start, stop, anchor, further)
            ):
                free.append((start, stop, restrictions, anchor, shifts))
            start = block_end
            j += 1
    return free


def _has_room(start: int, end: int, anchor: int, grids: Grids) -> bool:
    return any(start + (anchor - start) % step + length <= end for step, length in grids)


def _with_relevant_shifts(interval: OpenInterval, grids: Grids) -> list[OpenInterval]:
    """The interval without the grid shifts outside it, if a slot fits. A year open day and night has hundreds."""
    start, end, restrictions, anchor, shifts = interval
    low, high = bisect_right(shifts, start, key=_start), bisect_left(shifts, end, key=_start)
    reduced = (start, end, restrictions, anchor, shifts[max(low - 1, 0) : high])
    has_room = any(starts for step, length in grids for starts in slot_starts(reduced, step, length))
    return [reduced] if has_room else []


def slot_starts(interval: OpenInterval, step: int, length: int) -> list[range]:
    """The instants (UTC seconds) at which slots can start, as ascending ranges; ``step`` and ``length`` in seconds."""
    start, end, _, anchor, shifts = interval
    stop = end - length + 1
    if not shifts:
        return [range(start + (anchor - start) % step, stop, step)]
    parts = [(start, anchor, start), *shifts]
    limits = [*(shift[0] for shift in shifts), INFINITY]
    ranges = []
    for (_, part_anchor, first_start), limit in zip(parts, limits, strict=True):
        first = max(first_start, start)
        ranges.append(range(first + (part_anchor - first) % step, min(stop, limit), step))
    return ranges
