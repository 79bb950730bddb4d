"""Recurrence rules of foreign calendars: repaired where a part of them can't be read, and expanded by dateutil.

A part that can't be read is left out, and the rule is marked as doubtful. A rule as a whole is only given up if its
frequency is unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from dateutil.rrule import rrule, rrulestr

from .errors import EventError
from .values import parse_date_or_time, wall_time
from .vcalendar import translate_rule
from .zones import ZoneResolver

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_SUB_DAILY = {"HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1), "SECONDLY": timedelta(seconds=1)}
_WEEKDAY = re.compile(r"(?:[+-]?(?:[1-9]|[1-4]\d|5[0-3]))?(?:MO|TU|WE|TH|FR|SA|SU)")
#: The largest absolute value of each list of numbers; negative values count from the end.
_NUMBERS = {"BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
_RANGES = {"BYMONTH": (1, 12), "BYHOUR": (0, 23), "BYMINUTE": (0, 59), "BYSECOND": (0, 59)}
#: More repeats than any series has; such a rule counts as endless.
MAX_COUNT = 40_000


@dataclass(slots=True)
class RecurrenceRule:
    """A rule without its UNTIL, which is the last possible wall time of a start.

    ``doubtful`` if a part of the rule was left out, because it could not be read.
    """

    parts: dict[str, str]
    until: datetime | None
    doubtful: bool

    @property
    def is_sub_daily(self) -> bool:
        return self.parts["FREQ"] in _SUB_DAILY

    def walls(self, start: datetime, lower: datetime, upper: datetime) -> Iterator[datetime]:
        """The wall times of its starts from ``lower`` to ``upper``; ``start`` is the event's, also without tzinfo."""
        if self.until is not None:
            upper = min(upper, self.until)
        if upper < max(lower, start):
            return
        text = ";".join(f"{name}={value}" for name, value in self.parts.items())
        rule = rrulestr(text, dtstart=self.later_start(start, lower))
        assert isinstance(rule, rrule)  # noqa: S101  rrulestr returns an rruleset only if there are several lines
        for wall in rule:
            if wall > upper:
                return
            if wall >= lower:
                yield wall

    def later_start(self, start: datetime, lower: datetime) -> datetime:
        """An equivalent start shortly before ``lower``, since some birthdays start centuries ago."""
        if "COUNT" in self.parts or lower - start < timedelta(days=40):
            return start
        interval, frequency = int(self.parts.get("INTERVAL", "1")), self.parts["FREQ"]
        if frequency in ("MONTHLY", "YEARLY"):
            return _add_months(start, lower, interval * (12 if frequency == "YEARLY" else 1))
        unit = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(days=7), **_SUB_DAILY}[frequency]
        return start + (lower - timedelta(days=8) - start) // (unit * interval) * (unit * interval)


def _add_months(start: datetime, lower: datetime, period: int) -> datetime:
    if start.day > 28:
        return start
    months = ((lower.year - start.year) * 12 + lower.month - start.month - 1) // period * period
    if months <= 0:
        return start
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1)


def read_rule(value: str, zone: tzinfo | None, zones: ZoneResolver) -> RecurrenceRule:
    """An RRULE or EXRULE of an event in ``zone`` (None: an all-day event).

    Raises ``EventError`` if it can't be expanded at all.
    """
    text = translate_rule(re.sub(r"\s", "", value).upper().removeprefix("RRULE:"), value)
    given = dict(part.partition("=")[::2] for part in text.split(";") if part)
    if given.get("FREQ") not in (*_FREQUENCIES, *_SUB_DAILY) or given.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise EventError("bad_rule")
    parts = {"FREQ": given["FREQ"]}
    doubtful = given.get("SKIP", "OMIT") != "OMIT"
    for name, text in given.items():
        if name in ("FREQ", "UNTIL", "RSCALE", "SKIP") or name.startswith("X-"):
            continue
        readable = _readable_part(name, text)
        doubtful |= readable != text
        if readable:
            parts[name] = readable
    until, unreadable = _read_until(given.get("UNTIL", ""), zone, zones)
    return RecurrenceRule(parts, until, doubtful or unreadable)


def _readable_part(name: str, text: str) -> str:
    """The part with only the values that can be read; blank if there are none."""
    if name == "INTERVAL":
        return text if _is_number(text) and int(text) > 0 else ""
    if name == "COUNT":
        return text if _is_number(text) and 0 < int(text) <= MAX_COUNT else ""
    if name == "WKST":
        return text if len(text) == 2 and _WEEKDAY.fullmatch(text) else ""
    return ",".join(value for value in text.split(",") if _is_readable(name, value))


def _is_readable(name: str, value: str) -> bool:
    if name == "BYDAY":
        return bool(_WEEKDAY.fullmatch(value))
    if name in _RANGES:
        low, high = _RANGES[name]
        return _is_number(value) and low <= int(value) <= high
    number = value.removeprefix("-").removeprefix("+")
    return name in _NUMBERS and _is_number(number) and 0 < int(number) <= _NUMBERS[name]


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 10


def _read_until(text: str, zone: tzinfo | None, zones: ZoneResolver) -> tuple[datetime | None, bool]:
    """UNTIL on the event's wall clock, and whether it could not be read; the rule is endless then.

    A date ends a timed series with that day: Google and Kopano write it so. RFC 5545 section 3.3.10 wants the type of
    DTSTART, and many programs deviate from it.
    """
    if not text:
        return None, False
    try:
        value = parse_date_or_time(text, "", zones)
        if zone is not None and not isinstance(value, datetime):
            return datetime.combine(value, time.max), False
        if zone is not None and isinstance(value, datetime) and not text.endswith("Z"):
            return value.replace(tzinfo=None), False
        return wall_time(value, zone, zones), False
    except (ValueError, OverflowError):
        return None, True
