"""The first free times of each kind: by week, part of the day, services, delivery modes and place.

Lists of many supervisors show and filter by these, instead of by all slots.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..availability import free
from ..availability.free import AvailabilityQuery, epoch_seconds, utc_datetime
from ..availability.offers import Offer
from ..availability.schedule import Restrictions
from ..availability.windows import slot_starts

#: When the parts of the day begin, in local time.
PARTS = (time(0), time(12), time(17))


class Week(IntEnum):
    """Calendar weeks that begin on Monday; ``LATER`` is all that follow."""

    THIS = 0
    NEXT = 1
    LATER = 2


class PartOfDay(IntEnum):
    """By local time: before 12, before 17, and from then on."""

    MORNING = 0
    AFTERNOON = 1
    EVENING = 2


class Opening(NamedTuple):
    """The first free start (UTC epoch seconds) of a supervisor in a week and part of the day with these restrictions.

    The time is long enough for each of the services in ``restrictions``, in one of their lengths.
    """

    start: int
    week: Week
    part: PartOfDay
    restrictions: Restrictions


def load_openings(
    revisions: Mapping[int, int], zone: str, query: AvailabilityQuery, as_of: int
) -> dict[int, tuple[Opening, ...]]:
    """The openings of supervisors who have any. Without changes to the data one cache lookup, no query."""
    name = f"openings:{zone}"
    return free.offer_summaries(name, revisions, query, as_of, lambda offers: find_openings(offers, zone, as_of))


def find_openings(offers: Iterable[Offer], zone: str, as_of: int) -> tuple[Opening, ...]:
    """The openings of one supervisor, sorted by start. Weeks and parts of the day are those of ``zone``."""
    first: dict[tuple[int, Restrictions], int] = {}
    for rule, windows in offers:
        spans = _spans(zone, as_of, rule.horizon_days or 0)
        for window in windows:
            for step, length in rule.grids:
                for starts in slot_starts(window, step, length):
                    _add_starts(first, starts, window.restrictions, spans)
    openings = [Opening(start, Week(cell // 3), PartOfDay(cell % 3), limits) for (cell, limits), start in first.items()]
    return tuple(sorted(openings, key=lambda opening: opening.start))


class _Spans(NamedTuple):
    """When parts of days begin, ascending, and the cell of each: three times the week, plus the part."""

    begins: list[int]
    cells: list[int]


def _add_starts(
    first: dict[tuple[int, Restrictions], int], starts: range, restrictions: Restrictions, spans: _Spans
) -> None:
    if not starts:
        return
    index = max(0, bisect_right(spans.begins, starts[0]) - 1)
    last = starts[-1]
    while index < len(spans.begins) and spans.begins[index] <= last:
        stop = spans.begins[index + 1] if index + 1 < len(spans.begins) else last + 1
        skipped = max(0, -(-(spans.begins[index] - starts.start) // starts.step))
        start = starts[skipped] if skipped < len(starts) else stop
        key = (spans.cells[index], restrictions)
        if start < stop and start < first.get(key, start + 1):
            first[key] = start
        index += 1


@lru_cache(maxsize=64)
def _spans(zone_name: str, as_of: int, days: int) -> _Spans:
    """From the day of ``as_of`` for as many days, and those around them."""
    zone = ZoneInfo(zone_name)
    today = utc_datetime(as_of).astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    begins, cells = [], []
    for number in range(-1, days + 3):
        day = today + timedelta(days=number)
        week = min(max(0, (day - monday).days // 7), Week.LATER)
        for part, begin in enumerate(PARTS):
            begins.append(epoch_seconds(datetime.combine(day, begin, zone)))
            cells.append(3 * week + part)
    return _Spans(begins, cells)
