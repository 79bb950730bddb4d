"""Expands events into intervals, safely for hostile rules.

Rules are expanded on the wall clock of the event's zone and converted to UTC afterwards. Every event has a budget of
CPU time. Details that can't be applied keep time busy: DTSTART is an instance of its series even if the rule disagrees,
and an event whose rule can't be expanded keeps its first instance, or all its time if it recurs all day long.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from .budget import cpu_budget
from .errors import EventError
from .events import EventTimes
from .rules import RecurrenceRule
from .values import DateOrTime, Length, end_of, local_day, to_epoch, wall_time
from .zones import ZoneResolver

#: Of one calendar, and of one series.
MAX_INSTANCES = 10_000
#: CPU seconds for one series.
SERIES_CPU_SECONDS = 0.25
_TEN_YEARS = timedelta(days=3650)

Span = tuple[int, int]


@dataclass(slots=True)
class Window:
    """The time that is read, in UTC epoch seconds."""

    since: int
    until: int

    def walls(self, event: EventTimes, shift: timedelta, zones: ZoneResolver) -> tuple[datetime, datetime]:
        """The first and last wall time at which an instance of the event may start and overlap the window."""
        zone = event.zone or zones.home
        margin = timedelta(days=2) + abs(shift)
        earliest = datetime.fromtimestamp(self.since, zone).replace(tzinfo=None)
        latest = datetime.fromtimestamp(self.until, zone).replace(tzinfo=None)
        return earliest - margin - min(event.length.approximate, _TEN_YEARS), latest + margin

    def overlaps(self, span: Span) -> bool:
        return span[1] > self.since and span[0] < self.until and span[0] < span[1]


@dataclass(slots=True)
class _Instance:
    wall: datetime
    length: Length
    overridden: bool = False
    excluded: bool = False


@dataclass(slots=True)
class Series:
    """A recurring or single event and the overrides that share its UID. ``doubtful`` is set by ``spans``."""

    main: EventTimes
    zones: ZoneResolver
    overrides: list[EventTimes] = field(default_factory=list)
    doubtful: bool = False
    endless_rules: list[RecurrenceRule] = field(default_factory=list)
    _instances: dict[int, _Instance] = field(default_factory=dict)

    def spans(self, window: Window) -> list[Span]:
        """Busy intervals that overlap the window, in UTC epoch seconds, and those of the overrides.

        Raises ``OverflowError`` or ``ValueError`` if the start is a date that ``datetime`` can't convert.
        """
        if self.overrides:
            self._drop_old_overrides(self.instances(window))
        moved = [span for event in self.overrides for span in self._override_spans(event, window)]
        if self.main.free_reason and not any(event.this_and_future for event in self.overrides):
            spans = moved
        else:
            spans = [*moved, *self._instance_spans(window)]
        return [span for span in spans if window.overlaps(span)]

    def _override_spans(self, event: EventTimes, window: Window) -> list[Span]:
        """A THISANDFUTURE override with another rule than its series is a series as well."""
        rules = [rule.parts for rule in event.rules]
        if event.this_and_future and rules and rules != [rule.parts for rule in self.main.rules]:
            return Series(event, self.zones).spans(window)
        return list(own_spans(event, self.zones))

    def _instance_spans(self, window: Window) -> Iterator[Span]:
        instances = self.instances(window)
        self._apply_overrides(instances)
        yield from self._shifted_spans(instances)
        if self.endless_rules and not self.main.free_reason:
            yield self._endless_span(window)

    def _endless_span(self, window: Window) -> Span:
        """A rule that recurs all day long and can't be expanded keeps the whole time from its start to its end."""
        zone = self.main.zone or self.zones.home
        last_starts = [rule.until.replace(tzinfo=zone) for rule in self.endless_rules if rule.until]
        is_ended = len(last_starts) == len(self.endless_rules)
        end = end_of(max(last_starts), self.main.length, self.zones) if is_ended else window.until
        return to_epoch(self.main.start, self.zones), end

    def instances(self, window: Window) -> dict[int, _Instance]:
        """The instances by start in UTC epoch seconds, before overrides; computed once."""
        if not self._instances:
            self._instances = self._expanded(window)
        return self._instances

    def _expanded(self, window: Window) -> dict[int, _Instance]:
        main, zone, zones = self.main, self.main.zone, self.zones
        bounds = window.walls(main, self._largest_shift(), zones)
        start = wall_time(main.start, zone, zones)
        instances = {self._epoch(start): _Instance(start, main.length)}
        for rule in main.rules:
            for wall in self._walls(rule, start, *bounds):
                instances.setdefault(self._epoch(wall), _Instance(wall, main.length))
        for wall, length in self._rdate_walls():
            instances[self._epoch(wall)] = _Instance(wall, length or main.length)
        for rule in main.exrules:
            for wall in self._walls(rule, start, *bounds):
                self._exclude(instances, [self._epoch(wall)])
        for exdate in main.exdates:
            self._exclude(instances, self._matching(instances, exdate))
        return instances

    def _rdate_walls(self) -> Iterator[tuple[datetime, Length | None]]:
        for rdate, length in self.main.rdates:
            try:
                yield self._instance_wall(rdate), length
            except OverflowError:
                self.doubtful = True

    def _exclude(self, instances: dict[int, _Instance], keys: list[int]) -> None:
        for key in keys:
            if key in instances:
                instances[key].excluded = True

    def _walls(self, rule: RecurrenceRule, start: datetime, lower: datetime, upper: datetime) -> list[datetime]:
        """The rule's wall times; none, and the series is doubtful, if they can't be computed."""
        try:
            with cpu_budget(SERIES_CPU_SECONDS, EventError("too_heavy")):
                walls = list(islice(rule.walls(start, lower, upper), MAX_INSTANCES + 1))
            if len(walls) <= MAX_INSTANCES:
                return walls
        except (ValueError, OverflowError):
            pass
        self.doubtful = True
        if rule.is_sub_daily and rule in self.main.rules:
            self.endless_rules.append(rule)
        return []

    def _instance_wall(self, value: DateOrTime) -> datetime:
        """A date in a timed series means the day's instance, which starts when the series does."""
        wall = wall_time(value, self.main.zone, self.zones)
        if isinstance(self.main.start, datetime) and not isinstance(value, datetime):
            return datetime.combine(wall.date(), self.main.start.time())
        return wall

    def _matching(self, instances: dict[int, _Instance], value: DateOrTime) -> list[int]:
        """The keys of the instances that an EXDATE or RECURRENCE-ID means, in any of the forms that programs write."""
        try:
            if self.main.zone is None:
                value = local_day(value, self.zones)
            elif not isinstance(value, datetime):
                return [key for key, instance in instances.items() if instance.wall.date() == value]
            key = to_epoch(value, self.zones)
        except (ValueError, OverflowError):
            return []
        return [key] if key in instances else []

    def has_instance(self, recurrence_id: DateOrTime | None, window: Window) -> bool:
        """Whether a RECURRENCE-ID is an instance of this series."""
        return recurrence_id is not None and bool(self._matching(self.instances(window), recurrence_id))

    def _overridden(self, override: EventTimes, instances: dict[int, _Instance]) -> tuple[int, ...]:
        """The keys of the instances that an override replaces."""
        if override.recurrence_id is None:
            return ()
        return tuple(self._matching(instances, override.recurrence_id))

    def _drop_old_overrides(self, instances: dict[int, _Instance]) -> None:
        """Keeps the newest override of each instance, and all of them if they are equally new.

        A newer version of the series may have excluded the instance of an older override.
        """
        by_keys: dict[tuple[int, ...], list[EventTimes]] = defaultdict(list)
        for override in self.overrides:
            by_keys[self._overridden(override, instances)].append(override)
        self.overrides = by_keys.pop((), [])
        for keys, overrides in by_keys.items():
            current = newest(overrides)
            if all(instances[key].excluded for key in keys):
                current = [one for one in current if not is_older(one, self.main)]
            self.overrides += current

    def _apply_overrides(self, instances: dict[int, _Instance]) -> None:
        for override in self.overrides:
            for key in self._overridden(override, instances):
                instances[key].overridden = True

    def _shifted_spans(self, instances: dict[int, _Instance]) -> Iterator[Span]:
        """The instances that no override replaces, moved by the THISANDFUTURE override before them, if any."""
        changes = sorted(self._future_overrides(), key=lambda change: change[0])
        for key, instance in instances.items():
            if instance.overridden or instance.excluded:
                continue
            event = next((event for start, event in reversed(changes) if start <= key), None)
            if event is None and not self.main.free_reason:
                yield self._span(instance.wall, instance.length)
            elif event is not None and not event.free_reason:
                yield self._span(instance.wall + self._shift(event), event.length)

    def _future_overrides(self) -> Iterator[tuple[int, EventTimes]]:
        """The THISANDFUTURE overrides, each with the time from which on it applies."""
        for event in self.overrides:
            if event.this_and_future and event.recurrence_id is not None:
                with suppress(ValueError, OverflowError):
                    yield to_epoch(event.recurrence_id, self.zones), event

    def _shift(self, override: EventTimes) -> timedelta:
        """How far a THISANDFUTURE override moves instances on the wall clock."""
        original = self._instance_wall(override.recurrence_id or override.start)
        return wall_time(override.start, self.main.zone, self.zones) - original

    def _largest_shift(self) -> timedelta:
        shifts = [abs(self._shift(event)) for _since, event in self._future_overrides()]
        return min(max(shifts, default=timedelta()), timedelta(days=400))

    def _span(self, wall: datetime, length: Length) -> Span:
        start = self._localised(wall)
        return to_epoch(start, self.zones), end_of(start, length, self.zones)

    def _epoch(self, wall: datetime) -> int:
        return to_epoch(self._localised(wall), self.zones)

    def _localised(self, wall: datetime) -> DateOrTime:
        zone = self.main.zone
        return wall.date() if zone is None else wall.replace(tzinfo=zone)


def own_spans(event: EventTimes, zones: ZoneResolver) -> Iterator[Span]:
    """From the start of an event to its end, without its recurrence; nothing if it is free."""
    if not event.free_reason:
        yield to_epoch(event.start, zones), end_of(event.start, event.length, zones)


def newest(events: list[EventTimes]) -> list[EventTimes]:
    """The events with the highest SEQUENCE, and those whose SEQUENCE can't be read."""
    latest = max((event.sequence for event in events if event.sequence is not None), default=None)
    return [event for event in events if event.sequence in (None, latest)]


def is_older(event: EventTimes, other: EventTimes) -> bool:
    """Whether an event is an older version than another one (RFC 5545 section 3.8.7.4)."""
    return event.sequence is not None and other.sequence is not None and event.sequence < other.sequence
