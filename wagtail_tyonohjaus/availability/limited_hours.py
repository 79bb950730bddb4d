"""Hours that are limited to what no longer exists, or would be after a deletion."""

from collections.abc import Iterator

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from ..practice.models import Supervisor
from ..practice.restrictions import exhausted_rows, rows_exhausted_by
from .models import AbstractHours, HoursException, WeeklyHours


def hours_deletion_effects(record: Model) -> Iterator[str]:
    """What happens to hours when a record is deleted, as sentences."""
    text = _("Hours of %(supervisor)s that are only for it are no longer offered: %(hours)s.")
    for row in rows_exhausted_by(record):
        if isinstance(row, AbstractHours):
            yield text % {"supervisor": row.supervisor, "hours": row}


def supervisors_with_exhausted_hours(of_sites: Q) -> list[Supervisor]:
    """Active supervisors, by name, with hours that can't be offered. ``of_sites`` is a condition for supervisors."""
    supervisors = Supervisor.objects.filter(of_sites, active=True)
    pks = {
        row.supervisor_id
        for model in (WeeklyHours, HoursException)
        for row in exhausted_rows(model._default_manager.filter(supervisor__in=supervisors))
    }
    return list(Supervisor.objects.filter(pk__in=pks).order_by("name"))
