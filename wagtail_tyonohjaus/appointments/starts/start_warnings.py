"""What speaks against a start that staff enters, by the engine that computes free time.

Staff may book outside of what visitors are offered, but not without knowing. ``StartChecker`` is pure; all instants are
UTC epoch seconds.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from ...availability.busy_sources import BusyInterval, sources
from ...availability.instants import epoch_seconds, utc_datetime
from ...availability.offers import WEEK_MARGIN
from ...availability.query import AvailabilityQuery, ServiceGroup, restrict_hours, staff_group
from ...availability.schedule import REMOTE_PLACE, Hours, Restrictions
from ...availability.snapshots import load_snapshots
from ...availability.windows import open_intervals
from ...availability.zone_offsets import DAY, ZoneOffsets, day_date, load_zone_offsets
from ...intervals import Interval, merge
from ...practice.choices import DeliveryMode
from ...practice.models import Supervisor
from ..busy_source import SessionBusySource
from ..types import SlotRequest

#: How far after a start another one is searched.
LATER_DAYS = 28


class Cause(StrEnum):
    """Why a start needs a decision."""

    SESSION = "session"
    BUSY = "busy"
    HOLIDAY = "holiday"
    ABSENCE = "absence"
    HOURS = "hours"
    BUFFER = "buffer"
    DAY_LIMIT = "day_limit"
    WEEK_LIMIT = "week_limit"
    NOTICE = "notice"


class KnownBusy(NamedTuple):
    """Busy time. ``is_session``: it counts towards the limits; ``is_own``: no other session may overlap it.

    ``joinable_for`` is set for a group session with a free seat.
    """

    start: int
    end: int
    key: str = ""
    is_session: bool = False
    is_own: bool = False
    joinable_for: Restrictions | None = None


class StartWarning(NamedTuple):
    """One cause, with the busy time or the local day that it is about."""

    cause: Cause
    busy: tuple[KnownBusy, ...] = ()
    day: date | None = None

    @property
    def prevents(self) -> bool:
        """Whether nobody can decide to book nevertheless: two live sessions never overlap."""
        return self.cause == Cause.SESSION and any(one.is_own for one in self.busy)


@dataclass(frozen=True)
class StartChecker:
    """What is known of one supervisor. ``hours`` are all of them, ``busy`` is in any order, ``place`` an office's key.

    Starts may be from ``now`` to ``until``.
    ``others`` in its methods are the spans of further sessions of the supervisor, which are not stored yet.
    """

    hours: Hours
    group: ServiceGroup
    busy: Sequence[KnownBusy]
    minutes: int
    now: int
    until: int
    place: object = None
    mode: str = ""

    def warnings(self, start: int, others: Iterable[Interval] = ()) -> tuple[StartWarning, ...]:
        """In the order of ``Cause``; empty for a time without anything against it."""
        further = [KnownBusy(*span, is_session=True, is_own=True) for span in others]
        return tuple(self._warnings(start, start + self.minutes * 60, further))

    def is_free(self, start: int, others: Iterable[Interval] = ()) -> bool:
        """Whether the start is in the future and nothing speaks against it."""
        return start > self.now and not self.warnings(start, others)

    @cached_property
    def offsets(self) -> ZoneOffsets:
        """Those of the supervisor's zone, for all busy time and starts."""
        return load_zone_offsets(self.hours.zone, self.now - DAY, max(self.now, self.until) + WEEK_MARGIN)

    def _warnings(self, start: int, end: int, others: list[KnownBusy]) -> Iterator[StartWarning]:
        rule = self.group.rule
        near = self._near(start - rule.buffer_before * 60, end + rule.buffer_after * 60, others)
        joined = [one for one in near if self._is_joinable(one, start, end)]
        apart = [one for one in near if one not in joined]
        overlapping = [one for one in apart if one.start < end and one.end > start]
        for cause, is_session in ((Cause.SESSION, True), (Cause.BUSY, False)):
            found = tuple(one for one in overlapping if one.is_session is is_session)
            if found:
                yield StartWarning(cause, found)
        yield from self._closed(start, end)
        beside = tuple(one for one in apart if one not in overlapping)
        if beside:
            yield StartWarning(Cause.BUFFER, beside)
        if not joined:
            yield from self._limits(start, end, others)
        if start < self.now + rule.notice * 60:
            yield StartWarning(Cause.NOTICE)

    def _near(self, start: int, end: int, others: list[KnownBusy]) -> list[KnownBusy]:
        ordered = self._by_start
        candidates = ordered[: bisect_left(ordered, end, key=lambda one: one.start)]
        return [one for one in (*candidates, *others) if one.start < end and one.end > start and one.start < one.end]

    @cached_property
    def _by_start(self) -> list[KnownBusy]:
        return sorted(self.busy, key=lambda one: (one.start, one.end, one.key))

    def _is_joinable(self, one: KnownBusy, start: int, end: int) -> bool:
        """Whether it is a group session of the service with a free seat, at this very time and place."""
        limits = one.joinable_for
        return (
            limits is not None
            and (one.start, one.end) == (start, end)
            and (limits.services is None or not limits.services.isdisjoint(self.group.services))
            and (limits.modes is None or self.mode in limits.modes)
            and limits.place == (REMOTE_PLACE if self.mode == DeliveryMode.REMOTE else self.place)
        )

    def _closed(self, start: int, end: int) -> Iterator[StartWarning]:
        """Once for each cause, with the first day it is about."""
        found: dict[Cause, int] = {}
        for day in self._days(start, end):
            first, last = max(start, self.offsets.day_start(day)), min(end, self.offsets.day_start(day + 1))
            if not any(opens <= first and last <= closes for opens, closes in self._open(day)):
                found.setdefault(self._cause_of_closing(day), day)
        for cause in (Cause.HOLIDAY, Cause.ABSENCE, Cause.HOURS):
            if cause in found:
                yield StartWarning(cause, day=day_date(found[cause]))

    def _days(self, start: int, end: int) -> range:
        return range(self.offsets.local_day(start), self.offsets.local_day(end - 1) + 1)

    def _open(self, day: int) -> list[Interval]:
        """When a session of the service at the place is possible on a local day."""
        if day not in self._open_by_day:
            intervals = open_intervals(self._restricted_hours, self.group.rule, self.offsets, day, day)
            self._open_by_day[day] = merge(one[:2] for one in intervals if self.group.accepts(one[2]))
        return self._open_by_day[day]

    @cached_property
    def _open_by_day(self) -> dict[int, list[Interval]]:
        return {}

    @cached_property
    def _restricted_hours(self) -> Hours:
        return restrict_hours(self.hours, self.group)

    def _cause_of_closing(self, day: int) -> Cause:
        """As in the engine: the shortest exceptions of a day come before a public holiday, and close it if one does."""
        local = day_date(day)
        rows = [row for row in self.hours.exceptions if row.first <= local <= row.last and not row.additional]
        if rows:
            shortest = min(row.last - row.first for row in rows)
            is_closed = any(row.start is None for row in rows if row.last - row.first == shortest)
            return Cause.ABSENCE if is_closed else Cause.HOURS
        return Cause.HOLIDAY if local in self.hours.holidays else Cause.HOURS

    def _limits(self, start: int, end: int, others: list[KnownBusy]) -> Iterator[StartWarning]:
        rule, days = self.group.rule, self._days(start, end)
        more = [self.offsets.local_day(one.start) for one in others]
        if rule.max_per_day is not None:
            counts = self._sessions_by_day + Counter(more)
            if any(counts[day] >= rule.max_per_day for day in days):
                yield StartWarning(Cause.DAY_LIMIT, day=day_date(days[0]))
        if rule.max_per_week is not None:
            counts = self._sessions_by_week + Counter(map(_week, more))
            if any(counts[_week(day)] >= rule.max_per_week for day in days):
                yield StartWarning(Cause.WEEK_LIMIT, day=day_date(days[0]))

    @cached_property
    def _sessions_by_day(self) -> Counter[int]:
        return Counter(self.offsets.local_day(one.start) for one in self.busy if one.is_session)

    @cached_property
    def _sessions_by_week(self) -> Counter[int]:
        return Counter(_week(day) for day in self._sessions_by_day.elements())


def _week(day: int) -> int:
    """The number of an ISO week; day 0 was a Thursday."""
    return (day + 3) // 7


def load_checker(
    slot_request: SlotRequest,
    starts: Collection[datetime],
    *,
    exclude_keys: Collection[str] = (),
    now: datetime | None = None,
) -> StartChecker:
    """What is needed to check sessions like ``slot_request`` at ``starts`` and up to ``LATER_DAYS`` after them.

    A constant number of queries. ``exclude_keys`` are keys of busy time that will be released, such as that of a
    session to move. Raises ``ValueError`` without starts, ``Supervisor.DoesNotExist``.
    """
    instants = [epoch_seconds(start) for start in starts]
    if not instants:
        raise ValueError("nothing to check")
    begin, stop = min(instants) - WEEK_MARGIN, max(instants) + LATER_DAYS * DAY + WEEK_MARGIN
    supervisor, service = slot_request.supervisor.pk, slot_request.service
    is_premises = slot_request.mode == DeliveryMode.PREMISES
    years = range(utc_datetime(begin).year, utc_datetime(stop).year + 1)
    snapshot = load_snapshots([supervisor], years).get(supervisor)
    if snapshot is None:
        raise Supervisor.DoesNotExist(supervisor)
    place = slot_request.office.pk if slot_request.office and is_premises else None
    query = AvailabilityQuery(service=service.pk, mode=slot_request.mode, office=place)
    return StartChecker(
        hours=snapshot.hours,
        group=staff_group(snapshot, query, service, slot_request.minutes),
        busy=[one for one in _busy(supervisor, begin, stop) if one.key not in exclude_keys],
        minutes=slot_request.minutes,
        now=epoch_seconds(now or timezone.now()),
        until=stop,
        place=place,
        mode=slot_request.mode,
    )


def _busy(supervisor: int, begin: int, stop: int) -> Iterator[KnownBusy]:
    """From every source of busy time, each queried once."""
    for source in sources():
        is_own = source.name == SessionBusySource.name
        for one in source.busy_intervals([supervisor], begin, stop):
            yield _known(one, source.counts_as_sessions, is_own)


def _known(one: BusyInterval, is_session: bool, is_own: bool) -> KnownBusy:
    return KnownBusy(one.start, one.end, one.key, is_session, is_own, one.joinable_for)
