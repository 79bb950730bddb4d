"""Loads what the engine needs to know about supervisors, for all of them in a constant number of queries."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast

from django.db.models import Model

from ..practice.models import PracticeSettings, Service, Supervisor
from .models import AbstractHours, HolidayOverride, HoursException, WeeklyHours
from .public_holidays import closed_days
from .schedule import ExceptionRow, Hours, Restrictions, WeeklyRow, minute_of_day

#: The place of hours that are only remote, as opposed to an office's key.
REMOTE_PLACE = "remote"

_HOURS_FIELDS = ("pk", "supervisor_id", "office_id", "delivery_modes", "crisis_only", "start", "end")
_WEEKLY_FIELDS = (*_HOURS_FIELDS, "weekday", "interval_weeks", "reference_date", "valid_from", "valid_until")
_EXCEPTION_FIELDS = (*_HOURS_FIELDS, "first_day", "last_day")

Row = TypeVar("Row", WeeklyRow, ExceptionRow)
#: Column values of a model instance by name.
Values = Mapping[str, Any]
#: Primary keys by the primary key of the record that refers to them.
Links = Mapping[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class SupervisorSnapshot:
    """A supervisor's values at ``revision``, without model instances."""

    pk: int
    revision: int
    site_id: int
    hours: Hours
    services: frozenset[int]
    offices: frozenset[int]
    formats: tuple[str, ...]
    active: bool
    accepts_new_clients: bool
    max_sessions_per_day: int | None
    max_sessions_per_week: int | None


@dataclass(frozen=True, slots=True)
class _RelatedRows:
    """Rows that belong to a batch of supervisors, by supervisor; services by row, overrides by site."""

    services: Links
    offices: Links
    weekly: Mapping[int, list[Values]]
    exceptions: Mapping[int, list[Values]]
    weekly_services: Links
    exception_services: Links
    practices: Mapping[int, PracticeSettings]
    overrides: Mapping[int, list[tuple[date, bool]]]


def load_snapshots(supervisor_ids: Collection[int], years: Collection[int]) -> dict[int, SupervisorSnapshot]:
    """Snapshots by primary key; ``years`` are the calendar years whose public holidays are needed.

    The revision is read first: the other values are at least as new.
    """
    supervisors = list(Supervisor.objects.filter(pk__in=supervisor_ids).order_by().defer("introduction"))
    if not supervisors:
        return {}
    related = _related_rows([one.pk for one in supervisors], {cast(int, one.site_id) for one in supervisors})
    holidays = {pk: _holidays(practice, related.overrides, years) for pk, practice in related.practices.items()}
    return {supervisor.pk: _snapshot(supervisor, related, holidays) for supervisor in supervisors}


def load_services(site_ids: Collection[int]) -> dict[int, Service]:
    """The services of practices, by primary key."""
    return {service.pk: service for service in Service.objects.filter(site_id__in=site_ids).order_by()}


def _related_rows(ids: list[int], site_ids: set[int]) -> _RelatedRows:
    return _RelatedRows(
        services=_links(Supervisor.services.through, "supervisor_id", "service_id", supervisor_id__in=ids),
        offices=_links(Supervisor.offices.through, "supervisor_id", "office_id", supervisor_id__in=ids),
        weekly=_values_by_supervisor(WeeklyHours, ids, _WEEKLY_FIELDS),
        exceptions=_values_by_supervisor(HoursException, ids, _EXCEPTION_FIELDS),
        weekly_services=_services_by_row(WeeklyHours, "weeklyhours", ids),
        exception_services=_services_by_row(HoursException, "hoursexception", ids),
        practices=_practices_by_site(site_ids),
        overrides=_overrides_by_site(site_ids),
    )


def _links(through: type[Model], source: str, target: str, **lookups: Any) -> Links:
    targets: dict[int, set[int]] = defaultdict(set)
    for source_id, target_id in through._default_manager.filter(**lookups).order_by().values_list(source, target):
        targets[source_id].add(target_id)
    return {source_id: frozenset(ids) for source_id, ids in targets.items()}


def _values_by_supervisor(model: type[AbstractHours], ids: list[int], fields: Iterable[str]) -> dict[int, list[Values]]:
    by_supervisor: dict[int, list[Values]] = defaultdict(list)
    for values in model._default_manager.filter(supervisor_id__in=ids).order_by("pk").values(*fields):
        by_supervisor[values["supervisor_id"]].append(values)
    return by_supervisor


def _services_by_row(model: type[AbstractHours], name: str, ids: list[int]) -> Links:
    return _links(model.services.through, f"{name}_id", "service_id", **{f"{name}__supervisor_id__in": ids})


def _practices_by_site(site_ids: set[int]) -> dict[int, PracticeSettings]:
    saved = {practice.site_id: practice for practice in PracticeSettings.objects.filter(site_id__in=site_ids)}
    return {site_id: saved.get(site_id) or PracticeSettings(site_id=site_id) for site_id in site_ids}


def _overrides_by_site(site_ids: set[int]) -> dict[int, list[tuple[date, bool]]]:
    by_site: dict[int, list[tuple[date, bool]]] = defaultdict(list)
    rows = HolidayOverride.objects.filter(practice__site_id__in=site_ids).order_by()
    for site_id, day, closed in rows.values_list("practice__site_id", "day", "closed"):
        by_site[site_id].append((day, closed))
    return by_site


def _holidays(
    practice: PracticeSettings, overrides: Mapping[int, list[tuple[date, bool]]], years: Collection[int]
) -> frozenset[date]:
    own_overrides = overrides.get(practice.site_id, [])
    return closed_days(practice.holiday_country, practice.holiday_subdivision, own_overrides, years)


def _snapshot(
    supervisor: Supervisor, related: _RelatedRows, holidays: Mapping[int, frozenset[date]]
) -> SupervisorSnapshot:
    pk, site_id = supervisor.pk, cast(int, supervisor.site_id)
    offices = related.offices.get(pk, frozenset())
    hours = Hours(
        zone=supervisor.time_zone or related.practices[site_id].time_zone,
        weekly=weekly_rows(supervisor, offices, related.weekly.get(pk, ()), related.weekly_services),
        exceptions=exception_rows(supervisor, offices, related.exceptions.get(pk, ()), related.exception_services),
        holidays=holidays[site_id],
    )
    return make_snapshot(supervisor, hours, related.services.get(pk, frozenset()), offices)


def make_snapshot(
    supervisor: Supervisor, hours: Hours, services: frozenset[int], offices: frozenset[int]
) -> SupervisorSnapshot:
    """A snapshot of a supervisor, saved or not; 0 stands for the primary key of an unsaved one."""
    return SupervisorSnapshot(
        pk=supervisor.pk or 0,
        revision=supervisor.revision,
        site_id=cast(int, supervisor.site_id),
        hours=hours,
        services=services,
        offices=offices,
        formats=tuple(supervisor.formats),
        active=supervisor.active,
        accepts_new_clients=supervisor.accepts_new_clients,
        max_sessions_per_day=supervisor.max_sessions_per_day or None,
        max_sessions_per_week=supervisor.max_sessions_per_week or None,
    )


def weekly_rows(
    supervisor: Supervisor, offices: frozenset[int], rows: Iterable[Values], services: Links
) -> tuple[WeeklyRow, ...]:
    """Engine rows from column values of ``WeeklyHours``, without impossible ones; ``services`` are by row."""
    return _valid_rows(_weekly_row, supervisor, offices, rows, services)


def exception_rows(
    supervisor: Supervisor, offices: frozenset[int], rows: Iterable[Values], services: Links
) -> tuple[ExceptionRow, ...]:
    """Engine rows from column values of ``HoursException``, without impossible ones; ``services`` are by row."""
    return _valid_rows(_exception_row, supervisor, offices, rows, services)


def _valid_rows(
    build: Callable[[Values, Restrictions], Row],
    supervisor: Supervisor,
    offices: frozenset[int],
    rows: Iterable[Values],
    services: Links,
) -> tuple[Row, ...]:
    valid = []
    for values in rows:
        try:
            valid.append(build(values, _restrictions(supervisor, offices, values, services)))
        except ValueError:
            continue
    return tuple(valid)


def _weekly_row(values: Values, restrictions: Restrictions) -> WeeklyRow:
    return WeeklyRow(
        weekday=values["weekday"],
        start=minute_of_day(values["start"]),
        end=minute_of_day(values["end"], end=True),
        restrictions=restrictions,
        interval_weeks=values["interval_weeks"] or 1,
        reference_date=values["reference_date"],
        valid_from=values["valid_from"],
        valid_until=values["valid_until"],
    )


def _exception_row(values: Values, restrictions: Restrictions) -> ExceptionRow:
    is_open = values["start"] is not None and values["end"] is not None
    return ExceptionRow(
        first=values["first_day"],
        last=values["last_day"] or values["first_day"],
        start=minute_of_day(values["start"]) if is_open else None,
        end=minute_of_day(values["end"], end=True) if is_open else None,
        restrictions=restrictions if is_open else Restrictions(),
    )


def _restrictions(supervisor: Supervisor, offices: frozenset[int], values: Values, services: Links) -> Restrictions:
    modes = list(values["delivery_modes"] or supervisor.delivery_modes)
    return Restrictions(
        place=_place(values["office_id"], modes, offices),
        modes=frozenset(modes) or None,
        services=services.get(values["pk"]),
        crisis=values["crisis_only"],
    )


def _place(office_id: int | None, modes: list[str], offices: frozenset[int]) -> int | str | None:
    """An office's key, ``REMOTE_PLACE``, or None if it can be any of several offices."""
    if office_id is not None:
        return office_id
    if modes == ["remote"]:
        return REMOTE_PLACE
    return next(iter(offices)) if len(offices) == 1 else None
