"""Values of an iCalendar file as Python's: dates, times with a zone, durations, periods, rules."""

import re
from datetime import UTC, date, datetime, time, timedelta

from .lines import Property
from .zones import Zones

Moment = date | datetime

_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?", re.IGNORECASE)
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?", re.IGNORECASE
)
# More starts of one day than any real series has.
MOST_A_DAY = 24


def read_moment(found: Property, zones: Zones) -> Moment:
    """A DATE, or a DATE-TIME with its zone; ``Z`` outranks TZID, a time without either is the calendar's.

    Raises ``ValueError``.
    """
    return _moment(found.value.strip(), found.parameters.get("TZID", ""), zones)


def read_moments(found: Property, zones: Zones) -> list[Moment]:
    """The list of an EXDATE or RDATE; of a period its start. Raises ``ValueError``."""
    name = found.parameters.get("TZID", "")
    return [_moment(value.strip().partition("/")[0], name, zones) for value in found.value.split(",") if value.strip()]


def _moment(value: str, zone_name: str, zones: Zones) -> Moment:
    found = _TIME.fullmatch(value)
    if found is None:
        raise ValueError("no date")
    day = date(int(found[1]), int(found[2]), int(found[3]))
    if found[4] is None:
        return day
    clock = time(int(found[4]), int(found[5]), min(int(found[6] or 0), 59))
    zone = UTC if found[7] else zones.get(zone_name) if zone_name else zones.floating
    return datetime.combine(day, clock, zone)


def read_duration(value: str) -> timedelta:
    """A DURATION (RFC 5545, 3.3.6). Raises ``ValueError``."""
    found = _DURATION.fullmatch(value.strip())
    if found is None or not any(found.groups()[1:]):
        raise ValueError("no duration")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length


def read_periods(found: Property, zones: Zones) -> list[tuple[datetime, datetime]]:
    """The periods of a FREEBUSY line (RFC 5545, 3.3.9). Raises ``ValueError``."""
    return [_period(value.strip(), zones) for value in found.value.split(",") if value.strip()]


def _period(value: str, zones: Zones) -> tuple[datetime, datetime]:
    first, slash, second = value.partition("/")
    start = _moment(first, "", zones)
    end = start + read_duration(second) if "P" in second.upper() else _moment(second, "", zones)
    if not slash or not isinstance(start, datetime) or not isinstance(end, datetime):
        raise ValueError("no period")
    return start, end


def instant(moment: Moment, zones: Zones) -> int:
    """UTC epoch seconds; a date is the midnight that begins it at home. Raises ``OverflowError``, ``ValueError``."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), zones.home)
    return int(moment.timestamp())


class BadRule(ValueError):
    """A rule that is not followed; ``code`` is one of ``reasons``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_rule(value: str) -> dict[str, str]:
    """The parts of an RRULE, refused where it recurs within a day or never moves on. Raises ``BadRule``."""
    parts = dict(part.upper().partition("=")[::2] for part in value.strip().split(";") if "=" in part)
    if parts.get("FREQ") in ("SECONDLY", "MINUTELY", "HOURLY"):
        raise BadRule("sub_daily")
    if parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise BadRule("bad_rule")
    for name in ("INTERVAL", "COUNT"):
        if name in parts and not parts[name].lstrip("+-").isdigit():
            raise BadRule("bad_rule")
    if int(parts.get("INTERVAL", "1")) < 1:
        raise BadRule("zero_interval")
    if _starts_a_day(parts) > MOST_A_DAY:
        raise BadRule("sub_daily")
    return parts


def _starts_a_day(parts: dict[str, str]) -> int:
    product = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        product *= parts[name].count(",") + 1 if name in parts else 1
    return product
