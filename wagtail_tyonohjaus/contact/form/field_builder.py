"""Builds the fields of a contact form from its ``FormConfig`` and the practice's records."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...practice.choices import DeliveryMode, Format, Language, Weekday
from ...practice.form_fields.dates import CLOCK, TimeField
from ...practice.form_fields.texts import EmailField, LineField, NumberField, TextField
from ...practice.formatting import format_long_moment, format_time, format_zone
from ...practice.models import Office, PracticeSettings, Service, SiteRecord, Supervisor
from ..call_windows import EARLIEST, LATEST
from ..choices import Payer, PreferredContact, Urgency
from .config import FormConfig
from .fields import (
    CarriedInput,
    PreferredTime,
    PreferredTimeField,
    RecordChoiceField,
    TimeZoneField,
    VisitorPhoneField,
)
from .questions import question_named
from .standard_fields import Requirement

RECORDS: dict[str, type[SiteRecord]] = {"service": Service, "office": Office, "supervisor": Supervisor}
CHOICES = {
    "preferred_contact": PreferredContact,
    "urgency": Urgency,
    "format": Format,
    "delivery_mode": DeliveryMode,
    "language": Language,
    "payer": Payer,
}
RADIOS = ("preferred_contact", "urgency")
# WCAG 2.2, 1.3.5: the purpose of each input, which browsers can fill in.
AUTOCOMPLETE = {"name": "name", "organisation": "organization", "email": "email", "phone": "tel"}
# A longer list of supervisors is no help on a phone: visitors come from a supervisor's page instead.
MAX_LISTED_SUPERVISORS = 40


@dataclass(frozen=True)
class FieldBuilder:
    """``initial`` and ``data`` are those of the form, ``offered`` are free times to choose from."""

    practice: PracticeSettings
    config: FormConfig
    initial: Mapping[str, Any]
    data: Mapping[str, Any]
    offered: tuple[PreferredTime, ...] = ()

    def includes(self, name: str) -> bool:
        """Whether the form has the field: as configured, or because the page or the submission has a value for it."""
        has_value = bool(self.initial.get(name) or self.data.get(name))
        if name == "preferred_start":
            return has_value or (self.config.includes(name) and bool(self.offered))
        if name == "supervisor" and self._has_many_supervisors:
            return has_value
        return self.config.includes(name) or (name in RECORDS and has_value)

    def build(self, name: str) -> forms.Field:
        """The form field of a standard field or question of the project, with what assistive technology needs."""
        field = self._field(name, self.config.requires(name))
        field.label = self.config.label(name)
        field.help_text = self.config.help_texts.get(name) or field.help_text
        if name in AUTOCOMPLETE:
            field.widget.attrs["autocomplete"] = AUTOCOMPLETE[name]
        if name in RECORDS and not self.config.includes(name):
            field.widget = CarriedInput(field.widget)
        if field.required and not field.widget.use_fieldset:
            field.widget.attrs["aria-required"] = "true"
        return field

    def build_call_times(self) -> dict[str, forms.Field]:
        """The fields that belong to ``call_windows``."""
        # A browser's own time field drops what is not complete; a text field keeps it.
        attrs = {"autocomplete": "off"}
        times: dict[str, Any] = {"required": False, "widget": forms.TimeInput(attrs=attrs, format=CLOCK)}
        return {
            "call_from": TimeField(label=gettext_lazy("Not before"), **times),
            "call_until": TimeField(label=gettext_lazy("Not after"), **times),
            "visitor_time_zone": TimeZoneField(required=False, widget=self._time_zone_input()),
        }

    def _field(self, name: str, required: bool) -> forms.Field:
        if name in RECORDS:
            return self._record_field(name, required)
        if name in CHOICES:
            return choice_field(name, required)
        if question := question_named(name):
            return question.field(required)
        return getattr(self, f"_{name}_field")(required)

    def _record_field(self, name: str, required: bool) -> forms.Field:
        empty_label = _("Choose") if required else _("No preference")
        return RecordChoiceField(queryset=self._records(name), required=required, empty_label=empty_label)

    def _records(self, name: str) -> QuerySet[Any]:
        rows: QuerySet[Any] = RECORDS[name]._default_manager.filter(site_id=self.practice.site_id)
        if name == "supervisor":
            rows = rows.filter(active=True)
            rows = rows.filter(pk__in=self._given_keys(name)) if self._has_many_supervisors else rows
        else:
            rows = rows.prefetch_related("translations")
        allowed = getattr(self.config, f"{name}s")
        return rows.filter(pk__in=allowed) if allowed else rows

    @cached_property
    def _has_many_supervisors(self) -> bool:
        """Whether the list is too long to offer, unless the editor has configured it."""
        if self.config.supervisors or "supervisor" in self.config.requirements:
            return False
        active = Supervisor.objects.filter(site_id=self.practice.site_id, active=True)
        return active.count() > MAX_LISTED_SUPERVISORS

    def _given_keys(self, name: str) -> list[int]:
        texts = (str(values.get(name) or "") for values in (self.initial, self.data))
        return [int(text) for text in texts if re.fullmatch(r"[0-9]{1,9}", text)]

    def _name_field(self, required: bool) -> forms.Field:
        return LineField(required=required, max_length=120)

    def _organisation_field(self, required: bool) -> forms.Field:
        return LineField(required=required, max_length=160)

    def _email_field(self, required: bool) -> forms.Field:
        either = not required and self.config.requirement("phone") == Requirement.OPTIONAL
        help_text = _("Enter an e-mail address, a telephone number or both.") if either else ""
        return EmailField(required=required, max_length=254, help_text=help_text)

    def _phone_field(self, required: bool) -> forms.Field:
        return VisitorPhoneField(
            required=required,
            region=self.practice.phone_region,
            widget=forms.TextInput(attrs={"type": "tel"}),
            help_text=_("Include the country code if it is not a Finnish number.")
            if self.practice.phone_region == "FI"
            else _("Include the country code if it is a foreign number."),
        )

    def _participants_field(self, required: bool) -> forms.Field:
        return NumberField(required=required, minimum=1, maximum=1000, whole=True)

    def _message_field(self, required: bool) -> forms.Field:
        return TextField(
            required=required,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": "6"}),
            help_text=_("Please do not include names of clients or information about anybody’s health."),
        )

    def _preferred_start_field(self, required: bool) -> forms.Field:
        times = {preferred.value: preferred for preferred in self._preferred_times()}
        blank = [] if required else [("", _("No particular time"))]
        choices = blank + [(value, time_label(times[value], self.practice)) for value in sorted(times)]
        return PreferredTimeField(required=required, widget=forms.RadioSelect(choices=choices))

    def _preferred_times(self) -> Iterator[PreferredTime]:
        yield from self.offered
        for values in (self.initial, self.data):
            try:
                yield PreferredTime.parse(str(values.get("preferred_start") or ""))
            except ValueError:
                continue

    def _call_windows_field(self, required: bool) -> forms.Field:
        return forms.TypedMultipleChoiceField(
            required=required,
            coerce=int,
            choices=Weekday.choices,
            widget=forms.CheckboxSelectMultiple,
            help_text=f"{_time_zone_text(self.practice)} {_default_times_text()}",
        )

    def _time_zone_input(self) -> forms.Widget:
        """With what the script needs to show the times in the visitor's time zone."""
        text = _("In your time zone, that is %(windows)s.") % {"windows": "{}"}
        return forms.HiddenInput(
            attrs={"data-tyo-practice-time-zone": self.practice.time_zone, "data-tyo-local-times-text": text}
        )


def choice_field(name: str, required: bool) -> forms.Field:
    """``name`` is a key of ``CHOICES``. An optional field can be left blank, except the preselected urgency."""
    vocabulary = CHOICES[name]
    if name == "urgency":
        return forms.ChoiceField(
            required=required, choices=vocabulary.choices, initial=Urgency.NORMAL, widget=forms.RadioSelect
        )
    blank = [] if required and name in RADIOS else [("", _("Choose") if required else _("No preference"))]
    widget = forms.RadioSelect if name in RADIOS else forms.Select
    return forms.ChoiceField(required=required, choices=[*blank, *vocabulary.choices], widget=widget)


def time_label(preferred: PreferredTime, practice: PracticeSettings) -> str:
    """A free time, in the practice's time zone."""
    moment = capfirst(format_long_moment(preferred.start, practice.zone))
    return _("%(moment)s, %(minutes)d min") % {"moment": moment, "minutes": preferred.minutes}


def _time_zone_text(practice: PracticeSettings) -> str:
    return _("Times are in the time zone %(zone)s.") % {"zone": format_zone(practice.time_zone)}


def _default_times_text() -> str:
    times = {"from": format_time(EARLIEST), "until": format_time(LATEST)}
    return _("If you leave the times blank, we call between %(from)s and %(until)s.") % times
