"""Validation of hours as entered in the admin. Each error belongs to a field and says how to correct it."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, time
from itertools import combinations
from math import gcd
from typing import NamedTuple, Protocol

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..intervals import merge
from .schedule import minute_of_day


class RepetitionValues(Protocol):
    """From when until when a row repeats, and how often; all may be missing while a form is edited."""

    interval_weeks: int
    reference_date: date | None
    valid_from: date | None
    valid_until: date | None


class WeeklyValues(RepetitionValues, Protocol):
    """The values of a row of weekly hours; all may be missing while a form is edited."""

    weekday: int
    start: time
    end: time


class ExceptionValues(Protocol):
    """The values of an hours exception; all may be missing while a form is edited."""

    first_day: date
    last_day: date | None
    effect: str
    start: time | None
    end: time | None


class Overlap(NamedTuple):
    """Indexes of a row and of an earlier row that it overlaps."""

    row: int
    earlier: int


def validate_weekly_hours(row: WeeklyValues) -> None:
    """Raises ``ValidationError`` with messages by field."""
    errors = time_errors(row.start, row.end)
    errors |= repetition_errors(row, _("Enter a day of a week in which these hours apply."))
    if errors:
        raise ValidationError(errors)


def repetition_errors(row: RepetitionValues, missing_reference: str | Promise) -> dict:
    """Messages by field. ``missing_reference`` is that for a row that repeats every few weeks, but not from when."""
    errors: dict = {}
    if row.valid_from and row.valid_until and row.valid_until < row.valid_from:
        errors["valid_until"] = _("The last day must not be before the first day.")
    if row.interval_weeks and row.interval_weeks > 1 and not row.reference_date:
        errors["reference_date"] = missing_reference
    return errors


def validate_exception(row: ExceptionValues) -> None:
    """Raises ``ValidationError`` with messages by field."""
    errors = time_errors(row.start, row.end)
    if row.first_day and row.last_day and row.last_day < row.first_day:
        errors["last_day"] = _("The last day must not be before the first day.")
    if row.effect == "closed" and (row.start is not None or row.end is not None):
        errors["effect"] = _("Remove the times of closed days, or select what the hours do.")
    elif row.start is not None and row.end is None:
        errors["end"] = _("Enter an end time, or leave both times blank if closed.")
    elif row.start is None and (row.end is not None or row.effect in ("replace", "add")):
        errors["start"] = _("Enter the hours, or select “Closed all day” and leave both times blank.")
    if errors:
        raise ValidationError(errors)


def time_errors(start: time | None, end: time | None) -> dict:
    """The message for hours that do not end after they start, by field."""
    if start is None or end is None or minute_of_day(start) < minute_of_day(end, end=True):
        return {}
    return {"end": _("The end must be after the start. Enter 00:00 for midnight at the end of the day.")}


def find_overlaps(rows: Sequence[WeeklyValues]) -> list[Overlap]:
    """Pairs of valid rows that cover the same time on the same days."""
    pairs = combinations(range(len(rows)), 2)
    return [Overlap(second, first) for first, second in pairs if _overlap(rows[first], rows[second])]


def _overlap(one: WeeklyValues, other: WeeklyValues) -> bool:
    return (
        one.weekday == other.weekday
        and minute_of_day(one.start) < minute_of_day(other.end, end=True)
        and minute_of_day(other.start) < minute_of_day(one.end, end=True)
        and _share_dates(one, other)
        and _share_weeks(one, other)
    )


def _share_dates(one: WeeklyValues, other: WeeklyValues) -> bool:
    since = max(one.valid_from or date.min, other.valid_from or date.min)
    return since <= min(one.valid_until or date.max, other.valid_until or date.max)


def _share_weeks(one: WeeklyValues, other: WeeklyValues) -> bool:
    """Whether both apply in some week: their distance is a multiple of the intervals' greatest common divisor."""
    if one.interval_weeks == 1 or other.interval_weeks == 1 or not (one.reference_date and other.reference_date):
        return True
    distance = _week_number(one.reference_date) - _week_number(other.reference_date)
    return distance % gcd(one.interval_weeks, other.interval_weeks) == 0


def _week_number(day: date) -> int:
    return (day.toordinal() - 1) // 7


class HoursSpan(NamedTuple):
    """Hours in minutes of a day, and what they can be used for. Spans with the same ``day`` may be adjacent."""

    day: Hashable
    start: int
    end: int
    services: frozenset[int]
    crisis: bool


def longest_minutes(spans: Iterable[HoursSpan], service_id: int, crisis: bool) -> int:
    """Minutes of the longest uninterrupted time for a service; 0 if there is none."""
    by_day: dict[Hashable, list[tuple[int, int]]] = {}
    for span in spans:
        if (crisis or not span.crisis) and (not span.services or service_id in span.services):
            by_day.setdefault(span.day, []).append((span.start, span.end))
    return max((end - start for hours in by_day.values() for start, end in merge(hours)), default=0)


def length_error(service: str, minutes: int, longest: int) -> ValidationError:
    """The error for a service length that is longer than any of the hours."""
    message = _(
        "“%(service)s” has a length of %(minutes)d minutes, but the longest hours for it are %(longest)d minutes. "
        "Extend the hours, or remove the service or that length."
    )
    return ValidationError(message, "too_long", {"service": service, "minutes": minutes, "longest": longest})
