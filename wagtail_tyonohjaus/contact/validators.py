"""Checks of what editors type into rules."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException

from ..practice.phone_numbers import validate_ordinary_rate


def phone_lines(text: str) -> list[str]:
    """The numbers of a text, one on a line, as E.164; a line that is no number is left out."""
    return [number.as_e164 for _line, number in _parsed(text) if number]


def validate_phone_lines(text: str) -> None:
    """Refuses a text in which a line is no telephone number; raises ``ValidationError`` naming the line."""
    for line, number in _parsed(text):
        if not number:
            message = _("“%(line)s” is no telephone number. Write one number on a line, for example +358 40 123 4567.")
            raise ValidationError(message, params={"line": line})
        validate_ordinary_rate(number)


def _parsed(text: str) -> list[tuple[str, PhoneNumber | None]]:
    return [(line.strip(), _number(line.strip())) for line in text.splitlines() if line.strip()]


def _number(text: str) -> PhoneNumber | None:
    try:
        number = PhoneNumber.from_string(text)
    except NumberParseException:
        return None
    return number if number.is_valid() else None
