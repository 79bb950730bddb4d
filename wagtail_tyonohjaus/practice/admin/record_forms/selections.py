"""What a form has selected as stored: in the record and in all its rows, in one query.

Django asks for the selected records of each field of each row on its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, cast

from django.db.models import Field, IntegerField, Model, QuerySet, Value
from modelcluster.fields import ParentalManyToManyField
from modelcluster.forms import ClusterForm
from wagtail.admin.widgets import BaseChooser

from ...form_fields.shared_choices import SharedRecords
from ...models import Supervisor

#: The records that one field of one object has selected: the numbers of both in ``_Owned``, and the object's key.
_Place = tuple[int, Any]


def load_selections(form: ClusterForm, shared: SharedRecords) -> None:
    """Sets the selected records of a form and of its rows in memory. Call it before a submitted form is validated.

    ``shared`` are the records that the form offers; only what they lack is loaded.
    """
    owners = [[form.instance], *(list(formset.get_queryset()) for formset in form.formsets.values())]
    fields = [(rows, field) for rows in owners if rows for field in _fields(rows[0])]
    selected = _selected_keys(fields)
    offered = _offered(form, shared)
    for number, (rows, field) in enumerate(fields):
        keys = {key for row in rows for key in selected.get((number, row.pk), ())}
        records = _records(field.related_model, offered.get(field.related_model, {}), keys)
        for row in rows:
            chosen: set[Any] = selected.get((number, row.pk), set())
            _set_selected(form, row, field, [record for key, record in records.items() if key in chosen])
            if row is form.instance and field.name in form.fields:
                form.initial[field.name] = list(getattr(row, field.name).all())
    for rows in owners[1:]:
        _set_related(rows, offered)


def _set_selected(form: ClusterForm, row: Any, field: ParentalManyToManyField, records: list[Any]) -> None:
    if form.is_bound:
        # What is set in the relation itself would be saved again.
        loaded: QuerySet[Any] = field.related_model._default_manager.filter(pk__in=[record.pk for record in records])
        loaded._result_cache = records
        vars(row).setdefault("_prefetched_objects_cache", {})[field.name] = loaded
    else:
        setattr(row, field.name, records)


def show_loaded(form: ClusterForm) -> None:
    """Shows and accepts what was loaded together with the record, such as its photo, without loading it again."""
    for field in form.instance._meta.concrete_fields:
        chooser: Any = form.fields.get(field.name)
        widget = getattr(chooser, "widget", None)
        if not (isinstance(widget, BaseChooser) and field.many_to_one and field.is_cached(form.instance)):
            continue
        if (record := getattr(form.instance, field.name)) is not None:
            widget.get_instance = partial(_loaded_or, widget.get_instance, record)
            if not chooser.queryset.query.has_filters():
                chooser.clean = partial(_loaded_or, chooser.clean, record)


def _loaded_or(load: Callable[[Any], Any], record: Model, value: Any) -> Any:
    return record if str(value) == str(record.pk) else load(value)


def _fields(record: Model) -> Iterator[ParentalManyToManyField]:
    """Only those of our own records, whose keys can be in one query on every database."""
    ours = Supervisor._meta.app_label
    for field in record._meta.many_to_many:
        if isinstance(field, ParentalManyToManyField) and field.related_model._meta.app_label == ours:
            yield field


def _selected_keys(fields: list[tuple[list[Any], ParentalManyToManyField]]) -> Mapping[_Place, set[Any]]:
    queries = [_links(number, rows, field) for number, (rows, field) in enumerate(fields)]
    selected: dict[_Place, set[Any]] = {}
    if queries:
        # Django 6.1 would sort by the model's default, which is not selected.
        for number, owner, key in queries[0].union(*queries[1:], all=True).order_by():
            selected.setdefault((number, owner), set()).add(key)
    return selected


def _links(number: int, rows: list[Any], field: ParentalManyToManyField) -> QuerySet[Any, Any]:
    owner, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    links = field.remote_field.through._default_manager.filter(**{f"{owner}__in": [row.pk for row in rows]})
    return links.order_by().annotate(place=Value(number, IntegerField())).values_list("place", owner, target)


def _offered(form: ClusterForm, shared: SharedRecords) -> dict[type[Model], dict[Any, Any]]:
    """The records that the form itself offers, by model and key, in their order."""
    offered: dict[type[Model], dict[Any, Any]] = {}
    for name in (field.name for field in _fields(form.instance)):
        queryset = getattr(form.fields.get(name), "queryset", None)
        if queryset is not None:
            offered[queryset.model] = {record.pk: record for record in shared.of(queryset)}
    return offered


def _records(model: type[Model], offered: Mapping[Any, Any], keys: Iterable[Any]) -> dict[Any, Any]:
    missing = [key for key in keys if key not in offered]
    return {**offered, **(model._default_manager.in_bulk(missing) if missing else {})}


def _set_related(rows: list[Any], offered: Mapping[type[Model], Mapping[Any, Any]]) -> None:
    """The offices of rows and the like, from what the form offers."""
    fields: list[Field] = [field for field in rows[0]._meta.concrete_fields if field.many_to_one] if rows else []
    for field in fields:
        records: Mapping[Any, Any] = offered.get(cast(type[Model], field.related_model), {})
        for row in rows:
            record = records.get(getattr(row, field.attname))
            if record is not None:
                setattr(row, field.name, record)
