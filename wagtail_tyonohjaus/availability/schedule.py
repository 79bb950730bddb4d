"""Input and output of the slot engine: plain values without Django or a database.

Times of day are minutes of the local day (0 to 1440, where 1440 is the midnight that ends it), lengths are minutes,
instants are UTC epoch seconds, dates are local dates. Places and services are opaque hashable keys.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

from .zone_offsets import GridShift

MINUTES_OF_DAY = 1440
#: The place of hours that are only remote, as opposed to an office's key.
REMOTE_PLACE = "remote"


class Restrictions(NamedTuple):
    """What time may be used for: where, how and for which services. None: no restriction.
    Without any of the ``services``, because they were deleted, time can be used for nothing.

    Time is only joined to adjacent time with equal restrictions. ``crisis``: reserved for crisis supervision.
    """

    place: Hashable = None
    modes: frozenset[str] | None = None
    services: frozenset[Hashable] | None = None
    crisis: bool = False


UNRESTRICTED = Restrictions()


@dataclass(frozen=True, slots=True)
class WeeklyRow:
    """Hours that repeat every ``interval_weeks`` weeks.

    ``weekday`` is 0 for Monday. ``reference_date`` is any day of a week in which the row applies. It only defines which
    weeks those are; ``valid_from`` and ``valid_until`` (both included) limit the row. Raises ``ValueError`` for
    impossible values.
    """

    weekday: int
    start: int
    end: int
    restrictions: Restrictions = UNRESTRICTED
    interval_weeks: int = 1
    reference_date: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        _check_hours(self.start, self.end)
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday {self.weekday} is not in 0..6")
        if self.interval_weeks < 1 or (self.interval_weeks > 1 and self.reference_date is None):
            raise ValueError("interval_weeks must be at least 1, and more than 1 needs a reference_date")


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """Days (both included) on which weekly hours and public holidays do not apply, or with hours in addition to them.

    Closed if ``start`` and ``end`` are None, else open with these hours on each of the days. If several exceptions
    cover a day, the shortest apply: all of them if they are open, none if one of them is closed. So a day can be opened
    within a holiday, or closed within two weeks of special hours.

    With ``additional``, the hours are added to those of the day, even of a public holiday. They give way to a closed
    exception that is as short or shorter, and to replacing hours of a shorter one.
    """

    first: date
    last: date
    start: int | None = None
    end: int | None = None
    restrictions: Restrictions = UNRESTRICTED
    additional: bool = False

    def __post_init__(self) -> None:
        if self.additional and self.start is None:
            raise ValueError("an additional exception has hours")
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")
        if (self.start is None) != (self.end is None):
            raise ValueError("an open exception has both a start and an end")
        if self.start is not None and self.end is not None:
            _check_hours(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Hours:
    """A supervisor's hours. Precedence on each local day: exceptions, then public holidays, then weekly rows."""

    zone: str
    weekly: tuple[WeeklyRow, ...] = ()
    exceptions: tuple[ExceptionRow, ...] = ()
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class BookingRule:
    """How sessions of a service can be booked.

    ``lengths``, ``step``, ``buffer_before``, ``buffer_after`` and ``notice`` are minutes. Buffers separate sessions
    from busy time, not from the start and end of the hours. Without a ``step``, slots of one length follow each other
    with the larger buffer between them, so that none overlaps another and each can be booked beside the others.
    ``horizon_days`` counts local days after today, including the whole last day; None requires ``until`` in the
    engine's functions. ``max_per_day`` and ``max_per_week`` limit sessions by local day and ISO week. ``crisis``
    includes time reserved for crisis supervision. ``mode`` and ``places`` of None match any. Raises ``ValueError`` for
    impossible values.
    """

    lengths: tuple[int, ...]
    step: int | None = 30
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
        if not self.lengths or min(self.lengths) < 1 or (self.step is not None and self.step < 1):
            raise ValueError("lengths and step must be at least a minute")
        if min(self.buffer_before, self.buffer_after, self.notice, self.horizon_days or 0) < 0:
            raise ValueError("buffers, notice and horizon can't be negative")
        if min(self.max_per_day or 1, self.max_per_week or 1) < 1 or 0 in (self.max_per_day, self.max_per_week):
            raise ValueError("limits must be at least one session")
        object.__setattr__(self, "lengths", tuple(sorted(set(self.lengths))))

    def step_of(self, length: int) -> int:
        """Minutes between the starts of slots of ``length`` minutes."""
        return self.step or length + max(self.buffer_before, self.buffer_after)

    @property
    def grids(self) -> tuple[tuple[int, int], ...]:
        """Step and length in seconds of the slots, one of which fits wherever any slot does."""
        lengths = self.lengths[:1] if self.step else self.lengths
        return tuple((self.step_of(length) * 60, length * 60) for length in lengths)

    def admits(self, restrictions: Restrictions) -> bool:
        """Whether time with these restrictions can be booked by this rule."""
        return (
            restrictions.services != frozenset()
            and (self.crisis or not restrictions.crisis)
            and (self.mode is None or restrictions.modes is None or self.mode in restrictions.modes)
            and (self.places is None or restrictions.place in self.places)
        )


class Window(NamedTuple):
    """A stretch of free time in UTC epoch seconds, with room for at least one slot.

    ``anchor`` (UTC epoch seconds) and ``grid_shifts`` define when slots start. They do not change when busy time splits
    a window, so that busy time never moves later slots.
    """

    start: int
    end: int
    restrictions: Restrictions
    anchor: int
    grid_shifts: tuple[GridShift, ...] = ()


class Slot(NamedTuple):
    """A bookable part of a window in UTC epoch seconds. Its length is elapsed time, even across a clock change."""

    start: int
    end: int
    restrictions: Restrictions


def minute_of_day(value: time, *, end: bool = False) -> int:
    """Minutes since local midnight; 00:00 as an ``end`` is the midnight that ends the day (1440)."""
    minutes = value.hour * 60 + value.minute
    return MINUTES_OF_DAY if end and not minutes else minutes


def _check_hours(start: int, end: int) -> None:
    if not 0 <= start < end <= MINUTES_OF_DAY:
        raise ValueError(f"hours {start}..{end} are not within a day, or end before they start")
