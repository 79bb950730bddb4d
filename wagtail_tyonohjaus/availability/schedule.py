"""What the engine is asked with and what it answers: plain values, free of Django and of any database.

Times of day are minutes of the local day (0 to 1440, where 1440 is the midnight that ends it), lengths are minutes,
instants are UTC epoch seconds, dates are local dates. Places and services are opaque hashable keys.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

from .zone_offsets import Turn

MINUTES_OF_DAY = 1440


class Terms(NamedTuple):
    """On what terms time is free. Windows join only where all of this is the same.

    ``modes`` and ``services`` of None mean any; ``crisis`` time is reserved for crisis supervision.
    """

    place: Hashable = None
    modes: frozenset[str] | None = None
    services: frozenset[Hashable] | None = None
    crisis: bool = False


ANY_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class WeeklyRow:
    """Hours that come back every ``every`` weeks.

    ``weekday`` is 0 for Monday. ``anchor`` is any day of a week in which the row holds; it sets the rhythm alone,
    while ``valid_from`` and ``valid_until`` (both included) limit the row. Raises ``ValueError`` for senseless values.
    """

    weekday: int
    start: int
    end: int
    terms: Terms = ANY_TERMS
    every: int = 1
    anchor: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        _check_hours(self.start, self.end)
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday {self.weekday} is not in 0..6")
        if self.every < 1 or (self.every > 1 and self.anchor is None):
            raise ValueError("every must be at least 1, and more than 1 needs an anchor")


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """Days (both included) on which the weekly hours and public holidays do not count.

    Closed where ``start`` and ``end`` are None, else open with these hours on each of the days. Where several cover a
    day, those of the fewest days decide, all open ones of them together; a closed one among them closes the day. So a
    day can be opened within a holiday, or closed within a fortnight of special hours.
    """

    first: date
    last: date
    start: int | None = None
    end: int | None = None
    terms: Terms = ANY_TERMS

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")
        if (self.start is None) != (self.end is None):
            raise ValueError("an open exception has both a start and an end")
        if self.start is not None and self.end is not None:
            _check_hours(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Hours:
    """A supervisor's hours. Precedence on each local day: exception, then public holiday, then weekly rows."""

    zone: str
    weekly: tuple[WeeklyRow, ...] = ()
    exceptions: tuple[ExceptionRow, ...] = ()
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked for, from the service and the visitor.

    ``lengths``, ``step``, ``buffer_before``, ``buffer_after`` and ``notice`` are minutes. Buffers keep a distance from
    busy time, not from the ends of the hours. ``horizon_days`` counts local days after today, the last one whole; None
    is for callers that give ``until``. Limits count the session starts given to the engine by local day and ISO week.
    ``crisis`` shows reserved time too. ``mode`` and ``places`` of None ask for any. Raises ``ValueError``.
    """

    lengths: tuple[int, ...]
    step: int = 30
    service: Hashable = None
    buffer_before: int = 0
    buffer_after: int = 0
    notice: int = 0
    horizon_days: int | None = 90
    max_per_day: int | None = None
    max_per_week: int | None = None
    crisis: bool = False
    mode: str | None = None
    places: frozenset[Hashable] | None = None

    def __post_init__(self) -> None:
        if not self.lengths or min(self.lengths) < 1 or self.step < 1:
            raise ValueError("lengths and step must be at least a minute")
        if min(self.buffer_before, self.buffer_after, self.notice, self.horizon_days or 0) < 0:
            raise ValueError("buffers, notice and horizon can't be negative")
        if min(self.max_per_day or 1, self.max_per_week or 1) < 1 or 0 in (self.max_per_day, self.max_per_week):
            raise ValueError("limits must be at least one session")
        object.__setattr__(self, "lengths", tuple(sorted(set(self.lengths))))

    def admits(self, terms: Terms) -> bool:
        """Tell whether time on these terms is of any use to the asker."""
        return (
            (self.crisis or not terms.crisis)
            and (self.service is None or terms.services is None or self.service in terms.services)
            and (self.mode is None or terms.modes is None or self.mode in terms.modes)
            and (self.places is None or terms.place in self.places)
        )


class Window(NamedTuple):
    """A stretch of free time, in UTC epoch seconds, with at least one slot in it.

    ``anchor`` and ``turns`` are the grid on which slots start, for ``engine.slots``; cutting a window leaves them as
    they are, so that busy time never shifts a later slot.
    """

    start: int
    end: int
    terms: Terms
    anchor: int
    turns: tuple[Turn, ...] = ()

    @property
    def place(self) -> Hashable:
        """Key of the place, or None."""
        return self.terms.place

    @property
    def modes(self) -> frozenset[str] | None:
        """Delivery modes, None for any."""
        return self.terms.modes

    @property
    def services(self) -> frozenset[Hashable] | None:
        """Keys of the services, None for any."""
        return self.terms.services

    @property
    def crisis(self) -> bool:
        """Whether the time is reserved for crisis supervision."""
        return self.terms.crisis


class Slot(NamedTuple):
    """A bookable piece of a window, in UTC epoch seconds; its length is elapsed time, also over a clock change."""

    start: int
    end: int
    terms: Terms

    @property
    def place(self) -> Hashable:
        """Key of the place, or None."""
        return self.terms.place

    @property
    def modes(self) -> frozenset[str] | None:
        """Delivery modes, None for any."""
        return self.terms.modes

    @property
    def services(self) -> frozenset[Hashable] | None:
        """Keys of the services, None for any."""
        return self.terms.services

    @property
    def crisis(self) -> bool:
        """Whether the time is reserved for crisis supervision."""
        return self.terms.crisis


def minute_of_day(value: time, *, end: bool = False) -> int:
    """Minutes of the local day of a time; midnight as an end is the one that ends the day."""
    minutes = value.hour * 60 + value.minute
    return MINUTES_OF_DAY if end and not minutes else minutes


def _check_hours(start: int, end: int) -> None:
    if not 0 <= start < end <= MINUTES_OF_DAY:
        raise ValueError(f"hours {start}..{end} are not within a day, or end before they start")
