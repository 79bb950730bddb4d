"""Loads the rows that belong to supervisors, several tables in one query.

A feed with an empty cache needs all of them at once; one query for each table would double its queries. The first
SELECT of a UNION decides about the types of its columns, so it has no NULL in place of a column.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import IntegerField, Model, QuerySet, Value

from ..practice.models import Supervisor
from .models import AbstractHours, HolidayOverride, HoursException, WeeklyHours

#: Column values of a model instance by name.
Values = Mapping[str, Any]
#: Primary keys by the primary key of the record that refers to them.
Links = Mapping[int, frozenset[int]]

_HOURS_COLUMNS = ("pk", "supervisor_id", "office_id", "delivery_modes", "crisis_only", "start", "end")
_WEEKLY_COLUMNS = (*_HOURS_COLUMNS, "weekday", "interval_weeks", "reference_date", "valid_from", "valid_until")
_NULL = Value(None, output_field=IntegerField())
#: In the columns of weekly hours: the days are those of validity, a site is in the place of a supervisor.
_EXCEPTION_COLUMNS = (*_HOURS_COLUMNS, _NULL, _NULL, _NULL, "first_day", "last_day")
_OVERRIDE_COLUMNS = (
    "pk", "practice__site_id", _NULL, _NULL, "closed", _NULL, _NULL, _NULL, _NULL, _NULL, "day", _NULL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HoursRows:
    """Weekly hours and exceptions by supervisor; holiday overrides, as day and whether it is closed, by site."""

    weekly: dict[int, list[Values]] = field(default_factory=lambda: defaultdict(list))
    exceptions: dict[int, list[Values]] = field(default_factory=lambda: defaultdict(list))
    overrides: dict[int, list[tuple[date, bool]]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class SupervisorLinks:
    """Services and offices by supervisor, services by weekly hours and by exception."""

    services: Links
    offices: Links
    weekly_services: Links
    exception_services: Links


def load_links(supervisor_ids: Collection[int]) -> SupervisorLinks:
    """In one query."""
    owners = {"supervisor_id__in": supervisor_ids}
    relations = (
        (Supervisor.services.through.objects.filter(**owners), "supervisor_id", "service_id"),
        (Supervisor.offices.through.objects.filter(**owners), "supervisor_id", "office_id"),
        (_services_of_rows(WeeklyHours, "weeklyhours", supervisor_ids), "weeklyhours_id", "service_id"),
        (_services_of_rows(HoursException, "hoursexception", supervisor_ids), "hoursexception_id", "service_id"),
    )
    targets: list[dict[int, set[int]]] = [defaultdict(set) for _ in relations]
    for number, source, target in _union_all(*relations):
        targets[number][source].add(target)
    return SupervisorLinks(*({source: frozenset(ids) for source, ids in by_source.items()} for by_source in targets))


def _services_of_rows(model: type[AbstractHours], name: str, supervisor_ids: Collection[int]) -> QuerySet:
    through: type[Model] = model.services.through
    return through._default_manager.filter(**{f"{name}__supervisor_id__in": supervisor_ids})


def load_hours_rows(supervisor_ids: Collection[int], site_ids: Collection[int]) -> HoursRows:
    """In one query; rows in the order of their primary keys."""
    owners = {"supervisor_id__in": supervisor_ids}
    result = HoursRows()
    rows = _union_all(
        (WeeklyHours.objects.filter(**owners), *_WEEKLY_COLUMNS),
        (HoursException.objects.filter(**owners), *_EXCEPTION_COLUMNS),
        (HolidayOverride.objects.filter(practice__site_id__in=site_ids), *_OVERRIDE_COLUMNS),
    )
    for number, *columns in sorted(rows, key=lambda row: row[:2]):
        values = dict(zip(_WEEKLY_COLUMNS, columns, strict=True))
        if number == 0:
            result.weekly[values["supervisor_id"]].append(values)
        elif number == 1:
            dates = {"first_day": values["valid_from"], "last_day": values["valid_until"]}
            result.exceptions[values["supervisor_id"]].append(values | dates)
        else:
            result.overrides[values["supervisor_id"]].append((values["valid_from"], values["crisis_only"]))
    return result


def _union_all(*selects: tuple[Any, ...]) -> QuerySet:
    """Rows of several querysets, given with their columns; the first value of a row is the number of its queryset."""
    first, *others = (
        rows.order_by().values_list(Value(number), *columns) for number, (rows, *columns) in enumerate(selects)
    )
    return first.union(*others, all=True)
