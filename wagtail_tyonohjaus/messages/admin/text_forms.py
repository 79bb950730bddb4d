"""The form of a message's edited text."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from ...practice.form_fields.texts import LengthLimitMixin
from ..rendering import SUBJECT_LENGTH
from ..texts.placeholders import Placeholder, find_errors

MAX_BODY, MAX_SMS = 10_000, 1_000


class PartField(LengthLimitMixin, forms.CharField):
    """A part of a message as it was entered; what it must not contain is an error."""


class MessageTextForm(forms.Form):
    """The parts that the message has; one that is empty or says what the templates say is theirs."""

    subject = PartField(label=gettext_lazy("Subject"), max_length=SUBJECT_LENGTH, required=False)
    body = PartField(
        label=gettext_lazy("Text of the e-mail"),
        help_text=gettext_lazy("The name and number of the practice follow by themselves."),
        max_length=MAX_BODY,
        required=False,
        widget=AdminAutoHeightTextInput(attrs={"rows": 14}),
    )
    sms = PartField(
        label=gettext_lazy("Text message"),
        max_length=MAX_SMS,
        required=False,
        widget=AdminAutoHeightTextInput(attrs={"rows": 3}),
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, placeholders: Iterable[Placeholder], defaults: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.placeholders, self.defaults = tuple(placeholders), defaults
        for part in {"subject", "body", "sms"} - defaults.keys():
            del self.fields[part]

    @property
    def parts(self) -> dict[str, str]:
        """The valid parts by name; blank where the templates are used."""
        typed = {part: self.cleaned_data.get(part, "") for part in self.defaults}
        return {part: "" if text == self.defaults[part] else text for part, text in typed.items()}

    def clean_subject(self) -> str:
        """On one line."""
        subject = self.cleaned_data["subject"]
        if "\n" in subject or "\r" in subject:
            raise ValidationError(_("Enter the subject on one line."))
        return self._checked("subject", subject)

    def clean_body(self) -> str:
        """With Unix line breaks."""
        return self._checked("body", self.cleaned_data["body"])

    def clean_sms(self) -> str:
        """On one line, as it is sent."""
        return self._checked("sms", " ".join(self.cleaned_data["sms"].split()))

    def _checked(self, part: str, text: str) -> str:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        errors = find_errors(text, self.placeholders, part) if text else []
        if errors:
            raise ValidationError(errors)
        return text
