"""The form's fields: what visitors type is tidied where that is safe, and refused only where it can't be right."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from ..practice.phone_numbers import validate_ordinary_rate
from ..practice.time_zones import known_time_zone_name

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


class LineField(forms.CharField):
    """One line: control characters and line breaks become spaces."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return " ".join(_CONTROL.sub(" ", _SURROGATES.sub("", text)).split())


class TextField(forms.CharField):
    """Several lines, without control characters."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return _CONTROL_BUT_LINES.sub("", _SURROGATES.sub("", text)).strip()


class MailField(forms.EmailField):
    def to_python(self, value: Any) -> str:
        return _CONTROL.sub("", super().to_python(value) or "")


class VisitorPhoneField(PhoneNumberField):
    """A number that can be called back at an ordinary rate."""

    default_error_messages = {"invalid": _("Write the number only, for example 040 123 4567 or +46 70 123 45 67.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [*self.validators, validate_ordinary_rate]

    def to_python(self, value: Any) -> Any:
        text = _CONTROL.sub("", str(value or "")).strip()
        # A full-width plus or an equals sign would be read over; whoever reads the number later might not.
        if len(text) > 40 or re.search(r"[A-Za-z=@]", text):
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return super().to_python(text)


class ZoneField(forms.CharField):
    """A time zone that a script filled in; what is none is left out, since the visitor never saw it."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> str:
        return known_time_zone_name(value)


class PreferredTime(NamedTuple):
    """A slot that the visitor would like: its start in UTC and its length in minutes."""

    start: datetime
    minutes: int

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)

    @property
    def value(self) -> str:
        """As the form posts it: ``2026-12-01T08:00Z/60``."""
        return f"{self.start.astimezone(UTC):%Y-%m-%dT%H:%MZ}/{self.minutes}"

    @classmethod
    def parse(cls, text: str) -> "PreferredTime":
        """Raises ``ValueError`` where the text is none."""
        found = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)Z/(\d{1,4})", text.strip(), re.ASCII)
        if not found:
            raise ValueError(text)
        start = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
        minutes = int(found[2])
        if not 5 <= minutes <= 1440 or not 2000 <= start.year <= 2200:
            raise ValueError(text)
        return cls(start, minutes)


class PreferredTimeField(forms.CharField):
    """A slot of those that the page offered, or none."""

    default_error_messages = {
        "invalid": _("This time can't be read. Choose one of the times offered, or none."),
        "past": _("This time has passed. Choose another, or none."),
    }

    def to_python(self, value: Any) -> PreferredTime | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            wished = PreferredTime.parse(text)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], "invalid") from error
        if wished.start <= timezone.now():
            raise ValidationError(self.error_messages["past"], "past")
        return wished
