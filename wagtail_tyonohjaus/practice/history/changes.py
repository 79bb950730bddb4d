"""What the history of a record keeps of a change: the old and the new values of the fields that allow it.

A model lists them in ``history_fields``. Of other fields a history says only that they were changed, so that log
entries have no secrets, and no personal data that nobody would remove from them. Related records are kept by their
primary keys. The values are deleted together with the record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Field, Model
from django.db.models.signals import post_delete
from modelcluster.models import get_all_child_relations
from wagtail.models import ModelLogEntry

#: In the ``data`` of an entry in Wagtail's log.
DATA_KEY = "tyonohjaus_changes"

#: What JSON can hold of a field's value: primary keys of a many-to-many field, else the text of the value.
Value = str | int | list[Any] | None
Values = Mapping[str, Value]


def history_fields(model: type[Model]) -> frozenset[str]:
    """The names of the fields whose values are kept; none by default."""
    return frozenset(getattr(model, "history_fields", ()))


def row_model(model: type[Model], relation: str) -> type[Model] | None:
    """The model of the rows of a child relation; None if there is no such relation."""
    relations = {each.get_accessor_name(): each for each in get_all_child_relations(model)}
    return relations[relation].related_model if relation in relations else None


def value_of(record: Model, of_field: Field) -> Value:
    """The value of a field as an entry keeps it."""
    if of_field.many_to_many:
        return sorted(related.pk for related in getattr(record, of_field.name).all())
    value = of_field.value_from_object(record)
    return None if value is None else of_field.value_to_string(record)


def values_of(record: Model, names: Iterable[str]) -> dict[str, Value]:
    """The values of those of the fields that are kept."""
    kept = history_fields(type(record))
    fields = (*record._meta.concrete_fields, *record._meta.many_to_many)
    names = kept.intersection(names)
    return {each.name: value_of(record, each) for each in fields if each.name in names}


@dataclass(frozen=True)
class RecordState:
    """The values of a record, and of its rows by relation and primary key."""

    values: Values
    rows: Mapping[str, Mapping[Any, Values]]


@dataclass(frozen=True)
class RowChange:
    """``old`` is None for a row that was added, ``new`` for one that was removed."""

    pk: Any
    old: Values | None
    new: Values | None


@dataclass(frozen=True)
class RecordChanges:
    """What one change did. ``hidden`` are the names of further fields and relations that it changed."""

    fields: Mapping[str, tuple[Value, Value]] = field(default_factory=dict)
    rows: Mapping[str, list[RowChange]] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.fields or self.rows or self.hidden)

    @property
    def has_values(self) -> bool:
        """Whether there is anything to restore."""
        return bool(self.fields or self.rows)

    def as_data(self) -> dict[str, Any]:
        """The ``data`` of an entry."""
        if not self:
            return {}
        rows = {name: [[row.pk, row.old, row.new] for row in changes] for name, changes in self.rows.items()}
        return {DATA_KEY: {"fields": self.fields, "rows": rows, "hidden": self.hidden}}

    @classmethod
    def of_data(cls, data: Any) -> "RecordChanges | None":
        """None if an entry has no changes, or none that can be read."""
        try:
            stored = data[DATA_KEY]
            fields = {str(name): (old, new) for name, (old, new) in stored["fields"].items()}
            rows = {
                str(name): [RowChange(pk, _values(old), _values(new)) for pk, old, new in changes]
                for name, changes in stored["rows"].items()
            }
            return cls(fields, rows, [str(name) for name in stored["hidden"]])
        except (KeyError, TypeError, ValueError, AttributeError):
            return None


def _values(stored: Any) -> dict[str, Value] | None:
    return None if stored is None else dict(stored.items())


def has_changes(data: Any) -> bool:
    """Whether an entry says what was changed, readable or not."""
    return isinstance(data, dict) and DATA_KEY in data


def erase_values_with(*models: type[Model]) -> None:
    """Deletes the values of a record from its history when the record is deleted."""
    for model in models:
        post_delete.connect(_erase_values, sender=model, dispatch_uid=f"tyonohjaus.history.{model._meta.label_lower}")


def _erase_values(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    content_type = ContentType.objects.get_for_model(sender, for_concrete_model=False)
    entries = ModelLogEntry.objects.filter(
        content_type=content_type, object_id=str(instance.pk), action="wagtail.edit", data__has_key=DATA_KEY
    )
    for entry in entries:
        del entry.data[DATA_KEY]
    ModelLogEntry.objects.bulk_update(entries, ["data"])
