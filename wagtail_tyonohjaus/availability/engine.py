"""Computes free time: windows from hours and busy intervals, and slots from windows.

Pure functions without a database, the current time or Django. All instants are UTC epoch seconds. ``as_of`` is the
current time as the caller defines it; pages, feeds and form validation all floor it to the hour.

- Busy time from every source blocks every slot that comes closer to it than the rule's buffers.
- Slots start at multiples of the step after the hours open, in wall time. Neither busy time in between nor the time of
  the query moves them. ``BookingRule`` says what the step is if none is chosen.
- The hour that is skipped in spring is not free. In autumn a window runs through the repeated hour in elapsed time, but
  slots start in its first pass only, so that no start time is offered twice.
- A day or week with the maximum number of sessions is closed from midnight to midnight.
"""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from operator import itemgetter
from typing import cast

from ..intervals import INFINITY, Interval, merge
from .schedule import BookingRule, Hours, Slot, Window
from .windows import open_intervals, slot_starts, subtract_busy
from .zone_offsets import DAY, ZoneOffsets, load_zone_offsets

# Window(*values) and Slot(*values) without a Python call for each of thousands.
_window = partial(tuple.__new__, Window)
_slot = partial(tuple.__new__, Slot)
_start = itemgetter(0)


def free_windows(
    hours: Hours,
    busy: Iterable[Interval],
    rule: BookingRule,
    as_of: int,
    until: int | None = None,
    *,
    since: int | None = None,
    session_starts: Iterable[int] = (),
) -> list[Window]:
    """Stretches of free time with room for at least one slot, sorted by start.

    ``busy`` may be unordered and overlap. ``since`` and ``until`` narrow the span between notice and horizon.
    ``session_starts`` are the starts of the supervisor's sessions, for the limits by day and week; ``busy`` must also
    include those sessions. Raises ``ValueError`` if neither a horizon nor ``until`` ends the span.
    """
    offsets, low, high = _bookable_span(hours.zone, rule, as_of, since, until)
    if low >= high:
        return []
    intervals = open_intervals(hours, rule, offsets, offsets.local_day(low), offsets.local_day(high - 1))
    full = _full_days_and_weeks(offsets, rule, session_starts)
    blocked = merge([(-INFINITY, low), *_with_buffers(busy, rule, low, high), *full, (high, INFINITY)])
    free = subtract_busy(intervals, blocked, rule.grids)
    return cast(list[Window], list(map(_window, free)))


def slots(
    windows: Iterable[Window],
    rule: BookingRule,
    length: int | None = None,
    *,
    since: int | None = None,
    until: int | None = None,
) -> list[Slot]:
    """Slots of one length (minutes) or all the rule's lengths that start from ``since`` to before ``until``.

    ``windows`` must have been computed with the same rule. Sorted by start, then length.
    """
    first, stop = -INFINITY if since is None else since, INFINITY if until is None else until
    lengths = rule.lengths if length is None else (length,)
    grids = [(rule.step_of(minutes) * 60, minutes * 60) for minutes in lengths]
    rows = [
        (start, start + seconds, window[2])
        for window in windows
        if window[1] > first and window[0] < stop
        for step, seconds in grids
        for starts in slot_starts(window, step, seconds)
        for start in _clip(starts, first, stop)
    ]
    rows.sort(key=_start)
    return cast(list[Slot], list(map(_slot, rows)))


def _clip(starts: range, first: int, stop: int) -> range:
    """The values from ``first`` to before ``stop``."""
    skipped = -(-(first - starts.start) // starts.step)
    return starts[max(0, skipped) : max(0, -(-(stop - starts.start) // starts.step))]


def _bookable_span(
    zone: str, rule: BookingRule, as_of: int, since: int | None, until: int | None
) -> tuple[ZoneOffsets, int, int]:
    """The zone's offsets, and the UTC seconds between which slots may lie."""
    low = as_of + rule.notice * 60
    if since is not None:
        low = max(low, since)
    if rule.horizon_days is None:
        if until is None:
            raise ValueError("a rule without a horizon needs an until")
        return load_zone_offsets(zone, as_of, max(as_of, until)), low, until
    offsets = load_zone_offsets(zone, as_of, as_of + (rule.horizon_days + 1) * DAY)
    high = offsets.day_start(offsets.local_day(as_of) + rule.horizon_days + 1)
    return offsets, low, high if until is None else min(high, until)


def _with_buffers(busy: Iterable[Interval], rule: BookingRule, low: int, high: int) -> list[Interval]:
    """Busy time with buffers around it: the buffer *after* a session is the one *before* the next busy time."""
    before, after = rule.buffer_after * 60, rule.buffer_before * 60
    low, high = low - after, high + before
    return [(start - before, end + after) for start, end in busy if start < high and end > low and start < end]


def _full_days_and_weeks(offsets: ZoneOffsets, rule: BookingRule, session_starts: Iterable[int]) -> list[Interval]:
    """Local days and ISO weeks that have as many sessions as the rule allows."""
    if rule.max_per_day is None and rule.max_per_week is None:
        return []
    days = [offsets.local_day(start) for start in session_starts]
    # Day 0 was a Thursday: adding 3 makes weeks begin on Monday, as ISO weeks do.
    weeks = Counter((day + 3) // 7 for day in days)
    spans = [(day, day + 1) for day in _at_limit(Counter(days), rule.max_per_day)]
    spans += [(week * 7 - 3, week * 7 + 4) for week in _at_limit(weeks, rule.max_per_week)]
    return [(offsets.day_start(first), offsets.day_start(stop)) for first, stop in spans]


def _at_limit(counts: Counter[int], limit: int | None) -> list[int]:
    return [] if limit is None else [key for key, count in counts.items() if count >= limit]
