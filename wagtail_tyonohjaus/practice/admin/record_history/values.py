"""Stored values of a history as fields have them, and as people read them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, tzinfo
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import RichTextField
from wagtail.rich_text import get_text_for_indexing

from ....access_limits import limited
from ...fields import ChoiceListField
from ...formatting import format_date, format_moment, format_time
from ...history.changes import RecordChanges, Value, Values, history_fields, row_model
from ...users import AnyUser


class UnreadableError(Exception):
    """A stored value does not fit its field any more, or the field does not exist any more."""


def find_field(model: type[Model] | None, name: str) -> Field:
    """The field of a stored value. Raises ``UnreadableError`` if the model does not keep such values any more."""
    try:
        if model is None or name not in history_fields(model):
            raise UnreadableError
        return model._meta.get_field(name)  # type: ignore[return-value]
    except FieldDoesNotExist as error:
        raise UnreadableError from error


def read_value(field: Field, value: Value) -> Any:
    """The value as the field has it; primary keys of related records. Raises ``UnreadableError``."""
    try:
        if field.many_to_many:
            return [_key(field, key) for key in value or ()]  # type: ignore[union-attr]
        if value is None:
            return None
        if field.many_to_one or field.one_to_one:
            return _key(field, value)
        if not isinstance(value, str):
            raise UnreadableError
        read = field.to_python(value)
        field.run_validators(read)
    except (ValidationError, TypeError, ValueError) as error:
        raise UnreadableError from error
    if field.choices and read not in dict(field.flatchoices):
        raise UnreadableError
    if isinstance(field, ChoiceListField) and field.vocabulary and set(read) - set(field.vocabulary.values):
        raise UnreadableError
    return read


def _key(field: Field, key: Any) -> Any:
    return field.related_model._meta.pk.to_python(key)  # type: ignore[union-attr]


def field_label(model: type[Model] | None, name: str) -> str:
    """What a form calls a field or the rows of a relation; the bare name if there is none any more."""
    try:
        if model is not None and row_model(model, name) is not None:
            return _heading(model, name)
        return capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    except (FieldDoesNotExist, AttributeError):
        return name


def _heading(model: Any, relation: str) -> str:
    """That of the rows in the form, else the name of their model."""
    panels = [model.snippet_viewset.get_edit_handler()] if hasattr(model, "snippet_viewset") else []
    while panels:
        panel = panels.pop()
        if getattr(panel, "relation_name", None) == relation:
            return str(panel.heading)
        panels += getattr(panel, "children", [])
    return capfirst(str(row_model(model, relation)._meta.verbose_name_plural))  # type: ignore[union-attr]


class ValueContext:
    """What is needed to show values: the zone, and the names of related records by one query for each model."""

    def __init__(self, model: type[Model], changes: RecordChanges, user: AnyUser, zone: tzinfo) -> None:
        self.model, self.changes, self.user, self.zone = model, changes, user, zone

    def name_of(self, field: Field, key: Any) -> str:
        """The name of a record, or why there is none."""
        known = self._names.get(field.related_model, {})  # type: ignore[arg-type]
        return known.get(key) or _("deleted or not visible to you (number %(number)s)") % {"number": key}

    @cached_property
    def _names(self) -> Mapping[type[Model], Mapping[Any, str]]:
        keys: dict[type[Model], set[Any]] = {}
        for field, value in self._relations():
            found = value if isinstance(value, list) else [value]
            keys.setdefault(field.related_model, set()).update(found)  # type: ignore[arg-type]
        return {model: self._load(model, found) for model, found in keys.items()}

    def _load(self, model: type[Model], keys: Iterable[Any]) -> dict[Any, str]:
        records = limited(model._default_manager.filter(Q(pk__in=list(keys))), self.user, ["view", "change"])
        return {record.pk: str(record) for record in records}

    def _relations(self) -> Iterator[tuple[Field, Any]]:
        for name, pair in self.changes.fields.items():
            yield from self._relation(self.model, name, *pair)
        for relation, changes in self.changes.rows.items():
            rows = row_model(self.model, relation)
            for change in changes:
                for values in filter(None, (change.old, change.new)):
                    for name, value in values.items():
                        yield from self._relation(rows, name, value)

    def _relation(self, model: type[Model] | None, name: str, *values: Value) -> Iterator[tuple[Field, Any]]:
        try:
            field = find_field(model, name)
            if field.is_relation:
                yield from ((field, read) for read in (read_value(field, value) for value in values) if read)
        except UnreadableError:
            return


class Shown:
    """A value as text; ``is_readable`` is False for one that does not fit its field any more."""

    def __init__(self, text: str, *, is_readable: bool = True) -> None:
        self.text, self.is_readable = text, is_readable

    def __str__(self) -> str:
        return self.text


def show(model: type[Model] | None, name: str, value: Value, context: ValueContext) -> Shown:
    """A stored value for people, in the active language."""
    try:
        field = find_field(model, name)
        read = read_value(field, value)
    except UnreadableError:
        return Shown(_("This value can't be read any more."), is_readable=False)
    return Shown(_text(field, read, context))


def show_row(model: type[Model] | None, values: Values, context: ValueContext) -> list[tuple[str, Shown]]:
    """The values of a row with their labels, without blank ones."""
    names = in_model_order(model, values)
    shown = ((field_label(model, name), show(model, name, values[name], context)) for name in names)
    return [(label, value) for label, value in shown if value.text]


def in_model_order(model: type[Model] | None, names: Iterable[str]) -> list[str]:
    """Names of fields as the model has them, then others. Databases may reorder what is stored as JSON."""
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many) if model else ()
    positions = {field.name: position for position, field in enumerate(fields)}
    return sorted(names, key=lambda name: (positions.get(name, len(positions)), name))


def _text(field: Field, value: Any, context: ValueContext) -> str:
    if value is None or value in ("", []):
        return ""
    if field.is_relation:
        return ", ".join(context.name_of(field, key) for key in (value if isinstance(value, list) else [value]))
    if isinstance(field, ChoiceListField):
        return ", ".join(field.labels(value))
    if field.choices:
        return str(dict(field.flatchoices)[value])
    if isinstance(field, RichTextField):
        return get_text_for_indexing(value)
    return _plain_text(value, context.zone)


def _plain_text(value: Any, zone: tzinfo) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return format_moment(value, zone)
        case date():
            return format_date(value)
        case time():
            return format_time(value)
    return str(value)
