"""Loads the rows that belong to supervisors, several tables in one query.

A feed with an empty cache needs all of them at once; one query for each table would double its queries. In a UNION,
columns that a table does not have are filled with another column of the same type, which is ignored, or with NULL. The
first SELECT decides about the types, so it has all columns.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Case, IntegerField, Model, QuerySet, Value, When

from ..practice.models import Supervisor
from .models import ExceptionEffect, HolidayOverride, HoursException, WeeklyHours

#: Column values of a model instance by name.
Values = Mapping[str, Any]
#: Primary keys by the primary key of the record that refers to them.
Links = Mapping[int, frozenset[int]]

_HOURS_COLUMNS = (
    "pk", "supervisor_id", "services", "office_id", "delivery_modes", "restricted_fields", "crisis_only",
    "start", "end",
)  # fmt: skip
_WEEKLY_COLUMNS = (*_HOURS_COLUMNS, "weekday", "interval_weeks", "reference_date", "valid_from", "valid_until")
_NULL = Value(None, output_field=IntegerField())
_IS_ADDITIONAL = Case(When(effect=ExceptionEffect.ADD, then=Value(1)), default=Value(0), output_field=IntegerField())
#: In place of the columns of weekly hours: the weekday is whether hours are additional, the days are those of validity,
#: the site is the supervisor.
_EXCEPTION_COLUMNS = (*_HOURS_COLUMNS, _IS_ADDITIONAL, "pk", "first_day", "first_day", "last_day")
_OVERRIDE_COLUMNS = (
    "pk", "practice__site_id", "pk", "pk", _NULL, _NULL, "closed", _NULL, _NULL, "pk", "pk", "day", "day", "day",
)  # fmt: skip


def _link_columns(target: str) -> tuple[Any, ...]:
    """Of a link between a supervisor and a record, which is in place of the services."""
    return ("pk", "supervisor_id", target, "pk", *[_NULL] * 5, "pk", "pk", *[_NULL] * 3)


@dataclass(frozen=True, slots=True)
class SupervisorRows:
    """Weekly hours and exceptions by supervisor, their services by row, and holiday overrides by site.

    An override is a day and whether it is closed. ``services`` and ``offices`` are those of supervisors.
    """

    weekly: dict[int, list[Values]] = field(default_factory=lambda: defaultdict(list))
    weekly_services: dict[int, frozenset[int]] = field(default_factory=dict)
    exceptions: dict[int, list[Values]] = field(default_factory=lambda: defaultdict(list))
    exception_services: dict[int, frozenset[int]] = field(default_factory=dict)
    overrides: dict[int, list[tuple[date, bool]]] = field(default_factory=lambda: defaultdict(list))
    services: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    offices: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def load_supervisor_rows(supervisor_ids: Collection[int], site_ids: Collection[int]) -> SupervisorRows:
    """In one query; rows in the order of their primary keys."""
    owners, practices = {"supervisor_id__in": supervisor_ids}, {"practice__site_id__in": site_ids}
    weekly, exceptions, overrides, *links = _selects()
    parts = [exceptions.filter(**owners), overrides.filter(**practices), *(each.filter(**owners) for each in links)]
    rows = map(_with_integers, weekly.filter(**owners).union(*parts, all=True).order_by())
    result = SupervisorRows()
    # The join with services repeats a row for each of them.
    for (number, pk), repeated in groupby(sorted(rows, key=itemgetter(0, 1)), key=itemgetter(0, 1)):
        first, *others = (dict(zip(_WEEKLY_COLUMNS, columns, strict=True)) for _number, *columns in repeated)
        services = frozenset(values["services"] for values in (first, *others))
        _ADD_ROW[number](result, pk, first, services - {None})
    return result


def _add_weekly(result: SupervisorRows, pk: int, values: Values, services: frozenset[int]) -> None:
    result.weekly[values["supervisor_id"]].append(values)
    if services:
        result.weekly_services[pk] = services


def _add_exception(result: SupervisorRows, pk: int, values: Values, services: frozenset[int]) -> None:
    effect = ExceptionEffect.ADD if values["weekday"] else ExceptionEffect.REPLACE
    own = {"first_day": values["valid_from"], "last_day": values["valid_until"], "effect": effect}
    result.exceptions[values["supervisor_id"]].append({**values, **own})
    if services:
        result.exception_services[pk] = services


def _add_override(result: SupervisorRows, pk: int, values: Values, services: frozenset[int]) -> None:
    result.overrides[values["supervisor_id"]].append((values["valid_from"], values["crisis_only"]))


def _add_service(result: SupervisorRows, pk: int, values: Values, services: frozenset[int]) -> None:
    result.services[values["supervisor_id"]] |= services


def _add_office(result: SupervisorRows, pk: int, values: Values, offices: frozenset[int]) -> None:
    result.offices[values["supervisor_id"]] |= offices


_ADD_ROW = (_add_weekly, _add_exception, _add_override, _add_service, _add_office)


@cache
def _selects() -> list[QuerySet[Any, tuple[Any, ...]]]:
    """The parts of the UNION without their conditions, built once; the first value of a row is the number of its part.

    They are never evaluated themselves.
    """
    selects: list[tuple[type[Model], tuple[Any, ...]]] = [
        (WeeklyHours, _WEEKLY_COLUMNS),
        (HoursException, _EXCEPTION_COLUMNS),
        (HolidayOverride, _OVERRIDE_COLUMNS),
        (Supervisor.services.through, _link_columns("service_id")),
        (Supervisor.offices.through, _link_columns("office_id")),
    ]
    return [
        model._default_manager.order_by().values_list(Value(number), *columns)
        for number, (model, columns) in enumerate(selects)
    ]


def _with_integers(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """MariaDB returns decimals where an integer column meets NULL."""
    return tuple(int(value) if isinstance(value, Decimal) else value for value in row)
