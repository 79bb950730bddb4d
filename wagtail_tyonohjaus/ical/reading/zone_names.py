"""IANA names for what programs write as a TZID: IANA and Windows names, descriptions and offsets."""

import re
import zoneinfo
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache

_FIXED_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
#: Exchange numbers zones of one name that differ: "W. Europe Standard Time 1".
_NUMBER = re.compile(r"\s+\d+$")
#: "(UTC+01:00) Amsterdam, Berlin, Bern", as Windows shows zones.
_DESCRIPTION = re.compile(r"\((?:UTC|GMT)(?:([+-])(\d{2})[:.](\d{2}))?\)\s*(.+)", re.IGNORECASE)
#: Those that are described without a city.
_WITHOUT_CITY = {
    "coordinated universal time": "UTC",
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
    "atlantic time": "America/Halifax",
    "arizona": "America/Phoenix",
    "newfoundland": "America/St_Johns",
}


@lru_cache(maxsize=1)
def _iana_names() -> dict[str, str]:
    return {name.lower(): name for name in zoneinfo.available_timezones()}


@lru_cache(maxsize=1)
def _windows_names() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}


@lru_cache(maxsize=1)
def _cities() -> dict[str, list[str]]:
    cities: dict[str, list[str]] = {}
    for name in zoneinfo.available_timezones():
        cities.setdefault(name.rpartition("/")[2].replace("_", " ").lower(), []).append(name)
    return cities


def _plain(tzid: str) -> str:
    return tzid.strip().strip("\"'").strip().lower()


def iana_name(tzid: str) -> str:
    """The IANA name in a TZID, possibly after a vendor's prefix (``/vendor/2024/Europe/Helsinki``), else blank."""
    parts = _plain(tzid).replace("\\", "").replace(" ", "_").strip("/").split("/")
    for start in range(len(parts)):
        name = _iana_names().get("/".join(parts[start:]))
        if name:
            return name
    return ""


def windows_zone(tzid: str) -> str:
    """The IANA name for a Windows zone name, else blank."""
    return _windows_names().get(_plain(tzid), "")


def numbered_windows_zone(tzid: str) -> str:
    """The IANA name for a Windows zone name with a number, else blank."""
    return windows_zone(_NUMBER.sub("", _plain(tzid)))


def described_zone(tzid: str) -> str:
    """The IANA name for Windows' description of a zone, else blank."""
    match = _DESCRIPTION.fullmatch(_plain(tzid))
    if match is None:
        return ""
    offset = _offset(match[1] or "+", match[2] or "0", match[3] or "0")
    for place in match[4].split(","):
        for name in sorted(_cities().get(place.strip(), [])):
            if _standard_offset(name) == offset:
                return name
    return _WITHOUT_CITY.get(match[4].partition("(")[0].strip(), "")


def _standard_offset(name: str) -> timedelta | None:
    """The offset outside of daylight saving time: the smaller one of January and July."""
    zone, year = zoneinfo.ZoneInfo(name), datetime.now().year
    return min(datetime(year, month, 1, tzinfo=zone).utcoffset() or timedelta() for month in (1, 7))


def fixed_offset(tzid: str) -> tzinfo | None:
    """The offset that a TZID such as ``GMT+05:30``, ``UTC-3`` or ``+02:00`` states, if it states nothing else."""
    match = _FIXED_OFFSET.fullmatch(_plain(tzid))
    if match is None or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return None
    return timezone(_offset(match[1], match[2], match[3] or "0"))


def _offset(sign: str, hours: str, minutes: str) -> timedelta:
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return -offset if sign == "-" else offset
