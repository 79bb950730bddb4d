"""Increments the supervisors' revisions when what the list of supervisors shows changes, apart from free time.

``availability.signals`` does it for supervisors, services, offices and practices.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete

from ..practice.models import Approach, Supervisor, SupervisorTranslation, WorkField
from ..practice.revisions import touch
from ..practice.vocabulary import ApproachTranslation, Term, WorkFieldTranslation


def touch_on_change(sender: type[Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A term, or a row in one language of a term or supervisor."""
    if not raw:
        touch(_supervisors(getattr(instance, "parent", instance)))


def touch_on_link(
    sender: type[Model], instance: Any, action: str, reverse: bool, pk_set: Collection[int] | None, **kwargs: Any
) -> None:
    """For links to approaches and work fields, from either side. Those of ``pre_clear`` are unknown afterwards."""
    if not (action.startswith("post_") or action == "pre_clear"):
        return
    touch(pk_set if reverse and pk_set is not None else _supervisors(instance))


for _model in (SupervisorTranslation, Approach, ApproachTranslation, WorkField, WorkFieldTranslation):
    post_save.connect(touch_on_change, sender=_model, dispatch_uid="tyonohjaus.finding.save")
for _model in (SupervisorTranslation, ApproachTranslation, WorkFieldTranslation):
    post_delete.connect(touch_on_change, sender=_model, dispatch_uid="tyonohjaus.finding.delete")
for _model in (Approach, WorkField):
    # Their links are deleted before them.
    pre_delete.connect(touch_on_change, sender=_model, dispatch_uid="tyonohjaus.finding.pre_delete")
for _through in (Supervisor.approaches.through, Supervisor.work_fields.through):
    m2m_changed.connect(touch_on_link, sender=_through, dispatch_uid="tyonohjaus.finding.link")


def _supervisors(record: Any) -> Collection[int]:
    if isinstance(record, Term):
        return record.supervisors.order_by().values_list("pk", flat=True)
    return [record.pk]
