"""Resolves the time zones of a file: IANA names, Windows names, vendor prefixes and embedded VTIMEZONEs."""

import re
import zoneinfo
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import cast

from .parser import zone_key

_FIXED_OFFSET = re.compile(r"(?:GMT|UTC)([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


class ZoneResolver:
    """Resolves the TZIDs of one calendar.

    ``home`` is the supervisor's zone; ``definitions`` are the calendar's VTIMEZONEs by ``parser.zone_key``. An IANA
    name with an area, such as Europe/Helsinki, outranks the definition, which is wrong more often; a bare abbreviation,
    such as GMT or EST, is outranked by it. An unknown zone becomes the calendar's zone (X-WR-TIMEZONE) or ``home``, and
    is counted in ``issues`` as ``unknown_zone``.
    """

    def __init__(self, home: str, calendar_zone: str, definitions: Mapping[str, str], issues: Counter[str]) -> None:
        self.home = zoneinfo.ZoneInfo(home)
        self._definitions, self._issues = definitions, issues
        self._resolved: dict[str, tzinfo] = {}
        #: The zone of floating times.
        self.floating: tzinfo = self._known_zone(calendar_zone) or self.home

    def get(self, tzid: str) -> tzinfo:
        if tzid not in self._resolved:
            self._resolved[tzid] = self._resolve(tzid)
        return self._resolved[tzid]

    def _resolve(self, tzid: str) -> tzinfo:
        zone = self._known_zone(tzid)
        if zone is None:
            self._issues["unknown_zone"] += 1
            return self.floating
        return zone

    def _known_zone(self, tzid: str) -> tzinfo | None:
        name = iana_name(tzid)
        if "/" in name:
            return zoneinfo.ZoneInfo(name)
        definition = self._definitions.get(zone_key(tzid), "")
        return (
            self._as_home(windows_zone(tzid))
            or self._defined_zone(definition)
            or (zoneinfo.ZoneInfo(name) if name else None)
            or self._located_zone(definition)
            or fixed_offset(tzid)
        )

    def _as_home(self, name: str) -> tzinfo | None:
        """Windows has one name for the zones of Helsinki, Kyiv and Riga: the supervisor's is meant if it is one."""
        zone = zoneinfo.ZoneInfo(name) if name else None
        return self.home if zone is not None and _have_same_offsets(zone, self.home) else zone

    def _defined_zone(self, definition: str) -> tzinfo | None:
        if "BEGIN:" not in definition or not _is_cheap(definition):
            return None
        try:
            from icalendar import Timezone

            parsed = Timezone.from_ical(f"BEGIN:VTIMEZONE\r\n{definition}\r\nEND:VTIMEZONE\r\n".encode())
            zone = cast(Timezone, parsed).to_tz(lookup_tzid=False)
            datetime(2026, 1, 1, tzinfo=zone).utcoffset()
            return self.home if _have_same_offsets(zone, self.home) else zone
        except Exception:
            return None

    def _located_zone(self, definition: str) -> tzinfo | None:
        """The zone of X-LIC-LOCATION, which Evolution writes beside an invented TZID."""
        for line in definition.splitlines():
            name, _, value = line.partition(":")
            if name.upper() == "X-LIC-LOCATION" and iana_name(value):
                return zoneinfo.ZoneInfo(iana_name(value))
        return None


@lru_cache(maxsize=1)
def _iana_names() -> dict[str, str]:
    return {name.lower(): name for name in zoneinfo.available_timezones()}


def iana_name(tzid: str) -> str:
    """The IANA name in a TZID, possibly after a vendor's prefix (``/vendor/2024/Europe/Helsinki``), else blank."""
    parts = tzid.strip().strip('"').strip("/").lower().split("/")
    for start in range(len(parts)):
        name = _iana_names().get("/".join(parts[start:]))
        if name:
            return name
    return ""


def windows_zone(tzid: str) -> str:
    """The IANA name for a Windows zone name, else blank."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return WINDOWS_TO_OLSON.get(tzid.strip().strip('"'), "")


def fixed_offset(tzid: str) -> tzinfo | None:
    """The offset that a TZID such as ``GMT+05:30`` or ``UTC-3`` states, if it states nothing else."""
    match = _FIXED_OFFSET.fullmatch(tzid.strip().strip('"'))
    if match is None or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(-offset if match[1] == "-" else offset)


def _have_same_offsets(one: tzinfo, other: tzinfo) -> bool:
    """Whether two zones agree all year, checked three times a month."""
    year = datetime.now().year
    days = [(month, day) for month in range(1, 13) for day in (1, 15, 28)]
    return all(_offset(one, year, *day) == _offset(other, year, *day) for day in days)


def _offset(zone: tzinfo, year: int, month: int, day: int) -> timedelta | None:
    return datetime(year, month, day, 12, tzinfo=zone).utcoffset()


def _is_cheap(definition: str) -> bool:
    """Whether a VTIMEZONE can be expanded quickly: yearly rules only, and not many of them."""
    rules = [line.upper() for line in definition.splitlines() if line[:5].upper() == "RRULE"]
    dates = sum(line.count(",") + 1 for line in definition.splitlines() if line[:5].upper() == "RDATE")
    return all("FREQ=YEARLY" in rule for rule in rules) and len(rules) <= 50 and dates <= 500
