"""Choices of one form and all its rows, loaded once however many fields offer the same records."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

from django import forms
from django.core.exceptions import EmptyResultSet
from django.db.models import IntegerField, Model, QuerySet, Value
from django.forms.models import ModelChoiceIterator
from django.forms.widgets import ChoiceWidget

from .long_choices import shorten_rendering


class SharedRecords:
    """The records that the fields of a form offer. One query for each queryset, when it is first needed."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[type, str], list[Any]] = {}

    def of(self, queryset: QuerySet[Any]) -> list[Any]:
        """The records of a queryset, the same objects for all that have the same query."""
        try:
            key = (queryset.model, str(queryset.query))
        except EmptyResultSet:
            return []
        if key not in self._loaded:
            self._loaded[key] = list(queryset.all())
        return self._loaded[key]

    def put(self, queryset: QuerySet[Any], records: list[Any]) -> None:
        """Gives the records of a queryset that are known already, so that they are not loaded."""
        self._loaded[queryset.model, str(queryset.query)] = records

    def load_terms(self, form: forms.BaseForm) -> None:
        """Loads what the form offers of models with nothing but a name, such as approaches, in one query for all."""
        offered = (getattr(field, "queryset", None) for field in form.fields.values())
        querysets: list[QuerySet[Any]] = [
            queryset for queryset in offered if queryset is not None and _has_only_a_name(queryset.model)
        ]
        if len(querysets) < 2:
            return
        named = [
            queryset.order_by().annotate(place=Value(place, IntegerField())).values_list("place", "pk", "name")
            for place, queryset in enumerate(querysets)
        ]
        loaded: list[list[Any]] = [[] for _queryset in querysets]
        for place, pk, name in named[0].union(*named[1:], all=True).order_by("place", "name"):
            model = querysets[place].model
            loaded[place].append(model.from_db(querysets[place].db, [model._meta.pk.attname, "name"], [pk, name]))
        for queryset, records in zip(querysets, loaded, strict=True):
            self.put(queryset, records)

    def share_with(self, form: forms.BaseForm) -> None:
        """Makes those fields of the form that list records take them from here. Call it after the last change."""
        for field in form.fields.values():
            if isinstance(field, forms.ModelChoiceField) and isinstance(field.widget, ChoiceWidget):
                shorten_rendering(field)
                field.iterator = _sharing(self)
                field.widget.choices = cast(Any, field.choices)
                field.clean = partial(self._clean, field, field.clean)  # type: ignore[method-assign]
        if isinstance(form, forms.ModelForm):
            _check_once(form)

    def _clean(self, field: Any, clean: Callable[[Any], Any], value: Any) -> Any:
        """What is submitted, without a query if all of it is offered; the field itself reports what is not."""
        key = field.to_field_name or "pk"
        several = isinstance(field, forms.ModelMultipleChoiceField)
        values = value if several else [value]
        if not isinstance(values, list | tuple) or not all(isinstance(each, str) and each for each in values):
            return clean(value)
        offered = {str(getattr(record, key)): record for record in self.of(field.queryset)}
        if not values or not offered.keys() >= set(values):
            return clean(value)
        field.run_validators(value if several else offered[value])
        if not several:
            return offered[value]
        chosen = field.queryset.filter(**{f"{key}__in": set(values)})
        chosen._result_cache = [record for text, record in offered.items() if text in values]
        return chosen


def _has_only_a_name(model: type[Model]) -> bool:
    return {field.name for field in model._meta.concrete_fields} == {model._meta.pk.name, "name"}


def _sharing(shared: SharedRecords) -> type[ModelChoiceIterator]:
    class SharedIterator(ModelChoiceIterator):
        def __iter__(self) -> Iterator[tuple[Any, Any]]:
            if self.field.empty_label is not None:
                yield "", self.field.empty_label
            yield from map(self.choice, shared.of(self.queryset))

        def __len__(self) -> int:
            return len(shared.of(self.queryset)) + (self.field.empty_label is not None)

        def __bool__(self) -> bool:
            return len(self) > 0

    return SharedIterator


def _check_once(form: forms.ModelForm) -> None:
    """Spares the form of a row to look up again what is known to exist: the row itself, and the selected records."""
    key = form.fields.get(form.instance._meta.pk.name)
    if isinstance(key, forms.ModelChoiceField):
        key.clean = partial(_own_or, form.instance, key.clean)  # type: ignore[method-assign]
    form._get_validation_exclusions = partial(  # type: ignore[attr-defined]
        _with_selected,
        form,
        form._get_validation_exclusions,  # type: ignore[attr-defined]
    )


def _own_or(row: Model, clean: Callable[[Any], Any], value: Any) -> Any:
    return row if row.pk and value == str(row.pk) else clean(value)


def _with_selected(form: forms.ModelForm, exclusions: Callable[[], set[str]]) -> set[str]:
    """Also the foreign keys whose record the form's field has loaded, except those in constraints."""
    model = form.instance._meta
    checked = {name for names in model.unique_together for name in names}
    for constraint in model.constraints:
        condition = getattr(constraint, "condition", None)
        if getattr(constraint, "expressions", ()):
            return exclusions()
        checked.update(getattr(constraint, "fields", ()), condition.referenced_base_fields if condition else ())
    selected = {field.name for field in model.concrete_fields if field.many_to_one and not field.unique}
    loaded = {name for name in selected - checked if isinstance(form.cleaned_data.get(name), Model)}
    return exclusions() | loaded
