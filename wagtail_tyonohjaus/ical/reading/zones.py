"""Resolves the time zones of a file: IANA names, Windows names, vendor prefixes and embedded VTIMEZONEs."""

import zoneinfo
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from .parser import zone_key
from .zone_definitions import read_definition
from .zone_names import described_zone, fixed_offset, iana_name, numbered_windows_zone, windows_zone


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
        self._resolved: dict[str, tzinfo | None] = {}
        known = self._known_zone(calendar_zone)
        if known is None and not calendar_zone:
            known = self.home
        self._resolved[""] = known
        #: The zone of floating times.
        self.floating: tzinfo = known or self.home
        self._is_counted = False

    def get(self, tzid: str) -> tzinfo:
        return self._lookup(tzid) or self.floating

    def is_unknown(self, tzid: str) -> bool:
        """Whether a time with this TZID, blank for a floating one, is read in a zone that is only a guess."""
        if not tzid and self._resolved[""] is None and not self._is_counted:
            self._is_counted = True
            self._issues["unknown_zone"] += 1
        return self._lookup(tzid) is None

    def _lookup(self, tzid: str) -> tzinfo | None:
        if tzid not in self._resolved:
            self._resolved[tzid] = self._known_zone(tzid)
            self._issues["unknown_zone"] += self._resolved[tzid] is None
        return self._resolved[tzid]

    def _known_zone(self, tzid: str) -> tzinfo | None:
        name = iana_name(tzid)
        if "/" in name:
            return zoneinfo.ZoneInfo(name)
        definition = self._definitions.get(zone_key(tzid), "")
        return (
            self._as_home(windows_zone(tzid))
            or self._defined_zone(definition)
            or (zoneinfo.ZoneInfo(name) if name else None)
            or _located_zone(definition)
            or self._as_home(numbered_windows_zone(tzid) or described_zone(tzid))
            or fixed_offset(tzid)
        )

    def _as_home(self, name: str) -> tzinfo | None:
        """Windows has one name for the zones of Helsinki, Kyiv and Riga: the supervisor's is meant if it is one."""
        zone = zoneinfo.ZoneInfo(name) if name else None
        return self.home if zone is not None and _have_same_offsets(zone, self.home) else zone

    def _defined_zone(self, definition: str) -> tzinfo | None:
        zone = read_definition(definition)
        return self.home if zone is not None and _have_same_offsets(zone, self.home) else zone


def _located_zone(definition: str) -> tzinfo | None:
    """The zone of X-LIC-LOCATION, which Evolution writes beside an invented TZID."""
    for line in definition.splitlines():
        name, _, value = line.partition(":")
        if name.upper() == "X-LIC-LOCATION" and iana_name(value):
            return zoneinfo.ZoneInfo(iana_name(value))
    return None


def _have_same_offsets(one: tzinfo, other: tzinfo) -> bool:
    """Whether two zones agree all year, checked three times a month."""
    year = datetime.now().year
    days = [(month, day) for month in range(1, 13) for day in (1, 15, 28)]
    return all(_offset(one, year, *day) == _offset(other, year, *day) for day in days)


def _offset(zone: tzinfo, year: int, month: int, day: int) -> timedelta | None:
    return datetime(year, month, day, 12, tzinfo=zone).utcoffset()
