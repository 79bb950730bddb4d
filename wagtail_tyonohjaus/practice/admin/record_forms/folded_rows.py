"""Rows of a record's form that are folded under their names.

A stored row that is folded is one hidden field. So a form with many rows stays small, and below the number of fields
that Django accepts.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote, unquote

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail.admin.panels import InlinePanel, Panel

from ...restrictions import RestrictedModel
from .short_panels import CompactCheckboxes

#: Query parameters of a record's form: rows to show unfolded, as ``relation-key``, and relations to add a row to.
OPEN_ROW, ADD_ROW = "row", "add"
#: Ends the name of the hidden field with the values of a folded row.
FOLDED = "-folded"


def pack(values: Iterable[tuple[str, list[str]]]) -> str:
    """Names and values of fields as one text, like ``weekday=0&start=09%3A00&services*=1,12``."""
    parts = []
    for name, several in values:
        mark = "" if len(several) == 1 else "*"
        parts.append(f"{name}{mark}={','.join(quote(value, safe='') for value in several)}")
    return "&".join(parts)


def unpack(text: str) -> Iterator[tuple[str, list[str]]]:
    """What ``pack`` was given."""
    for part in text.split("&"):
        name, _equals, packed = part.partition("=")
        values = packed.split(",") if name.endswith("*") else [packed]
        yield name.removesuffix("*"), [unquote(value) for value in values]


def unfolded(data: Any) -> Any:
    """Submitted data with the fields of the folded rows, as if they had been unfolded."""
    names = [name for name in data if name.endswith(FOLDED)] if isinstance(data, QueryDict) else []
    if not names:
        return data
    data = data.copy()
    for name in names:
        for field, values in unpack(data[name]):
            full_name = f"{name.removesuffix(FOLDED)}-{field}"
            if full_name not in data:
                data.setlist(full_name, values)
    return data


class FoldedRows(InlinePanel):
    """Rows that are folded under their names, such as “Monday 12.00–17.30”.

    The fields of a folded row are copied from those of a new one by ``admin-rows.js`` when it is unfolded. Without
    JavaScript they are on the page that the row links to. ``note`` returns what a stored row restricts or the like,
    in a few words for its name.
    """

    def __init__(self, *args: Any, note: Callable[[Any], Iterable[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.note = note

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "note": self.note}

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "wagtail_tyonohjaus/practice/admin/folded_rows.html"

        class Media:
            css = {"all": ["wagtail_tyonohjaus/admin-rows.css"]}
            js = ["wagtail_tyonohjaus/admin-rows.js"]

        def js_opts(self) -> dict[str, Any]:
            return {**super().js_opts(), "type": "InlinePanel"}

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.form is not None:
                share_checkboxes(self.empty_child.form, self.form)

        @property
        def add_url(self) -> str:
            """The form with one more row, for browsers without JavaScript."""
            return f"?{ADD_ROW}={self.panel.relation_name}#{self.formset.prefix}-rows"

        @property
        def rows(self) -> Iterator["Row"]:
            opened = self.request.GET.getlist(OPEN_ROW) if self.request else []
            for child in self.children:
                key = f"{self.panel.relation_name}-{child.form.instance.pk}"
                yield Row(child, self.label, self.panel.note, key, is_opened=key in opened)

        @property
        def empty_row(self) -> "Row":
            return Row(self.empty_child, self.label, None, "", is_opened=True)


class Row:
    """One row as the template shows it. ``key`` is how a link to the unfolded row names it."""

    def __init__(
        self,
        child: Panel.BoundPanel,
        label: Any,
        note: Callable[[Any], Iterable[str]] | None,
        key: str,
        *,
        is_opened: bool,
    ) -> None:
        self.child, self.form, self.key = child, child.form, key
        self.is_open = is_opened or not self._is_as_stored() or self._has_warning()
        self.name = self._name(label)
        self.note = ", ".join(note(self.form.instance)) if note and self._is_named() and self._is_displayed() else ""

    def _is_displayed(self) -> bool:
        return not self.form.is_bound

    def _is_as_stored(self) -> bool:
        form = self.form
        if getattr(form, "is_prefilled", False):
            return False
        return bool(form.instance.pk) and not (form.is_bound and (form.errors or form.has_changed()))

    def _has_warning(self) -> bool:
        row = self.form.instance
        return isinstance(row, RestrictedModel) and bool(row.exhausted_conditions())

    def _is_named(self) -> bool:
        return bool(self.form.instance.pk or self.form.is_bound) and not (self.form.is_bound and self.form.errors)

    def _name(self, label: Any) -> str:
        is_blank = self.form.is_bound and not self.form.instance.pk and not self.form.has_changed()
        return str(self.form.instance) if self._is_named() and not is_blank else _("New: %(row)s") % {"row": label}

    @property
    def is_to_be_deleted(self) -> bool:
        """Whether saving the form as it is displayed would delete a row that is stored."""
        return not self.form.is_bound and bool(self.form.initial.get("DELETE"))

    @property
    def folded_name(self) -> str:
        """The name of the hidden field."""
        return f"{self.form.prefix}{FOLDED}"

    @property
    def folded_values(self) -> str:
        """What the browser would submit for the unfolded row."""
        fields = ((field.name, submitted_values(field)) for field in self.form if field.name != "DELETE")
        return pack((name, values) for name, values in fields if values)


def share_checkboxes(row: forms.BaseForm, form: forms.BaseForm) -> None:
    """Leaves out the checkboxes of a new row that are the same as those of the record itself, such as the services."""
    for name, field in row.fields.items():
        widget, same = field.widget, getattr(form.fields.get(name), "widget", None)
        if not (isinstance(widget, CompactCheckboxes) and isinstance(same, CompactCheckboxes)):
            continue
        if list(widget.choices) == list(same.choices):
            widget.copied_from = form[name].auto_id


def submitted_values(field: forms.BoundField) -> list[str]:
    """What a browser submits for a field that nobody has touched; empty for nothing or a blank text."""
    widget, value = field.field.widget, field.value()
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    shown = widget.format_value(value)
    values = shown if isinstance(shown, list | tuple) else [shown]
    return [str(value) for value in values if value not in (None, "")]
