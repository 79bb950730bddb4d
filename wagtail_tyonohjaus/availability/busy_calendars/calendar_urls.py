"""Addresses of calendars elsewhere: what may be typed, and how one is shown without giving it away."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: Subscribe links use these names for http(s).
CALENDAR_SCHEMES = {"webcal": "https", "webcals": "https"}


def fetch_address(address: str) -> str:
    """The http(s) address to fetch for what a calendar app's share dialogue gives; ``webcal:`` means https."""
    scheme, colon, rest = address.strip().partition(":")
    return f"{CALENDAR_SCHEMES.get(scheme.lower(), scheme)}{colon}{rest}"


def validate_calendar_address(address: str) -> None:
    """Refuses what can't be fetched over http(s); raises ``ValidationError``."""
    try:
        parts = urlsplit(fetch_address(address))
        good = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and not parts.username
        good = good and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good or any(c.isspace() or not c.isprintable() for c in address.strip()):
        raise ValidationError(_("Give an address that begins with https:// or webcal://."), "address")


def masked_address(address: str) -> str:
    """The host alone: the path of a private calendar is its key."""
    try:
        host = urlsplit(fetch_address(address)).hostname
    except ValueError:
        host = None
    return f"{host}/…" if host else "…"
