"""The coming weeks of a supervisor, day by day: hours, what takes time away, and what visitors see as free.

Made of the same parts as ``free``, so that it shows what visitors get and not what somebody thinks they get.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.formats import time_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ..intervals import Interval, merge
from ..practice.models import PracticeSettings, Supervisor
from .busy_sources import Busy, BusySource, sources
from .busy_time import Taken
from .form_preview import person_of
from .free import WEEK_AROUND, current_hour, moment, windows_of
from .group_sessions import joinable
from .public_holidays import holiday_name
from .query import ANYTHING, Wish, groups
from .schedule import Rule
from .snapshots import Person, load_people, load_services
from .windows import open_pieces
from .zone_offsets import DAY, Clock, clock, day_date

WEEKS = 6
KINDS = {
    "hours": _("Hours"),
    "crisis": _("Reserved for crisis supervision"),
    "busy": _("Busy in a calendar"),
    "session": _("Sessions"),
    "free": _("Free for visitors"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of one day; minutes of the local day. ``label`` says what keeps it busy."""

    kind: str
    start: int
    end: int
    label: str = ""

    @property
    def times(self) -> str:
        return f"{_clock_time(self.start)}–{_clock_time(self.end)}"

    @property
    def width(self) -> int:
        return self.end - self.start


@dataclass(slots=True)
class Day:
    """A local day with its bars, and notes on what is special about it."""

    date: date
    notes: list[str] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Bar]:
        return [bar for bar in self.bars if bar.kind in kinds]

    @property
    def hours(self) -> list[Bar]:
        return self.of("hours", "crisis")

    @property
    def taken(self) -> list[Bar]:
        return self.of("busy", "session")

    @property
    def free(self) -> list[Bar]:
        return self.of("free")


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday."""

    days: list[Day]

    @property
    def number(self) -> int:
        return self.days[0].date.isocalendar().week


@dataclass(frozen=True, slots=True)
class Weeks:
    """The picture: its weeks, and the kinds of bars with their names."""

    weeks: list[Week]
    zone: str
    hint: str = ""

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind, str(name)) for kind, name in KINDS.items()]


def weeks_of(supervisor_id: int, as_of: int | None = None, weeks: int = WEEKS) -> Weeks | None:
    """The picture as it is saved; None for nobody."""
    as_of = current_hour() if as_of is None else as_of
    person = load_people([supervisor_id], _years(as_of)).get(supervisor_id)
    return None if person is None else _Painter(person, as_of, weeks).weeks()


def weeks_of_unsaved(supervisor: Supervisor, as_of: int | None = None, weeks: int = WEEKS) -> Weeks:
    """The picture with what a form has changed and nobody has saved."""
    as_of = current_hour() if as_of is None else as_of
    return _Painter(person_of(supervisor, _years(as_of)), as_of, weeks).weeks()


def _years(as_of: int) -> range:
    return range(moment(as_of - 9 * DAY).year, moment(as_of + 732 * DAY).year + 1)


class _Painter:
    def __init__(self, person: Person, as_of: int, weeks: int) -> None:
        self.person, self.as_of = person, as_of
        self.clock: Clock = clock(person.hours.zone, as_of - 9 * DAY, as_of + (weeks * 7 + 9) * DAY)
        today = self.clock.day_of(as_of)
        self.first = today - day_date(today).weekday()
        self.last = self.first + weeks * 7 - 1
        self.span = self.clock.day_start(self.first), self.clock.day_start(self.last + 1)
        self.days = {number: Day(day_date(number)) for number in range(self.first, self.last + 1)}

    def weeks(self) -> Weeks:
        self._note_days()
        self._paint_hours()
        taken = self._paint_taken()
        self._paint_free(taken)
        days = list(self.days.values())
        weeks = [Week(days[start : start + 7]) for start in range(0, len(days), 7)]
        return Weeks(weeks, self.person.hours.zone, self._hint())

    def _hint(self) -> str:
        if not self.person.active:
            return gettext("Visitors see no free times: the supervisor does not work in the practice.")
        if not self.person.takes_new_clients:
            return gettext("Visitors see no free times: the supervisor takes no new clients.")
        if not self.person.services:
            return gettext("Visitors see no free times: no services are ticked on the “Work” tab.")
        return ""

    def _note_days(self) -> None:
        for day in self.days.values():
            if day.date in self.person.hours.holidays:
                day.notes.append(self._holiday_name(day.date))
            if any(row.first <= day.date <= row.last for row in self.person.hours.exceptions):
                day.notes.append(gettext("Exception"))

    def _holiday_name(self, day: date) -> str:
        practice = PracticeSettings.objects.filter(site_id=self.person.site_id).first() or PracticeSettings()
        named = practice.holiday_overrides.filter(day=day).values_list("name", flat=True).first()
        country, region = practice.holiday_country, practice.holiday_subdivision
        return named or holiday_name(country, region, day, get_language() or "") or gettext("Holiday")

    def _paint_hours(self) -> None:
        rule = Rule(lengths=(1,), step=1, crisis=True, horizon_days=None)
        pieces = open_pieces(self.person.hours, rule, self.clock, self.first, self.last)
        for crisis, kind in ((False, "hours"), (True, "crisis")):
            self._paint(kind, merge(piece[:2] for piece in pieces if piece[2].crisis is crisis))

    def _paint_taken(self) -> Taken:
        taken = Taken()
        start, end = self.span[0] - WEEK_AROUND, self.span[1] + WEEK_AROUND
        for source in sources():
            rows = list(source.busy([self.person.pk], start, end)) if self.person.pk else []
            self._paint_source(source, rows)
            for row in rows:
                taken.busy.append((row.start, row.end))
                if source.sessions:
                    taken.session_starts.append(row.start)
                if row.joinable is not None:
                    taken.joinable.append((row.start, row.end, row.joinable))
        return taken

    def _paint_source(self, source: BusySource, rows: Iterable[Busy]) -> None:
        by_key: dict[str, list[Interval]] = {}
        for row in rows:
            by_key.setdefault(row.key, []).append((row.start, row.end))
        labels = source.labels(list(by_key))
        for key, spans in by_key.items():
            self._paint("session" if source.sessions else "busy", merge(spans), labels.get(key, ""))

    def _paint_free(self, taken: Taken) -> None:
        services = load_services([self.person.site_id])
        found = []
        for wish in (ANYTHING, Wish(crisis=True)):
            for group in groups(self.person, wish, services):
                windows = windows_of(self.person, group, taken, self.as_of, until=self.span[1])
                open_groups = joinable(taken.joinable, group, self.as_of, until=self.span[1])
                found += [w[:2] for w in [*windows, *(w for _, ws in open_groups for w in ws)]]
        self._paint("free", merge(found))

    def _paint(self, kind: str, spans: Iterable[Interval], label: str = "") -> None:
        for start, end in spans:
            for number, first, last in self._by_day(max(start, self.span[0]), min(end, self.span[1])):
                self.days[number].bars.append(Bar(kind, first, last, label))

    def _by_day(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The days of an interval with the minutes that it has of each."""
        while start < end:
            number = self.clock.day_of(start)
            stop = min(end, self.clock.day_start(number + 1))
            yield number, self._minute(start), self._minute(stop) or 1440
            start = stop

    def _minute(self, instant: int) -> int:
        local = datetime.fromtimestamp(instant, ZoneInfo(self.person.hours.zone))
        return local.hour * 60 + local.minute


def _clock_time(minute: int) -> str:
    """In the reader's language; the midnight that ends a day is that of the next."""
    return time_format(time(minute % 1440 // 60, minute % 60), "TIME_FORMAT")
