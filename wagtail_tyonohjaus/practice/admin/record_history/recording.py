"""What a form has changed of a record, for the record's history."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from modelcluster.forms import ClusterForm
from wagtail.fields import RichTextField

from ...history.changes import RecordChanges, RecordState, RowChange, Value, Values, history_fields, values_of


def deleted_rows(form: ClusterForm) -> Mapping[str, frozenset[Any]]:
    """The primary keys of the rows that a valid form deletes, by relation. Call it before the form is saved."""
    if not form.is_bound:
        return {}
    return {
        name: frozenset(row.instance.pk for row in formset.deleted_forms if row.instance.pk)
        for name, formset in form.formsets.items()
    }


def changes_of(form: ClusterForm, before: RecordState, deleted: Mapping[str, frozenset[Any]]) -> RecordChanges:
    """What a saved form has changed; ``before`` is what was stored."""
    after = _values_after(form, before.values)
    fields = {
        name: (old, after[name])
        for name, old in before.values.items()
        if not _is_same(form.instance._meta.get_field(name), old, after[name])
    }
    changed = {name: formset for name, formset in form.formsets.items() if formset.has_changed()}
    kept = {name for name, formset in changed.items() if history_fields(formset.model)}
    rows = {
        name: list(_row_changes(changed[name], before.rows[name], deleted[name])) for name in changed if name in kept
    }
    stored = {field.name for field in form.instance._meta.get_fields()}
    hidden = [name for name in form.changed_data if name in stored and name not in before.values]
    hidden += [name for name in changed if name not in kept]
    return RecordChanges(fields, {name: changes for name, changes in rows.items() if changes}, hidden)


def _is_same(field: Any, old: Value, new: Value) -> bool:
    """The editor of formatted text gives each paragraph a key, which nobody sees."""
    if isinstance(field, RichTextField) and isinstance(old, str) and isinstance(new, str):
        return _without_keys(old) == _without_keys(new)
    return old == new


def _without_keys(html: str) -> str:
    return re.sub(r' data-block-key="[^"]*"', "", html).replace("<p></p>", "").strip()


def _values_after(form: Any, before: Values) -> Values:
    """Of what was selected, only the form still knows without a query."""
    selected = {field.name for field in form.instance._meta.many_to_many}
    values = values_of(form.instance, [name for name in before if name not in selected])
    for name in selected.intersection(before):
        is_selected = name in form.changed_data or before[name] is None
        values[name] = sorted(record.pk for record in form.cleaned_data[name]) if is_selected else before[name]
    return values


def _row_changes(formset: Any, before: Mapping[Any, Values], deleted: frozenset[Any]) -> Iterator[RowChange]:
    yield from (RowChange(pk, before[pk], None) for pk in before if pk in deleted)
    for row in formset.forms:
        if row in formset.deleted_forms or not row.has_changed():
            continue
        pk = row.instance.pk
        old = before.get(pk)
        new = _values_after(row, old if old is not None else dict.fromkeys(_kept_names(row)))
        if old is None or any(not _is_same(row.instance._meta.get_field(n), old[n], new[n]) for n in old):
            yield RowChange(pk, old, new)


def _kept_names(row: Any) -> list[str]:
    return [name for name in row.fields if name in history_fields(type(row.instance))]
