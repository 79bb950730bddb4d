"""The UTC offsets of a time zone as plain integers, so that the engine's loops need no datetime objects.

One rule for wall time applies everywhere: **a wall time means the first instant at which the local clock shows it or a
later time.** A time that is skipped in spring means the instant of the change, so hours within the skipped hour are
empty. A time that is repeated in autumn means its first occurrence (as in RFC 5545, section 3.3.5), and adjacent hours
stay adjacent. Local days therefore cover the time line without gaps, even if a clock change skips midnight, repeats it
or drops a whole day.
"""

import time
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from ..intervals import INFINITY

#: Seconds of a day.
DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()

#: Enough to include the whole local day and ISO week of any instant.
_MARGIN = 8 * DAY

#: ``(from, anchor, first_start)``: from this UTC second on, slots start at multiples of the step after ``anchor``, but
#: not before ``first_start``.
GridShift = tuple[int, int, int]
#: ``(first day, day after the last, offset)``: day numbers of consecutive local days without a clock change.
DayRun = tuple[int, int, int]


def day_number(day: date) -> int:
    """Days since 1970-01-01; the engine's representation of local days."""
    return day.toordinal() - _EPOCH


def day_date(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(number + _EPOCH)


@dataclass(frozen=True, slots=True)
class ZoneOffsets:
    """The offsets of one zone over a span of years; build it with ``load_zone_offsets``.

    ``offsets[i]`` (seconds east of UTC) applies from the UTC second ``starts[i]``. ``wall_ends[i]`` is the wall second
    that the local clock has reached when that period ends: wall time below ``wall_ends[i - 1]`` is a repetition in
    period ``i``. Every period is longer than what it repeats, so that ``wall_ends`` is ascending.
    """

    starts: tuple[int, ...]
    offsets: tuple[int, ...]
    wall_ends: tuple[int, ...]

    def to_utc(self, wall: int) -> int:
        """UTC second of a wall second (day number * 86400 + seconds since local midnight)."""
        i = bisect_right(self.wall_ends, wall)
        return max(self.starts[i], wall - self.offsets[i])

    def day_start(self, day: int) -> int:
        """UTC second at which a local day begins."""
        return self.to_utc(day * DAY)

    def local_day(self, instant: int) -> int:
        """Number of the local day that contains a UTC second."""
        i = bisect_right(self.starts, instant) - 1
        wall = instant + self.offsets[i]
        return (max(wall, self.wall_ends[i - 1] - 1) if i else wall) // DAY

    def split_days(self, first: int, last: int) -> tuple[list[DayRun], list[int]]:
        """Split local days (both ends included) into runs without a clock change, and the days that have one."""
        runs: list[DayRun] = []
        change_days: list[int] = []
        next_day, previous_end = first, -INFINITY
        for start, offset, wall_end in zip(self.starts, self.offsets, self.wall_ends, strict=True):
            begin = max(next_day, -(-max(previous_end, start + offset) // DAY))
            # A change at the very end of a day belongs to that day too: the clock may go back into it.
            end = min(last + 1, (wall_end - 1) // DAY)
            if begin < end:
                change_days.extend(range(next_day, begin))
                runs.append((begin, end, offset))
                next_day = end
            previous_end = wall_end
        change_days.extend(range(next_day, last + 1))
        return runs, change_days

    def slot_grid(self, start: int, end: int, wall: int) -> tuple[int, tuple[GridShift, ...]]:
        """The anchor (UTC second) of the slot grid of hours that open at ``wall``, and its shifts until ``end``.

        The grid follows the wall clock, so that a clock change does not move later slots to an unusual time of day.
        In the repeated hour no slot starts the second time, so that each start time is offered once.
        """
        first, last = bisect_right(self.starts, start) - 1, bisect_left(self.starts, end) - 1
        return wall - self.offsets[first], tuple(self._grid_shift(i, wall) for i in range(first + 1, last + 1))

    def _grid_shift(self, i: int, wall: int) -> GridShift:
        start, offset = self.starts[i], self.offsets[i]
        return start, wall - offset, max(start, self.wall_ends[i - 1] - offset)


def load_zone_offsets(zone: str, since: int, until: int) -> ZoneOffsets:
    """The offsets of an IANA zone, valid from the UTC second ``since`` to ``until``.

    Raises ``zoneinfo.ZoneInfoNotFoundError`` for an unknown zone, ``ValueError`` outside the years 2 to 9998.
    """
    return _load_years(zone, time.gmtime(since - _MARGIN).tm_year, time.gmtime(until + _MARGIN).tm_year)


@lru_cache(maxsize=256)
def _load_years(zone: str, first: int, last: int) -> ZoneOffsets:
    changes = [change for year in range(first, last + 1) for change in _offset_changes(zone, year)]
    starts = (-INFINITY, *(start for start, _ in changes))
    offsets = (_offset_at(ZoneInfo(zone), _new_year(first)), *(offset for _, offset in changes))
    wall_ends = (end + offset for end, offset in zip(starts[1:], offsets, strict=False))
    return ZoneOffsets(starts, offsets, (*wall_ends, INFINITY))


@lru_cache(maxsize=4096)
def _offset_changes(zone: str, year: int) -> tuple[tuple[int, int], ...]:
    """The offset changes of a UTC year as (UTC second, new offset). ``zoneinfo`` has no list, so try every day."""
    tz = ZoneInfo(zone)
    changes = []
    before = _offset_at(tz, _new_year(year))
    for day_end in range(_new_year(year) + DAY, _new_year(year + 1) + 1, DAY):
        after = _offset_at(tz, day_end)
        if after != before:
            changes.append((_first_second_without(tz, before, day_end), after))
        before = after
    return tuple(changes)


def _first_second_without(tz: ZoneInfo, offset: int, day_end: int) -> int:
    """The first second of the day up to ``day_end`` at which ``offset`` no longer applies."""
    seconds = range(day_end - DAY + 1, day_end + 1)
    return seconds[bisect_left(seconds, True, key=lambda second: _offset_at(tz, second) != offset)]


def _new_year(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


def _offset_at(tz: ZoneInfo, instant: int) -> int:
    shift = datetime.fromtimestamp(instant, tz).utcoffset()
    if shift is None:  # a ZoneInfo always has an offset; the type of tzinfo does not say so
        raise ValueError(tz.key)
    return shift.days * DAY + shift.seconds
