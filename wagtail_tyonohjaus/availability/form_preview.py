"""A supervisor as a form has it, not yet saved, in the shape that the engine's callers use."""

from collections.abc import Collection, Iterable
from typing import cast

from django.db.models import Model

from ..practice.models import PracticeSettings, Supervisor
from .models import HolidayOverride, OpenTime
from .public_holidays import closed_days
from .schedule import Hours
from .snapshots import Person, exception_rows, weekly_rows


def person_of(supervisor: Supervisor, years: Collection[int]) -> Person:
    """``supervisor`` with the rows it holds in memory; they need no primary keys, and may lack values."""
    offices = frozenset(office.pk for office in supervisor.offices.all())
    practice = PracticeSettings.objects.filter(site_id=supervisor.site_id).first() or PracticeSettings()
    return Person(
        pk=supervisor.pk or 0,
        revision=0,
        site_id=cast(int, supervisor.site_id),
        hours=_hours(supervisor, practice, offices, years),
        services=frozenset(service.pk for service in supervisor.services.all()),
        offices=offices,
        formats=tuple(supervisor.formats),
        active=supervisor.active,
        takes_new_clients=supervisor.takes_new_clients,
        max_sessions_day=supervisor.max_sessions_day,
        max_sessions_week=supervisor.max_sessions_week,
    )


def _hours(
    supervisor: Supervisor, practice: PracticeSettings, offices: frozenset[int], years: Collection[int]
) -> Hours:
    overrides = HolidayOverride.objects.filter(practice_id=practice.pk).values_list("day", "closed")
    weekly, exceptions = _values(supervisor.weekly_hours.all()), _values(supervisor.hours_exceptions.all())
    return Hours(
        zone=supervisor.time_zone or practice.time_zone,
        weekly=weekly_rows(supervisor, offices, weekly, _services(weekly)),
        exceptions=exception_rows(supervisor, offices, exceptions, _services(exceptions)),
        holidays=closed_days(practice.holiday_country, practice.holiday_subdivision, overrides, years),
    )


def _values(rows: Iterable[OpenTime]) -> list[dict]:
    """Rows as the database would give them, numbered instead of keyed."""
    return [{**_columns(row), "pk": number, "services": row.services.all()} for number, row in enumerate(rows)]


def _columns(row: Model) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _services(rows: list[dict]) -> dict[int, frozenset[int]]:
    found = {row["pk"]: frozenset(service.pk for service in row["services"]) for row in rows}
    return {pk: services for pk, services in found.items() if services}
