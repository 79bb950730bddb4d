"""What the engine needs to know of supervisors, read for all of them at once: the queries don't grow with them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Model

from ..practice.models import PracticeSettings, Service, Supervisor
from .models import HolidayOverride, HoursException, OpenTime, WeeklyHours
from .public_holidays import closed_days
from .schedule import ExceptionRow, Hours, Terms, WeeklyRow, minute_of_day

#: The place of hours that are remote alone: the key of no office.
REMOTE_PLACE = "remote"

_TERMS = ("pk", "supervisor_id", "office_id", "delivery_modes", "crisis_only", "start", "end")
_WEEKLY = (*_TERMS, "weekday", "every_weeks", "counted_from", "valid_from", "valid_until")
_EXCEPTION = (*_TERMS, "first_day", "last_day")


@dataclass(frozen=True, slots=True)
class Person:
    """A supervisor as the engine's callers see one, read together with ``revision``."""

    pk: int
    revision: int
    site_id: int
    hours: Hours
    services: frozenset[int]
    offices: frozenset[int]
    formats: tuple[str, ...]
    active: bool
    takes_new_clients: bool
    max_sessions_day: int | None
    max_sessions_week: int | None


@dataclass(frozen=True, slots=True)
class _Basics:
    """Rows by supervisor, while a batch is put together."""

    services: dict[int, frozenset[int]]
    offices: dict[int, frozenset[int]]
    weekly: dict[int, list[dict]]
    exceptions: dict[int, list[dict]]
    weekly_services: dict[int, frozenset[int]]
    exception_services: dict[int, frozenset[int]]
    practices: dict[int, PracticeSettings]
    overrides: dict[int, list[tuple[date, bool]]]


def load_people(supervisor_ids: Collection[int], years: Collection[int]) -> dict[int, Person]:
    """Supervisors by primary key with their hours; ``years`` says whose holidays to look up.

    The revision is read first: what is kept under it is at least as new as it.
    """
    rows = list(Supervisor.objects.filter(pk__in=supervisor_ids).order_by().defer("introduction"))
    if not rows:
        return {}
    basics = _basics([row.pk for row in rows], {cast(int, row.site_id) for row in rows})
    holidays = {site_id: _holidays(practice, basics.overrides, years) for site_id, practice in basics.practices.items()}
    return {row.pk: _person(row, basics, holidays) for row in rows}


def load_services(site_ids: Collection[int]) -> dict[int, Service]:
    """The services of practices by primary key."""
    return {service.pk: service for service in Service.objects.filter(site_id__in=site_ids).order_by()}


def _basics(ids: list[int], site_ids: set[int]) -> _Basics:
    practices = {practice.site_id: practice for practice in PracticeSettings.objects.filter(site_id__in=site_ids)}
    for site_id in site_ids - practices.keys():
        practices[site_id] = PracticeSettings(site_id=site_id)
    return _Basics(
        services=_linked(Supervisor.services.through, "supervisor_id", "service_id", supervisor_id__in=ids),
        offices=_linked(Supervisor.offices.through, "supervisor_id", "office_id", supervisor_id__in=ids),
        weekly=_owned(WeeklyHours, ids, _WEEKLY),
        exceptions=_owned(HoursException, ids, _EXCEPTION),
        weekly_services=_row_services(WeeklyHours, "weeklyhours", ids),
        exception_services=_row_services(HoursException, "hoursexception", ids),
        practices=practices,
        overrides=_overrides(site_ids),
    )


def _linked(through: type[Model], owner: str, linked: str, **where: Any) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, value in through._default_manager.filter(**where).order_by().values_list(owner, linked):
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _owned(model: type[OpenTime], ids: list[int], fields: Iterable[str]) -> dict[int, list[dict]]:
    found: dict[int, list[dict]] = defaultdict(list)
    for row in model._default_manager.filter(supervisor_id__in=ids).order_by("pk").values(*fields):
        found[row["supervisor_id"]].append(row)
    return found


def _row_services(model: type[OpenTime], name: str, ids: list[int]) -> dict[int, frozenset[int]]:
    return _linked(model.services.through, f"{name}_id", "service_id", **{f"{name}__supervisor_id__in": ids})


def _overrides(site_ids: set[int]) -> dict[int, list[tuple[date, bool]]]:
    found: dict[int, list[tuple[date, bool]]] = defaultdict(list)
    rows = HolidayOverride.objects.filter(practice__site_id__in=site_ids).order_by()
    for site_id, day, closed in rows.values_list("practice__site_id", "day", "closed"):
        found[site_id].append((day, closed))
    return found


def _holidays(
    practice: PracticeSettings, overrides: dict[int, list[tuple[date, bool]]], years: Collection[int]
) -> frozenset[date]:
    own = overrides.get(practice.site_id, [])
    return closed_days(practice.holiday_country, practice.holiday_subdivision, own, years)


def _person(row: Supervisor, basics: _Basics, holidays: dict[int, frozenset[date]]) -> Person:
    offices, site_id = basics.offices.get(row.pk, frozenset()), cast(int, row.site_id)
    return Person(
        pk=row.pk,
        revision=row.revision,
        site_id=site_id,
        hours=Hours(
            zone=row.time_zone or basics.practices[site_id].time_zone,
            weekly=weekly_rows(row, offices, basics.weekly.get(row.pk, ()), basics.weekly_services),
            exceptions=exception_rows(row, offices, basics.exceptions.get(row.pk, ()), basics.exception_services),
            holidays=holidays[site_id],
        ),
        services=basics.services.get(row.pk, frozenset()),
        offices=offices,
        formats=tuple(row.formats),
        active=row.active,
        takes_new_clients=row.takes_new_clients,
        max_sessions_day=row.max_sessions_day or None,
        max_sessions_week=row.max_sessions_week or None,
    )


def weekly_rows(
    owner: Supervisor, offices: frozenset[int], rows: Iterable[dict], services: dict[int, frozenset[int]]
) -> tuple[WeeklyRow, ...]:
    """The engine's rows for values of ``WeeklyHours``; values that make no sense are left out."""
    made = []
    for row in rows:
        try:
            made.append(_weekly_row(row, _terms(owner, offices, row, services)))
        except ValueError:
            continue
    return tuple(made)


def _weekly_row(row: dict, terms: Terms) -> WeeklyRow:
    return WeeklyRow(
        weekday=row["weekday"],
        start=minute_of_day(row["start"]),
        end=minute_of_day(row["end"], end=True),
        terms=terms,
        every=row["every_weeks"] or 1,
        anchor=row["counted_from"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
    )


def exception_rows(
    owner: Supervisor, offices: frozenset[int], rows: Iterable[dict], services: dict[int, frozenset[int]]
) -> tuple[ExceptionRow, ...]:
    """The engine's rows for values of ``HoursException``; values that make no sense are left out."""
    made = []
    for row in rows:
        try:
            made.append(_exception_row(row, _terms(owner, offices, row, services)))
        except ValueError:
            continue
    return tuple(made)


def _exception_row(row: dict, terms: Terms) -> ExceptionRow:
    is_open = row["start"] is not None and row["end"] is not None
    return ExceptionRow(
        first=row["first_day"],
        last=row["last_day"] or row["first_day"],
        start=minute_of_day(row["start"]) if is_open else None,
        end=minute_of_day(row["end"], end=True) if is_open else None,
        terms=terms if is_open else Terms(),
    )


def _terms(owner: Supervisor, offices: frozenset[int], row: dict, services: dict[int, frozenset[int]]) -> Terms:
    modes = list(row["delivery_modes"] or owner.delivery_modes)
    return Terms(
        place=_place(row["office_id"], modes, offices),
        modes=frozenset(modes) or None,
        services=services.get(row["pk"]),
        crisis=row["crisis_only"],
    )


def _place(office_id: int | None, modes: list[str], offices: frozenset[int]) -> int | str | None:
    """An office's key, ``REMOTE_PLACE``, or None where it may be any of several."""
    if office_id is not None:
        return office_id
    if list(modes) == ["remote"]:
        return REMOTE_PLACE
    return next(iter(offices)) if len(offices) == 1 else None
