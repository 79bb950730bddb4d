"""Converts property values of an iCalendar file: dates, times, durations, periods and recurrence rules."""

import re
from datetime import UTC, date, datetime, time, timedelta

from .errors import EventError
from .parser import ContentLine
from .zones import ZoneResolver

DateOrTime = date | datetime

_DATE_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?", re.IGNORECASE)
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?", re.IGNORECASE
)
#: More instances in one day than any real series has.
MAX_STARTS_PER_DAY = 24


def read_date_or_time(line: ContentLine, zones: ZoneResolver) -> DateOrTime:
    """A DATE, or a DATE-TIME with its zone. ``Z`` outranks TZID; floating times get the calendar's zone.

    Raises ``ValueError``.
    """
    return _date_or_time(line.value.strip(), line.parameters.get("TZID", ""), zones)


def read_dates_or_times(line: ContentLine, zones: ZoneResolver) -> list[DateOrTime]:
    """The values of an EXDATE or RDATE; of a period, its start. Raises ``ValueError``."""
    tzid = line.parameters.get("TZID", "")
    return [
        _date_or_time(value.strip().partition("/")[0], tzid, zones) for value in line.value.split(",") if value.strip()
    ]


def _date_or_time(value: str, tzid: str, zones: ZoneResolver) -> DateOrTime:
    match = _DATE_TIME.fullmatch(value)
    if match is None:
        raise ValueError("not a date")
    day = date(int(match[1]), int(match[2]), int(match[3]))
    if match[4] is None:
        return day
    clock_time = time(int(match[4]), int(match[5]), min(int(match[6] or 0), 59))
    zone = UTC if match[7] else zones.get(tzid) if tzid else zones.floating
    return datetime.combine(day, clock_time, zone)


def read_duration(value: str) -> timedelta:
    """A DURATION (RFC 5545 section 3.3.6). Raises ``ValueError``."""
    match = _DURATION.fullmatch(value.strip())
    if match is None or not any(match.groups()[1:]):
        raise ValueError("not a duration")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if match[1] == "-" else length


def read_periods(line: ContentLine, zones: ZoneResolver) -> list[tuple[datetime, datetime]]:
    """The periods of a FREEBUSY line (RFC 5545 section 3.3.9). Raises ``ValueError``."""
    return [_period(value.strip(), zones) for value in line.value.split(",") if value.strip()]


def _period(value: str, zones: ZoneResolver) -> tuple[datetime, datetime]:
    first, slash, second = value.partition("/")
    start = _date_or_time(first, "", zones)
    end = start + read_duration(second) if "P" in second.upper() else _date_or_time(second, "", zones)
    if not slash or not isinstance(start, datetime) or not isinstance(end, datetime):
        raise ValueError("not a period")
    return start, end


def to_epoch(value: DateOrTime, zones: ZoneResolver) -> int:
    """UTC epoch seconds; a date is its first instant in the supervisor's zone.

    Raises ``OverflowError`` or ``ValueError`` for dates that ``datetime`` can't convert.
    """
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), zones.home)
    return int(value.timestamp())


def read_rule(value: str) -> dict[str, str]:
    """The parts of an RRULE. Raises ``EventError`` for invalid rules and those that recur more often than daily."""
    parts = dict(part.upper().partition("=")[::2] for part in value.strip().split(";") if "=" in part)
    if parts.get("FREQ") in ("SECONDLY", "MINUTELY", "HOURLY"):
        raise EventError("sub_daily")
    if parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise EventError("bad_rule")
    for name in ("INTERVAL", "COUNT"):
        if name in parts and not parts[name].lstrip("+-").isdigit():
            raise EventError("bad_rule")
    if int(parts.get("INTERVAL", "1")) < 1:
        raise EventError("zero_interval")
    if _starts_per_day(parts) > MAX_STARTS_PER_DAY:
        raise EventError("sub_daily")
    return parts


def _starts_per_day(parts: dict[str, str]) -> int:
    product = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        product *= parts[name].count(",") + 1 if name in parts else 1
    return product
