"""The next weeks of a supervisor, day by day: hours, busy time, and the free time that visitors see.

It uses the same functions as ``free``, so that it shows exactly what visitors see.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ..intervals import Interval, merge
from ..practice.formatting import format_time
from ..practice.models import PracticeSettings, Supervisor
from .busy_sources import BusyInterval, BusySource, sources
from .busy_time import BusyTime
from .form_preview import snapshot_from_form
from .instants import current_hour
from .offers import WEEK_MARGIN, compute_offers, holiday_years
from .public_holidays import holiday_name
from .query import UNRESTRICTED_QUERY, AvailabilityQuery, service_groups
from .schedule import MINUTES_OF_DAY, BookingRule
from .snapshots import SupervisorSnapshot, load_services, load_snapshots
from .windows import open_intervals
from .zone_offsets import day_date, load_zone_offsets

WEEKS = 6
BAR_KINDS = {
    "hours": _("Hours"),
    "crisis": _("Reserved for crisis supervision"),
    "busy": _("Busy in a calendar"),
    "session": _("Sessions"),
    "free": _("Free for visitors"),
}
#: Admits everything that is open, including time reserved for crisis supervision.
_ANY_OPEN_TIME = BookingRule(lengths=(1,), step=1, crisis=True, horizon_days=None)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of one day in minutes of the local day; ``label`` is the cause of busy time."""

    kind: str
    start: int
    end: int
    label: str = ""

    @property
    def times(self) -> str:
        """Such as ``9:00–12:00``, in the language of the reader."""
        return f"{_format_minute(self.start)}–{_format_minute(self.end)}"

    @property
    def width(self) -> int:
        """The length in minutes."""
        return self.end - self.start


@dataclass(slots=True)
class Day:
    """A local day with its bars, and notes such as the name of a holiday."""

    date: date
    notes: list[str] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)

    def bars_of(self, *kinds: str) -> list[Bar]:
        """The bars of these kinds (keys of ``BAR_KINDS``), in the order in which they were added."""
        return [bar for bar in self.bars if bar.kind in kinds]

    @property
    def hours(self) -> list[Bar]:
        return self.bars_of("hours", "crisis")

    @property
    def busy(self) -> list[Bar]:
        return self.bars_of("busy", "session")

    @property
    def free(self) -> list[Bar]:
        return self.bars_of("free")


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, starting on Monday."""

    days: list[Day]

    @property
    def number(self) -> int:
        """The ISO week number."""
        return self.days[0].date.isocalendar().week


@dataclass(frozen=True, slots=True)
class WeekGrid:
    """Weeks in the time zone ``zone``; ``hint`` explains why visitors see no free time at all."""

    weeks: list[Week]
    zone: str
    hint: str = ""

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Kinds of bars with their labels, for the legend."""
        return [(kind, str(label)) for kind, label in BAR_KINDS.items()]


def saved_week_grid(supervisor_id: int, as_of: int | None = None, weeks: int = WEEKS) -> WeekGrid | None:
    """The week grid of the saved data; None if the supervisor does not exist."""
    as_of = current_hour() if as_of is None else as_of
    snapshot = load_snapshots([supervisor_id], holiday_years(as_of)).get(supervisor_id)
    return None if snapshot is None else WeekGridBuilder(snapshot, as_of, weeks).build()


def unsaved_week_grid(supervisor: Supervisor, as_of: int | None = None, weeks: int = WEEKS) -> WeekGrid:
    """The week grid of a supervisor as edited in a form."""
    as_of = current_hour() if as_of is None else as_of
    return WeekGridBuilder(snapshot_from_form(supervisor, holiday_years(as_of)), as_of, weeks).build()


class WeekGridBuilder:
    """Collects the bars and notes of each day."""

    def __init__(self, snapshot: SupervisorSnapshot, as_of: int, weeks: int) -> None:
        self.snapshot, self.as_of = snapshot, as_of
        self.tz = ZoneInfo(snapshot.hours.zone)
        self.offsets = load_zone_offsets(snapshot.hours.zone, as_of - WEEK_MARGIN, as_of + (weeks + 1) * WEEK_MARGIN)
        today = self.offsets.local_day(as_of)
        self.first = today - day_date(today).weekday()
        self.last = self.first + weeks * 7 - 1
        self.start, self.end = self.offsets.day_start(self.first), self.offsets.day_start(self.last + 1)
        self.days = {number: Day(day_date(number)) for number in range(self.first, self.last + 1)}

    def build(self) -> WeekGrid:
        """The grid with the bars of all sources. Call it once: it adds to ``days``."""
        self._add_notes()
        self._add_hours()
        self._add_free_time(self._add_busy_time())
        days = list(self.days.values())
        weeks = [Week(days[start : start + 7]) for start in range(0, len(days), 7)]
        return WeekGrid(weeks, self.snapshot.hours.zone, _hint(self.snapshot))

    def _add_notes(self) -> None:
        for day in self.days.values():
            if day.date in self.snapshot.hours.holidays:
                day.notes.append(_holiday_note(self.snapshot.site_id, day.date))
            rows = [row for row in self.snapshot.hours.exceptions if row.first <= day.date <= row.last]
            if any(not row.additional for row in rows):
                day.notes.append(gettext("Exception"))
            if any(row.additional for row in rows):
                day.notes.append(gettext("Additional hours"))

    def _add_hours(self) -> None:
        intervals = open_intervals(self.snapshot.hours, _ANY_OPEN_TIME, self.offsets, self.first, self.last)
        for crisis, kind in ((False, "hours"), (True, "crisis")):
            self._add_bars(kind, merge(interval[:2] for interval in intervals if interval[2].crisis is crisis))

    def _add_busy_time(self) -> BusyTime:
        busy_time = BusyTime()
        for source in sources():
            intervals = self._busy_intervals(source)
            self._add_busy_bars(source, intervals)
            for interval in intervals:
                busy_time.add(interval, source.counts_as_sessions)
        return busy_time

    def _busy_intervals(self, source: BusySource) -> list[BusyInterval]:
        if not self.snapshot.pk:
            return []
        return list(source.busy_intervals([self.snapshot.pk], self.start - WEEK_MARGIN, self.end + WEEK_MARGIN))

    def _add_busy_bars(self, source: BusySource, intervals: Iterable[BusyInterval]) -> None:
        kind = "session" if source.counts_as_sessions else "busy"
        by_key = _group_by_key(intervals)
        labels = source.labels(list(by_key))
        for key, spans in by_key.items():
            self._add_bars(kind, merge(spans), labels.get(key, ""))

    def _add_free_time(self, busy_time: BusyTime) -> None:
        services = load_services([self.snapshot.site_id])
        queries = (UNRESTRICTED_QUERY, AvailabilityQuery(crisis=True))
        groups = [group for query in queries for group in service_groups(self.snapshot, query, services)]
        offers = compute_offers(self.snapshot, groups, busy_time, self.as_of, until=self.end)
        self._add_bars("free", merge(window[:2] for offer in offers for window in offer.windows))

    def _add_bars(self, kind: str, spans: Iterable[Interval], label: str = "") -> None:
        for start, end in spans:
            for number, first, last in self._split_by_day(max(start, self.start), min(end, self.end)):
                self.days[number].bars.append(Bar(kind, first, last, label))

    def _split_by_day(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Day numbers of an interval (UTC epoch seconds), with its start and end in minutes of each day."""
        while start < end:
            number = self.offsets.local_day(start)
            stop = min(end, self.offsets.day_start(number + 1))
            yield number, self._minute_of_day(start), self._minute_of_day(stop) or MINUTES_OF_DAY
            start = stop

    def _minute_of_day(self, instant: int) -> int:
        local = datetime.fromtimestamp(instant, self.tz)
        return local.hour * 60 + local.minute


def _hint(snapshot: SupervisorSnapshot) -> str:
    if not snapshot.active:
        return gettext("Visitors see no free times because the supervisor is not active.")
    if not snapshot.accepts_new_clients:
        return gettext("Visitors see no free times because the supervisor does not take new clients.")
    if not snapshot.services:
        return gettext("Visitors see no free times because no services are selected on the “Work” tab.")
    return ""


def _holiday_note(site_id: int, day: date) -> str:
    practice = PracticeSettings.objects.filter(site_id=site_id).first() or PracticeSettings()
    own_name = practice.holiday_overrides.filter(day=day).values_list("name", flat=True).first()
    country, region = practice.holiday_country, practice.holiday_subdivision
    return own_name or holiday_name(country, region, day, get_language() or "") or gettext("Holiday")


def _group_by_key(intervals: Iterable[BusyInterval]) -> Mapping[str, list[Interval]]:
    by_key: dict[str, list[Interval]] = {}
    for interval in intervals:
        by_key.setdefault(interval.key, []).append((interval.start, interval.end))
    return by_key


def _format_minute(minute: int) -> str:
    """A minute of the day in the language of the reader; the midnight that ends a day is displayed as 00:00."""
    return format_time(time(minute % MINUTES_OF_DAY // 60, minute % 60))
