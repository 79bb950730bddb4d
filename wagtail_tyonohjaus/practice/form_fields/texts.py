"""Texts, numbers and e-mail addresses as people type or paste them."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# Characters without a shape (Default_Ignorable_Code_Point of Unicode), and the blank Braille pattern.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_INVISIBLE_PATTERN = re.compile(f"[{_INVISIBLE}]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
# 1,500 is one and a half to some people, and fifteen hundred to others.
_AMBIGUOUS_NUMBER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?: \d{3})+)(?:[.,]\d+)?", re.ASCII)


def without_invisible(text: str) -> str:
    """Without characters that nobody can see, such as the zero-width space."""
    return _INVISIBLE_PATTERN.sub("", text)


def clean_line(text: str) -> str:
    """A number or code without invisible and control characters and surrounding white space."""
    return _CONTROL.sub("", without_invisible(text)).strip()


def clean_email(text: str) -> str:
    """An e-mail address without invisible characters, control characters and surrounding white space."""
    return clean_line(text)


def blank_if_invisible(text: str) -> str:
    """The text, or an empty one if nothing of it can be seen.

    Otherwise its invisible characters remain, since some scripts need joiners inside words.
    """
    return text if without_invisible(text).strip() else ""


def without_maxlength(attrs: dict[str, Any]) -> dict[str, Any]:
    """A widget's attributes with those for a counter of characters in place of ``maxlength``."""
    attrs = dict(attrs)
    limit = attrs.pop("maxlength", None)
    if not limit:
        return attrs
    texts = {
        "data-tyo-remaining-text": _("Characters left: {}"),
        "data-tyo-excess-text": _("Characters too many: {}"),
    }
    return {**attrs, "data-tyo-max-length": limit, **texts}


def validate_visible(text: Any) -> None:
    """Raises ``ValidationError`` for a text of which nothing can be seen."""
    if isinstance(text, str) and text and not blank_if_invisible(text):
        raise forms.ValidationError(_("Enter a text that can be seen."), "invisible")


def read_without_loss(fields: Iterable[forms.Field]) -> None:
    """Has forms of models report what a browser would cut or drop without a word, and texts that nobody can see.

    A browser cuts a pasted text at ``maxlength``, and its number fields drop what they can't read.
    """
    for field in fields:
        field.widget.attrs = without_maxlength(field.widget.attrs)
        if type(field.widget) is forms.NumberInput:
            attrs = {name: value for name, value in field.widget.attrs.items() if name not in ("min", "max", "step")}
            field.widget = forms.TextInput({**attrs, "inputmode": "numeric"})
        if isinstance(field, forms.CharField) and validate_visible not in field.validators:
            field.validators = [*field.validators, validate_visible]


class LengthLimitMixin:
    """Reports a text that is too long, instead of letting the browser cut it: there is no ``maxlength`` attribute.

    A script can show how many characters are left.
    """

    max_length: int | None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return without_maxlength(super().widget_attrs(widget))


class LineField(LengthLimitMixin, forms.CharField):
    """One line: control characters and line breaks become spaces."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return blank_if_invisible(" ".join(_CONTROL.sub(" ", _SURROGATES.sub("", text)).split()))


class TextField(LengthLimitMixin, forms.CharField):
    """Several lines, without control characters."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return blank_if_invisible(_CONTROL_BUT_LINES.sub("", _SURROGATES.sub("", text)).strip())


class EmailField(LengthLimitMixin, forms.EmailField):
    """An e-mail address as it is displayed, without what a paste has added to it."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(clean_email(value) if isinstance(value, str) else value)


class NumberField(forms.CharField):
    """A number with a decimal comma or point, in a text field: a number field of a browser drops what it can't read.

    ``None`` if blank. With ``whole``, only whole numbers. Both limits are included.
    """

    default_error_messages = {
        "invalid": _("Enter one number, such as 12 or 1,5."),
        "not_whole": _("Enter one whole number, such as 12."),
        "range": _("Enter a number from %(min)s to %(max)s."),
    }

    def __init__(self, *, minimum: float, maximum: float, whole: bool = False, **kwargs: Any) -> None:
        self.minimum, self.maximum, self.whole = minimum, maximum, whole
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "numeric" if self.whole else "decimal"}

    def to_python(self, value: Any) -> int | float | None:  # type: ignore[override]
        text = unicodedata.normalize("NFKC", without_invisible(super().to_python(value) or ""))
        text = " ".join(text.replace("\u2212", "-").split())
        if not text:
            return None
        number = self._read(text) or Decimal(0)
        if not self.minimum <= number <= self.maximum:
            limits = {"min": self.minimum, "max": self.maximum}
            raise forms.ValidationError(self.error_messages["range"], "range", limits)
        return int(number) if self.whole else float(number)

    def _read(self, text: str) -> Decimal:
        code = "not_whole" if self.whole else "invalid"
        if not _NUMBER.fullmatch(text) or _AMBIGUOUS_NUMBER.fullmatch(text):
            raise forms.ValidationError(self.error_messages[code], code)
        try:
            number = Decimal(text.replace(" ", "").replace(",", "."))
        except InvalidOperation as error:
            raise forms.ValidationError(self.error_messages[code], code) from error
        stored = number.to_integral_value() if self.whole else Decimal(repr(float(number)))
        if stored != number:
            raise forms.ValidationError(self.error_messages[code], code)
        return number

    def run_validators(self, value: Any) -> None:
        if value is not None:
            super().run_validators(value)
