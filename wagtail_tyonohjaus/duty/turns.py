"""Computes who is on duty when, from a rota's pattern, single turns, changes and absences; without queries.

Times are UTC epoch seconds. The pattern is in wall time by the rule of ``availability.zone_offsets``: where one turn
ends and another starts at the same wall time, neither a gap nor an overlap arises, also when the clock changes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ..availability.windows import matching_days
from ..availability.zone_offsets import DAY, load_zone_offsets
from ..intervals import Interval, merge, subtract

MINUTE = 60
#: Longer than any turn of a pattern, with a clock change.
_LONGEST_DAYS = 8


class Missing(StrEnum):
    """Why nobody takes a turn."""

    ABSENT = "absent"
    INACTIVE = "inactive"
    NO_SUBSTITUTE = "no_substitute"


@dataclass(frozen=True, slots=True)
class WeeklyPattern:
    """A turn that repeats; ``start`` is the minute of the day ``weekday``, ``minutes`` the length by the clock."""

    supervisor: int
    weekday: int
    start: int
    minutes: int
    interval_weeks: int = 1
    reference_date: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class Change(NamedTuple):
    """Within a time, ``substitute`` (None: nobody) is on duty instead of ``absent``."""

    start: int
    end: int
    absent: int
    substitute: int | None


class Turn(NamedTuple):
    """A stretch of duty. ``supervisor`` is None if nobody takes it, then ``missing`` says why.

    ``planned`` had it by the pattern or the single turn. ``by_hand``: a person decided who has it, so that absences
    do not take it away.
    """

    start: int
    end: int
    planned: int
    supervisor: int | None
    by_hand: bool
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that decides on the duty of one rota. ``changes`` apply in their order, each to the result of the last.

    ``absences`` are the times at which supervisors take none of the turns of the pattern, by primary key; ``inactive``
    are those who no longer work at the practice.
    """

    zone: str
    weekly: Sequence[WeeklyPattern] = ()
    single: Sequence[tuple[int, int, int]] = ()
    changes: Sequence[Change] = ()
    absences: Mapping[int, Sequence[Interval]] = field(default_factory=dict)
    inactive: frozenset[int] = frozenset()
    around_the_clock: bool = False


def duty_turns(plan: Plan, since: int, until: int) -> list[Turn]:
    """The turns that overlap ``[since, until)``, with those that nobody takes, sorted by start; they are not cut."""
    turns = [turn for turn in planned_turns(plan, since, until) if turn.start < turn.end]
    for change in plan.changes:
        turns = [part for turn in turns for part in _changed(turn, change)]
    turns = [part for turn in turns for part in _without_absences(turn, plan.absences)]
    turns = [_without_inactive(turn, plan.inactive) for turn in turns]
    return sorted(
        (turn for turn in turns if turn.end > since and turn.start < until), key=lambda turn: (turn.start, turn.end)
    )


def planned_turns(plan: Plan, since: int, until: int) -> list[Turn]:
    """The turns of the pattern and the single ones around ``[since, until)``, before changes and absences."""
    offsets = load_zone_offsets(plan.zone, since - _LONGEST_DAYS * DAY, until + _LONGEST_DAYS * DAY)
    first, stop = offsets.local_day(since) - _LONGEST_DAYS, offsets.local_day(until) + 1
    turns = [Turn(start, end, pk, pk, True) for start, end, pk in plan.single]
    for row in plan.weekly:
        for day in matching_days(row, first, stop):
            wall = day * DAY + row.start * MINUTE
            start, end = offsets.to_utc(wall), offsets.to_utc(wall + row.minutes * MINUTE)
            turns.append(Turn(start, end, row.supervisor, row.supervisor, False))
    return turns


def gaps(plan: Plan, since: int, until: int) -> list[Interval]:
    """The times in ``[since, until)`` that should be covered and at which nobody is on duty, sorted and merged.

    Those of the planned turns should be; of a rota around the clock, all.
    """
    wanted = (
        [(since, until)]
        if plan.around_the_clock
        else merge((turn.start, turn.end) for turn in planned_turns(plan, since, until))
    )
    covered = merge((turn.start, turn.end) for turn in duty_turns(plan, since, until) if turn.supervisor is not None)
    clipped = [(max(start, since), min(end, until)) for start, end in wanted]
    return subtract(clipped, covered)


def supervisors_at(turns: Iterable[Turn], instant: int) -> list[int]:
    """Who is on duty, in the order in which their turns started."""
    return _unique(turn.supervisor for turn in turns if turn.start <= instant < turn.end)


def supervisors_next(turns: Iterable[Turn], instant: int) -> list[int]:
    """Who begins first after ``instant`` and is not on duty then."""
    turns = list(turns)
    present = supervisors_at(turns, instant)
    coming = [turn for turn in turns if turn.start > instant and turn.supervisor not in (None, *present)]
    first = min((turn.start for turn in coming), default=0)
    return _unique(turn.supervisor for turn in coming if turn.start == first)


def supervisors_of(turns: Iterable[Turn]) -> list[int]:
    """Everybody with a turn, in the order of their first turns."""
    return _unique(turn.supervisor for turn in turns)


def next_boundary(turns: Iterable[Turn], instant: int) -> int | None:
    """The first start or end of a turn after ``instant``."""
    return min((moment for turn in turns for moment in turn[:2] if moment > instant), default=None)


def _changed(turn: Turn, change: Change) -> Iterator[Turn]:
    if turn.supervisor != change.absent:
        yield turn
        return

    def replace(part: Turn) -> Turn:
        missing = Missing.NO_SUBSTITUTE if change.substitute is None else None
        return part._replace(supervisor=change.substitute, by_hand=True, missing=missing)

    yield from _split(turn, [change[:2]], replace)


def _without_absences(turn: Turn, absences: Mapping[int, Sequence[Interval]]) -> Iterator[Turn]:
    """Not where a person decided on the turn: somebody who is closed for visitors can be on call."""
    if turn.by_hand or turn.supervisor is None:
        yield turn
        return
    absent = merge(absences.get(turn.supervisor, ()))
    yield from _split(turn, absent, lambda part: part._replace(supervisor=None, missing=Missing.ABSENT))


def _without_inactive(turn: Turn, inactive: frozenset[int]) -> Turn:
    if turn.supervisor not in inactive:
        return turn
    return turn._replace(supervisor=None, missing=Missing.INACTIVE)


def _split(turn: Turn, spans: Sequence[Interval], replace: Callable[[Turn], Turn]) -> Iterator[Turn]:
    """The parts of a turn, those within ``spans`` (merged) replaced."""
    for start, end in subtract([turn[:2]], spans):
        yield turn._replace(start=start, end=end)
    for start, end in spans:
        if max(start, turn.start) < min(end, turn.end):
            yield replace(turn._replace(start=max(start, turn.start), end=min(end, turn.end)))


def _unique(supervisors: Iterable[int | None]) -> list[int]:
    return [pk for pk in dict.fromkeys(supervisors) if pk is not None]
