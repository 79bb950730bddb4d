"""Turns the bytes of a calendar file into busy intervals."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ...intervals import merge
from .budget import cpu_budget
from .busy_marks import CANCELLED
from .errors import CalendarError, EventError
from .events import EventReader, EventTimes, list_values
from .expansion import MAX_INSTANCES, Series, Span, Window, own_spans
from .options import ReadOptions
from .parser import ContentLine, ParsedCalendar, ParsedComponent, ParsedFile, parse_file
from .values import DateOrTime, end_of, parse_period, to_epoch
from .versions import group_series
from .zones import ZoneResolver

#: CPU seconds for a file.
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
    with cpu_budget(CPU_SECONDS, CalendarError("too_heavy"), is_outer=True):
        parsed = parse_file(body, f"{since - 2 * _DAY:%Y%m%d}", f"{until + 2 * _DAY:%Y%m%d}")
        return _BusyTimeReader(parsed, options).read()


@dataclass(slots=True)
class _CalendarEvents:
    """The events of one calendar by UID; those without one have a number instead."""

    zones: ZoneResolver
    reader: EventReader
    by_uid: dict[str | int, list[EventTimes]] = field(default_factory=lambda: defaultdict(list))


class _BusyTimeReader:
    def __init__(self, parsed: ParsedFile, options: ReadOptions) -> None:
        self.parsed, self.options, self.issues = parsed, options, parsed.issues
        self.window = Window(options.since, options.until)
        self.spans: list[Span] = []
        self.doubtful: list[str] = []

    def read(self) -> BusyTime:
        calendars = [self._read_calendar(calendar) for calendar in self.parsed.calendars]
        _join_overrides([calendar.by_uid for calendar in calendars])
        for calendar in calendars:
            for events in calendar.by_uid.values():
                for series in group_series(events, calendar.zones, self.window):
                    self._add_series(series)
        clipped = ((max(start, self.options.since), min(end, self.options.until)) for start, end in self.spans)
        issues = {code: count for code, count in sorted(self.issues.items()) if count}
        return BusyTime(merge(clipped), issues, sorted(set(self.doubtful))[:MAX_DOUBTFUL])

    def _read_calendar(self, calendar: ParsedCalendar) -> _CalendarEvents:
        zones = ZoneResolver(self.options.zone, calendar.zone_name, calendar.zones, self.issues)
        own_addresses = frozenset(self.options.own_addresses) | {calendar.owner.lower()} - {""}
        result = _CalendarEvents(zones, EventReader(zones, self.options, own_addresses))
        for number, component in enumerate(calendar.components):
            if component.name == "VFREEBUSY":
                self._add_free_busy(component, result)
                continue
            event = self._read_event(component, result.reader)
            if event is not None and _is_current(event, calendar):
                result.by_uid[event.uid or number].append(event)
        return result

    def _read_event(self, component: ParsedComponent, reader: EventReader) -> EventTimes | None:
        try:
            return reader.read(component)
        except EventError as error:
            self.issues[error.code] += 1
        except (ValueError, OverflowError):
            self.issues["bad_value"] += 1
        return None

    def _add_series(self, series: Series) -> None:
        try:
            spans = series.spans(self.window)
        except (ValueError, OverflowError):
            spans = self._spans_without_recurrence(series)
        self._count_free(series)
        self._add(spans)
        for event in (series.main, *series.overrides):
            is_doubtful = event.doubtful or (series.doubtful and event is series.main)
            if is_doubtful and not event.free_reason and (spans or not event.is_single):
                self._add_doubtful(event.start)

    def _spans_without_recurrence(self, series: Series) -> list[Span]:
        """What remains if a date of the series is beyond what can be computed."""
        series.doubtful = True
        spans: list[Span] = []
        for event in (series.main, *series.overrides):
            try:
                spans += own_spans(event, series.zones)
            except (ValueError, OverflowError):
                self.issues["bad_value"] += 1
        return [span for span in spans if self.window.overlaps(span)]

    def _count_free(self, series: Series) -> None:
        for event in (series.main, *series.overrides):
            if event.free_reason and event.free_reason != CANCELLED:
                self.issues[event.free_reason] += 1

    def _add_doubtful(self, start: DateOrTime) -> None:
        self.issues["doubtful"] += 1
        self.doubtful.append(f"{start:%Y-%m-%d}")

    def _add_free_busy(self, component: ParsedComponent, calendar: _CalendarEvents) -> None:
        lines = component.all("FREEBUSY")
        busy = [line for line in lines if line.parameters.get("FBTYPE", "BUSY").strip().upper() != "FREE"]
        for value, tzid in list_values(busy):
            self._add_period(value, tzid, calendar)
        # Radicale writes one VFREEBUSY for each busy time, with its type as a property.
        if not lines and component.text("FBTYPE").upper() not in ("", "FREE"):
            self._add_as_event(component, calendar)

    def _add_period(self, value: str, tzid: str, calendar: _CalendarEvents) -> None:
        try:
            start, length = parse_period(value, tzid, calendar.zones)
            self._add([(to_epoch(start, calendar.zones), end_of(start, length, calendar.zones))])
        except (ValueError, OverflowError):
            self._add_as_event(_as_component(value, tzid), calendar)

    def _add_as_event(self, component: ParsedComponent, calendar: _CalendarEvents) -> None:
        event = self._read_event(component, calendar.reader)
        if event is not None:
            event.free_reason = ""
            self._add_series(Series(event, calendar.zones))

    def _add(self, spans: list[Span]) -> None:
        self.spans += [span for span in spans if self.window.overlaps(span)]
        if len(self.spans) > MAX_INSTANCES:
            raise CalendarError("too_many_instances", str(MAX_INSTANCES))


def _is_current(event: EventTimes, calendar: ParsedCalendar) -> bool:
    """Whether there is no newer version of a single event outside the window."""
    if event.recurs or event.is_override or event.sequence is None:
        return True
    return event.sequence >= calendar.outside.get(event.uid, 0)


def _join_overrides(calendars: Sequence[dict[str | int, list[EventTimes]]]) -> None:
    """Brings overrides to the calendar of their series: ownCloud wrote every event in a calendar of its own."""
    owners: dict[str | int, list[EventTimes]] = {}
    for by_uid in calendars:
        for uid, events in by_uid.items():
            if isinstance(uid, str) and not all(event.is_override for event in events):
                owners.setdefault(uid, events)
    for by_uid in calendars:
        for uid, events in by_uid.items():
            if uid in owners and all(event.is_override for event in events):
                owners[uid].extend(events)
                events.clear()


def _as_component(period: str, tzid: str) -> ParsedComponent:
    """A period as an event, which may lack a readable start or end."""
    start, _, end = period.partition("/")
    name = "DURATION" if end.strip().upper().startswith("P") else "DTEND"
    parameters = {"TZID": tzid} if tzid else {}
    return ParsedComponent("VEVENT", [ContentLine("DTSTART", parameters, start), ContentLine(name, parameters, end)])
