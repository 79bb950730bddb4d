"""URLs of external calendars: which are valid, and how to display them safely."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .url_schemes import fetchable_url


def validate_calendar_url(url: str) -> None:
    """Raises ``ValidationError`` for a URL that can't be fetched over HTTP(S)."""
    try:
        parts = urlsplit(fetchable_url(url))
        is_valid = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and not parts.username
        is_valid = is_valid and (parts.port is None or parts.port > 0)
    except ValueError:
        is_valid = False
    if not is_valid or any(c.isspace() or not c.isprintable() for c in url.strip()):
        raise ValidationError(_("Enter a URL that starts with https:// or webcal://."), "url")


def masked_url(url: str) -> str:
    """The host only: anybody who knows the whole URL of a private calendar can read it."""
    try:
        host = urlsplit(fetchable_url(url)).hostname
    except ValueError:
        host = None
    return f"{host}/…" if host else "…"
