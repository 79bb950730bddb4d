"""Increases the supervisors' revisions on every change that can affect free time or how it is presented.

Bulk operations do not send signals: code that uses them on these models must call ``touch`` in the same transaction.
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
from ..practice.restrictions import register_deletion_effects, track_restrictions
from ..practice.revisions import touch
from .busy_calendars.source import BusyCalendars
from .busy_sources import register_busy_source
from .limited_hours import hours_deletion_effects
from .models import BusyBlock, BusyCalendar, HolidayOverride, HoursException, SupervisorOwnedModel, WeeklyHours

register_busy_source(BusyCalendars())
track_restrictions(WeeklyHours)
track_restrictions(HoursException)
register_deletion_effects(hours_deletion_effects)

_SUPERVISOR_MODELS = (WeeklyHours, HoursException, BusyCalendar, BusyBlock)
_SHARED_MODELS = (Service, ServiceTranslation, Office, OfficeTranslation, PracticeSettings, HolidayOverride)
_SUPERVISOR_LINKS = {Supervisor.services.through, Supervisor.offices.through}
_HOURS_LINKS = {WeeklyHours.services.through, HoursException.services.through}


def touch_on_save(sender: type[Model], instance: Model, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Except for a new supervisor, whose revision starts at 1, and for fixtures (``raw``)."""
    if not raw and not (created and sender is Supervisor):
        touch(affected_supervisors(instance))


def remember_affected(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """After the deletion, the links to the affected supervisors no longer exist."""
    instance.__dict__["_affected_supervisors"] = list(affected_supervisors(instance))


def touch_on_delete(sender: type[Model], instance: Model, origin: Any = None, **kwargs: Any) -> None:
    """``origin`` is the instance or queryset whose deletion caused this one."""
    # Blocks that are deleted with their calendar, often hundreds, are covered by the calendar's own signal.
    if sender is BusyBlock and getattr(origin, "model", type(origin)) is not BusyBlock:
        return
    touch(instance.__dict__.pop("_affected_supervisors", None) or affected_supervisors(instance))


def touch_on_link(
    sender: type[Model], instance: Model, action: str, reverse: bool, pk_set: Collection[int] | None, **kwargs: Any
) -> None:
    """For links to services and offices, from either side. ``pre_clear``, since the links are unknown afterwards."""
    if not (action.startswith("post_") or action == "pre_clear"):
        return
    if reverse and sender in _SUPERVISOR_LINKS and pk_set is not None:
        touch(pk_set)
    else:
        touch(affected_supervisors(instance))


# Connect by sender: a receiver for all models would slow down every deletion in the project.
for _model in (*_SUPERVISOR_MODELS, *_SHARED_MODELS, Supervisor):
    post_save.connect(touch_on_save, sender=_model, dispatch_uid="tyonohjaus.revision.save")
for _model in (*_SUPERVISOR_MODELS, *_SHARED_MODELS):
    post_delete.connect(touch_on_delete, sender=_model, dispatch_uid="tyonohjaus.revision.delete")
for _model in (Service, Office):
    pre_delete.connect(remember_affected, sender=_model, dispatch_uid="tyonohjaus.revision.pre_delete")
for _through in _SUPERVISOR_LINKS | _HOURS_LINKS:
    m2m_changed.connect(touch_on_link, sender=_through, dispatch_uid="tyonohjaus.revision.link")


def affected_supervisors(record: Model) -> Iterable[int]:
    """Primary keys of the supervisors whose free time depends on a record."""
    if isinstance(record, Supervisor):
        return [record.pk]
    if isinstance(record, SupervisorOwnedModel):
        previous_id = getattr(record, "previous_supervisor_id", None)
        return {record.supervisor_id, previous_id or record.supervisor_id} - {None}
    if isinstance(record, BusyBlock):
        return [record.supervisor_id]
    if isinstance(record, (ServiceTranslation, OfficeTranslation)):
        return affected_supervisors(record.parent)
    return _supervisors_of_shared(record)


def _supervisors_of_shared(record: Model) -> list[int]:
    if isinstance(record, HolidayOverride):
        return _supervisor_ids(Q(site_id=record.practice.site_id))
    if isinstance(record, PracticeSettings):
        return _supervisor_ids(Q(site_id=record.site_id))
    if isinstance(record, Office):
        return _supervisor_ids(Q(offices=record) | Q(weekly_hours__office=record) | Q(hours_exceptions__office=record))
    return _supervisor_ids(Q(services=record))


def _supervisor_ids(condition: Q) -> list[int]:
    return list(Supervisor.objects.filter(condition).order_by().values_list("pk", flat=True).distinct())
