"""Time zones of a file: IANA names, names with a vendor's prefix, Windows names, and zones that the file describes."""

import zoneinfo
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import cast


class Zones:
    """Finds the zones of one file.

    ``home`` is the supervisor's zone. A name of the IANA list wins over the file's own description, which is wrong
    more often. What is unknown becomes the calendar's zone (X-WR-TIMEZONE), else ``home``, and is counted in
    ``notes`` as ``unknown_zone``.
    """

    def __init__(self, home: str, calendar_zone: str, described: Mapping[str, str], notes: Counter[str]) -> None:
        self.home = zoneinfo.ZoneInfo(home)
        self.described, self.notes = described, notes
        self._found: dict[str, tzinfo] = {}
        #: Of times without any zone (floating).
        self.floating = self._known(calendar_zone) or self.home

    def get(self, name: str) -> tzinfo:
        if name not in self._found:
            self._found[name] = self._resolved(name)
        return self._found[name]

    def _resolved(self, name: str) -> tzinfo:
        found = self._known(name) or self._described(name)
        if found is None:
            self.notes["unknown_zone"] += 1
            return self.floating
        return found

    def _known(self, name: str) -> tzinfo | None:
        known = iana_name(name) or windows_zone(name)
        if not known:
            return None
        zone = zoneinfo.ZoneInfo(known)
        # Windows has one name for Helsinki, Kyiv and Riga; it means whichever of them is at home.
        return self.home if not iana_name(name) and _alike(zone, self.home) else zone

    def _described(self, name: str) -> tzinfo | None:
        text = self.described.get(name)
        if text is None or not _sound(text):
            return None
        try:
            from icalendar import Timezone

            parsed = Timezone.from_ical(f"BEGIN:VTIMEZONE\r\n{text}\r\nEND:VTIMEZONE\r\n".encode())
            zone = cast(Timezone, parsed).to_tz(lookup_tzid=False)
            datetime(2026, 1, 1, tzinfo=zone).utcoffset()
        except Exception:
            return None
        return self.home if _alike(zone, self.home) else zone


@lru_cache(maxsize=1)
def _iana() -> dict[str, str]:
    return {name.lower(): name for name in zoneinfo.available_timezones()}


def iana_name(name: str) -> str:
    """The IANA zone that a name is or, after a vendor's prefix (``/vendor/2024/Europe/Helsinki``), ends in."""
    parts = name.strip().strip("/").lower().split("/")
    for start in range(len(parts)):
        found = _iana().get("/".join(parts[start:]))
        if found:
            return found
    return ""


def windows_zone(name: str) -> str:
    """The IANA zone that stands for a Windows name."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return WINDOWS_TO_OLSON.get(name.strip(), "")


def _alike(one: tzinfo, other: tzinfo) -> bool:
    """Whether two zones have the same offsets all year, by samples around the usual days of change."""
    year = datetime.now().year
    days = [(month, day) for month in range(1, 13) for day in (1, 15, 28)]
    return all(_offset(one, year, *day) == _offset(other, year, *day) for day in days)


def _offset(zone: tzinfo, year: int, month: int, day: int) -> object:
    return datetime(year, month, day, 12, tzinfo=zone).utcoffset()


def _sound(text: str) -> bool:
    """Whether a description can be computed: changes that come every year, and few of them."""
    rules = [line.upper() for line in text.splitlines() if line[:5].upper() == "RRULE"]
    dates = sum(line.count(",") + 1 for line in text.splitlines() if line[:5].upper() == "RDATE")
    return all("FREQ=YEARLY" in rule for rule in rules) and len(rules) <= 50 and dates <= 500
