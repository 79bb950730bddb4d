"""Loads the rows that belong to supervisors, several tables in one query.

A feed with an empty cache needs all of them at once; one query for each table would double its queries. In a UNION,
columns that a table does not have are filled with another column of the same type, which is ignored, or with NULL. The
first SELECT decides about the types, so it has all columns.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Case, IntegerField, Value, When

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


@dataclass(frozen=True, slots=True)
class HoursRows:
    """Weekly hours and exceptions by supervisor, their services by row, and holiday overrides by site.

    An override is a day and whether it is closed.
    """

    weekly: dict[int, list[Values]] = field(default_factory=lambda: defaultdict(list))
    weekly_services: dict[int, frozenset[int]] = field(default_factory=dict)
    exceptions: dict[int, list[Values]] = field(default_factory=lambda: defaultdict(list))
    exception_services: dict[int, frozenset[int]] = field(default_factory=dict)
    overrides: dict[int, list[tuple[date, bool]]] = field(default_factory=lambda: defaultdict(list))


def load_links(supervisor_ids: Collection[int]) -> tuple[Links, Links]:
    """Services and offices by supervisor, in one query."""
    owners = {"supervisor_id__in": supervisor_ids}
    rows = _union_all(
        (Supervisor.services.through.objects.filter(**owners), "supervisor_id", "service_id"),
        (Supervisor.offices.through.objects.filter(**owners), "supervisor_id", "office_id"),
    )
    links: tuple[dict[int, set[int]], dict[int, set[int]]] = defaultdict(set), defaultdict(set)
    for number, source, target in rows:
        links[number][source].add(target)
    services, offices = ({source: frozenset(ids) for source, ids in by_source.items()} for by_source in links)
    return services, offices


def load_hours_rows(supervisor_ids: Collection[int], site_ids: Collection[int]) -> HoursRows:
    """In one query; rows in the order of their primary keys."""
    owners = {"supervisor_id__in": supervisor_ids}
    rows = _union_all(
        (WeeklyHours.objects.filter(**owners), *_WEEKLY_COLUMNS),
        (HoursException.objects.filter(**owners), *_EXCEPTION_COLUMNS),
        (HolidayOverride.objects.filter(practice__site_id__in=site_ids), *_OVERRIDE_COLUMNS),
    )
    result = HoursRows()
    # The join with services repeats a row for each of them.
    for (number, pk), repeated in groupby(sorted(rows, key=itemgetter(0, 1)), key=itemgetter(0, 1)):
        first, *others = (dict(zip(_WEEKLY_COLUMNS, columns, strict=True)) for _number, *columns in repeated)
        services = frozenset(values["services"] for values in (first, *others))
        _ADD_ROW[number](result, pk, first, services - {None})
    return result


def _add_weekly(result: HoursRows, pk: int, values: Values, services: frozenset[int]) -> None:
    result.weekly[values["supervisor_id"]].append(values)
    if services:
        result.weekly_services[pk] = services


def _add_exception(result: HoursRows, pk: int, values: Values, services: frozenset[int]) -> None:
    effect = ExceptionEffect.ADD if values["weekday"] else ExceptionEffect.REPLACE
    own = {"first_day": values["valid_from"], "last_day": values["valid_until"], "effect": effect}
    result.exceptions[values["supervisor_id"]].append({**values, **own})
    if services:
        result.exception_services[pk] = services


def _add_override(result: HoursRows, pk: int, values: Values, services: frozenset[int]) -> None:
    result.overrides[values["supervisor_id"]].append((values["valid_from"], values["crisis_only"]))


_ADD_ROW = (_add_weekly, _add_exception, _add_override)


def _union_all(*selects: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Rows of several querysets, given with their columns; the first value of a row is the number of its queryset."""
    first, *others = (
        rows.order_by().values_list(Value(number), *columns) for number, (rows, *columns) in enumerate(selects)
    )
    for row in first.union(*others, all=True).order_by():
        # MariaDB returns decimals where an integer column meets NULL.
        yield tuple(int(value) if isinstance(value, Decimal) else value for value in row)
