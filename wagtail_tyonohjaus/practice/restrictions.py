"""Conditions that accept any value or only the selected ones, and what becomes of them when a record is deleted.

Whether a condition restricts is stored apart from what it accepts. So a condition whose last record was deleted accepts
nothing, instead of everything.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, pre_delete
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .fields import choice_list_field, model_field

#: Rows of a model that refer to a record, as sentences for the page that confirms its deletion.
DeletionEffects = Callable[[models.Model], Iterable[str]]

_tracked: list[type["RestrictedModel"]] = []
_deletion_effects: list[DeletionEffects] = []


class RestrictedModel(models.Model):
    """Abstract: a row with conditions, each of which accepts any value or only the selected ones.

    Subclasses have a ``ChoiceListField`` named ``restricted_fields``, whose vocabulary has the names of their
    conditions. A condition with something selected always restricts.
    """

    restricted_fields: list[str]

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Collection[str] | None = None, **kwargs: Any) -> None:  # type: ignore[override]
        plain = [name for name in self.condition_names() if not self._meta.get_field(name).many_to_many]
        self.restrict(name for name in plain if getattr(self, model_field(type(self), name).attname))
        if update_fields is not None:
            update_fields = {*update_fields, "restricted_fields"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @classmethod
    def restricted_rows(cls, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Those of the model's ``rows`` that have a condition which restricts."""
        return rows.exclude(restricted_fields="")

    @classmethod
    def condition_names(cls) -> list[str]:
        """The names of the model's fields that are conditions."""
        vocabulary = choice_list_field(cls, "restricted_fields").vocabulary
        return list(vocabulary.values) if vocabulary else []

    def restrict(self, names: Iterable[str]) -> None:
        """Makes these conditions accept only what is selected; the row is not saved."""
        self.restricted_fields = list(dict.fromkeys([*self.restricted_fields, *names]))

    def exhausted_conditions(self) -> list[str]:
        """The names of the conditions that accept nothing, since nothing that they accept is left."""
        return [name for name in self.condition_names() if name in self.restricted_fields and self._is_empty(name)]

    def exhausted_labels(self) -> str:
        """What the row can't match any more, such as ``services, offices``."""
        return ", ".join(map(self.condition_label, self.exhausted_conditions()))

    def condition_label(self, name: str) -> str:
        """What a condition is called in texts."""
        return str(model_field(type(self), name).verbose_name)

    def exhausted_text(self) -> str:
        """Why the row matches nothing, for those who can change it; empty if it can match."""
        labels = self.exhausted_labels()
        text = _("Matches nothing: what it was limited to no longer exists ({conditions}).")
        return str(format_lazy(text, conditions=labels)) if labels else ""

    def _is_empty(self, name: str) -> bool:
        field = model_field(type(self), name)
        if field.many_to_many:
            return not (self.pk and getattr(self, name).all())
        value = getattr(self, field.attname)
        vocabulary = getattr(field, "vocabulary", None)
        return not ({str(code) for code in value} & set(map(str, vocabulary.values)) if vocabulary else value)


def condition_fields(model: type[RestrictedModel]) -> list[Any]:
    """The model's fields that are conditions: of relations, codes and other values."""
    return [model_field(model, name) for name in model.condition_names()]


def track_restrictions(model: type[RestrictedModel]) -> None:
    """Stores that a condition restricts when a record is selected in it, and again when the record is deleted."""
    _tracked.append(model)
    for field in condition_fields(model):
        if field.many_to_many:
            m2m_changed.connect(
                _remember_selection, sender=field.remote_field.through, dispatch_uid=f"tyonohjaus.restrict.{field}"
            )
        if field.is_relation:
            pre_delete.connect(
                _remember_deletion,
                sender=field.related_model,
                dispatch_uid=f"tyonohjaus.restrict.{field.related_model._meta.label}",
            )


def rows_exhausted_by(record: models.Model) -> Iterator[RestrictedModel]:
    """The rows that would match nothing if the record were deleted."""
    for model in _tracked:
        for field in _fields_to(model, record):
            rows = model._default_manager.filter(**{field.name: record})
            if field.many_to_many:
                others = field.related_model._default_manager.exclude(pk=record.pk)
                rows = rows.exclude(pk__in=model._default_manager.filter(**{f"{field.name}__in": others}).values("pk"))
            yield from rows


def exhausted_rows(rows: models.QuerySet[Any]) -> Iterator[Any]:
    """Those of a model's rows that match nothing, in a constant number of queries."""
    fields = condition_fields(rows.model)
    restricted = rows.model.restricted_rows(rows)
    for row in restricted.prefetch_related(*(field.name for field in fields if field.many_to_many)):
        if row.exhausted_conditions():
            yield row


def register_deletion_effects(effects: DeletionEffects) -> None:
    """``effects`` yields what happens when a record is deleted, as sentences for the page that confirms it."""
    _deletion_effects.append(effects)


def deletion_effects(record: models.Model) -> list[str]:
    """What the registered functions yield for a record, each sentence once."""
    return list(dict.fromkeys(text for effects in _deletion_effects for text in effects(record)))


def _fields_to(model: type[RestrictedModel], record: models.Model) -> list[Any]:
    fields = condition_fields(model)
    return [field for field in fields if field.related_model and isinstance(record, field.related_model)]


def _remember_selection(
    sender: type[models.Model], instance: RestrictedModel, action: str, reverse: bool, pk_set: Any, **kwargs: Any
) -> None:
    if action != "post_add" or reverse or not pk_set:
        return
    names = (name for name in instance.condition_names() if _through(instance, name) is sender)
    _store(instance, names)


def _through(row: RestrictedModel, name: str) -> type[models.Model] | None:
    return getattr(row._meta.get_field(name).remote_field, "through", None)


def _remember_deletion(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    for model in _tracked:
        for field in _fields_to(model, instance):
            for row in model._default_manager.filter(**{field.name: instance}):
                _store(row, [field.name])


def _store(row: RestrictedModel, names: Iterable[str]) -> None:
    row.restrict(names)
    rows: models.QuerySet[Any] = type(row)._default_manager.filter(pk=row.pk)
    rows.update(restricted_fields=row.restricted_fields)
