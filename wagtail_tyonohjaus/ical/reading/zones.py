"""Resolves the time zones of a file: IANA names, Windows names, vendor prefixes and embedded VTIMEZONEs."""

import zoneinfo
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import cast


class ZoneResolver:
    """Resolves the TZIDs of one file.

    ``home`` is the supervisor's zone; ``definitions`` are the file's VTIMEZONEs by TZID. An IANA name outranks the
    file's own definition, which is wrong more often. An unknown zone becomes the calendar's zone (X-WR-TIMEZONE) or
    ``home``, and is counted in ``issues`` as ``unknown_zone``.
    """

    def __init__(self, home: str, calendar_zone: str, definitions: Mapping[str, str], issues: Counter[str]) -> None:
        self.home = zoneinfo.ZoneInfo(home)
        self._definitions, self._issues = definitions, issues
        self._resolved: dict[str, tzinfo] = {}
        #: The zone of floating times.
        self.floating = self._named_zone(calendar_zone) or self.home

    def get(self, tzid: str) -> tzinfo:
        if tzid not in self._resolved:
            self._resolved[tzid] = self._resolve(tzid)
        return self._resolved[tzid]

    def _resolve(self, tzid: str) -> tzinfo:
        zone = self._named_zone(tzid) or self._defined_zone(tzid)
        if zone is None:
            self._issues["unknown_zone"] += 1
            return self.floating
        return zone

    def _named_zone(self, tzid: str) -> tzinfo | None:
        name = iana_name(tzid) or windows_zone(tzid)
        if not name:
            return None
        zone = zoneinfo.ZoneInfo(name)
        # Windows has one name for the zones of Helsinki, Kyiv and Riga; take the supervisor's if it is one of them.
        return self.home if not iana_name(tzid) and _have_same_offsets(zone, self.home) else zone

    def _defined_zone(self, tzid: str) -> tzinfo | None:
        text = self._definitions.get(tzid)
        if text is None or not _is_cheap(text):
            return None
        try:
            from icalendar import Timezone

            parsed = Timezone.from_ical(f"BEGIN:VTIMEZONE\r\n{text}\r\nEND:VTIMEZONE\r\n".encode())
            zone = cast(Timezone, parsed).to_tz(lookup_tzid=False)
            datetime(2026, 1, 1, tzinfo=zone).utcoffset()
        except Exception:
            return None
        return self.home if _have_same_offsets(zone, self.home) else zone


@lru_cache(maxsize=1)
def _iana_names() -> dict[str, str]:
    return {name.lower(): name for name in zoneinfo.available_timezones()}


def iana_name(tzid: str) -> str:
    """The IANA name in a TZID, possibly after a vendor's prefix (``/vendor/2024/Europe/Helsinki``), else blank."""
    parts = tzid.strip().strip("/").lower().split("/")
    for start in range(len(parts)):
        name = _iana_names().get("/".join(parts[start:]))
        if name:
            return name
    return ""


def windows_zone(tzid: str) -> str:
    """The IANA name for a Windows zone name, else blank."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return WINDOWS_TO_OLSON.get(tzid.strip(), "")


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
