"""The dates of a booking that need a decision, and the next free time for each of them. Free of requests and HTML."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ...availability.instants import epoch_seconds, utc_datetime
from ...availability.zone_offsets import DAY
from ...intervals import Interval
from ..types import SlotRequest
from .start_warnings import LATER_DAYS, StartChecker, StartWarning, load_checker

#: Between the starts that are tried on one day.
STEP_SECONDS = 15 * 60


@dataclass(frozen=True)
class ReviewedDate:
    """A start (UTC) with what speaks against it, and a free one instead of it, if there is any nearby."""

    start: datetime
    warnings: tuple[StartWarning, ...] = ()
    next_free: datetime | None = None

    @property
    def is_prevented(self) -> bool:
        """Whether the date can't be booked even by decision."""
        return any(warning.prevents for warning in self.warnings)


@dataclass(frozen=True)
class Review:
    """All dates of one booking, in the order of their start."""

    dates: Sequence[ReviewedDate]

    @property
    def affected(self) -> list[ReviewedDate]:
        """Those that need a decision."""
        return [one for one in self.dates if one.warnings]

    @property
    def fingerprint(self) -> str:
        """Differs if another decision may be right: other dates, other warnings, another next free time."""
        found = [
            (one.start.isoformat(), str(one.next_free), [_values(warning) for warning in one.warnings])
            for one in self.dates
        ]
        return hashlib.sha256(repr(found).encode()).hexdigest()[:32]


def _values(warning: StartWarning) -> tuple[str, str, list[tuple[int, int, str]]]:
    """The same in every process, unlike the order of sets."""
    return str(warning.cause), str(warning.day), [one[:3] for one in warning.busy]


def review(
    slot_request: SlotRequest,
    starts: Collection[datetime],
    *,
    exclude_keys: Collection[str] = (),
    now: datetime | None = None,
) -> Review:
    """What speaks against sessions like ``slot_request`` at ``starts``; see ``load_checker`` for the options.

    A constant number of queries, regardless of the number of starts.
    """
    return review_dates(load_checker(slot_request, starts, exclude_keys=exclude_keys, now=now), starts)


def review_dates(checker: StartChecker, starts: Collection[datetime]) -> Review:
    """``review`` with what is known already.

    Earlier dates count as sessions. The next free times overlap neither each other nor any of the dates, so that every
    decision results in dates that do not overlap.
    """
    instants, seconds = sorted({epoch_seconds(start) for start in starts}), checker.minutes * 60
    spans: list[Interval] = [(start, start + seconds) for start in instants]
    taken: list[Interval] = []
    dates = []
    for number, start in enumerate(instants):
        warnings, free = checker.warnings(start, spans[:number]), None
        if warnings:
            others = [*spans[:number], *spans[number + 1 :], *taken]
            free = next_free(checker, start, others)
            taken += [(free, free + seconds)] if free is not None else []
        dates.append(ReviewedDate(utc_datetime(start), warnings, utc_datetime(free) if free is not None else None))
    return Review(dates)


def next_free(checker: StartChecker, start: int, others: Collection[Interval] = ()) -> int | None:
    """The next start at the same time of day within ``LATER_DAYS``, else the nearest one on the same day, or None.

    Instants are UTC epoch seconds; ``others`` are spans that are taken as well.
    """
    offsets = checker.offsets
    day = offsets.local_day(start)
    # In the zone's own time of day, also across a clock change.
    wall = datetime.fromtimestamp(start, ZoneInfo(checker.hours.zone))
    time_of_day = wall.hour * 3600 + wall.minute * 60 + wall.second
    for later in range(day + 1, day + 1 + LATER_DAYS):
        candidate = offsets.to_utc(later * DAY + time_of_day)
        if checker.is_free(candidate, others):
            return candidate
    first, stop = offsets.day_start(day), offsets.day_start(day + 1)
    on_day = range(first + (start - first) % STEP_SECONDS, stop, STEP_SECONDS)
    nearest = sorted((one for one in on_day if one != start), key=lambda one: (abs(one - start), one))
    return next((one for one in nearest if checker.is_free(one, others)), None)
