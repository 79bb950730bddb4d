"""Moves the supervisors' revisions with every change that can alter free time or how it is told.

Bulk operations send no signals: whoever uses one on these models calls ``touch`` itself, in the same transaction.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from ..practice.models import (
    Office,
    OfficeTranslation,
    PracticeSettings,
    Service,
    ServiceTranslation,
    Supervisor,
)
from ..practice.revisions import touch
from .blocks import BusyCalendars
from .models import BusyBlock, BusyCalendar, HolidayOverride, HoursException, OwnedRow, WeeklyHours
from .sources import register

register(BusyCalendars())

_OWNED = (WeeklyHours, HoursException, BusyCalendar, BusyBlock)
_SHARED = (Service, ServiceTranslation, Office, OfficeTranslation, PracticeSettings, HolidayOverride)
_MODELS = (*_OWNED, *_SHARED, Supervisor)


@receiver(post_save, dispatch_uid="tyonohjaus.revision.saved")
def touch_on_save(sender: type[Model], instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if issubclass(sender, _MODELS) and not raw and not (created and sender is Supervisor):
        touch(concerned(instance))


@receiver(pre_delete, dispatch_uid="tyonohjaus.revision.leaving")
def remember_concerned(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Whom a deletion concerns is only known before it."""
    if issubclass(sender, (Service, Office)):
        instance._concerned = list(concerned(instance))


@receiver(post_delete, dispatch_uid="tyonohjaus.revision.deleted")
def touch_on_delete(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    if issubclass(sender, _MODELS) and sender is not Supervisor:
        touch(instance.__dict__.pop("_concerned", None) or concerned(instance))


@receiver(m2m_changed, dispatch_uid="tyonohjaus.revision.linked")
def touch_on_link(
    sender: type[Model], instance: Any, action: str, reverse: bool, pk_set: Collection[int] | None, **kwargs: Any
) -> None:
    if sender not in _THROUGH or not (action.startswith("post_") or action == "pre_clear"):
        return
    if not reverse:
        touch(concerned(instance))
    elif sender in _SUPERVISORS and pk_set is not None:
        touch(pk_set)
    else:
        touch(concerned(instance))


_SUPERVISORS = {Supervisor.services.through, Supervisor.offices.through}
_THROUGH = _SUPERVISORS | {WeeklyHours.services.through, HoursException.services.through}


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
