"""Loads what decides on the duty of rotas, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from ..availability.models import ExceptionEffect, HoursException
from ..availability.schedule import minute_of_day
from ..availability.zone_offsets import day_number, load_zone_offsets
from ..intervals import Interval
from ..practice.models import PracticeSettings
from .models import DutyChange, DutyTurn, Rota, WeeklyTurn
from .turns import Change, Plan, WeeklyPattern

#: So many weeks a rota's picture shows.
PICTURE_WEEKS = 5
#: A turn of the pattern lasts a week, and a day in one zone overlaps three in another.
_MARGIN = timedelta(days=10)
_DEFAULT_ZONE = PracticeSettings._meta.get_field("time_zone").get_default()


def load_plans(rotas: Iterable[int], since: datetime, until: datetime) -> dict[int, Plan]:
    """The plans of the rotas by primary key, complete between ``since`` and ``until`` (aware); at most five queries."""
    pks = set(rotas)
    if not pks:
        return {}
    zones = PracticeSettings.objects.filter(site=OuterRef("site")).values("time_zone")[:1]
    rows = Rota.objects.filter(pk__in=pks).annotate(zone_name=Subquery(zones)).order_by()
    headers = {pk: values for pk, *values in rows.values_list("pk", "zone_name", "around_the_clock")}
    # With the margin, a turn has the same parts in each span that it overlaps.
    span = {"rota__in": pks, "start__lt": until + _MARGIN, "end__gt": since - _MARGIN}
    single, changes = DutyTurn.objects.filter(**span), DutyChange.objects.filter(**span).order_by("pk")
    parts = _Parts()
    parts.add_weekly(WeeklyTurn.objects.filter(rota__in=pks).select_related("supervisor"))
    parts.add_single(single.order_by("start", "pk"))
    parts.add_changes(changes)
    zone_names = {rota: zone or _DEFAULT_ZONE for rota, (zone, _clock) in headers.items()}
    absences = _absences(parts, zone_names, since, until)
    return {
        rota: Plan(
            zone_names[rota],
            parts.weekly[rota],
            parts.single[rota],
            parts.changes[rota],
            absences,
            frozenset(parts.inactive),
            around_the_clock,
        )
        for rota, (_zone, around_the_clock) in headers.items()
    }


class _Parts:
    """The rows of several rotas by the rota's primary key, and the supervisors in them who are not active."""

    def __init__(self) -> None:
        self.weekly: dict[int, list[WeeklyPattern]] = defaultdict(list)
        self.single: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self.changes: dict[int, list[Change]] = defaultdict(list)
        self.inactive: set[int] = set()
        #: Whose turns may be affected by absences: the rota and the zone, blank for that of the practice.
        self.people: dict[int, tuple[int, str]] = {}

    def add_weekly(self, rows: Iterable[WeeklyTurn]) -> None:
        for row in rows:
            self.weekly[row.rota_id].append(weekly_pattern(row))
            self._add_person(row.rota_id, row.supervisor_id, row.supervisor.active, row.supervisor.time_zone)

    def add_single(self, rows: QuerySet[DutyTurn]) -> None:
        columns = ("rota_id", "start", "end", "supervisor_id", "supervisor__active", "supervisor__time_zone")
        for rota, start, end, supervisor, active, zone in rows.values_list(*columns):
            self.single[rota].append((seconds(start), seconds(end), supervisor))
            self._add_person(rota, supervisor, active, zone)

    def add_changes(self, rows: QuerySet[DutyChange]) -> None:
        columns = ("rota_id", "start", "end", "absent_id", "substitute_id")
        of_substitute = ("substitute__active", "substitute__time_zone")
        for rota, start, end, absent, substitute, active, zone in rows.values_list(*columns, *of_substitute):
            self.changes[rota].append(Change(seconds(start), seconds(end), absent, substitute))
            if substitute is not None:
                self._add_person(rota, substitute, active, zone)

    def _add_person(self, rota: int, supervisor: int, active: bool, zone: str) -> None:
        self.people[supervisor] = (rota, zone)
        if not active:
            self.inactive.add(supervisor)


def weekly_pattern(row: WeeklyTurn) -> WeeklyPattern:
    """The row as plain values."""
    return WeeklyPattern(
        row.supervisor_id,
        row.weekday,
        minute_of_day(row.start),
        row.minutes,
        row.interval_weeks,
        row.reference_date,
        row.valid_from,
        row.valid_until,
    )


def seconds(moment: datetime) -> int:
    """UTC epoch seconds of an aware datetime."""
    return int(moment.timestamp())


def _absences(
    parts: _Parts, zone_names: Mapping[int, str], since: datetime, until: datetime
) -> dict[int, list[Interval]]:
    """The closed days of the supervisors, by primary key. Of those who are on call in several zones, in one of them."""
    if not parts.people:
        return {}
    absences: dict[int, list[Interval]] = defaultdict(list)
    rows = _closed_days(parts.people, (since - _MARGIN).date(), (until + _MARGIN).date())
    for supervisor, first, last in rows.values_list("supervisor_id", "first_day", "last_day"):
        rota, own_zone = parts.people[supervisor]
        offsets = load_zone_offsets(own_zone or zone_names[rota], seconds(since), seconds(until))
        start, end = day_number(first), day_number(last or first) + 1
        absences[supervisor].append((offsets.day_start(start), offsets.day_start(end)))
    return absences


def _closed_days(supervisors: Iterable[int], first: date, last: date) -> QuerySet[Any]:
    closed = Q(effect=ExceptionEffect.CLOSED) | Q(effect="", start=None)
    overlapping = Q(first_day__lte=last) & (Q(last_day__gte=first) | Q(last_day=None, first_day__gte=first))
    return HoursException.objects.filter(closed, overlapping, supervisor__in=list(supervisors)).order_by("pk")
