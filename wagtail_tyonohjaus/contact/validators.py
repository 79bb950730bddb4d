"""Validation of routing rules."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException

from ..practice.phone_numbers import validate_complete, validate_not_premium_rate


def phone_lines(text: str) -> list[str]:
    """The telephone numbers of a text with one per line, as E.164; other lines are skipped."""
    return [number.as_e164 for _line, number in _parsed(text) if number]


def validate_phone_lines(text: str) -> None:
    """Raises ``ValidationError`` with the first line that is not a telephone number at an ordinary rate."""
    for line, number in _parsed(text):
        if not number:
            message = _("“%(line)s” is not a telephone number. Enter one number per line, such as +358 40 123 4567.")
            raise ValidationError(message, params={"line": line})
        validate_complete(number)
        validate_not_premium_rate(number)


def _parsed(text: str) -> list[tuple[str, PhoneNumber | None]]:
    return [(line.strip(), _number(line.strip())) for line in text.splitlines() if line.strip()]


def _number(text: str) -> PhoneNumber | None:
    try:
        number = PhoneNumber.from_string(text)
    except NumberParseException:
        return None
    return number if number.is_valid() else None
