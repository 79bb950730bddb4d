"""availability.ics: a supervisor's opening times as VAVAILABILITY (RFC 7953) in wall time, regardless of busy time.

Rules have no EXDATE: sabre/dav's free/busy ignores it in AVAILABLE, so that holidays would come out as free. The dates
are divided into runs, each with a rule and an UNTIL of its own.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from ..availability.free import utc_datetime
from ..availability.schedule import BookingRule, Hours, Restrictions
from ..availability.snapshots import SupervisorSnapshot, load_snapshots
from ..availability.windows import OpenInterval, open_intervals
from ..availability.zone_offsets import day_number, load_zone_offsets
from ..ical.components import AvailabilityLayer, AvailablePeriod, availability_bytes, wall_or_utc
from .feed_scope import FeedScope
from .labels import FeedLabels, load_labels

#: The items of a mapping for icalendar's ``vRecur``; empty for a single date.
RuleParts = tuple[tuple[str, object], ...]
#: Admits all opening times except those reserved for crisis supervision.
ANY_LENGTH = BookingRule(lengths=(1,), step=1, horizon_days=None)
#: From this many dates on, a rule is shorter than single dates.
MIN_DATES_FOR_RULE = 3


class WeeklyPattern(NamedTuple):
    """The same wall time on the same weekday, with the same restrictions."""

    weekday: int
    start: time
    length: timedelta
    restrictions: Restrictions


class ClockChangeInterval(NamedTuple):
    """An interval that contains a clock change, in UTC: apps disagree whether wall time or length is kept there."""

    start: datetime
    end: datetime
    restrictions: Restrictions


def start_of_year(tz: str, as_of: int) -> int:
    """When the feed's span begins, in UTC epoch seconds: it changes once a year only."""
    zone = ZoneInfo(tz)
    return int(datetime(utc_datetime(as_of).astimezone(zone).year, 1, 1, tzinfo=zone).timestamp())


def build_availability_feed(scope: FeedScope, language: str, since: int, source: str) -> bytes:
    """Two calendar years from ``since`` (UTC epoch seconds)."""
    with translation.override(language):
        year = utc_datetime(since).astimezone(ZoneInfo(scope.tz)).year
        snapshot = load_snapshots([scope.pk], (year, year + 1)).get(scope.pk)
        labels = load_labels(scope.site_id, language)
        return availability_bytes(
            name=_("Hours: %(name)s") % {"name": scope.label},
            tz=scope.tz,
            stamp=utc_datetime(scope.stamp),
            layers=[_layer(scope.uuid, snapshot, year, labels)],
            source=source,
        )


def _layer(supervisor: UUID, snapshot: SupervisorSnapshot | None, year: int, labels: FeedLabels) -> AvailabilityLayer:
    is_open = snapshot is not None and snapshot.active and snapshot.accepts_new_clients
    periods = list(_periods(supervisor, snapshot.hours, year, labels)) if snapshot is not None and is_open else []
    return AvailabilityLayer(
        uid=str(uuid5(supervisor, f"hours|{year}")),
        priority=9,
        start=datetime(year, 1, 1),
        end=datetime(year + 2, 1, 1),
        periods=tuple(sorted(periods, key=lambda period: (period.start.replace(tzinfo=None), period.uid))),
    )


def two_years_of_intervals(hours: Hours, year: int) -> list[OpenInterval]:
    """The opening times of two calendar years, with exceptions, holidays and intervals of weeks applied."""
    zone = ZoneInfo(hours.zone)
    first, last = day_number(date(year, 1, 1)), day_number(date(year + 1, 12, 31))
    start, end = (int(datetime(y, 1, 1, tzinfo=zone).timestamp()) for y in (year, year + 2))
    return open_intervals(hours, ANY_LENGTH, load_zone_offsets(hours.zone, start, end), first, last)


def _periods(supervisor: UUID, hours: Hours, year: int, labels: FeedLabels) -> Iterator[AvailablePeriod]:
    patterns, clock_changes = _patterns(hours, year)
    for pattern, days in patterns.items():
        for run in _runs(days):
            start = datetime.combine(run[0], pattern.start)
            rrule = _weekly_rule(run, pattern.start, ZoneInfo(hours.zone)) if len(run) > 1 else ()
            yield _period(supervisor, start, start + pattern.length, pattern.restrictions, labels, rrule)
    for start, end, restrictions in clock_changes:
        yield _period(supervisor, start, end, restrictions, labels, ())


def _patterns(hours: Hours, year: int) -> tuple[dict[WeeklyPattern, list[date]], list[ClockChangeInterval]]:
    """The dates of each pattern, and the intervals that are part of none."""
    patterns: dict[WeeklyPattern, list[date]] = defaultdict(list)
    clock_changes = []
    for start_epoch, end_epoch, restrictions, *_rest in two_years_of_intervals(hours, year):
        start, end = wall_or_utc(utc_datetime(start_epoch), utc_datetime(end_epoch), hours.zone)
        if start.tzinfo is UTC:
            clock_changes.append(ClockChangeInterval(start, end, restrictions))
        else:
            length = end.replace(tzinfo=None) - start.replace(tzinfo=None)
            patterns[WeeklyPattern(start.weekday(), start.time(), length, restrictions)].append(start.date())
    return patterns, clock_changes


def _period(
    supervisor: UUID,
    start: datetime,
    end: datetime,
    restrictions: Restrictions,
    labels: FeedLabels,
    rrule: RuleParts,
) -> AvailablePeriod:
    return AvailablePeriod(
        uid=str(uuid5(supervisor, f"hours|{start}|{end - start}|{_uid_part(restrictions)}")),
        start=start,
        end=end,
        location=labels.place(restrictions),
        categories=labels.categories(restrictions),
        rrule=rrule,
    )


def _uid_part(restrictions: Restrictions) -> str:
    modes, services = sorted(restrictions.modes or ()), sorted(map(str, restrictions.services or ()))
    return f"{restrictions.place}|{modes}|{services}"


def _runs(days: list[date]) -> Iterator[list[date]]:
    """Divides sorted dates into runs with a constant step, and into single dates where a run would be short."""
    run: list[date] = []
    for day in days:
        if len(run) > 1 and day - run[-1] != run[1] - run[0]:
            yield from _run_or_dates(run)
            run = []
        run.append(day)
    yield from _run_or_dates(run)


def _run_or_dates(run: list[date]) -> Iterator[list[date]]:
    if len(run) < MIN_DATES_FOR_RULE:
        yield from ([day] for day in run)
    else:
        yield run


def _weekly_rule(run: list[date], start: time, zone: ZoneInfo) -> RuleParts:
    """The rule of dates with a constant step of whole weeks."""
    interval = (run[1] - run[0]).days // 7
    until = datetime.combine(run[-1], start, zone).astimezone(UTC)
    return (("FREQ", "WEEKLY"), *((("INTERVAL", interval),) if interval > 1 else ()), ("UNTIL", until))
