"""Refuses to save a form over changes that somebody made after it was opened.

The form carries a digest of each value as it was displayed. When it is submitted, the digests are compared with what is
stored by then. A submission without readable digests, for example from a script, is refused as well, since nobody knows
what it would undo: open the form first, and submit its ``edit_token``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.db.models import CharField, Field, Model, Value, prefetch_related_objects
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.log_actions import registry

from ..fields import ChoiceListField
from ..formatting import format_moment
from ..history.changes import RecordChanges, RecordState, Values, values_of
from .record_forms.folded_rows import unfolded
from .record_history.recording import changes_of, deleted_rows
from .zones import zone_of

SALT = "wagtail_tyonohjaus.edit_conflicts"
TOKEN = "edit_token"  # noqa: S105
#: An attribute of the record that a form changes: the same record as it was stored when its row was locked.
LOCKED = "_tyonohjaus_locked"

#: Digests of values by field name.
Digests = Mapping[str, str]


class EditToken:
    """The state of a record as a form displayed it: digests of its fields, and of its rows by relation and key."""

    def __init__(self, fields: Digests, rows: Mapping[str, Digests], opened_at: datetime) -> None:
        self.fields, self.rows, self.opened_at = fields, rows, opened_at

    def __str__(self) -> str:
        return json.dumps([self.fields, self.rows, self.opened_at.isoformat()], separators=(",", ":"))

    @classmethod
    def parse(cls, text: str) -> "EditToken | None":
        """None if the text is not a token."""
        try:
            fields, rows, opened_at = json.loads(text)
            moment = datetime.fromisoformat(opened_at)
            return cls(dict(fields), {name: dict(digests) for name, digests in rows.items()}, moment)
        except (ValueError, TypeError, AttributeError):
            return None


class TokenField(forms.CharField):
    """The hidden ``EditToken`` of a form. It never counts as a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class EditConflictForm(WagtailAdminModelForm):
    """A form for a record that reports what others have changed since it was opened, instead of undoing it.

    The user's entries stay in the form. Submitting it again replaces the reported changes.
    """

    edit_token = TokenField(required=False)
    #: What ``save`` has changed of a stored record.
    changes = RecordChanges()

    def __init__(self, data: Any = None, files: Any = None, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        data = unfolded(data)
        if data is not None and instance is not None and instance.pk:
            data = data.copy()
            _treat_deleted_rows_as_new(data, instance)
        super().__init__(data, files, *args, **kwargs)
        self._kept_state: EditToken | None = None
        self._before = RecordState({}, {})
        if not self.instance.pk:
            del self.fields[TOKEN]
        elif not self.is_bound:
            self.fields[TOKEN].initial = lambda: str(self._stored_state())

    def keep_stored_state(self) -> None:
        """Reads what is stored from the rows of a submitted form, which has to be neither validated nor changed yet."""
        self._kept_state = self._read_state(is_changed=False)

    def save(self, commit: bool = True) -> Any:
        deleted = deleted_rows(self)
        record = super().save(commit)
        if commit and TOKEN in self.fields:
            self.changes = changes_of(self, self._before, deleted)
        return record

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if TOKEN in self.fields:
            self._check_conflict(EditToken.parse(self.data.get(self.add_prefix(TOKEN), "")))
        return cleaned

    def _check_conflict(self, opened: EditToken | None) -> None:
        stored = self._stored_state()
        if opened is None:
            error = _unknown_state_error()
        elif changes := list(self._changes(opened, stored)):
            error = _conflict_error(self.instance, opened, changes)
        else:
            return
        self.data[self.add_prefix(TOKEN)] = str(stored)
        self.add_error(None, error)

    def _stored_state(self) -> EditToken:
        return self._kept_state or self._read_state(is_changed=self.is_bound)

    def _read_state(self, *, is_changed: bool) -> EditToken:
        stored = self._stored
        fields = {field.name: _digest(_value(stored, field)) for field in self._model_fields(self.fields, stored)}
        rows = {name: self._rows(stored, name, is_changed) for name in self.formsets}
        if self.is_bound:
            self._before = RecordState(values_of(stored, self.fields), {name: row.values for name, row in rows.items()})
        return EditToken(fields, {name: row.digests for name, row in rows.items()}, timezone.now())

    @cached_property
    def _stored(self) -> Any:
        # A form that is displayed has nothing else than what is stored; a submitted one has changed it.
        if not self.is_bound:
            return self.instance
        locked = self.instance.__dict__.pop(LOCKED, None)
        stored = locked or type(self.instance)._default_manager.get(pk=self.instance.pk)
        vars(stored)["_prefetched_objects_cache"] = dict(vars(self.instance).get("_prefetched_objects_cache", {}))
        return stored

    def _rows(self, stored: Model, relation: str, is_changed: bool) -> "_Rows":
        formset = self.formsets[relation]
        rows = list(getattr(stored, relation).all() if is_changed else formset.get_queryset())
        fields = self._model_fields(formset.form.base_fields, rows[0]) if rows else []
        if is_changed:
            prefetch_related_objects(rows, *(field.name for field in fields if field.many_to_many))
        digests = {str(row.pk): _digest([_value(row, field) for field in fields]) for row in rows}
        names = [field.name for field in fields]
        return _Rows(digests, {row.pk: values_of(row, names) for row in rows} if self.is_bound else {})

    @staticmethod
    def _model_fields(names: Iterable[str], record: Model) -> list[Field]:
        fields = {field.name: field for field in (*record._meta.concrete_fields, *record._meta.many_to_many)}
        return [fields[name] for name in names if name in fields]

    def _changes(self, opened: EditToken, stored: EditToken) -> Iterator[str]:
        """What differs, with the values that are stored now."""
        record = self._stored
        for name, digest in stored.fields.items():
            if opened.fields.get(name, digest) != digest:
                yield f"{self.fields[name].label}: {_display(record, name)}"
        for relation, digests in stored.rows.items():
            before = opened.rows.get(relation, digests)
            if before != digests:
                yield _row_changes(record, relation, before, digests)


class _Rows(NamedTuple):
    """The rows of a relation by their keys: digests, and the values that a history keeps."""

    digests: Digests
    values: Mapping[Any, Values]


def _row_changes(record: Model, relation: str, before: Digests, after: Digests) -> str:
    rows = [row for row in getattr(record, relation).all() if before.get(str(row.pk)) != after.get(str(row.pk))]
    removed = len(before.keys() - after.keys())
    parts = [str(row) for row in rows] + ([_("removed: %(count)d") % {"count": removed}] if removed else [])
    label = getattr(record, relation).model._meta.verbose_name_plural
    return f"{capfirst(str(label))}: {', '.join(parts)}"


def _display(record: Any, name: str) -> str:
    field = record._meta.get_field(name)
    if field.many_to_many:
        return ", ".join(str(related) for related in getattr(record, name).all()) or "–"
    if isinstance(field, ChoiceListField):
        return ", ".join(field.labels(getattr(record, name))) or "–"
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value or "–")


def _unknown_state_error() -> forms.ValidationError:
    text = _(
        "It is not known which state of this record you had opened. Nothing has been saved yet. Compare your entries "
        "with the stored record. If you save again, they replace it."
    )
    return forms.ValidationError(text, "unknown_state")


def _conflict_error(record: Model, opened: EditToken, changes: list[str]) -> forms.ValidationError:
    entry = registry.get_logs_for_instance(record).order_by("-timestamp").first()
    if entry is not None and entry.timestamp >= opened.opened_at:
        text = _(
            "%(user)s changed this (%(time)s) after you had opened it. Nothing has been saved yet. Now stored: "
            "%(changes)s. Check your entries below. If you save again, they replace these changes."
        )
        time = format_moment(entry.timestamp, zone_of(record))
        values = {"user": entry.user_display_name, "time": time}
    else:
        text = _(
            "This was changed after you had opened it. Nothing has been saved yet. Now stored: %(changes)s. Check your "
            "entries below. If you save again, they replace these changes."
        )
        values = {}
    return forms.ValidationError(text, "conflict", {**values, "changes": "; ".join(changes)})


def _treat_deleted_rows_as_new(data: Any, record: Any) -> None:
    """Submitted rows that somebody has deleted count as new ones, so that what was typed in them is not lost."""
    token = EditToken.parse(data.get(TOKEN, ""))
    stored = _stored_keys(record, token.rows) if token else set()
    for relation in token.rows if token else ():
        count = str(data.get(f"{relation}-INITIAL_FORMS", ""))
        for number in range(min(int(count), len(data)) if count.isdecimal() else 0):
            key = f"{relation}-{number}-id"
            if data.get(key) and (relation, data[key]) not in stored:
                data[key] = ""


def _stored_keys(record: Any, relations: Iterable[str]) -> set[tuple[str, str]]:
    """The rows of all relations by their primary keys, in one query."""
    known = {relation.get_accessor_name() for relation in get_all_child_relations(type(record))}
    queries = [
        getattr(record, name).order_by().annotate(of_relation=Value(name, CharField())).values_list("of_relation", "pk")
        for name in known.intersection(relations)
    ]
    rows = queries[0].union(*queries[1:], all=True).order_by() if queries else []
    return {(relation, str(pk)) for relation, pk in rows}


def _value(record: Model, field: Field) -> Any:
    if field.many_to_many:
        return sorted(related.pk for related in getattr(record, field.name).all())
    return field.value_to_string(record)


def _digest(value: Any) -> str:
    return salted_hmac(SALT, repr(value), algorithm="sha256").hexdigest()[:16]
