"""Moves the supervisors' revisions with every change that can alter free time or how it is told.

Bulk operations send no signals: whoever uses one on these models calls ``touch`` itself, in the same transaction.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete

from ..practice.models import (
    Office,
    OfficeTranslation,
    PracticeSettings,
    Service,
    ServiceTranslation,
    Supervisor,
)
from ..practice.revisions import touch
from .busy_calendars.source import BusyCalendars
from .busy_sources import register
from .models import BusyBlock, BusyCalendar, HolidayOverride, HoursException, OwnedRow, WeeklyHours

register(BusyCalendars())

_OWNED = (WeeklyHours, HoursException, BusyCalendar, BusyBlock)
_SHARED = (Service, ServiceTranslation, Office, OfficeTranslation, PracticeSettings, HolidayOverride)


def touch_on_save(sender: type[Model], instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if not raw and not (created and sender is Supervisor):
        touch(concerned(instance))


def remember_concerned(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Whom a deletion concerns is only known before it."""
    instance._concerned = list(concerned(instance))


def close_hours_of_service(sender: type[Model], instance: Service, **kwargs: Any) -> None:
    """Hours for nothing but a service go with it; as they are, they would be open for everything."""
    for model in (WeeklyHours, HoursException):
        rows = set(model._default_manager.filter(services=instance).values_list("pk", flat=True))
        alone = rows - _shared(model, instance)
        for row in model._default_manager.filter(pk__in=alone):
            _close(row)


def _shared(model: type[Model], service: Service) -> set[int]:
    """Rows that are also for other services."""
    others = Service.objects.exclude(pk=service.pk)
    return set(model._default_manager.filter(services__in=others).values_list("pk", flat=True))


def _close(row: WeeklyHours | HoursException) -> None:
    if isinstance(row, WeeklyHours):
        row.delete()
    else:
        # The day stays an exception, for without one the weekly hours would hold.
        row.start = row.end = None
        row.save()


def touch_on_delete(sender: type[Model], instance: Any, origin: Any = None, **kwargs: Any) -> None:
    # Blocks that go with their calendar, hundreds of them, are told of by the calendar.
    if sender is BusyBlock and getattr(origin, "model", type(origin)) is not BusyBlock:
        return
    touch(instance.__dict__.pop("_concerned", None) or concerned(instance))


def touch_on_link(
    sender: type[Model], instance: Any, action: str, reverse: bool, pk_set: Collection[int] | None, **kwargs: Any
) -> None:
    if not (action.startswith("post_") or action == "pre_clear"):
        return
    if reverse and sender in _SUPERVISORS and pk_set is not None:
        touch(pk_set)
    else:
        touch(concerned(instance))


_SUPERVISORS = {Supervisor.services.through, Supervisor.offices.through}
_THROUGH = _SUPERVISORS | {WeeklyHours.services.through, HoursException.services.through}

# By sender, since a receiver for all models would slow down every deletion of the project.
for _model in (*_OWNED, *_SHARED, Supervisor):
    post_save.connect(touch_on_save, sender=_model, dispatch_uid="tyonohjaus.revision.saved")
for _model in (*_OWNED, *_SHARED):
    post_delete.connect(touch_on_delete, sender=_model, dispatch_uid="tyonohjaus.revision.deleted")
for _model in (Service, Office):
    pre_delete.connect(remember_concerned, sender=_model, dispatch_uid="tyonohjaus.revision.leaving")
pre_delete.connect(close_hours_of_service, sender=Service, dispatch_uid="tyonohjaus.hours.service_leaving")
for _through in _THROUGH:
    m2m_changed.connect(touch_on_link, sender=_through, dispatch_uid="tyonohjaus.revision.linked")


def concerned(record: Model) -> Iterable[int]:
    """Primary keys of the supervisors whose free time depends on a record."""
    if isinstance(record, Supervisor):
        return [record.pk]
    if isinstance(record, OwnedRow):
        return {record.supervisor_id, getattr(record, "owner_before", None) or record.supervisor_id} - {None}
    if isinstance(record, BusyBlock):
        return [record.supervisor_id]
    if isinstance(record, (ServiceTranslation, OfficeTranslation)):
        return concerned(record.parent)
    if isinstance(record, HolidayOverride):
        return _of(site_id=record.practice.site_id)
    if isinstance(record, PracticeSettings):
        return _of(site_id=record.site_id)
    return _of_office(record) if isinstance(record, Office) else _of(services=record)


def _of(**where: Any) -> list[int]:
    return list(Supervisor.objects.filter(**where).order_by().values_list("pk", flat=True))


def _of_office(office: Office) -> list[int]:
    there = Q(offices=office) | Q(weekly_hours__office=office) | Q(hours_exceptions__office=office)
    return list(Supervisor.objects.filter(there).order_by().values_list("pk", flat=True).distinct())
