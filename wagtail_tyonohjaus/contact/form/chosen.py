"""What a visitor has chosen before the form, or comes from its page: displayed above the form, through all errors."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ...digits import parse_digits
from ...practice.choices import DeliveryMode
from ...practice.models import Office, PracticeSettings, Service, Supervisor
from .config import FormConfig
from .field_builder import time_label
from .fields import PreferredTime
from .places import place_text
from .standard_fields import FURTHER_TIMES

FIELDS = ("preferred_start", "supervisor", "service", "office", "format", "delivery_mode", "language")


@dataclass(frozen=True)
class ChosenRow:
    """A label and a text. ``field_id`` is the id of the input by which the visitor changes it; blank without one."""

    label: str
    text: str
    field_id: str = ""


@dataclass(frozen=True)
class Chosen:
    """``time`` is None if no time has been chosen, or if another one has to be."""

    rows: tuple[ChosenRow, ...] = ()
    time: PreferredTime | None = None
    supervisor: Supervisor | None = None
    service: Service | None = None

    @property
    def field_id(self) -> str:
        """The id of the first input by which the visitor changes something; blank without one."""
        return next((row.field_id for row in self.rows if row.field_id), "")


@dataclass(frozen=True)
class ChosenValues:
    """Reads the valid values of a form: what has to be corrected is an error of its field.

    ``time`` is the time with which the visitor has come.
    """

    form: forms.BaseForm
    config: FormConfig
    practice: PracticeSettings
    time: PreferredTime | None = None

    def read(self) -> Chosen:
        """Without rows if nothing but what has no alternative is known."""
        if not self._has_alternatives():
            return Chosen()
        time = self.time if self._is_valid("preferred_start") else None
        supervisor, service, office = (self._record(name) for name in ("supervisor", "service", "office"))
        rows = [
            *self._row("preferred_start", time, lambda value: time_label(value, self.practice)),
            *(ChosenRow(_("Further time"), time_label(each, self.practice)) for each in self._further_times()),
            *self._row("supervisor", supervisor, str),
            *self._row("service", service, lambda value: value.title),
            *self._code_row("format"),
            *self._place_rows(office),
            *self._code_row("language"),
        ]
        if service and service.price:
            rows.append(ChosenRow(_("Price"), service.text("price")))
        return Chosen(tuple(rows), time, supervisor, service)

    def _has_alternatives(self) -> bool:
        values = self.form.data if self.form.is_bound else self.form.initial
        fields = self.form.fields
        # A field has an initial value of its own if there is no other choice.
        return any(values.get(name) and name in fields and fields[name].initial is None for name in FIELDS)

    def _is_valid(self, name: str) -> bool:
        return name in self.form.fields and name not in self.form.errors

    def _row(self, name: str, value: Any, text: Callable[[Any], str]) -> Iterator[ChosenRow]:
        if value:
            label = _("Time") if name == "preferred_start" else self.config.label(name)
            yield ChosenRow(label, text(value), self._field_id(name))

    def _further_times(self) -> tuple[PreferredTime, ...]:
        """The further times of a series."""
        if not self._is_valid(FURTHER_TIMES):
            return ()
        times: tuple[PreferredTime, ...] | None = self.form.fields[FURTHER_TIMES].to_python(
            self.form[FURTHER_TIMES].value()
        )
        return times or ()

    def _code_row(self, name: str) -> Iterator[ChosenRow]:
        return self._row(name, self._choice_label(name), str)

    def _place_rows(self, office: Office | None) -> Iterator[ChosenRow]:
        """The office or how else they meet; nothing if the form does not offer that."""
        mode = str(self.form["delivery_mode"].value() or "") if self._is_valid("delivery_mode") else ""
        if mode and not self._choice_label("delivery_mode"):
            return
        is_at_office = office is not None and mode in ("", DeliveryMode.PREMISES)
        if text := place_text(mode, office):
            yield ChosenRow(_("Place"), text, self._field_id("office" if is_at_office else "delivery_mode"))

    def _field_id(self, name: str) -> str:
        return "" if self.form[name].is_hidden else self.form[name].auto_id

    def _record(self, name: str) -> Any:
        if not self._is_valid(name):
            return None
        if self.form.is_bound:
            return self.form.cleaned_data.get(name)
        field = self.form.fields[name]
        key = parse_digits(self.form.get_initial_for_field(field, name))
        rows = getattr(field, "queryset", None)
        return rows.filter(pk=key).first() if key and rows is not None else None

    def _choice_label(self, name: str) -> str:
        """In the active language; blank without a value, or with one that is no choice."""
        if not self._is_valid(name):
            return ""
        value = str(self.form[name].value() or "")
        return str(dict(getattr(self.form.fields[name], "choices", ())).get(value, "")) if value else ""
