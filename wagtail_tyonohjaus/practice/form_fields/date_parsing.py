"""Reads dates and times as people in Finland and Sweden write them, and ISO 8601.

Each function raises ``ValueError`` for a text that it can't read with certainty. It never substitutes a value.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from .texts import without_invisible

#: A date without a year can be at most this many years ahead: the longest time between two 29ths of February.
_LEAP_YEARS_AHEAD = 8
_ISO = re.compile(r"(?P<year>\d{4})([-./])(?P<month>\d{1,2})\2(?P<day>\d{1,2})|(?P<compact>\d{8})", re.ASCII)
_DOTTED = re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})(?:\.? ?(?<=[. ])(?P<year>\d{4}|\d{2}))?\.?", re.ASCII)
# The order of day and month is not certain, so the reading has to be confirmed.
_OTHER = re.compile(r"(?P<day>\d{1,2})(?P<mark>[/-]) ?(?P<month>\d{1,2})(?:[-/ ](?P<year>\d{4}|\d{2}))?", re.ASCII)
_TIME = re.compile(r"(?:(?:klo|kl|at)\.? ?)?(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2})(?::00(?:\.0+)?)?)?", re.ASCII)


class DateReading(NamedTuple):
    """A date as it was read. If it is not ``certain``, its year or the order of day and month was assumed."""

    day: date
    certain: bool


class DateTimeReading(NamedTuple):
    """A date and time of day without a zone; ``certain`` is that of the date."""

    moment: datetime
    certain: bool


def parse_date(text: str, today: date) -> DateReading:
    """``7.12.2026``, ``7.12.``, ``2026-12-07`` or ``7/12``. Without a year, it is the next such day from ``today``."""
    text = normalise(text)
    match = _ISO.fullmatch(text)
    if match:
        return DateReading(_iso_date(match), certain=True)
    match = _DOTTED.fullmatch(text)
    is_dotted = match is not None
    match = match or _OTHER.fullmatch(text)
    if match is None:
        raise ValueError(text)
    day, month, year = int(match["day"]), int(match["month"]), match["year"]
    if year is None:
        return DateReading(_next_day(day, month, today), certain=False)
    full_year = int(year) if len(year) == 4 else 2000 + int(year)
    return DateReading(date(full_year, month, day), certain=is_dotted and len(year) == 4)


def parse_time(text: str) -> time:
    """``9``, ``9.00``, ``09:00``, ``klo 9``, ``kl. 9``."""
    match = _TIME.fullmatch(normalise(text).casefold())
    if match is None:
        raise ValueError(text)
    return time(int(match["hour"]), int(match["minute"] or 0))


def parse_date_time(text: str, today: date) -> DateTimeReading:
    """A date and a time in any of the notations, separated by a space, a comma or ``T``."""
    readings = list(_date_time_readings(normalise(text), today))
    if len(readings) != 1:
        raise ValueError(text)
    return readings[0]


def normalise(text: str) -> str:
    """The text without invisible characters, with plain digits, hyphens and single spaces."""
    text = unicodedata.normalize("NFKC", without_invisible(text))
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", text).split())


def _date_time_readings(text: str, today: date) -> Iterator[DateTimeReading]:
    for separator in re.finditer(r",? |T(?=\d)", text):
        try:
            reading = parse_date(text[: separator.start()], today)
            time_of_day = parse_time(text[separator.end() :])
        except ValueError:
            continue
        yield DateTimeReading(datetime.combine(reading.day, time_of_day), reading.certain)


def _iso_date(match: re.Match[str]) -> date:
    if match["compact"]:
        return date.fromisoformat(match["compact"])
    return date(int(match["year"]), int(match["month"]), int(match["day"]))


def _next_day(day: int, month: int, today: date) -> date:
    for year in range(today.year, today.year + _LEAP_YEARS_AHEAD + 1):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate >= today:
            return candidate
    raise ValueError(f"{day}.{month}.")
