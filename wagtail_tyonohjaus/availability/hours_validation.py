"""Checks of hours as they are typed: each message stands at the field and says what to change."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, time
from itertools import combinations
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..intervals import merge
from .schedule import minute_of_day

if TYPE_CHECKING:
    from .models import HoursException, WeeklyHours


class Overlap(NamedTuple):
    """The row (its place in the given sequence) that overlaps an earlier one, and that one."""

    row: int
    other: int


def check_weekly(row: "WeeklyHours") -> None:
    """Refuses a row that makes no sense by itself; raises ``ValidationError`` with messages by field."""
    errors = _hours_errors(row.start, row.end)
    if row.valid_from and row.valid_until and row.valid_until < row.valid_from:
        errors["valid_until"] = _("The last day is before the first. Swap them or change one.")
    if row.every_weeks and row.every_weeks > 1 and not row.counted_from:
        errors["counted_from"] = _("Give a day of a week in which these hours hold, to count the weeks from.")
    if errors:
        raise ValidationError(errors)


def check_exception(row: "HoursException") -> None:
    """Refuses reversed days and half-given hours; raises ``ValidationError`` with messages by field."""
    errors = _hours_errors(row.start, row.end)
    if row.first_day and row.last_day and row.last_day < row.first_day:
        errors["last_day"] = _("The last day is before the first. Swap them or change one.")
    if row.start is not None and row.end is None:
        errors["end"] = _("Give also when the hours end, or leave both blank for a closed day.")
    if row.end is not None and row.start is None:
        errors["start"] = _("Give also when the hours start, or leave both blank for a closed day.")
    if errors:
        raise ValidationError(errors)


def _hours_errors(start: time | None, end: time | None) -> dict:
    if start is None or end is None or minute_of_day(start) < minute_of_day(end, end=True):
        return {}
    return {"end": _("The hours end before they start. Give a later time, or 00:00 for midnight.")}


def weekly_overlaps(rows: Sequence["WeeklyHours"]) -> list[Overlap]:
    """Rows that give the same time twice, each with the earlier row it overlaps."""
    pairs = combinations(range(len(rows)), 2)
    return [Overlap(second, first) for first, second in pairs if _overlap(rows[first], rows[second])]


def _overlap(one: "WeeklyHours", other: "WeeklyHours") -> bool:
    return (
        one.weekday == other.weekday
        and minute_of_day(one.start) < minute_of_day(other.end, end=True)
        and minute_of_day(other.start) < minute_of_day(one.end, end=True)
        and _days_meet(one, other)
        and _weeks_meet(one, other)
    )


def _days_meet(one: "WeeklyHours", other: "WeeklyHours") -> bool:
    since = max(one.valid_from or date.min, other.valid_from or date.min)
    return since <= min(one.valid_until or date.max, other.valid_until or date.max)


def _weeks_meet(one: "WeeklyHours", other: "WeeklyHours") -> bool:
    """Whether some week belongs to both rhythms: where their distance is a multiple of the common divisor."""
    if one.every_weeks == 1 or other.every_weeks == 1 or not (one.counted_from and other.counted_from):
        return True
    distance = _week(one.counted_from) - _week(other.counted_from)
    return distance % gcd(one.every_weeks, other.every_weeks) == 0


def _week(day: date) -> int:
    return (day.toordinal() - 1) // 7


class Stretch(NamedTuple):
    """Hours as they are typed: a day they share with others, minutes of the day, what they are for."""

    day: Hashable
    start: int
    end: int
    services: frozenset[int]
    crisis: bool


def longest_stretch(stretches: Iterable[Stretch], service_id: int, crisis: bool) -> int:
    """Minutes of the longest time without a gap that a service may use; 0 without any."""
    by_day: dict[Hashable, list[tuple[int, int]]] = {}
    for stretch in stretches:
        if (crisis or not stretch.crisis) and (not stretch.services or service_id in stretch.services):
            by_day.setdefault(stretch.day, []).append((stretch.start, stretch.end))
    return max((end - start for hours in by_day.values() for start, end in merge(hours)), default=0)


def too_long_error(service: str, minutes: int, longest: int) -> ValidationError:
    """What to tell where a service's length fits in none of the hours."""
    message = _(
        "“%(service)s” of %(minutes)d minutes fits in none of the hours: the longest for it is %(longest)d minutes. "
        "Lengthen the hours, or take the service or that length away."
    )
    return ValidationError(message, "too_long", {"service": service, "minutes": minutes, "longest": longest})
