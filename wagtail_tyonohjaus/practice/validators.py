"""Checks of what editors type into records."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _


def validate_email_lines(text: str) -> None:
    """Refuses a text in which a line is no e-mail address; raises ``ValidationError`` naming the line."""
    for line in email_lines(text):
        try:
            validate_email(line)
        except ValidationError as error:
            message = _("“%(line)s” is no e-mail address. Write one address on a line.")
            raise ValidationError(message, params={"line": line}) from error


def email_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def validate_minutes_list(text: str) -> None:
    """Refuses a text that is no list of lengths in minutes, such as ``60, 90``; raises ``ValidationError``."""
    try:
        lengths = minutes_list(text)
    except ValueError:
        lengths = []
    if not lengths or not all(5 <= length <= 24 * 60 for length in lengths):
        raise ValidationError(_("Write lengths in minutes, between 5 and 1440, separated by commas: 60, 90."))


def minutes_list(text: str) -> list[int]:
    return sorted({int(part) for part in text.replace(";", ",").split(",") if part.strip()})
