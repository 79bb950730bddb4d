"""Turns the bytes of a calendar file into busy intervals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ...intervals import merge
from .errors import CalendarError, EventError
from .events import EventTimes, read_event
from .expansion import MAX_INSTANCES, Span, series_spans, single_span
from .options import ReadOptions
from .parser import ParsedCalendar, ParsedComponent, parse_calendar
from .values import read_periods, to_epoch
from .zones import ZoneResolver

_DAY = timedelta(days=1)


@dataclass(slots=True)
class BusyTime:
    """``blocks`` are sorted, disjoint intervals in UTC epoch seconds; ``issues`` counts problems by code."""

    blocks: list[Span] = field(default_factory=list)
    issues: dict[str, int] = field(default_factory=dict)


def read_busy_time(body: bytes, options: ReadOptions) -> BusyTime:
    """Raises ``CalendarError`` if the file as a whole is unusable; unusable events are skipped and counted."""
    since, until = datetime.fromtimestamp(options.since, UTC), datetime.fromtimestamp(options.until, UTC)
    parsed = parse_calendar(body, f"{since - 2 * _DAY:%Y%m%d}", f"{until + 2 * _DAY:%Y%m%d}")
    return _BusyTimeReader(parsed, options, since, until).read()


class _BusyTimeReader:
    def __init__(self, parsed: ParsedCalendar, options: ReadOptions, since: datetime, until: datetime) -> None:
        self.parsed, self.options, self.since, self.until = parsed, options, since, until
        self.issues = parsed.issues
        self.zones = ZoneResolver(options.zone, parsed.zone_name, parsed.zones, self.issues)
        self.own_addresses = frozenset(options.own_addresses) | {parsed.owner.lower()} - {""}
        self.spans: list[Span] = []

    def read(self) -> BusyTime:
        for series in self._all_series():
            self._add_series(series)
        for component in self.parsed.components:
            if component.name == "VFREEBUSY":
                self._add_free_busy(component)
        clipped = ((max(start, self.options.since), min(end, self.options.until)) for start, end in self.spans)
        return BusyTime(merge(clipped), {code: count for code, count in sorted(self.issues.items()) if count})

    def _all_series(self) -> Iterator[list[EventTimes]]:
        """Events grouped by UID. Some programs give several unrelated events the same UID; those are separated."""
        by_uid: dict[str, list[EventTimes]] = defaultdict(list)
        for number, event in enumerate(self._events()):
            by_uid[event.uid or f"{number}"].append(event)
        for events in by_uid.values():
            yield from _split_series(events)

    def _events(self) -> Iterator[EventTimes]:
        for component in self.parsed.components:
            if component.name == "VEVENT":
                event = self._read_event(component)
                if event is not None:
                    yield event

    def _read_event(self, component: ParsedComponent) -> EventTimes | None:
        try:
            return read_event(component, self.zones, self.options, self.own_addresses)
        except EventError as error:
            self.issues[error.code] += 1
        except (ValueError, OverflowError):
            self.issues["bad_value"] += 1
        return None

    def _add_series(self, series: list[EventTimes]) -> None:
        try:
            self._add(self._spans(series))
        except EventError as error:
            self.issues[error.code] += 1
        except CalendarError:
            raise
        except Exception:
            self.issues["bad_value"] += 1

    def _spans(self, series: list[EventTimes]) -> list[Span]:
        masters = [event for event in series if event.recurrence_id is None]
        if any(event.free_reason == "cancelled" for event in masters):
            return []
        if len(series) == 1 and not series[0].recurs:
            return self._single_spans(series[0])
        self._count_free(series)
        return series_spans(series, self.zones, self.since, self.until)

    def _single_spans(self, event: EventTimes) -> list[Span]:
        start, end = single_span(event, self.zones)
        if end <= self.options.since or start >= self.options.until or start == end:
            return []
        if event.free_reason:
            self._count_free([event])
            return []
        return [(start, end)]

    def _count_free(self, events: Iterable[EventTimes]) -> None:
        for event in events:
            if event.free_reason and event.free_reason != "cancelled":
                self.issues[event.free_reason] += 1

    def _add_free_busy(self, component: ParsedComponent) -> None:
        for line in component.all("FREEBUSY"):
            if line.parameters.get("FBTYPE", "BUSY").upper() == "FREE":
                continue
            try:
                periods = read_periods(line, self.zones)
                self._add([(to_epoch(start, self.zones), to_epoch(end, self.zones)) for start, end in periods])
            except (ValueError, OverflowError):
                self.issues["bad_value"] += 1

    def _add(self, spans: list[Span]) -> None:
        self.spans += [span for span in spans if span[1] > self.options.since and span[0] < self.options.until]
        if len(self.spans) > MAX_INSTANCES:
            raise CalendarError("too_many_instances", str(MAX_INSTANCES))


def _split_series(events: list[EventTimes]) -> Iterator[list[EventTimes]]:
    """The recurring event with its overrides, then every other event of the UID on its own."""
    masters = [event for event in events if event.recurrence_id is None]
    overrides = [event for event in events if event.recurrence_id is not None]
    if len(masters) < 2:
        yield events
        return
    main = max(masters, key=lambda event: (event.recurs, event.sequence))
    yield [main, *overrides]
    yield from ([event] for event in masters if event is not main)
