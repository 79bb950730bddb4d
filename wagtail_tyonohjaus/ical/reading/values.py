"""Converts property values of an iCalendar file: dates, times, durations and periods."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from .parser import ContentLine
from .zone_names import fixed_offset
from .zones import ZoneResolver

DateOrTime = date | datetime

# ISO 8601's extended form (2026-10-20T07:00) is accepted, too: some programs write it.
_DATE_TIME = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?", re.IGNORECASE
)
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?"
    r"(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})")
_GAP = timedelta(hours=3)
#: UTC epoch seconds of the last time that ``datetime`` knows.
LAST_SECOND = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Length:
    """How long an event takes: nominal days, which follow the wall clock, and then exact seconds.

    RFC 5545 section 3.3.6: days and weeks are nominal, hours, minutes and seconds are exact.
    """

    days: int = 0
    seconds: int = 0

    @property
    def is_negative(self) -> bool:
        return self.days < 0 or self.seconds < 0

    @property
    def approximate(self) -> timedelta:
        """At least the real length."""
        return timedelta(days=self.days + 1, seconds=self.seconds)


def read_date_or_time(line: ContentLine, zones: ZoneResolver, floating: tzinfo | None = None) -> DateOrTime:
    """A DATE, or a DATE-TIME with its zone. ``Z`` outranks TZID; floating times get ``floating``, else the calendar's.

    Raises ``ValueError``.
    """
    value = parse_date_or_time(line.value.strip(), line.parameters.get("TZID", ""), zones, floating)
    is_date = line.parameters.get("VALUE", "").upper() == "DATE"
    return value.date() if is_date and isinstance(value, datetime) and value.time() == time() else value


def parse_date_or_time(value: str, tzid: str, zones: ZoneResolver, floating: tzinfo | None = None) -> DateOrTime:
    """One value of a property. ``T240000`` is the next day's midnight. Raises ``ValueError``."""
    match = _DATE_TIME.fullmatch(value)
    if match is None:
        raise ValueError("not a date")
    day = date(int(match[1]), int(match[2]), int(match[3]))
    if match[4] is None:
        return day
    zone = _stated_zone(match[7]) or (zones.get(tzid) if tzid else floating or zones.floating)
    hour, minute, second = int(match[4]), int(match[5]), min(int(match[6] or 0), 59)
    if (hour, minute, second) == (24, 0, 0):
        return datetime.combine(day + timedelta(days=1), time(), zone)
    return datetime.combine(day, time(hour, minute, second), zone)


def _stated_zone(text: str | None) -> tzinfo | None:
    """The zone of ``Z`` or of an offset such as ``+03:00``, as in ISO 8601."""
    if not text:
        return None
    return UTC if text in "Zz" else fixed_offset(text)


def read_day(text: str) -> date:
    """The day of a time that can't be read otherwise. Raises ``ValueError``."""
    match = _DAY.search(text)
    if match is None:
        raise ValueError("not a date")
    return date(int(match[1]), int(match[2]), int(match[3]))


def end_of_day(text: str, zone: tzinfo | None) -> datetime:
    """The midnight after the day of a time that can't be read otherwise. Raises ``ValueError`` or ``OverflowError``."""
    return datetime.combine(read_day(text) + timedelta(days=1), time(), zone)


def read_duration(value: str) -> Length:
    """A DURATION (RFC 5545 section 3.3.6); the years and months of ISO 8601 count at their longest.

    Raises ``ValueError``.
    """
    match = _DURATION.fullmatch(value.strip())
    if match is None or not any(match.groups()[1:]):
        raise ValueError("not a duration")
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    sign = -1 if match[1] == "-" else 1
    all_days = years * 366 + months * 31 + weeks * 7 + days
    length = Length(sign * all_days, sign * (hours * 3600 + minutes * 60 + seconds))
    timedelta(days=length.days, seconds=length.seconds)  # raises OverflowError for lengths that no date can have
    return length


def parse_period(value: str, tzid: str, zones: ZoneResolver, floating: tzinfo | None = None) -> tuple[datetime, Length]:
    """A PERIOD (RFC 5545 section 3.3.9) as its start and length. Raises ``ValueError``."""
    first, slash, second = value.partition("/")
    start = parse_date_or_time(first.strip(), tzid, zones, floating)
    if not slash:
        raise ValueError("not a period")
    if not isinstance(start, datetime):
        start = datetime.combine(start, time(), zones.home)
    if "P" in second.upper():
        length = read_duration(second)
    else:
        end = parse_date_or_time(second.strip(), tzid, zones, floating)
        length = exact_length(start, end, zones)
    if length.is_negative:
        raise ValueError("reversed period")
    return start, length


def exact_length(start: DateOrTime, end: DateOrTime, zones: ZoneResolver) -> Length:
    """The elapsed time from start to end, across changes of the wall clock."""
    return Length(seconds=to_epoch(end, zones) - to_epoch(start, zones))


def to_epoch(value: DateOrTime, zones: ZoneResolver) -> int:
    """UTC epoch seconds; a date is its first instant in the supervisor's zone.

    A time that a clock change skips is read with the offset before the change, and a repeated one is the first of both
    (RFC 5545 section 3.3.5). Raises ``OverflowError`` or ``ValueError`` for dates that ``datetime`` can't convert.
    """
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), zones.home)
    zone = value.tzinfo
    if zone is UTC or zone is None:
        return int(value.replace(tzinfo=UTC).timestamp())
    seconds = int(value.timestamp())
    if datetime.fromtimestamp(seconds, zone).replace(tzinfo=None) != value.replace(tzinfo=None, fold=0):
        offset = (value - _GAP).utcoffset() or timedelta()
        seconds = int((value.replace(tzinfo=UTC) - offset).timestamp())
    return seconds


def end_of(start: DateOrTime, length: Length, zones: ZoneResolver) -> int:
    """The end in UTC epoch seconds of something that starts at ``start``, at most ``LAST_SECOND``."""
    try:
        return to_epoch(start + timedelta(days=length.days), zones) + length.seconds
    except OverflowError:
        return LAST_SECOND


def local_day(value: DateOrTime, zones: ZoneResolver) -> date:
    """The day that a value means in an all-day event.

    Outlook and others write a day as the UTC instant of its local midnight. The writer's zone is unknown, so after the
    zones of the supervisor and of the calendar, every zone with such a midnight counts: those east of Greenwich have it
    on the UTC day before.
    """
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is not UTC:
        return value.date()
    for zone in (zones.home, zones.floating):
        local = value.astimezone(zone)
        if local.time() == time():
            return local.date()
    is_midnight_somewhere = value.minute % 15 == 0 and value.second == 0
    return value.date() + timedelta(days=is_midnight_somewhere and value.hour >= 12)


def wall_time(value: DateOrTime, zone: tzinfo | None, zones: ZoneResolver) -> datetime:
    """The value on the wall clock of an event's zone, without tzinfo; of an all-day event (no zone), its day."""
    if zone is None:
        return datetime.combine(local_day(value, zones), time())
    if not isinstance(value, datetime):
        return datetime.combine(value, time())
    return (value if value.tzinfo is zone else value.astimezone(zone)).replace(tzinfo=None)
