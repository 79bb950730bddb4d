"""The coming weeks of a rota, day by day, with gaps and what else needs attention."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from ..intervals import Interval
from ..practice.formatting import format_time_range
from ..practice.models import Supervisor
from .models import Rota
from .plans import PICTURE_WEEKS, load_plans, seconds
from .reachability import Obstacle, load_people, unreachable
from .turns import Missing, Plan, Turn, duty_turns, gaps

OBSTACLE_LABELS = {
    Obstacle.LEFT: _("does not work at the practice"),
    Obstacle.NO_ACCOUNT: _("account is inactive"),
    Obstacle.NO_PHONE: _("no telephone number"),
    Obstacle.NO_EMAIL: _("no e-mail address"),
}
MISSING_LABELS = {
    Missing.ABSENT: _("is away"),
    Missing.INACTIVE: _("does not work at the practice"),
    Missing.NO_SUBSTITUTE: _("has no substitute"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A turn or a gap on one day. ``span`` is that of the whole turn or gap; ``turn`` is None for a gap."""

    times: str
    span: Interval
    is_past: bool
    turn: Turn | None = None
    name: str = ""
    instead_of: str = ""
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Day:
    """A local day."""

    date: date
    is_past: bool
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, starting on Monday."""

    days: list[Day]

    @property
    def number(self) -> int:
        """The ISO week number."""
        return self.days[0].date.isocalendar().week


@dataclass(frozen=True)
class Picture:
    """The weeks from that of ``now`` on, the turns in them, and who can't be reached, with the reasons as text."""

    weeks: list[Week]
    turns: list[Turn]
    people: dict[int, Supervisor]
    unreachable: list[tuple[Supervisor, str]]
    gap_count: int


def build_picture(rota: Rota, now: datetime, weeks: int = PICTURE_WEEKS) -> Picture:
    """At most six queries."""
    today = now.astimezone(rota.zone).date()
    monday = today - timedelta(days=today.weekday())
    days = [
        Day(monday + timedelta(days=number), monday + timedelta(days=number) < today) for number in range(7 * weeks)
    ]
    since, until = _midnight(rota, monday), _midnight(rota, monday + timedelta(days=7 * weeks))
    plan = load_plans([rota.pk], since, until)[rota.pk]
    span = seconds(since), seconds(until)
    turns, missing = duty_turns(plan, *span), gaps(plan, *span)
    people = load_people({pk for turn in turns for pk in (turn.planned, turn.supervisor)})
    coming = [people[turn.supervisor or turn.planned] for turn in turns if turn.end > seconds(now)]
    obstacles = unreachable(coming)
    entries = _Entries(rota, plan, turns, people, seconds(now))
    for day in days:
        day.entries += entries.of_day(day.date, missing)
    return Picture(
        [Week(days[start : start + 7]) for start in range(0, len(days), 7)],
        turns,
        people,
        [(person, ", ".join(str(OBSTACLE_LABELS[each]) for each in reasons)) for person, reasons in obstacles.items()],
        sum(end > seconds(now) for _start, end in missing),
    )


class _Entries:
    def __init__(self, rota: Rota, plan: Plan, turns: list[Turn], people: dict[int, Supervisor], now: int) -> None:
        self.rota, self.plan, self.turns, self.people, self.now = rota, plan, turns, people, now

    def of_day(self, day: date, missing: Iterable[Interval]) -> list[Entry]:
        bounds = seconds(_midnight(self.rota, day)), seconds(_midnight(self.rota, day + timedelta(days=1)))
        entries = [self._turn(turn, bounds) for turn in self.turns if turn.supervisor and _overlap(turn[:2], bounds)]
        entries += [self._gap(gap, bounds) for gap in missing if _overlap(gap, bounds)]
        return sorted(entries, key=lambda entry: entry.span)

    def _turn(self, turn: Turn, bounds: Interval) -> Entry:
        person = self.people[turn.supervisor or turn.planned]
        planned = "" if turn.planned == turn.supervisor else str(self.people[turn.planned])
        absences = self.plan.absences.get(person.pk, ()) if turn.by_hand else ()
        notes = tuple(str(OBSTACLE_LABELS[each]) for each in unreachable([person]).get(person, ()))
        if any(_overlap(_clip(turn[:2], bounds), absence) for absence in absences):
            notes = (*notes, str(_("has closed this day in the hours")))
        return Entry(self._times(turn[:2], bounds), turn[:2], turn.end <= self.now, turn, str(person), planned, notes)

    def _gap(self, gap: Interval, bounds: Interval) -> Entry:
        return Entry(
            self._times(gap, bounds),
            gap,
            gap[1] <= self.now,
            notes=tuple(dict.fromkeys(self._causes(_clip(gap, bounds)))),
        )

    def _causes(self, span: Interval) -> Iterator[str]:
        for turn in self.turns:
            if turn.missing and _overlap(turn[:2], span):
                yield f"{self.people[turn.planned]} {MISSING_LABELS[turn.missing]}"

    def _times(self, span: Interval, bounds: Interval) -> str:
        start, end = _clip(span, bounds)
        if (start, end) == bounds:
            return str(_("All day"))
        zone = self.rota.zone
        return format_time_range(datetime.fromtimestamp(start, zone), datetime.fromtimestamp(end, zone))


def _midnight(rota: Rota, day: date) -> datetime:
    """The start of a local day, in UTC, so that differences are durations."""
    return datetime(day.year, day.month, day.day, tzinfo=rota.zone).astimezone(UTC)


def _overlap(one: Interval, other: Interval) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _clip(span: Interval, bounds: Interval) -> Interval:
    return max(span[0], bounds[0]), min(span[1], bounds[1])
