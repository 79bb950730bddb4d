"""IANA time zones by name."""

import zoneinfo
from functools import cache

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _


@cache
def time_zone_names() -> frozenset[str]:
    """The names of all time zones. Loaded once, because that reads a whole directory."""
    return frozenset(zoneinfo.available_timezones())


def known_time_zone_name(name: object) -> str:
    """``name`` if it is a time zone, else an empty string; for values that a browser's script has sent."""
    return name if isinstance(name, str) and name in time_zone_names() else ""


def time_zone_or_none(name: str) -> zoneinfo.ZoneInfo | None:
    """The zone with an IANA name; None for a blank or unknown one."""
    return zoneinfo.ZoneInfo(name) if name in time_zone_names() else None


def validate_time_zone(name: str) -> None:
    """Raises ``ValidationError`` if ``name`` is not a time zone."""
    if name not in time_zone_names():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Enter one, such as Europe/Helsinki."), params={"name": name}
        )


def city_of_zone(name: str) -> str:
    """The city of a time zone in the active language; blank if it is called as in the name of the zone."""
    try:
        locale = Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE))
    except (UnknownLocaleError, ValueError):
        return ""
    return str(locale.time_zones.get(name, {}).get("city", ""))
