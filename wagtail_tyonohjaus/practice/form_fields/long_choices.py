"""Choices among hundreds of records, such as the supervisors of a large practice.

Only their names are loaded. Django renders a template for each option, which would take most of the page's time.
"""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SELECTED = mark_safe(" selected")


class _LongMixin:
    """Renders the options in one go."""

    allow_multiple_selected: bool

    def render(
        self: Any, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        options = self._options(set(self.format_value(value)))
        several = {"multiple": True} if self.allow_multiple_selected else {}
        values = flatatt({"name": name, **self.build_attrs(self.attrs, attrs), **several})
        return format_html(
            "<select{}>\n{}\n</select>", values, format_html_join("\n", '<option value="{}"{}>{}</option>', options)
        )

    def _options(self: Any, selected: set[str]) -> Iterator[tuple[str, str, Any]]:
        for key, label in self.choices:
            text = "" if key is None else str(key)
            yield text, SELECTED if text in selected else "", label
            if not self.allow_multiple_selected:
                selected.discard(text)  # as in Django, the first of several


class LongSelect(_LongMixin, forms.Select):
    """A select box like Django's, without groups and without a template for each option."""


class LongSelectMultiple(_LongMixin, forms.SelectMultiple):
    """The same, for several options."""


def shorten_rendering(field: forms.ChoiceField | forms.ModelChoiceField) -> None:
    """Replaces Django's own select box, if the field has one."""
    widget = field.widget
    for of_django, ours in ((forms.Select, LongSelect), (forms.SelectMultiple, LongSelectMultiple)):
        if type(widget) is of_django:
            field.widget = ours(widget.attrs)
            field.widget.is_required, field.widget.is_localized = widget.is_required, widget.is_localized


def names_only(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """The records of a model whose text is its ``name``, without their other values."""
    return queryset.select_related(None).only("name", "site")


def offer_many(form: forms.BaseForm, queryset: QuerySet[Any], *names: str) -> None:
    """Like ``set_queryset``, for fields of the form that offer the same records; what is selected is loaded whole."""
    names_of_records = _Names(queryset)
    for name in names:
        field = cast(forms.ModelChoiceField, form.fields[name])
        shorten_rendering(field)
        field.iterator = names_of_records.iterator
        field.queryset = queryset


class _Names:
    def __init__(self, queryset: QuerySet[Any]) -> None:
        self._queryset = queryset

    @cached_property
    def records(self) -> list[Any]:
        return list(names_only(self._queryset))

    @property
    def iterator(self) -> type[ModelChoiceIterator]:
        names = self

        class NamesIterator(ModelChoiceIterator):
            def __iter__(self) -> Iterator[tuple[Any, Any]]:
                if self.field.empty_label is not None:
                    yield "", self.field.empty_label
                yield from map(self.choice, names.records)

        return NamesIterator
