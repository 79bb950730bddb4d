"""Turns the bytes of a calendar file into busy intervals."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from time import process_time

from ...intervals import merge
from .errors import CalendarError, EventError
from .events import CANCELLED, EventReader, EventTimes
from .expansion import MAX_INSTANCES, Series, Span, Window, group_series
from .options import ReadOptions
from .parser import ParsedCalendar, ParsedComponent, ParsedFile, parse_file
from .values import DateOrTime, end_of, parse_date_or_time, parse_period, to_epoch
from .zones import ZoneResolver

#: CPU seconds for all series of a file.
CPU_SECONDS = 1.5
#: How many starts of doubtful events are returned.
MAX_DOUBTFUL = 20
_DAY = timedelta(days=1)


@dataclass(slots=True)
class BusyTime:
    """``blocks`` are sorted, disjoint intervals in UTC epoch seconds; ``issues`` counts problems by code.

    ``doubtful`` are the first days (``YYYY-MM-DD``) of events that are kept as busy although a part of them could not
    be read; ``issues["doubtful"]`` is their number.
    """

    blocks: list[Span] = field(default_factory=list)
    issues: dict[str, int] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)


def read_busy_time(body: bytes, options: ReadOptions) -> BusyTime:
    """Raises ``CalendarError`` if the file as a whole is unusable. Events without a readable start are counted."""
    since, until = datetime.fromtimestamp(options.since, UTC), datetime.fromtimestamp(options.until, UTC)
    parsed = parse_file(body, f"{since - 2 * _DAY:%Y%m%d}", f"{until + 2 * _DAY:%Y%m%d}")
    return _BusyTimeReader(parsed, options).read()


class _BusyTimeReader:
    def __init__(self, parsed: ParsedFile, options: ReadOptions) -> None:
        self.parsed, self.options, self.issues = parsed, options, parsed.issues
        self.window = Window(options.since, options.until)
        self.spans: list[Span] = []
        self.doubtful: list[str] = []
        self.began = process_time()

    def read(self) -> BusyTime:
        for calendar in self.parsed.calendars:
            zones = ZoneResolver(self.options.zone, calendar.zone_name, calendar.zones, self.issues)
            self._add_events(calendar, zones)
            for component in calendar.components:
                if component.name == "VFREEBUSY":
                    self._add_free_busy(component, zones)
        clipped = ((max(start, self.options.since), min(end, self.options.until)) for start, end in self.spans)
        issues = {code: count for code, count in sorted(self.issues.items()) if count}
        return BusyTime(merge(clipped), issues, sorted(set(self.doubtful))[:MAX_DOUBTFUL])

    def _add_events(self, calendar: ParsedCalendar, zones: ZoneResolver) -> None:
        by_uid: dict[str, list[EventTimes]] = defaultdict(list)
        for number, event in enumerate(self._events(calendar, zones)):
            by_uid[event.uid or f"{number}"].append(event)
        for uid, events in by_uid.items():
            current = [event for event in events if event.recurs or event.sequence >= calendar.outside.get(uid, 0)]
            for series in group_series(current, zones, self.window):
                self._add_series(series)

    def _events(self, calendar: ParsedCalendar, zones: ZoneResolver) -> Iterator[EventTimes]:
        own_addresses = frozenset(self.options.own_addresses) | {calendar.owner.lower()} - {""}
        reader = EventReader(zones, self.options, own_addresses)
        for component in calendar.components:
            if component.name == "VEVENT":
                try:
                    yield reader.read(component)
                except EventError as error:
                    self.issues[error.code] += 1
                except (ValueError, OverflowError):
                    self.issues["bad_value"] += 1

    def _add_series(self, series: Series) -> None:
        if process_time() - self.began > CPU_SECONDS:
            raise CalendarError("too_heavy")
        try:
            spans = series.spans(self.window)
        except (ValueError, OverflowError):
            self.issues["bad_value"] += 1
            return
        self._count_free(series)
        self._add(spans)
        for event in (series.main, *series.overrides):
            if not event.free_reason and (event.doubtful or (series.doubtful and event is series.main)):
                self._add_doubtful(event.start)

    def _count_free(self, series: Series) -> None:
        for event in (series.main, *series.overrides):
            if event.free_reason and event.free_reason != CANCELLED:
                self.issues[event.free_reason] += 1

    def _add_doubtful(self, start: DateOrTime) -> None:
        self.issues["doubtful"] += 1
        self.doubtful.append(f"{start:%Y-%m-%d}")

    def _add_free_busy(self, component: ParsedComponent, zones: ZoneResolver) -> None:
        lines = component.all("FREEBUSY")
        for line in lines:
            if line.parameters.get("FBTYPE", "BUSY").upper() != "FREE":
                for value in filter(None, map(str.strip, line.value.split(","))):
                    self._add_period(value, line.parameters.get("TZID", ""), zones)
        # Radicale writes one VFREEBUSY for each busy time, with its type as a property.
        kind = component.text("FBTYPE").upper()
        if not lines and kind and kind != "FREE":
            self._add_period(f"{component.text('DTSTART')}/{component.text('DTEND')}", "", zones)

    def _add_period(self, value: str, tzid: str, zones: ZoneResolver) -> None:
        try:
            start, length = parse_period(value, tzid, zones)
            self._add([(to_epoch(start, zones), end_of(start, length, zones))])
        except (ValueError, OverflowError):
            self._add_unreadable_period(value, tzid, zones)

    def _add_unreadable_period(self, value: str, tzid: str, zones: ZoneResolver) -> None:
        """A period whose start alone can be read keeps the rest of its day."""
        try:
            start = parse_date_or_time(value.partition("/")[0].strip(), tzid, zones)
            next_midnight = datetime.combine(start + _DAY, time.min, getattr(start, "tzinfo", None) or zones.home)
            self._add([(to_epoch(start, zones), to_epoch(next_midnight, zones))])
            self._add_doubtful(start)
        except (ValueError, OverflowError):
            self.issues["bad_value"] += 1

    def _add(self, spans: list[Span]) -> None:
        self.spans += [span for span in spans if self.window.overlaps(span)]
        if len(self.spans) > MAX_INSTANCES:
            raise CalendarError("too_many_instances", str(MAX_INSTANCES))
