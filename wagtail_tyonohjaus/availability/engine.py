"""Free time, computed. One way for pages, form checks, feeds and API, so that what is shown can be asked for.

Pure: hours and busy intervals in, windows and slots out; no database, no clock of its own, no Django. All instants
are UTC epoch seconds. ``as_of`` is "now" as the caller sees it; feeds and pages floor it to the hour and the form
check must do the same.

- Busy time, from wherever, is kept at the distance of the rule's buffers. Whatever touches a slot blocks it.
- Slots start at whole steps of wall time from the start of the hours as they were entered, whatever is busy in
  between and whenever it is asked.
- On the night of a spring change the skipped hour is no free time. In autumn a window runs through the repeated
  hour in real, elapsed time, but slots start in its first pass only, so that no start time is shown twice.
- A day or week that has its fill of sessions is closed from midnight to midnight.
"""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from operator import itemgetter
from typing import cast

from ..intervals import EVER, Interval, merge
from .schedule import ExceptionRow, Hours, Rule, Slot, Terms, WeeklyRow, Window, minute_of_day
from .windows import carve, grid, open_pieces
from .zone_offsets import DAY, Clock, clock

__all__ = [
    "ExceptionRow",
    "Hours",
    "Rule",
    "Slot",
    "Terms",
    "WeeklyRow",
    "Window",
    "free_slots",
    "free_windows",
    "is_free",
    "minute_of_day",
    "slots",
    "slots_at",
]

# What Window(*piece) does, without a Python call for each of thousands.
_window = partial(tuple.__new__, Window)
_slot = partial(tuple.__new__, Slot)
_start = itemgetter(0)


def free_windows(
    hours: Hours,
    busy: Iterable[Interval],
    rule: Rule,
    as_of: int,
    until: int | None = None,
    *,
    since: int | None = None,
    session_starts: Iterable[int] = (),
) -> list[Window]:
    """Stretches of free time with room for at least one slot, sorted by start.

    ``busy`` may come in any order and overlap. ``since`` and ``until`` narrow the span that notice and horizon allow.
    ``session_starts`` are the starts of the supervisor's live sessions, for the limits by day and week; those sessions'
    time must be in ``busy`` as well. Raises ``ValueError`` where neither horizon nor ``until`` ends the span.
    """
    zone_clock, low, high = _span(hours.zone, rule, as_of, since, until)
    if low >= high:
        return []
    first, last = zone_clock.day_of(low), zone_clock.day_of(high - 1)
    pieces = open_pieces(hours, rule, zone_clock, first, last)
    full = _full(zone_clock, rule, session_starts)
    blocks = merge([(-EVER, low), *_padded(busy, rule, low, high), *full, (high, EVER)])
    return cast(list[Window], list(map(_window, carve(pieces, blocks, rule.step * 60, rule.lengths[0] * 60))))


def slots(windows: Iterable[Window], rule: Rule, length: int | None = None) -> list[Slot]:
    """Slots of one length (minutes), or of all the rule's lengths, in windows made with the same rule.

    Sorted by start, then length.
    """
    step, lengths = rule.step * 60, _lengths(rule, length)
    found = [
        (start, start + seconds, window[2])
        for window in windows
        for seconds in lengths
        for starts in grid(window, step, seconds)
        for start in starts
    ]
    found.sort(key=_start)
    return cast(list[Slot], list(map(_slot, found)))


def free_slots(
    hours: Hours,
    busy: Iterable[Interval],
    rule: Rule,
    as_of: int,
    until: int | None = None,
    *,
    since: int | None = None,
    session_starts: Iterable[int] = (),
    length: int | None = None,
) -> list[Slot]:
    """Slots that start from ``since`` to before ``until``, for pages that show a week: none is lost between two.

    Other arguments as for ``free_windows`` and ``slots``.
    """
    beyond = None if until is None else until + rule.lengths[-1] * 60
    windows = free_windows(hours, busy, rule, as_of, beyond, since=since, session_starts=session_starts)
    found = slots(windows, rule, length)
    return found if until is None else [slot for slot in found if slot.start < until]


def slots_at(
    hours: Hours,
    busy: Iterable[Interval],
    rule: Rule,
    as_of: int,
    start: int,
    end: int,
    *,
    session_starts: Iterable[int] = (),
) -> list[Slot]:
    """The slots that are exactly this time, by the very code that shows them: one for each place or other terms."""
    if end - start not in _lengths(rule, None):
        return []
    windows = free_windows(hours, busy, rule, as_of, end, since=start, session_starts=session_starts)
    return slots(windows, rule, (end - start) // 60)


def is_free(
    hours: Hours,
    busy: Iterable[Interval],
    rule: Rule,
    as_of: int,
    start: int,
    end: int,
    *,
    session_starts: Iterable[int] = (),
) -> bool:
    """Tell whether a time can be asked for: whether ``free_slots`` shows it, at the price of opening one day."""
    return bool(slots_at(hours, busy, rule, as_of, start, end, session_starts=session_starts))


def _lengths(rule: Rule, length: int | None) -> tuple[int, ...]:
    return tuple(minutes * 60 for minutes in (rule.lengths if length is None else (length,)))


def _span(zone: str, rule: Rule, as_of: int, since: int | None, until: int | None) -> tuple[Clock, int, int]:
    """The zone's clock and the seconds between which slots may lie."""
    low = as_of + rule.notice * 60
    if since is not None:
        low = max(low, since)
    if rule.horizon_days is None:
        if until is None:
            raise ValueError("a rule without a horizon needs an until")
        return clock(zone, as_of, max(as_of, until)), low, until
    zone_clock = clock(zone, as_of, as_of + (rule.horizon_days + 1) * DAY)
    high = zone_clock.day_start(zone_clock.day_of(as_of) + rule.horizon_days + 1)
    return zone_clock, low, high if until is None else min(high, until)


def _padded(busy: Iterable[Interval], rule: Rule, low: int, high: int) -> list[Interval]:
    """Busy time with the buffers around it: a session's buffer *after* lies before what is busy next."""
    before, after = rule.buffer_after * 60, rule.buffer_before * 60
    low, high = low - after, high + before
    return [(start - before, end + after) for start, end in busy if start < high and end > low and start < end]


def _full(zone_clock: Clock, rule: Rule, session_starts: Iterable[int]) -> list[Interval]:
    """Local days and ISO weeks that have as many sessions as the rule allows."""
    if rule.max_per_day is None and rule.max_per_week is None:
        return []
    days = [zone_clock.day_of(start) for start in session_starts]
    # Day 0 was a Thursday: adding 3 makes weeks begin on Monday, as ISO weeks do.
    weeks = Counter((day + 3) // 7 for day in days)
    spans = [(day, day + 1) for day in _reached(Counter(days), rule.max_per_day)]
    spans += [(week * 7 - 3, week * 7 + 4) for week in _reached(weeks, rule.max_per_week)]
    return [(zone_clock.day_start(first), zone_clock.day_start(stop)) for first, stop in spans]


def _reached(counts: Counter[int], limit: int | None) -> list[int]:
    return [] if limit is None else [key for key, count in counts.items() if count >= limit]
