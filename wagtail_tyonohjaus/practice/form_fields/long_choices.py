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


class LongSelect(forms.Select):
    """A select box like Django's, without groups and without a template for each option."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        rows = format_html_join("\n", '<option value="{}"{}>{}</option>', self._options(set(self.format_value(value))))
        values = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>\n{}\n</select>", values, rows)

    def _options(self, selected: set[str]) -> Iterator[tuple[str, str, Any]]:
        for key, label in self.choices:
            text = "" if key is None else str(key)
            yield text, SELECTED if text in selected else "", label
            selected.discard(text)  # as in Django, the first of several


def names_only(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """The records of a model whose text is its ``name``, without their other values."""
    return queryset.select_related(None).only("name", "site")


def offer_many(form: forms.BaseForm, queryset: QuerySet[Any], *names: str) -> None:
    """Like ``set_queryset``, for fields of the form that offer the same records; what is selected is loaded whole."""
    names_of_records = _Names(queryset)
    for name in names:
        field = cast(forms.ModelChoiceField, form.fields[name])
        widget = LongSelect(field.widget.attrs)
        widget.is_required = field.widget.is_required
        field.iterator = names_of_records.iterator
        field.widget = widget
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
