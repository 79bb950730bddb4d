"""A time zone's offsets as plain integers, so that the engine's loops need no datetime.

The rule for wall time, used everywhere: **a wall time means the first instant at which the local clock shows it or a
later time.** So a time that the clock skips in spring is the instant of the change (nothing lies in the skipped
stretch), one that is shown twice in autumn is its first occurrence (as in RFC 5545, 3.3.5), and neighbouring hours
always meet exactly. It follows that local days cover the time line without gaps, also where a clock change skips
midnight, repeats it, or drops a whole day.
"""

import time
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from ..intervals import EVER

DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()

#: Enough to have the whole local day and ISO week of any instant.
_MARGIN = 8 * DAY

#: ``(from, anchor, opens)``: from this instant on, slots start at whole steps from ``anchor``, none before ``opens``.
Turn = tuple[int, int, int]
#: ``(first day, day after the last, offset)``: local days on which nothing happens to the clock.
Run = tuple[int, int, int]


def day_number(day: date) -> int:
    """Days since 1970-01-01, the form in which the engine counts local days."""
    return day.toordinal() - _EPOCH


def day_date(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(number + _EPOCH)


@dataclass(frozen=True, slots=True)
class Clock:
    """The offsets of one zone over a span of years; get one from ``clock``.

    ``starts[i]`` is the UTC second from which ``offsets[i]`` (seconds east of UTC) holds, ``tops[i]`` the wall second
    that the local clock has reached by the end of that: wall time below ``tops[i - 1]`` is a repetition in period
    ``i``. Periods are longer than what they repeat, so that ``tops`` rise.
    """

    starts: tuple[int, ...]
    offsets: tuple[int, ...]
    tops: tuple[int, ...]

    def instant(self, wall: int) -> int:
        """UTC second of a wall second (day number * 86400 + seconds of the day)."""
        i = bisect_right(self.tops, wall)
        return max(self.starts[i], wall - self.offsets[i])

    def day_start(self, day: int) -> int:
        """UTC second at which a local day begins."""
        return self.instant(day * DAY)

    def day_of(self, instant: int) -> int:
        """Number of the local day that a UTC second belongs to."""
        i = bisect_right(self.starts, instant) - 1
        wall = instant + self.offsets[i]
        return (max(wall, self.tops[i - 1] - 1) if i else wall) // DAY

    def runs(self, first: int, last: int) -> tuple[list[Run], list[int]]:
        """Split local days (both ends included) into runs of one offset and the single days on which it changes."""
        runs: list[Run] = []
        odd: list[int] = []
        cursor, top = first, -EVER
        for start, offset, reached in zip(self.starts, self.offsets, self.tops, strict=True):
            begin = max(cursor, -(-max(top, start + offset) // DAY))
            # A change at the very end of a day is that day's too: the clock may go back into it.
            end = min(last + 1, (reached - 1) // DAY)
            if begin < end:
                odd.extend(range(cursor, begin))
                runs.append((begin, end, offset))
                cursor = end
            top = reached
        odd.extend(range(cursor, last + 1))
        return runs, odd

    def turns(self, start: int, end: int, wall: int) -> tuple[int, tuple[Turn, ...]]:
        """Anchor of the grid of ``wall`` at the UTC second ``start``, and its turns by clock changes before ``end``.

        The grid follows the wall clock, so that a clock change moves no later slot to an unusual time of day; where
        the clock repeats itself it is closed the second time, so that every start is shown once.
        """
        first, last = bisect_right(self.starts, start) - 1, bisect_left(self.starts, end) - 1
        return wall - self.offsets[first], tuple(self._turn(i, wall) for i in range(first + 1, last + 1))

    def _turn(self, i: int, wall: int) -> Turn:
        start, offset = self.starts[i], self.offsets[i]
        return start, wall - offset, max(start, self.tops[i - 1] - offset)


def clock(zone: str, since: int, until: int) -> Clock:
    """The clock of an IANA zone, good from one UTC second to another.

    Raises ``zoneinfo.ZoneInfoNotFoundError`` for an unknown zone, ``ValueError`` outside the years 2 to 9998.
    """
    return _clock(zone, time.gmtime(since - _MARGIN).tm_year, time.gmtime(until + _MARGIN).tm_year)


@lru_cache(maxsize=256)
def _clock(zone: str, first: int, last: int) -> Clock:
    changes = [change for year in range(first, last + 1) for change in _changes(zone, year)]
    starts = (-EVER, *(start for start, _ in changes))
    offsets = (_offset(ZoneInfo(zone), _new_year(first)), *(offset for _, offset in changes))
    tops = (end + offset for end, offset in zip(starts[1:], offsets, strict=False))
    return Clock(starts, offsets, (*tops, EVER))


@lru_cache(maxsize=4096)
def _changes(zone: str, year: int) -> tuple[tuple[int, int], ...]:
    """The changes of offset in a UTC year as (instant, new offset), found by looking at every day."""
    tz = ZoneInfo(zone)
    found = []
    left = _new_year(year)
    before = _offset(tz, left)
    for right in range(left + DAY, _new_year(year + 1) + 1, DAY):
        after = _offset(tz, right)
        if after != before:
            found.append((_moment(tz, before, right), after))
        before = after
    return tuple(found)


def _moment(tz: ZoneInfo, before: int, right: int) -> int:
    """The second of the day up to ``right`` at which the offset is no longer what it was."""
    seconds = range(right - DAY + 1, right + 1)
    return seconds[bisect_left(seconds, True, key=lambda second: _offset(tz, second) != before)]


def _new_year(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


def _offset(tz: ZoneInfo, instant: int) -> int:
    shift = datetime.fromtimestamp(instant, tz).utcoffset()
    if shift is None:  # a ZoneInfo always has one; the type of tzinfo doesn't say so
        raise ValueError(tz.key)
    return shift.days * DAY + shift.seconds
