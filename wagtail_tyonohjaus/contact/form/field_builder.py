"""Builds the fields of a contact form from its ``FormConfig`` and the practice's records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...digits import parse_digits
from ...practice.choices import DeliveryMode, Format, Language, Weekday
from ...practice.display.format_labels import format_choices
from ...practice.form_fields.dates import CLOCK, TimeField
from ...practice.form_fields.texts import EmailField, LineField, NumberField, TextField
from ...practice.formatting import format_long_moment, format_time, format_time_range, format_zone
from ...practice.models import PracticeSettings
from ..call_windows import DAY_PARTS, EARLIEST, LATEST
from ..choices import DayPart, Payer, PreferredContact, Urgency
from .config import FormConfig
from .fields import (
    CarriedInput,
    FurtherTimesField,
    PreferredTime,
    PreferredTimeField,
    RecordChoiceField,
    SupervisorSearchField,
    TimeZoneField,
    VisitorPhoneField,
)
from .offers import RECORDS, SERVICE_CODES, Offers
from .questions import question_named
from .standard_fields import FURTHER_TIMES, Requirement

CHOICES = {
    "preferred_contact": PreferredContact,
    "urgency": Urgency,
    "format": Format,
    "delivery_mode": DeliveryMode,
    "language": Language,
    "payer": Payer,
}
RADIOS = ("preferred_contact", "urgency")
# Fields whose choices are loaded.
LISTED = (*RECORDS, *SERVICE_CODES)
# Fields that belong to a chosen time: another value of them would need another time.
OF_CHOSEN_TIME = ("preferred_start", "service", "supervisor", "office", "format", "delivery_mode")
# Fields with one choice that is the answer, whichever time is chosen.
OF_EVERY_TIME = ("service", "supervisor")
# Of what happened, in the form for crises.
MAX_URGENT_LINE = 300
# WCAG 2.2, 1.3.5: the purpose of each input, which browsers can fill in.
AUTOCOMPLETE = {"name": "name", "organisation": "organization", "email": "email", "phone": "tel"}


@dataclass(frozen=True)
class FieldBuilder:
    """``initial`` and ``data`` are those of the form, ``offered`` are free times to choose from.

    ``is_displayed`` is False for fields that only validate: what there is to choose from is loaded only if it decides
    on an answer.
    """

    practice: PracticeSettings
    config: FormConfig
    initial: Mapping[str, Any]
    data: Mapping[str, Any]
    offered: tuple[PreferredTime, ...] = ()
    is_displayed: bool = True

    @cached_property
    def offers(self) -> Offers:
        return Offers(self.practice, self.config)

    @cached_property
    def chosen_time(self) -> PreferredTime | None:
        """The time with which the visitor has come; None if there is none, or if another one has to be chosen."""
        if self.offered:
            return None
        times = [*self._preferred_times()]
        return times[-1] if times and times[-1].start > timezone.now() else None

    def includes(self, name: str) -> bool:
        """Whether the form has the field: as configured, or because the page or the submission has a value for it."""
        has_value = self._has_value(name)
        if self.config.urgent and name in OF_CHOSEN_TIME:
            return has_value or (name == "preferred_start" and bool(self.offered))
        if name == "preferred_start":
            return has_value or (self.config.includes(name) and bool(self.offered))
        if name in RECORDS:
            return has_value or (self.config.includes(name) and (self._needs_no_choices(name) or self.offers.has(name)))
        return self.config.includes(name)

    def build(self, name: str) -> forms.Field:
        """The form field of a standard field or question of the project, with what assistive technology needs."""
        field = self._field(name, self.config.requires(name))
        field.label = self.config.label(name)
        field.help_text = self.config.help_texts.get(name) or field.help_text
        if name in AUTOCOMPLETE:
            purpose = "given-name" if self.config.urgent and name == "name" else AUTOCOMPLETE[name]
            field.widget.attrs["autocomplete"] = purpose
        mark_required(field)
        only = self._only_choice(name, field)
        if only:
            field.initial = only
        if only or self._is_carried(name):
            field.widget = CarriedInput(field.widget)
        return field

    def further_times(self) -> dict[str, forms.Field]:
        """The further times of a series, if the visitor has come with one."""
        if not self.config.urgent or self.chosen_time is None or not self._has_value(FURTHER_TIMES):
            return {}
        return {FURTHER_TIMES: FurtherTimesField(required=False)}

    def build_call_times(self) -> dict[str, forms.Field]:
        """The fields that belong to ``call_windows``, which are in the form before it and after it."""
        # A browser's own time field drops what is not complete; a text field keeps it.
        attrs = {"autocomplete": "off"}
        times: dict[str, Any] = {"required": False, "widget": forms.TimeInput(attrs=attrs, format=CLOCK)}
        return {
            "call_parts": self._call_parts_field(),
            "call_windows": self._call_days_field(),
            "call_from": TimeField(label=gettext_lazy("Not before"), **times),
            "call_until": TimeField(label=gettext_lazy("Not after"), **times),
            "visitor_time_zone": TimeZoneField(required=False, widget=self._time_zone_input()),
        }

    def _needs_no_choices(self, name: str) -> bool:
        """Whether the answer is blank and may be, or is found by its primary key."""
        if self.is_displayed or name not in LISTED:
            return False
        if self._has_value(name):
            return name in RECORDS and parse_digits(self.data.get(name)) is not None
        return not self.config.requires(name)

    def _has_value(self, name: str) -> bool:
        return bool(self.initial.get(name) or self.data.get(name))

    def _is_carried(self, name: str) -> bool:
        if self.config.urgent and name in OF_CHOSEN_TIME:
            return name != "preferred_start" or self.chosen_time is not None
        if self.chosen_time and name in OF_CHOSEN_TIME:
            return self._has_value(name)
        return name in RECORDS and not self.config.includes(name)

    def _only_choice(self, name: str, field: forms.Field) -> str:
        """The value of a list that has no other; blank for other fields."""
        if name not in (*LISTED, "preferred_contact") or self._needs_no_choices(name):
            return ""
        if self.chosen_time and name in OF_CHOSEN_TIME and name not in OF_EVERY_TIME:
            # The time decides on these.
            return ""
        values = [str(value) for value, _label in getattr(field, "choices", ()) if value]
        return values[0] if len(values) == 1 else ""

    def _field(self, name: str, required: bool) -> forms.Field:
        if name in RECORDS:
            return self._record_field(name, required)
        if name == "format" and not self._needs_no_choices(name):
            choices = format_choices(self._codes(name), self.offers.kinds)
            return choice_field(name, required, [code for code, _label in choices], dict(choices))
        if name in CHOICES:
            return choice_field(name, required, self._codes(name))
        if question := question_named(name):
            return question.field(required)
        return getattr(self, f"_{name}_field")(required)

    def _codes(self, name: str) -> Sequence[str] | None:
        """The codes of a vocabulary to choose from; None for all."""
        if name in SERVICE_CODES and not self._needs_no_choices(name):
            return self.offers.codes(name)
        if name == "preferred_contact":
            ways = {PreferredContact.CALL: "phone", PreferredContact.MAIL: "email"}
            return [code for code, field in ways.items() if self.config.includes(field)]
        return None

    def _record_field(self, name: str, required: bool) -> forms.Field:
        if self._needs_no_choices(name):
            known = self.offers.rows(name) if self._has_value(name) else RECORDS[name]._default_manager.none()
            return RecordChoiceField(queryset=known, required=required)
        rows = self.offers.rows(name)
        if name == "supervisor" and self.offers.has_many_supervisors:
            help_text = _("Enter a name if you would like a particular person.")
            return SupervisorSearchField(rows, required=required, help_text=help_text)
        empty_label = _("Choose") if required else _("No preference")
        field = RecordChoiceField(queryset=rows, required=required, empty_label=empty_label)
        labels = ((row.pk, field.label_from_instance(row)) for row in self.offers.listed(name))
        field.choices = [("", empty_label), *labels]
        return field

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
        help_text = _("Please do not include names of clients or information about anybody’s health.")
        if self.config.urgent:
            return LineField(required=required, max_length=MAX_URGENT_LINE, help_text=help_text)
        widget = forms.Textarea(attrs={"rows": "6"})
        return TextField(required=required, max_length=5000, widget=widget, help_text=help_text)

    def _preferred_start_field(self, required: bool) -> forms.Field:
        times = {preferred.value: preferred for preferred in (*self.offered, *self._preferred_times())}
        blank = [] if required else [("", _("No particular time"))]
        choices = blank + [(value, time_label(times[value], self.practice)) for value in sorted(times)]
        return PreferredTimeField(required=required, widget=forms.RadioSelect(choices=choices))

    def _preferred_times(self) -> Iterator[PreferredTime]:
        for values in (self.initial, self.data):
            try:
                yield PreferredTime.parse(str(values.get("preferred_start") or ""))
            except ValueError:
                continue

    def _call_parts_field(self) -> forms.Field:
        return forms.MultipleChoiceField(
            label=self.config.label("call_windows"),
            required=False,
            choices=_day_parts,
            widget=forms.CheckboxSelectMultiple,
            help_text=_lazy_time_zone_text(self.practice),
        )

    def _call_days_field(self) -> forms.Field:
        return forms.TypedMultipleChoiceField(
            label=gettext_lazy("On which days?"),
            required=self.config.requires("call_windows"),
            coerce=int,
            choices=Weekday.choices,
            widget=forms.CheckboxSelectMultiple,
            help_text=self.config.help_texts.get("call_windows") or _lazy_default_times_text(),
        )

    def _time_zone_input(self) -> forms.Widget:
        """With what the script needs to show the times in the visitor's time zone."""
        text = _("In your time zone, that is %(windows)s.") % {"windows": "{}"}
        return forms.HiddenInput(
            attrs={"data-tyo-practice-time-zone": self.practice.time_zone, "data-tyo-local-times-text": text}
        )


def _day_parts() -> list[tuple[str, str]]:
    """The parts of a day with their times, in the active language."""
    text = _("%(part)s, %(times)s")
    return [(part.value, text % {"part": part.label, "times": format_time_range(*DAY_PARTS[part])}) for part in DayPart]


def mark_required(field: forms.Field) -> None:
    """For assistive technology; a group of inputs has no attribute for it."""
    if field.required and not field.widget.use_fieldset:
        field.widget.attrs["aria-required"] = "true"


def choice_field(
    name: str, required: bool, codes: Sequence[str] | None = None, labels: Mapping[str, str] | None = None
) -> forms.Field:
    """``name`` is a key of ``CHOICES``, ``codes`` are those to choose from, by default all, with their usual labels.

    An optional field can be left blank, except the preselected urgency.
    """
    named = {**dict(CHOICES[name].choices), **(labels or {})}
    choices = [(code, label) for code, label in named.items() if codes is None or code in codes]
    if name == "urgency":
        return forms.ChoiceField(required=required, choices=choices, initial=Urgency.NORMAL, widget=forms.RadioSelect)
    blank = [] if required and name in RADIOS else [("", _("Choose") if required else _("No preference"))]
    widget = forms.RadioSelect if name in RADIOS else forms.Select
    return forms.ChoiceField(required=required, choices=[*blank, *choices], widget=widget)


def time_label(preferred: PreferredTime, practice: PracticeSettings) -> str:
    """A free time, in the practice's time zone."""
    moment = capfirst(format_long_moment(preferred.start, practice.zone))
    return _("%(moment)s, %(minutes)d min") % {"moment": moment, "minutes": preferred.minutes}


def _time_zone_text(practice: PracticeSettings) -> str:
    return _("Times are in the time zone %(zone)s.") % {"zone": format_zone(practice.time_zone)}


def _default_times_text() -> str:
    times = {"from": format_time(EARLIEST), "until": format_time(LATEST)}
    return _("If you leave the times blank, we call between %(from)s and %(until)s.") % times


# A form that only validates displays no help texts.
_lazy_time_zone_text = lazy(_time_zone_text, str)
_lazy_default_times_text = lazy(_default_times_text, str)
