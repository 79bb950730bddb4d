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
#: Parts that are not allowed together with a frequency (RFC 5545 section 3.3.10); Google and Apple ignore them.
_NOT_ALLOWED = {
    "DAILY": {"BYYEARDAY", "BYWEEKNO"},
    "WEEKLY": {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"},
    "MONTHLY": {"BYYEARDAY", "BYWEEKNO"},
    "YEARLY": set[str](),
}
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: Quotes, and backslashes of programs that escape the rule as a text.
_NOISE = re.compile(r'[\s"\\]')
#: The end of a time that is not local.
_STATED_ZONE = re.compile(r"(Z|:?\d\d[+-]\d\d:?\d\d)$")
#: Lists of weekdays without commas.
_JOINED_WEEKDAYS = re.compile(r"(?<=MO|TU|WE|TH|FR|SA|SU)(?=[+-]?\d*(?:MO|TU|WE|TH|FR|SA|SU))")
#: GroupWise writes -1 as 255.
_UNSIGNED = re.compile(r"25([1-5])(?=[A-Z]{2})")


@dataclass(slots=True)
class RecurrenceRule:
    """A rule without its UNTIL, which is the last possible wall time of a start.

    ``doubtful`` if a part of the rule was left out, because it could not be read. ``skip`` is BACKWARD or FORWARD if a
    day that a month lacks is replaced by the one before or after (RFC 7529 section 4.1).
    """

    parts: dict[str, str]
    until: datetime | None
    doubtful: bool
    skip: str = ""

    @property
    def is_sub_daily(self) -> bool:
        return self.parts["FREQ"] in _SUB_DAILY

    def walls(self, start: datetime, lower: datetime, upper: datetime) -> Iterator[datetime]:
        """The wall times of its starts from ``lower`` to ``upper``; ``start`` is the event's, also without tzinfo."""
        if self.until is not None:
            upper = min(upper, self.until)
        if upper < max(lower, start):
            return
        day = self._skipped_day(start)
        text = ";".join(f"{name}={value}" for name, value in {**self.parts, **self._implied(start, day)}.items())
        rule = rrulestr(text, dtstart=self.later_start(start, lower))
        assert isinstance(rule, rrule)  # noqa: S101  rrulestr returns an rruleset only if there are several lines
        for wall in rule:
            if self.skip == "FORWARD" and wall.day < day:
                wall += timedelta(days=1)
            if wall > upper:
                return
            if wall >= lower:
                yield wall

    def _implied(self, start: datetime, day: int) -> dict[str, str]:
        """Parts that the start implies, where dateutil does not know them."""
        if self.parts.get("BYWEEKNO") and not self._has("BYDAY", "BYMONTHDAY", "BYYEARDAY"):
            return {"BYDAY": _CODES[start.weekday()]}
        if not day:
            return {}
        days = ",".join(map(str, range(28, day + 1)))
        month = {"BYMONTH": self.parts.get("BYMONTH", f"{start.month}")} if self.parts["FREQ"] == "YEARLY" else {}
        return {"BYMONTHDAY": days, "BYSETPOS": "-1", **month}

    def _skipped_day(self, start: datetime) -> int:
        """The day of the month that some months lack and ``skip`` replaces, else 0."""
        day = int(self.parts.get("BYMONTHDAY", start.day)) if self.skip else 0
        return day if day > 28 else 0

    def _has(self, *names: str) -> bool:
        return any(self.parts.get(name) for name in names)

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
    text = translate_rule(_NOISE.sub("", value).upper().removeprefix("RRULE:"), value)
    given, is_irregular = _given_parts(text)
    frequency = given.get("FREQ")
    if frequency not in (*_FREQUENCIES, *_SUB_DAILY) or given.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise EventError("bad_rule")
    parts = {"FREQ": frequency, **{name: _readable_part(name, text) for name, text in _expanding(given)}}
    forbidden = _forbidden(parts)
    parts = {name: text for name, text in parts.items() if text and name not in forbidden}
    until, unreadable = _read_until(given.get("UNTIL", ""), zone, zones)
    skip, unknown_skip = _read_skip(given.get("SKIP", "OMIT"), parts)
    left_out = any(parts.get(name, "") != text for name, text in _expanding(given))
    return RecurrenceRule(parts, until, is_irregular or left_out or unreadable or unknown_skip, skip)


def _given_parts(text: str) -> tuple[dict[str, str], bool]:
    """The parts as they are given, and whether one has several values or no name.

    Lists are joined, weekdays without a name belong to BYDAY, and others are left out.
    """
    given: dict[str, str] = {}
    doubtful = False
    for part in filter(None, text.split(";")):
        name, is_named, value = part.partition("=")
        if not is_named:
            name, value, doubtful = ("BYDAY" if _WEEKDAY.fullmatch(part) else "X-"), part, True
        value = _weekdays(value) if name == "BYDAY" else value
        if given.get(name, value) != value:
            doubtful = True
            value = f"{given[name]},{value}" if name.startswith("BY") else ""
        given[name] = value
    return given, doubtful


def _weekdays(text: str) -> str:
    return _JOINED_WEEKDAYS.sub(",", _UNSIGNED.sub(lambda match: f"-{6 - int(match[1])}", text))


def _expanding(given: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The parts that dateutil gets, except FREQ."""
    for name, text in given.items():
        if name not in ("FREQ", "UNTIL", "RSCALE", "SKIP") and not name.startswith("X-"):
            yield name, text


def _forbidden(parts: dict[str, str]) -> set[str]:
    """Parts to ignore: those that the frequency does not allow, and BYSETPOS without a set."""
    forbidden = _NOT_ALLOWED.get(parts["FREQ"], {"BYWEEKNO"})
    sets = {name for name, text in parts.items() if name.startswith("BY") and text} - forbidden
    return forbidden if sets - {"BYSETPOS"} else forbidden | {"BYSETPOS"}


def _read_skip(text: str, parts: dict[str, str]) -> tuple[str, bool]:
    """SKIP if it matters, and whether it can't be applied."""
    if text == "OMIT" or parts["FREQ"] not in ("MONTHLY", "YEARLY"):
        return "", False
    days, months = parts.get("BYMONTHDAY", ""), parts.get("BYMONTH", "")
    others = {name for name in parts if name.startswith("BY")} - {"BYMONTHDAY", "BYMONTH"}
    is_every_month = parts["FREQ"] == "YEARLY" and days and not months
    is_one_day = "," not in days and "," not in months and not others and not is_every_month
    if text in ("BACKWARD", "FORWARD") and is_one_day:
        return text, False
    return "", True


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
        if zone is not None and isinstance(value, datetime) and not _STATED_ZONE.search(text):
            return value.replace(tzinfo=None), False
        return wall_time(value, zone, zones), False
    except OverflowError:
        return None, False
    except ValueError:
        return None, True
