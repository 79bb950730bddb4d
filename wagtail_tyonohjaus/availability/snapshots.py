"""Loads what the engine needs to know about supervisors, for all of them in a constant number of queries."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast

from django.db.models import F

from ..practice.choices import DeliveryMode
from ..practice.models import PracticeSettings, Service, Supervisor
from .models import ExceptionEffect
from .public_holidays import closed_days
from .schedule import REMOTE_PLACE, ExceptionRow, Hours, Restrictions, WeeklyRow, minute_of_day
from .snapshot_rows import Links, SupervisorRows, Values, load_supervisor_rows

_PRACTICE_FIELDS = ("time_zone", "holiday_country", "holiday_subdivision")

Row = TypeVar("Row", WeeklyRow, ExceptionRow)


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


def load_snapshots(supervisor_ids: Collection[int], years: Collection[int]) -> dict[int, SupervisorSnapshot]:
    """Snapshots by primary key; ``years`` are the calendar years whose public holidays are needed.

    The revision is read first: the other values are at least as new.
    """
    annotations = {f"practice_{name}": F(f"site__tyonohjaus_practice__{name}") for name in _PRACTICE_FIELDS}
    rows = Supervisor.objects.filter(pk__in=supervisor_ids).order_by().defer("introduction").annotate(**annotations)
    supervisors = list(rows)
    if not supervisors:
        return {}
    practices = _practices_by_site(supervisors)
    pks = [supervisor.pk for supervisor in supervisors]
    linked = load_supervisor_rows(pks, list(practices))
    holidays = {
        pk: closed_days(one.holiday_country, one.holiday_subdivision, linked.overrides.get(pk, ()), years)
        for pk, one in practices.items()
    }
    return {
        one.pk: make_snapshot(
            one,
            _engine_hours(one, linked, frozenset(linked.offices[one.pk]), practices, holidays),
            frozenset(linked.services[one.pk]),
            frozenset(linked.offices[one.pk]),
        )
        for one in supervisors
    }


def load_services(site_ids: Collection[int]) -> dict[int, Service]:
    """The services of practices, by primary key."""
    return {service.pk: service for service in Service.objects.filter(site_id__in=site_ids).order_by()}


def _practices_by_site(supervisors: Iterable[Supervisor]) -> dict[int, PracticeSettings]:
    """The settings that snapshots need, from the annotations of the supervisors; without saved ones the defaults."""
    practices = {}
    for site_id, supervisor in {cast(int, supervisor.site_id): supervisor for supervisor in supervisors}.items():
        values = {name: getattr(supervisor, f"practice_{name}") for name in _PRACTICE_FIELDS}
        saved = {name: value for name, value in values.items() if value is not None}
        practices[site_id] = PracticeSettings(site_id=site_id, **saved)
    return practices


def _engine_hours(
    supervisor: Supervisor,
    rows: SupervisorRows,
    offices: frozenset[int],
    practices: Mapping[int, PracticeSettings],
    holidays: Mapping[int, frozenset[date]],
) -> Hours:
    pk, site_id = supervisor.pk, cast(int, supervisor.site_id)
    return Hours(
        zone=supervisor.time_zone or practices[site_id].time_zone,
        weekly=weekly_rows(supervisor, offices, rows.weekly.get(pk, ()), rows.weekly_services),
        exceptions=exception_rows(supervisor, offices, rows.exceptions.get(pk, ()), rows.exception_services),
        holidays=holidays[site_id],
    )


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
    """Engine rows from column values of ``HoursException``; impossible ones close; ``services`` are by row."""
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
    days = (values["first_day"], values["last_day"] or values["first_day"])
    has_times = values["start"] is not None and values["end"] is not None
    start = minute_of_day(values["start"]) if has_times else 0
    end = minute_of_day(values["end"], end=True) if has_times else 0
    # Impossible hours close the days, which would have the weekly hours without the exception.
    is_open = start < end
    return ExceptionRow(
        first=min(days),
        last=max(days),
        start=start if is_open else None,
        end=end if is_open else None,
        restrictions=restrictions if is_open else Restrictions(),
        additional=is_open and values["effect"] == ExceptionEffect.ADD,
    )


def _restrictions(supervisor: Supervisor, offices: frozenset[int], values: Values, services: Links) -> Restrictions:
    modes = list(values["delivery_modes"] or supervisor.delivery_modes)
    return Restrictions(
        place=_place(values["office_id"], modes, offices),
        modes=frozenset(modes) or None,
        services=frozenset() if _is_exhausted(values, services) else services.get(values["pk"]),
        crisis=values["crisis_only"],
    )


def _is_exhausted(values: Values, services: Links) -> bool:
    """Whether the hours are limited to something that no longer exists, so that they can be used for nothing."""
    restricted = values["restricted_fields"]
    return (
        ("office" in restricted and values["office_id"] is None)
        or ("services" in restricted and not services.get(values["pk"]))
        or ("delivery_modes" in restricted and set(DeliveryMode.values).isdisjoint(values["delivery_modes"]))
    )


def _place(office_id: int | None, modes: list[str], offices: frozenset[int]) -> int | str | None:
    """An office's key, ``REMOTE_PLACE``, or None if it can be any of several offices."""
    if office_id is not None:
        return office_id
    if modes == ["remote"]:
        return REMOTE_PLACE
    return next(iter(offices)) if len(offices) == 1 else None
