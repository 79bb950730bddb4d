"""From a file's bytes to the busy time it tells of."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ...intervals import merge
from .events import Event, read_event
from .expansion import MAX_INSTANCES, Span, series_spans, single_span
from .job import Job, Refused
from .lines import Component, Document, read_document
from .values import BadRule, instant, read_periods
from .zones import Zones

_DAY = timedelta(days=1)


@dataclass(slots=True)
class BusyTime:
    """Normal intervals in UTC epoch seconds, and how many events were left out for which reason."""

    blocks: list[Span] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)


def read_busy_time(body: bytes, job: Job) -> BusyTime:
    """Raises ``Refused`` for a file that can't be used as a whole; single events that can't be are counted."""
    since, until = datetime.fromtimestamp(job.since, UTC), datetime.fromtimestamp(job.until, UTC)
    document = read_document(body, f"{since - 2 * _DAY:%Y%m%d}", f"{until + 2 * _DAY:%Y%m%d}")
    return _Reading(document, job, since, until).result()


class _Reading:
    def __init__(self, document: Document, job: Job, since: datetime, until: datetime) -> None:
        self.document, self.job, self.since, self.until = document, job, since, until
        self.notes = document.notes
        self.zones = Zones(job.zone, document.zone_name, document.zones, self.notes)
        self.own = frozenset(job.own_addresses) | {document.calendar_name.lower()} - {""}
        self.spans: list[Span] = []

    def result(self) -> BusyTime:
        for series in self._series():
            self._take(series)
        for component in self.document.components:
            if component.name == "VFREEBUSY":
                self._take_free_busy(component)
        clipped = ((max(start, self.job.since), min(end, self.job.until)) for start, end in self.spans)
        return BusyTime(merge(clipped), {code: count for code, count in sorted(self.notes.items()) if count})

    def _series(self) -> Iterator[list[Event]]:
        """Events that belong together. One UID for several whole events, which happens, makes several series."""
        by_uid: dict[str, list[Event]] = defaultdict(list)
        for number, event in enumerate(self._events()):
            by_uid[event.uid or f"{number}"].append(event)
        for events in by_uid.values():
            yield from _apart(events)

    def _events(self) -> Iterator[Event]:
        for component in self.document.components:
            if component.name == "VEVENT":
                event = self._event(component)
                if event is not None:
                    yield event

    def _event(self, component: Component) -> Event | None:
        try:
            return read_event(component, self.zones, self.job, self.own)
        except BadRule as error:
            self.notes[error.code] += 1
        except (ValueError, OverflowError):
            self.notes["bad_value"] += 1
        return None

    def _take(self, series: list[Event]) -> None:
        try:
            self._add(self._spans(series))
        except BadRule as error:
            self.notes[error.code] += 1
        except Refused:
            raise
        except Exception:
            self.notes["bad_value"] += 1

    def _spans(self, series: list[Event]) -> list[Span]:
        whole = [event for event in series if event.instance is None]
        if any(event.free == "cancelled" for event in whole):
            return []
        if len(series) == 1 and not series[0].recurs:
            return self._single(series[0])
        self._count_free(series)
        return series_spans(series, self.zones, self.since, self.until)

    def _single(self, event: Event) -> list[Span]:
        start, end = single_span(event, self.zones)
        if end <= self.job.since or start >= self.job.until or start == end:
            return []
        if event.free:
            self._count_free([event])
            return []
        return [(start, end)]

    def _count_free(self, events: Iterable[Event]) -> None:
        for event in events:
            if event.free and event.free != "cancelled":
                self.notes[event.free] += 1

    def _take_free_busy(self, component: Component) -> None:
        for line in component.all("FREEBUSY"):
            if line.parameters.get("FBTYPE", "BUSY").upper() == "FREE":
                continue
            try:
                periods = read_periods(line, self.zones)
                self._add([(instant(start, self.zones), instant(end, self.zones)) for start, end in periods])
            except (ValueError, OverflowError):
                self.notes["bad_value"] += 1

    def _add(self, spans: list[Span]) -> None:
        self.spans += [span for span in spans if span[1] > self.job.since and span[0] < self.job.until]
        if len(self.spans) > MAX_INSTANCES:
            raise Refused("too_many_instances", str(MAX_INSTANCES))


def _apart(events: list[Event]) -> Iterator[list[Event]]:
    """Changed instances stay with the recurring event of their UID; other whole events of that UID stand alone."""
    whole = [event for event in events if event.instance is None]
    changed = [event for event in events if event.instance is not None]
    if len(whole) < 2:
        yield events
        return
    main = max(whole, key=lambda event: (event.recurs, event.sequence))
    yield [main, *changed]
    yield from ([event] for event in whole if event is not main)
