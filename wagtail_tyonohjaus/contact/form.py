"""The contact form, made from a ``FormConfig`` and the practice's records."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..practice.choices import DeliveryMode, Format, Language, Weekday
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from .call_windows import EARLIEST, LATEST, windows_from
from .choices import Payer, PreferredContact, Urgency
from .consent import Consent, consent_for, privacy_url
from .form_config import QUESTION_LABELS, QUESTIONS, Ask, FormConfig, OwnField, OwnKind
from .form_fields import (
    LineField,
    MailField,
    PreferredTime,
    PreferredTimeField,
    TextField,
    VisitorPhoneField,
    ZoneField,
)
from .tokens import FormToken

RECORDS = {"service": Service, "office": Office, "supervisor": Supervisor}
CHOICES = {
    "preferred_contact": PreferredContact,
    "urgency": Urgency,
    "format": Format,
    "delivery_mode": DeliveryMode,
    "language": Language,
    "payer": Payer,
}
RADIOS = ("preferred_contact", "urgency")
# WCAG 1.3.5, and what a browser may fill in.
AUTOCOMPLETE = {"name": "name", "organisation": "organization", "email": "email", "phone": "tel"}
# A longer list of supervisors is no choice on a telephone: people come from a supervisor's page instead.
MOST_LISTED = 40
# No browser knows this name, so only a machine that fills in everything does.
HONEYPOT = "tyo_further"
GROUPS = [
    (gettext_lazy("Who you are"), ("name", "organisation", "email", "phone")),
    (
        gettext_lazy("How to reach you"),
        ("preferred_contact", "call_windows", "call_from", "call_until", "visitor_time_zone"),
    ),
    (
        gettext_lazy("What it is about"),
        (
            *("urgency", "service", "format", "office", "delivery_mode", "supervisor", "language", "participants"),
            *("payer", "preferred_start", "message"),
        ),
    ),
]
# As visitors call the zone; any other goes by its city.
ZONES = {
    "Europe/Helsinki": gettext_lazy("Finnish time"),
    "Europe/Mariehamn": gettext_lazy("Finnish time"),
    "Europe/Stockholm": gettext_lazy("Swedish time"),
}
GONE = gettext_lazy("This is no longer offered. Choose another.")


class RecordChoiceField(forms.ModelChoiceField):
    """Records by their name in the visitor's language."""

    def label_from_instance(self, record: Any) -> str:
        return str(record) if isinstance(record, Supervisor) else record.title


class CarriedInput(forms.HiddenInput):
    """A record that came with the page; ``visible`` is the widget that takes over where it is no longer good."""

    def __init__(self, visible: forms.Widget) -> None:
        super().__init__()
        self.visible = visible


class ContactForm(forms.Form):
    """``token`` is the form's signed part, ``offered`` are free times to choose from.

    ``initial`` may name records by primary key, and ``preferred_start``.
    """

    required_css_class = "is-required"
    token: FormToken

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        practice: PracticeSettings,
        config: FormConfig | None = None,
        initial: Mapping[str, Any] | None = None,
        offered: Iterable[PreferredTime] = (),
    ) -> None:
        self.practice, self.config = practice, config or FormConfig()
        self.offered = list(offered)
        super().__init__(
            data, initial=dict(initial or {}), auto_id=f"{self.config.form_id}_%s", use_required_attribute=False
        )
        for question in QUESTIONS:
            if self._is_shown(question):
                self._add(question)
        for own in self.config.own_fields:
            self.fields[own_name(own)] = own_form_field(own)
        self._add_consent()
        self.fields[HONEYPOT] = LineField(
            required=False,
            label=gettext_lazy("Leave this empty"),
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        )

    @cached_property
    def consent(self) -> Consent:
        return consent_for(self.practice)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_reachable(cleaned)
        if "call_windows" in self.fields:
            self._clean_call_windows(cleaned)
        return cleaned

    def full_clean(self) -> None:
        super().full_clean()
        # A value that came with the page and is no longer good has to be seen to be changed.
        for name in self.errors:
            if name in self.fields and self.fields[name].widget.is_hidden:
                self.fields[name].widget = self.fields[name].widget.visible

    def answers(self) -> list[dict[str, Any]]:
        """The page's own questions as they were asked, with what was answered."""
        values = ((own, self.cleaned_data.get(own_name(own))) for own in self.config.own_fields)
        return [
            {"key": own.key, "label": own.label, "value": value}
            for own, value in values
            if value not in (None, "", False)
        ]

    def content(self) -> dict[str, Any]:
        """What was written, in a form that is equal for equal requests."""
        values = {key: value for key, value in self.cleaned_data.items() if key != HONEYPOT}
        return {key: getattr(value, "pk", None) or str(value) for key, value in values.items()}

    @property
    def consent_field(self) -> forms.BoundField:
        return self["consent"]

    @property
    def honeypot(self) -> forms.BoundField:
        return self[HONEYPOT]

    @property
    def privacy_url(self) -> str:
        return privacy_url(self.practice)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(heading, fields) in the form's order; groups without fields are left out."""
        own = [own_name(each) for each in self.config.own_fields]
        found = [(str(heading), [self[name] for name in names if name in self.fields]) for heading, names in GROUPS]
        found.append((_("Further questions"), [self[name] for name in own]))
        return [(heading, fields) for heading, fields in found if fields]

    def error_list(self) -> list[tuple[str, str, str]]:
        """(id of the field, its label, message) for the summary above the form; without an id for the whole form."""
        rows = [("", "", str(message)) for message in self.non_field_errors()]
        for name in self.fields:
            bound = self[name]
            # The consent's label is a text of its own, and its error says all.
            label = "" if name == "consent" else str(bound.label)
            rows += [(_first_id(bound), label, str(message)) for message in bound.errors]
        return rows

    # Questions

    def _is_shown(self, question: str) -> bool:
        """What is asked, and what the page or the post hands over although the form doesn't ask for it."""
        given = bool(self.initial.get(question) or self.data.get(question))
        if question == "preferred_start":
            return given or (self.config.asked(question) and bool(self.offered))
        return given if self._is_too_long(question) else self.config.asked(question) or (question in RECORDS and given)

    def _is_too_long(self, question: str) -> bool:
        return question == "supervisor" and self._has_many_supervisors

    @cached_property
    def _has_many_supervisors(self) -> bool:
        """Whether the list is too long to be offered unless the editor asks for it."""
        listed = Supervisor.objects.filter(site_id=self.practice.site_id, active=True)
        return not (self.config.supervisors or "supervisor" in self.config.asks) and listed.count() > MOST_LISTED

    def _add(self, question: str) -> None:
        field = self._make(question)
        field.label = self.config.labels.get(question) or QUESTION_LABELS[question]
        field.help_text = self.config.help_texts.get(question) or field.help_text
        if AUTOCOMPLETE.get(question):
            field.widget.attrs["autocomplete"] = AUTOCOMPLETE[question]
        if question in RECORDS and not self.config.asked(question):
            field.widget = CarriedInput(field.widget)
        if field.required and not field.widget.use_fieldset:
            field.widget.attrs["aria-required"] = "true"
        self.fields[question] = field

    def _make(self, question: str) -> forms.Field:
        required = self.config.required(question)
        if question in RECORDS:
            return self._record_field(question, required)
        if question in CHOICES:
            return choice_field(question, required)
        return getattr(self, f"_{question}_field")(required)

    def _record_field(self, question: str, required: bool) -> forms.Field:
        return RecordChoiceField(
            queryset=self._records(question),
            required=required,
            empty_label=_("Choose") if required else _("No preference"),
            error_messages={"invalid_choice": GONE},
        )

    def _records(self, question: str) -> QuerySet:
        rows = RECORDS[question].objects.filter(site_id=self.practice.site_id)
        if question == "supervisor":
            rows = rows.filter(active=True)
            rows = rows.filter(pk__in=self._given_keys(question)) if self._is_too_long(question) else rows
        else:
            rows = rows.prefetch_related("translations")
        wanted = getattr(self.config, f"{question}s")
        return rows.filter(pk__in=wanted) if wanted else rows

    def _given_keys(self, question: str) -> list[int]:
        given = (str(values.get(question) or "") for values in (self.initial, self.data))
        return [int(text) for text in given if re.fullmatch(r"[0-9]{1,9}", text)]

    def _name_field(self, required: bool) -> forms.Field:
        return LineField(required=required, max_length=120)

    def _organisation_field(self, required: bool) -> forms.Field:
        return LineField(required=required, max_length=160)

    def _email_field(self, required: bool) -> forms.Field:
        phone_will_do = not required and self.config.ask("phone") == Ask.OPTIONAL
        help_text = _("An e-mail address or a telephone number is enough.") if phone_will_do else ""
        return MailField(required=required, max_length=254, help_text=help_text)

    def _phone_field(self, required: bool) -> forms.Field:
        return VisitorPhoneField(
            required=required,
            region=self.practice.phone_region,
            widget=forms.TextInput(attrs={"type": "tel"}),
            help_text=_("With the country code if it is not a Finnish number.")
            if self.practice.phone_region == "FI"
            else _("With the country code if it is a foreign number."),
        )

    def _participants_field(self, required: bool) -> forms.Field:
        return forms.IntegerField(
            required=required,
            validators=[MinValueValidator(1), MaxValueValidator(1000)],
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": "1"}),
        )

    def _message_field(self, required: bool) -> forms.Field:
        return TextField(
            required=required,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": "6"}),
            help_text=_("Please write no names of your clients and nothing about anybody's health."),
        )

    def _preferred_start_field(self, required: bool) -> forms.Field:
        times = {wished.value: wished for wished in self._times()}
        none = [] if required else [("", _("No particular time"))]
        choices = none + [(value, time_label(times[value], self.practice)) for value in sorted(times)]
        return PreferredTimeField(required=required, widget=forms.RadioSelect(choices=choices))

    def _times(self) -> Iterable[PreferredTime]:
        yield from self.offered
        for text in (self.initial.get("preferred_start"), self.data.get("preferred_start")):
            try:
                yield PreferredTime.parse(str(text or ""))
            except ValueError:
                continue

    # When to call: days, from, until

    def _call_windows_field(self, required: bool) -> forms.Field:
        times: dict[str, Any] = {"required": False, "widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
        self.fields["call_from"] = forms.TimeField(label=gettext_lazy("Not before"), **times)
        self.fields["call_until"] = forms.TimeField(label=gettext_lazy("Not after"), **times)
        self.fields["visitor_time_zone"] = ZoneField(required=False, widget=self._zone_input())
        return forms.TypedMultipleChoiceField(
            required=required,
            coerce=int,
            choices=Weekday.choices,
            widget=forms.CheckboxSelectMultiple,
            help_text=f"{_zone_text(self.practice)} {_usual_text()}",
        )

    def _zone_input(self) -> forms.Widget:
        """What a script needs in order to tell the times on the visitor's clock."""
        own = _("On your clock that is %(windows)s.") % {"windows": "{}"}
        return forms.HiddenInput(
            attrs={"data-tyo-practice-time-zone": self.practice.time_zone, "data-tyo-local-times-text": own}
        )

    def _clean_call_windows(self, cleaned: dict[str, Any]) -> None:
        start, end = cleaned.get("call_from"), cleaned.get("call_until")
        if start and end and end <= start:
            self.add_error("call_until", _("This is earlier than the start. Give a later time."))
            return
        cleaned["call_windows"] = windows_from(cleaned.get("call_windows") or [], start, end)

    def _check_reachable(self, cleaned: dict[str, Any]) -> None:
        wanted = cleaned.get("preferred_contact")
        if wanted == PreferredContact.CALL and self._blank("phone", cleaned):
            self.add_error("phone", _("Give a number so that we can call you."))
        elif wanted == PreferredContact.MAIL and self._blank("email", cleaned):
            self.add_error("email", _("Give an e-mail address so that we can write to you."))
        elif all(name not in self.fields or self._blank(name, cleaned) for name in ("phone", "email")):
            first = "phone" if "phone" in self.fields else "email"
            if first in self.fields:
                self.add_error(first, _("Give a telephone number or an e-mail address so that we can reach you."))

    def _blank(self, name: str, cleaned: dict[str, Any]) -> bool:
        return name in self.fields and name not in self.errors and not cleaned.get(name)

    def _add_consent(self) -> None:
        self.fields["consent"] = forms.BooleanField(
            label=self.consent.text,
            error_messages={"required": gettext_lazy("We need your consent to keep and answer the request.")},
        )


def choice_field(question: str, required: bool) -> forms.Field:
    vocabulary = CHOICES[question]
    if question == "urgency":
        return forms.ChoiceField(
            required=required, choices=vocabulary.choices, initial=Urgency.NORMAL, widget=forms.RadioSelect
        )
    blank = [] if required and question in RADIOS else [("", _("Choose") if required else _("No preference"))]
    widget = forms.RadioSelect if question in RADIOS else forms.Select
    return forms.ChoiceField(required=required, choices=[*blank, *vocabulary.choices], widget=widget)


def own_name(own: OwnField) -> str:
    return f"own_{own.key}"


def own_form_field(own: OwnField) -> forms.Field:
    common: dict[str, Any] = {"label": own.label, "help_text": own.help_text, "required": own.required}
    if own.kind == OwnKind.CHOICE:
        choices = [("", _("Choose")), *((choice, choice) for choice in own.choices)]
        return forms.ChoiceField(choices=choices, **common)
    if own.kind == OwnKind.CHECKBOX:
        return forms.BooleanField(**common)
    if own.kind == OwnKind.NUMBER:
        return forms.FloatField(min_value=-1e9, max_value=1e9, **common)
    if own.kind == OwnKind.TEXTAREA:
        return TextField(max_length=2000, widget=forms.Textarea(attrs={"rows": "3"}), **common)
    return LineField(max_length=500, **common)


def _zone_text(practice: PracticeSettings) -> str:
    name = ZONES.get(practice.time_zone, practice.time_zone.rpartition("/")[2].replace("_", " "))
    return _("Times are in the time zone %(zone)s.") % {"zone": name}


def _usual_text() -> str:
    usual = {"from": time_format(EARLIEST), "until": time_format(LATEST)}
    return _("Without times we call between %(from)s and %(until)s.") % usual


def time_label(wished: PreferredTime, practice: PracticeSettings) -> str:
    """A free time as a visitor reads it, in the practice's zone."""
    local = timezone.localtime(wished.start, practice.zone)
    return _("%(weekday)s %(date)s at %(time)s, %(minutes)d min") % {
        "weekday": date_format(local, "l").capitalize(),
        "date": date_format(local, "DATE_FORMAT"),
        "time": time_format(local.time(), "TIME_FORMAT"),
        "minutes": wished.minutes,
    }


def _first_id(bound: forms.BoundField) -> str:
    several = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return f"{bound.auto_id}_0" if several else bound.auto_id
