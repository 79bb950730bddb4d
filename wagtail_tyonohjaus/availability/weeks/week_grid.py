"""The next weeks of a supervisor, day by day: hours, busy time, and the free time that visitors see.

It uses the same functions as ``free``, so that it shows exactly what visitors see.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ...intervals import Interval, merge
from ...practice.formatting import format_day_and_month, format_time
from ...practice.models import PracticeSettings, Service, Supervisor
from ..busy_sources import BusyInterval, BusySource, sources
from ..busy_time import BusyTime
from ..form_preview import snapshot_from_form
from ..instants import current_hour
from ..offers import WEEK_MARGIN, compute_offers, holiday_years
from ..public_holidays import holiday_name
from ..query import UNRESTRICTED_QUERY, AvailabilityQuery, service_groups
from ..schedule import MINUTES_OF_DAY, BookingRule
from ..snapshots import SupervisorSnapshot, load_services, load_snapshots
from ..windows import open_intervals
from ..zone_offsets import DAY, day_date, day_number, load_zone_offsets

WEEKS = 6
BAR_KINDS = {
    "hours": _("Hours"),
    "crisis": _("Reserved for crisis supervision"),
    "busy": _("Busy in a calendar"),
    "hold": _("Held for visitors"),
    "session": _("Sessions"),
    "free": _("Free for visitors"),
}
#: In this order, the later over the earlier.
_DRAWN = ("hours", "crisis", "free", "busy", "hold", "session")
#: The hours of the day that every picture shows; it is as wide as all bars need.
_USUAL_SPAN = (8 * 60, 18 * 60)
_TICK_HOURS = 2
#: Admits everything that is open, including time reserved for crisis supervision.
ANY_OPEN_TIME = BookingRule(lengths=(1,), step=1, crisis=True, horizon_days=None)


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
        """The minutes that are drawn; none where the clock goes back to before the start."""
        return max(self.end - self.start, 0)


@dataclass(slots=True)
class Day:
    """A local day with its bars, and notes such as the name of a holiday."""

    date: date
    notes: list[str] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    is_past: bool = False
    is_today: bool = False
    #: The part of the day that is drawn, in minutes.
    span: tuple[int, int] = _USUAL_SPAN
    #: The day's page, where it can be changed.
    url: str = ""

    def bars_of(self, *kinds: str) -> list[Bar]:
        """The bars of these kinds (keys of ``BAR_KINDS``), in the order in which they were added."""
        return [bar for bar in self.bars if bar.kind in kinds]

    @property
    def hours(self) -> list[Bar]:
        return self.bars_of("hours", "crisis")

    @property
    def busy(self) -> list[Bar]:
        return self.bars_of("busy", "hold", "session")

    @property
    def free(self) -> list[Bar]:
        return self.bars_of("free")

    @property
    def drawn(self) -> list[tuple[str, str, str]]:
        """Kind, position and width of each bar, in the order of drawing."""
        bars = [bar for kind in _DRAWN for bar in self.bars_of(kind)]
        return [
            (bar.kind, _percent(bar.start, self.span), _percent(self.span[0] + bar.width, self.span)) for bar in bars
        ]

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """Kind, label and times of the bars of each kind, as text."""
        return [
            (kind, str(label), ", ".join(f"{bar.times} {bar.label}".strip() for bar in bars))
            for kind, label in BAR_KINDS.items()
            if (bars := self.bars_of(kind))
        ]


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, starting on Monday."""

    days: list[Day]

    @property
    def number(self) -> int:
        """The ISO week number."""
        return self.days[0].date.isocalendar().week

    @property
    def dates(self) -> str:
        """Such as ``7 Dec – 13 Dec``."""
        return " – ".join(format_day_and_month(day.date) for day in (self.days[0], self.days[-1]))


@dataclass(frozen=True, slots=True)
class WeekGrid:
    """Weeks in the time zone ``zone``; ``hint`` explains why visitors see no free time at all."""

    weeks: list[Week]
    zone: str
    hint: str = ""

    @property
    def days(self) -> list[Day]:
        return [day for week in self.weeks for day in week.days]

    @property
    def ticks(self) -> list[tuple[str, str]]:
        """Hours of the day with their positions in the picture of a day."""
        first, last = self.days[0].span
        hours = range(first // 60 + _TICK_HOURS, -(-last // 60), _TICK_HOURS)
        return [(str(hour), _percent(hour * 60, (first, last))) for hour in hours]


def saved_week_grid(
    supervisor_id: int, as_of: int | None = None, weeks: int = WEEKS, first: date | None = None
) -> WeekGrid | None:
    """The week grid of the saved data from the week of ``first`` on, by default this week.

    None if the supervisor does not exist.
    """
    as_of = current_hour() if as_of is None else as_of
    snapshot = load_snapshots([supervisor_id], holiday_years(as_of)).get(supervisor_id)
    return None if snapshot is None else WeekGridBuilder(snapshot, as_of, weeks, first).build()


def unsaved_week_grid(supervisor: Supervisor, as_of: int | None = None, weeks: int = WEEKS) -> WeekGrid:
    """The week grid of a supervisor as edited in a form."""
    as_of = current_hour() if as_of is None else as_of
    return WeekGridBuilder(snapshot_from_form(supervisor, holiday_years(as_of)), as_of, weeks).build()


class WeekGridBuilder:
    """Collects the bars and notes of each day."""

    def __init__(self, snapshot: SupervisorSnapshot, as_of: int, weeks: int, first: date | None = None) -> None:
        self.snapshot, self.as_of = snapshot, as_of
        self.tz = ZoneInfo(snapshot.hours.zone)
        start = as_of if first is None else day_number(first) * DAY
        low, high = min(start, as_of) - WEEK_MARGIN, max(start, as_of) + (weeks + 1) * WEEK_MARGIN
        self.offsets = load_zone_offsets(snapshot.hours.zone, low, high)
        self.today = self.offsets.local_day(as_of)
        shown = self.today if first is None else day_number(first)
        self.first = shown - day_date(shown).weekday()
        self.last = self.first + weeks * 7 - 1
        self.start, self.end = self.offsets.day_start(self.first), self.offsets.day_start(self.last + 1)
        self.days = {
            number: Day(day_date(number), is_past=number < self.today, is_today=number == self.today)
            for number in range(self.first, self.last + 1)
        }

    def build(self) -> WeekGrid:
        """The grid with the bars of all sources. Call it once: it adds to ``days``."""
        self._add_notes()
        self._add_hours()
        self._add_free_time(self._add_busy_time())
        days = list(self.days.values())
        self._set_span(days)
        weeks = [Week(days[start : start + 7]) for start in range(0, len(days), 7)]
        return WeekGrid(weeks, self.snapshot.hours.zone, _hint(self.snapshot))

    @staticmethod
    def _set_span(days: list[Day]) -> None:
        """All days are drawn to the same scale: the whole hours that the bars need."""
        bars = [bar for day in days for bar in day.bars]
        first = min([_USUAL_SPAN[0], *(bar.start for bar in bars)]) // 60 * 60
        last = -(-max([_USUAL_SPAN[1], *(bar.end for bar in bars)]) // 60) * 60
        for day in days:
            day.span = first, last

    def _add_notes(self) -> None:
        for day in self.days.values():
            if day.date in self.snapshot.hours.holidays:
                day.notes.append(self._note_of_holiday(day.date))
            rows = [row for row in self.snapshot.hours.exceptions if row.first <= day.date <= row.last]
            if any(not row.additional for row in rows):
                day.notes.append(gettext("Exception"))
            if any(row.additional for row in rows):
                day.notes.append(gettext("Additional hours"))

    def _add_hours(self) -> None:
        intervals = open_intervals(self.snapshot.hours, ANY_OPEN_TIME, self.offsets, self.first, self.last)
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

    def _add_busy_bars(self, source: BusySource, intervals: Collection[BusyInterval]) -> None:
        held = {interval.key for interval in intervals if interval.held}
        by_key = _group_by_key(intervals)
        labels = self._labels(source, list(by_key))
        for key, spans in by_key.items():
            kind = "hold" if key in held else "session" if source.counts_as_sessions else "busy"
            self._add_bars(kind, merge(spans), labels.get(key, ""))

    def _add_free_time(self, busy_time: BusyTime) -> None:
        services = self._services()
        self._add_bars("free", free_intervals(self.snapshot, services, busy_time, self.as_of, self.start, self.end))

    def _note_of_holiday(self, day: date) -> str:
        return holiday_note(self.snapshot.site_id, day)

    def _labels(self, source: BusySource, keys: Collection[str]) -> Mapping[str, str]:
        return source.labels(keys)

    def _services(self) -> Mapping[int, Service]:
        return load_services([self.snapshot.site_id])

    def _add_bars(self, kind: str, spans: Iterable[Interval], label: str = "") -> None:
        for start, end in spans:
            for number, first, last in self._split_by_day(max(start, self.start), min(end, self.end)):
                self.days[number].bars.append(Bar(kind, first, last, label))

    def _split_by_day(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Day numbers of an interval (UTC epoch seconds), with its start and end in minutes of each day."""
        while start < end:
            number = self.offsets.local_day(start)
            midnight = self.offsets.day_start(number + 1)
            stop = min(end, midnight)
            # Where the clock skips midnight, the next day begins at another time.
            yield number, self._minute_of_day(start), MINUTES_OF_DAY if stop == midnight else self._minute_of_day(stop)
            start = stop

    def _minute_of_day(self, instant: int) -> int:
        local = datetime.fromtimestamp(instant, self.tz)
        return local.hour * 60 + local.minute


def free_intervals(
    snapshot: SupervisorSnapshot, services: Mapping[int, Service], busy_time: BusyTime, as_of: int, start: int, end: int
) -> list[Interval]:
    """The time in a span (UTC epoch seconds) that visitors see free, for any service and in a crisis, merged.

    Free time that begins before the span or ends after it is not cut.
    """
    queries = (UNRESTRICTED_QUERY, AvailabilityQuery(crisis=True))
    groups = [group for query in queries for group in service_groups(snapshot, query, services)]
    offers = compute_offers(snapshot, groups, busy_time, as_of, start, end)
    return merge(window[:2] for offer in offers for window in offer.windows)


def _hint(snapshot: SupervisorSnapshot) -> str:
    if not snapshot.active:
        return gettext("Visitors see no free times because the supervisor is not active.")
    if not snapshot.accepts_new_clients:
        return gettext("Visitors see no free times because the supervisor does not take new clients.")
    if not snapshot.services:
        return gettext("Visitors see no free times because no services are selected on the “Work” tab.")
    return ""


def holiday_note(site_id: int, day: date) -> str:
    """What a practice calls a public holiday, in the active language."""
    practice = PracticeSettings.objects.filter(site_id=site_id).first() or PracticeSettings()
    own_name = practice.holiday_overrides.filter(day=day).values_list("name", flat=True).first()
    country, region = practice.holiday_country, practice.holiday_subdivision
    return own_name or holiday_name(country, region, day, get_language() or "") or gettext("Holiday")


def _group_by_key(intervals: Iterable[BusyInterval]) -> Mapping[str, list[Interval]]:
    by_key: dict[str, list[Interval]] = {}
    for interval in intervals:
        by_key.setdefault(interval.key, []).append((interval.start, interval.end))
    return by_key


def _percent(minute: int, span: tuple[int, int]) -> str:
    """The position of a minute in a picture of the span, as SVG has it in every language."""
    return f"{(minute - span[0]) * 100 / (span[1] - span[0]):.3f}%"


def _format_minute(minute: int) -> str:
    """A minute of the day in the language of the reader; the midnight that ends a day is displayed as 00:00."""
    return format_time(time(minute % MINUTES_OF_DAY // 60, minute % 60))
