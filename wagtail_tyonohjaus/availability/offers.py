"""Computes what supervisors can offer for an availability query: rows of the database in, windows of the engine out."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from ..practice.models import Service
from . import engine
from .busy_time import BusyTime, load_busy_time
from .group_sessions import group_session_windows
from .instants import utc_datetime
from .query import AvailabilityQuery, ServiceGroup, restrict_hours, service_groups
from .schedule import BookingRule, ExceptionRow, WeeklyRow, Window
from .snapshots import SupervisorSnapshot, load_services, load_snapshots
from .zone_offsets import DAY

MAX_HORIZON_SECONDS = 732 * DAY
#: Sessions of the whole week before and after the span count towards the limits.
WEEK_MARGIN = 8 * DAY


class Offer(NamedTuple):
    """Windows of one supervisor, and the rule they were computed with."""

    rule: BookingRule
    windows: list[Window]


class OfferBatch:
    """What the engine needs to answer a query for several supervisors, loaded in a constant number of queries.

    ``span`` (UTC epoch seconds) limits the busy time that is loaded; by default it covers the longest horizon.
    ``services`` are all services of the supervisors' practices by primary key, if the caller has them already.
    """

    def __init__(
        self,
        supervisor_ids: Collection[int],
        query: AvailabilityQuery,
        as_of: int,
        span: tuple[int, int] | None = None,
        services: Mapping[int, Service] | None = None,
    ) -> None:
        self.as_of = as_of
        self.snapshots = load_snapshots(supervisor_ids, holiday_years(as_of))
        if services is None:
            services = load_services({snapshot.site_id for snapshot in self.snapshots.values()})
        self.groups = {pk: service_groups(snapshot, query, services) for pk, snapshot in self.snapshots.items()}
        with_groups = [pk for pk, groups in self.groups.items() if groups]
        start, end = span or (as_of, as_of + self._longest_horizon())
        self.busy_time = load_busy_time(with_groups, start - WEEK_MARGIN, end + WEEK_MARGIN, query.exclude_keys)

    def _longest_horizon(self) -> int:
        rules = [group.rule for groups in self.groups.values() for group in groups]
        return max((rule.horizon_days or 0 for rule in rules), default=0) * DAY

    def offers(self, supervisor_id: int, since: int | None = None, until: int | None = None) -> list[Offer]:
        """Offers of one supervisor; none for an unknown one."""
        snapshot, groups = self.snapshots.get(supervisor_id), self.groups.get(supervisor_id)
        if snapshot is None or not groups:
            return []
        return compute_offers(snapshot, groups, self.busy_time[supervisor_id], self.as_of, since, until)


def compute_offers(
    snapshot: SupervisorSnapshot,
    groups: Iterable[ServiceGroup],
    busy_time: BusyTime,
    as_of: int,
    since: int | None = None,
    until: int | None = None,
) -> list[Offer]:
    """The engine's windows for each service group, followed by its group sessions, each as an offer of its own."""
    offers = []
    for group in groups:
        offers.append(Offer(group.rule, _free_windows(snapshot, group, busy_time, as_of, since, until)))
        joinable = group_session_windows(busy_time.open_groups, group, as_of, since, until)
        offers += [Offer(rule, [window]) for rule, window in joinable]
    return offers


def _free_windows(
    snapshot: SupervisorSnapshot,
    group: ServiceGroup,
    busy_time: BusyTime,
    as_of: int,
    since: int | None,
    until: int | None,
) -> list[Window]:
    hours, starts = restrict_hours(snapshot.hours, group), busy_time.session_starts
    windows = engine.free_windows(hours, busy_time.busy, group.rule, as_of, until, since=since, session_starts=starts)
    rows: tuple[WeeklyRow | ExceptionRow, ...] = (*hours.weekly, *hours.exceptions)
    if all(group.accepts(row.restrictions) for row in rows):
        return windows
    return [window for window in windows if group.accepts(window.restrictions)]


def holiday_years(as_of: int) -> range:
    """The calendar years, in any time zone, of a query with the longest horizon and of the days before it."""
    return range(utc_datetime(as_of - WEEK_MARGIN).year, utc_datetime(as_of + MAX_HORIZON_SECONDS).year + 1)
