"""A snapshot of a supervisor as edited in a form, before saving."""

from collections.abc import Collection, Iterable

from django.db.models import Model

from ..practice.models import PracticeSettings, Supervisor
from .models import AbstractHours, HolidayOverride, HoursException, WeeklyHours
from .public_holidays import closed_days
from .schedule import ExceptionRow, Hours, WeeklyRow
from .snapshot_rows import Links, Values
from .snapshots import SupervisorSnapshot, exception_rows, make_snapshot, weekly_rows


def snapshot_from_form(supervisor: Supervisor, years: Collection[int]) -> SupervisorSnapshot:
    """A snapshot with the related rows that ``supervisor`` has in memory; they may lack primary keys and values.

    ``years`` are the calendar years whose public holidays are needed.
    """
    offices = frozenset(office.pk for office in supervisor.offices.all())
    services = frozenset(service.pk for service in supervisor.services.all())
    return make_snapshot(supervisor, _hours(supervisor, offices, years), services, offices)


def _hours(supervisor: Supervisor, offices: frozenset[int], years: Collection[int]) -> Hours:
    practice = PracticeSettings.objects.filter(site_id=supervisor.site_id).first() or PracticeSettings()
    overrides = HolidayOverride.objects.filter(practice_id=practice.pk).values_list("day", "closed")
    weekly, exceptions = _values(supervisor.weekly_hours.all()), _values(supervisor.hours_exceptions.all())
    return Hours(
        zone=supervisor.time_zone or practice.time_zone,
        weekly=weekly_rows(supervisor, offices, weekly, _services_by_row(weekly)),
        exceptions=exception_rows(supervisor, offices, exceptions, _services_by_row(exceptions)),
        holidays=closed_days(practice.holiday_country, practice.holiday_subdivision, overrides, years),
    )


def engine_weekly(supervisor: Supervisor, offices: frozenset[int], rows: Iterable[WeeklyHours]) -> dict[int, WeeklyRow]:
    """The engine's row of each row in memory, by its position; impossible ones are left out."""
    found = {}
    for values in _values(rows):
        for row in weekly_rows(supervisor, offices, [values], _services_by_row([values])):
            found[values["pk"]] = row
    return found


def engine_exceptions(
    supervisor: Supervisor, offices: frozenset[int], rows: Iterable[HoursException]
) -> dict[int, ExceptionRow]:
    """The engine's row of each row in memory, by its position; impossible ones close."""
    found = {}
    for values in _values(rows):
        for row in exception_rows(supervisor, offices, [values], _services_by_row([values])):
            found[values["pk"]] = row
    return found


def _values(rows: Iterable[AbstractHours]) -> list[Values]:
    """Column values as a query returns them, with numbers in place of primary keys."""
    return [{**_column_values(row), "pk": number, "services": row.services.all()} for number, row in enumerate(rows)]


def _column_values(row: Model) -> Values:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _services_by_row(rows: Iterable[Values]) -> Links:
    services = {values["pk"]: frozenset(service.pk for service in values["services"]) for values in rows}
    return {pk: ids for pk, ids in services.items() if ids}
