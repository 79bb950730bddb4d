"""Validators and parsers of texts that editors enter in records."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from .form_fields.texts import clean_email


def validate_email_lines(text: str) -> None:
    """Raises ``ValidationError`` with the first line that is not an e-mail address."""
    for line in email_lines(text):
        try:
            validate_email(line)
        except ValidationError as error:
            message = _("“%(line)s” is not an e-mail address. Enter one address per line.")
            raise ValidationError(message, params={"line": line}) from error


def email_lines(text: str) -> list[str]:
    """The addresses in a text with one per line, without blank lines and characters that nobody can see."""
    return [address for line in text.splitlines() if (address := clean_email(line))]


def validate_minutes_list(text: str) -> None:
    """Raises ``ValidationError`` if the text is not a list of lengths in minutes, such as ``60, 90``."""
    try:
        lengths = minutes_list(text)
    except ValueError:
        lengths = []
    if not lengths or not all(5 <= length <= 24 * 60 for length in lengths):
        raise ValidationError(_("Enter lengths in minutes from 5 to 1440, separated by commas, such as 60, 90."))


def minutes_list(text: str) -> list[int]:
    """The minutes in a list such as ``60, 90``, sorted. Raises ``ValueError`` if a part is not a number."""
    return sorted({int(part) for part in text.replace(";", ",").split(",") if part.strip()})
