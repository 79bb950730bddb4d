"""Validates and formats telephone numbers."""

import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber

FINLAND = 358
# 0400 and 0500, the oldest mobile prefixes, of which the last digit belongs to the subscriber's number by now.
FINNISH_LONG_PREFIXES = ("40", "50")
# Calling such a number is expensive: a visitor's number for the practice, a published one for visitors.
PREMIUM_TYPES = frozenset({phonenumbers.PhoneNumberType.PREMIUM_RATE})


def validate_not_premium_rate(number: PhoneNumber | str | None) -> None:
    """Raises ``ValidationError`` for premium-rate numbers."""
    if not number:
        return
    parsed = number if isinstance(number, phonenumbers.PhoneNumber) else PhoneNumber.from_string(str(number))
    if phonenumbers.number_type(parsed) in PREMIUM_TYPES:
        raise ValidationError(_("This is a premium-rate number. Enter an ordinary number."), "premium_rate")


def validate_complete(number: PhoneNumber | str | None) -> None:
    """Raises ``ValidationError`` if the parser has left out digits: an extension or a second number."""
    typed = getattr(number, "raw_input", None)
    if not number or not typed or isinstance(number, str) or not number.is_valid():
        return
    digits = "".join(str(unicodedata.digit(char)) for char in typed if char.isdigit())
    if not digits.endswith(phonenumbers.national_significant_number(number)):
        raise ValidationError(
            _("Enter one telephone number without an extension. Extensions and further numbers can't be stored here."),
            "incomplete",
        )


def display_number(number: PhoneNumber | None, region: str) -> str:
    """The number in national format if it belongs to ``region`` (ISO 3166-1 alpha-2), else in international format."""
    if not number:
        return ""
    if phonenumbers.region_code_for_number(number) == region:
        return _grouped(number, number.as_national)
    return international_number(number)


def international_number(number: PhoneNumber) -> str:
    """The number with its country code, grouped as its country writes it."""
    return _grouped(number, number.as_international)


def _grouped(number: phonenumbers.PhoneNumber, text: str) -> str:
    """Finnish numbers are written in groups of three and four digits: 040 123 4567, but 0400 123 456."""
    head, _space, digits = text.rpartition(" ")
    if number.country_code != FINLAND or not digits.isdigit() or len(digits) < 5:
        return text
    if len(digits) == 7 and digits.startswith("0") and head.endswith(FINNISH_LONG_PREFIXES):
        head, digits = f"{head}0", digits[1:]
    middle = len(digits) // 2
    return f"{head} {digits[:middle]} {digits[middle:]}".lstrip()


def tel_uri(number: PhoneNumber | None) -> str:
    """The ``tel:`` URI of the number (RFC 3966); empty without a number."""
    return f"tel:{number.as_e164}" if number else ""


def example_number(region: str) -> str:
    """An example number in the national format of ``region``, for hints and error messages."""
    number = phonenumbers.example_number(region)
    if number is None:
        return "+358 41 234 5678"
    return _grouped(number, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
