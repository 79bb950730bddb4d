"""Telephone numbers: what may be stored and how a reader sees them."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber

# A call-back to one of these costs the practice, a printed one the visitor.
COSTLY_TYPES = frozenset({phonenumbers.PhoneNumberType.PREMIUM_RATE})


def validate_ordinary_rate(number: PhoneNumber | str | None) -> None:
    """Refuses premium-rate numbers; raises ``ValidationError``."""
    if not number:
        return
    parsed = number if isinstance(number, phonenumbers.PhoneNumber) else PhoneNumber.from_string(str(number))
    if phonenumbers.number_type(parsed) in COSTLY_TYPES:
        raise ValidationError(_("This is a premium-rate number. Give an ordinary one."), "premium_rate")


def display_number(number: PhoneNumber | None, region: str) -> str:
    """The number as a reader in ``region`` (ISO 3166-1 alpha-2) dials it: national at home, else international."""
    if not number:
        return ""
    if phonenumbers.region_code_for_number(number) == region:
        return number.as_national
    return number.as_international


def tel_uri(number: PhoneNumber | None) -> str:
    """The ``tel:`` address of the number (RFC 3966), empty without one."""
    return f"tel:{number.as_e164}" if number else ""


def example_number(region: str) -> str:
    """A number as it is written in ``region``, for hints and error messages."""
    number = phonenumbers.example_number(region)
    if number is None:
        return "+358 41 2345678"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
