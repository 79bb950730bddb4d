"""The contact form."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...practice.form_fields.texts import LineField
from ...practice.models import Office, PracticeSettings
from ..call_windows import windows_from
from ..choices import PreferredContact, Urgency
from ..notices import notice_of, office_of_notice
from .chosen import Chosen, ChosenValues
from .config import FormConfig
from .consent import Consent, consent_for, privacy_url
from .field_builder import LISTED, FieldBuilder, mark_required
from .field_types import answer_to, field_type_of
from .fields import PreferredTime
from .layout import FieldGroup, detail_groups, is_detail, main_order
from .offers import RECORDS
from .questions import questions
from .standard_fields import HONEYPOT, STANDARD_FIELDS
from .tokens import FormToken
from .urgent_form import office_of_place


class ContactForm(forms.Form):
    """A form with the fields of ``token.config``.

    ``initial`` may contain primary keys of records, and ``preferred_start``. ``offered`` are free times to choose
    from.
    """

    required_css_class = "is-required"

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        practice: PracticeSettings,
        token: FormToken,
        initial: Mapping[str, Any] | None = None,
        offered: Iterable[PreferredTime] = (),
    ) -> None:
        self.practice, self.token = practice, token
        super().__init__(
            data, initial=dict(initial or {}), auto_id=f"{self.config.form_id}_%s", use_required_attribute=False
        )
        self._builder = FieldBuilder(
            practice, self.config, self.initial, self.data, tuple(offered), is_displayed=not self.is_bound
        )
        self.chosen_time = self._builder.chosen_time
        self._add_fields(self._builder)

    @property
    def config(self) -> FormConfig:
        return self.token.config

    @cached_property
    def consent(self) -> Consent:
        """The text that the form displays now; ``token.consent`` is the version that it displayed first."""
        return consent_for(self.practice)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_contact_details(cleaned)
        if "call_windows" in self.fields:
            self._clean_call_windows(cleaned)
        if self.config.urgent:
            cleaned["urgency"], cleaned["preferred_contact"] = Urgency.CRISIS.value, PreferredContact.CALL.value
            if not cleaned.get("preferred_start"):  # a time is at its own place
                cleaned["office"] = cleaned.get("office") or self._office_of_answers(cleaned)
        elif not self._is_consent_current:
            self._ask_for_consent_again()
        return cleaned

    def full_clean(self) -> None:
        super().full_clean()
        if self.config.urgent and "preferred_start" not in self.fields:
            # A record that has gone meanwhile does not keep the request back.
            for name in RECORDS:
                self.errors.pop(name, None)
        self._show_fields_with_errors()

    @property
    def agreed_consent(self) -> Consent:
        """What the visitor has agreed to by sending a valid form.

        The form for crises is taken even if the text has changed since it was displayed. Its version is known then, and
        the text is blank.
        """
        return self.consent if self._is_consent_current else Consent("", self.token.language, self.token.consent)

    @property
    def _is_consent_current(self) -> bool:
        return self.token.consent in ("", self.consent.version)

    def answers(self) -> list[dict[str, Any]]:
        """The answers to the project's questions and the page's custom fields, with the labels that the visitor saw."""
        own = [
            question.stored_answer(self.cleaned_data[question.name], self.config.label(question.name))
            for question in questions()
            if not _is_empty(self.cleaned_data.get(question.name))
        ]
        values = ((custom, self.cleaned_data.get(custom.name)) for custom in self.config.custom_fields)
        return own + [
            {"key": custom.key, "label": custom.label, "value": answer_to(custom, value)}
            for custom, value in values
            if not _is_empty(value)
        ]

    def content(self) -> dict[str, Any]:
        """What the visitor entered, in a form that is equal for equal requests."""
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

    @cached_property
    def chosen(self) -> Chosen:
        """What the visitor, or the page, has chosen before the form."""
        self._load_choices()
        return ChosenValues(self, self.config, self.practice, self.chosen_time).read()

    def main_fields(self) -> list[forms.BoundField]:
        """The visible fields that every visitor is asked for: name, contact details, message, and what is required."""
        names = [name for name in self._visible_names if not is_detail(self, name)]
        return [self[name] for name in main_order(self, names)]

    def detail_groups(self) -> list[FieldGroup]:
        """The other visible fields, without empty groups. They are folded away unless ``are_details_open``."""
        return detail_groups(self, [name for name in self._visible_names if is_detail(self, name)])

    @property
    def are_details_open(self) -> bool:
        """Whether one of the folded fields has an error."""
        return any(field.errors for _heading, fields in self.detail_groups() for field in fields)

    def groups(self) -> list[FieldGroup]:
        """(heading, fields) of all visible fields in the form's order, without empty groups."""
        return [(_("Your request"), self.main_fields()), *self.detail_groups()]

    def hidden_fields(self) -> list[forms.BoundField]:
        self._load_choices()
        return super().hidden_fields()

    @property
    def _visible_names(self) -> list[str]:
        self._load_choices()
        apart = ("consent", HONEYPOT)
        return [name for name, field in self.fields.items() if name not in apart and not field.widget.is_hidden]

    def error_list(self) -> list[tuple[str, str, str]]:
        """(id of the field, its label, message) for the summary above the form; blank id for the whole form."""
        rows = [("", "", str(message)) for message in self.non_field_errors()]
        for name in self.fields:
            bound = self[name]
            # The label of the consent is a whole sentence, and its error says enough.
            label = "" if name == "consent" else str(bound.label)
            rows += [(_first_id(bound), label, str(message)) for message in bound.errors]
        return rows

    def _load_choices(self) -> None:
        """Completes the fields of a submitted form that is displayed again: to validate it, few choices are loaded."""
        if self._builder.is_displayed:
            return
        self._builder = replace(self._builder, is_displayed=True)
        self._bound_fields_cache: dict[str, forms.BoundField] = {}
        for name in LISTED:
            if self._builder.includes(name):
                self.fields[name] = self._builder.build(name)
            else:
                self.fields.pop(name, None)
        self._show_fields_with_errors()

    def _show_fields_with_errors(self) -> None:
        """Visitors must be able to change a carried value that is not valid any more."""
        for name in self.errors:
            if name in self.fields and self.fields[name].widget.is_hidden:
                self.fields[name].widget = self.fields[name].widget.visible

    def _add_fields(self, builder: FieldBuilder) -> None:
        for name in STANDARD_FIELDS:
            if builder.includes(name):
                if name == "call_windows":
                    self.fields.update(builder.build_call_times())
                else:
                    self.fields[name] = builder.build(name)
        self.fields.update(builder.further_times())
        for question in questions():
            if builder.includes(question.name):
                self.fields[question.name] = builder.build(question.name)
        for custom in self.config.custom_fields:
            self.fields[custom.name] = field_type_of(custom).build(custom)
            mark_required(self.fields[custom.name])
        if not self.config.urgent:  # that form has a sentence
            self.fields["consent"] = forms.BooleanField(
                label=self.consent.text,
                error_messages={
                    "required": gettext_lazy("Give your consent, so that we can store and answer your request.")
                },
            )
        self.fields[HONEYPOT] = LineField(
            required=False,
            label=gettext_lazy("Leave this field blank"),
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        )

    def _clean_call_windows(self, cleaned: dict[str, Any]) -> None:
        start, end = cleaned.get("call_from"), cleaned.get("call_until")
        if start and end and end <= start:
            self.add_error("call_until", _("Enter a time that is later than the start."))
            return
        days, parts = cleaned.get("call_windows") or [], cleaned.get("call_parts") or []
        cleaned["call_windows"] = windows_from(days, start, end, parts)

    def _ask_for_consent_again(self) -> None:
        """The visitor has agreed to a text that has changed since the form was rendered."""
        self.add_error("consent", _("This text has changed. Read it and agree to it again."))
        self.token = replace(self.token, consent=self.consent.version)
        data = cast(QueryDict, self.data).copy()
        data.pop("consent", None)
        self.data = data

    def _check_contact_details(self, cleaned: dict[str, Any]) -> None:
        preferred = cleaned.get("preferred_contact")
        if preferred == PreferredContact.CALL and self._is_blank("phone", cleaned):
            self.add_error("phone", _("Enter a telephone number, so that we can call you."))
        elif preferred == PreferredContact.MAIL and self._is_blank("email", cleaned):
            self.add_error("email", _("Enter an e-mail address, so that we can write to you."))
        elif all(name not in self.fields or self._is_blank(name, cleaned) for name in ("phone", "email")):
            first = "phone" if "phone" in self.fields else "email"
            if first in self.fields:
                self.add_error(first, _("Enter a telephone number or an e-mail address, so that we can reach you."))

    def _office_of_answers(self, cleaned: dict[str, Any]) -> Office | None:
        """That of the town, else that of the notice with the form, whose number the visitor has seen."""
        office = office_of_place(self.practice, cleaned)
        notice = notice_of(self.token.page) if office is None else None
        return office_of_notice(notice, self.practice) if notice is not None else office

    def _is_blank(self, name: str, cleaned: dict[str, Any]) -> bool:
        return name in self.fields and name not in self.errors and not cleaned.get(name)


def _is_empty(value: Any) -> bool:
    return value in (None, "", [], ()) or value is False


def _first_id(bound: forms.BoundField) -> str:
    several = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return f"{bound.auto_id}_0" if several else bound.auto_id
