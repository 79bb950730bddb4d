"""Texts of the package as its users read them."""

from django.utils import translation


def text(message: str, language: str, context: str = "") -> str:
    """A message in a language, of Django's or our catalogue."""
    with translation.override(language):
        return translation.pgettext(context, message) if context else translation.gettext(message)
