"""Changes of hours as sentences, and the hours of days before and after."""

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import NamedTuple, Protocol

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ....availability.hours_changes.plans import Change, Kind, clock
from ....availability.hours_changes.stored import StoredHours, days_of
from ....intervals import Interval
from ....practice.formatting import format_days, format_time_range, format_weekday_and_day, format_weekday_date

#: A comparison shows at most so many days.
MAX_DAYS = 10


class Describable(Protocol):
    """A change, planned or applied."""

    kind: Kind
    first: date
    last: date
    start: int
    end: int


class DayComparison(NamedTuple):
    """The hours of a day before and after, as text."""

    label: str
    before: str
    after: str


def describe(change: Describable) -> str:
    """What has been changed, as a sentence."""
    values = {
        "day": format_weekday_date(change.first),
        "days": format_days(change.first, change.last),
        "times": format_time_range(clock(change.start), clock(change.end)),
    }
    texts = {
        Kind.CLOSE_DAY: _("%(day)s is closed."),
        Kind.CLOSE_PART: _("%(day)s is closed at %(times)s."),
        Kind.ADD: _("Hours have been added: %(day)s, %(times)s."),
        Kind.HOLIDAY: _("Holiday: %(days)s."),
        Kind.USUAL: _("The usual hours apply on %(day)s."),
        Kind.REMOVE: _("The exception has been removed: %(days)s."),
        Kind.WEEKS: _("The weeks in which these hours apply have been changed."),
    }
    return capfirst(texts[change.kind] % values)


def compare(hours: StoredHours, change: Change) -> tuple[list[DayComparison], bool]:
    """The first days whose hours differ, and whether there are more."""
    after = change.after(hours)
    days = (day for day in days_of(change.first, change.last) if hours.spans(day) != after.spans(day))
    found = list(islice(days, MAX_DAYS + 1))
    lines = [
        DayComparison(format_weekday_and_day(day), format_spans(hours.spans(day)), format_spans(after.spans(day)))
        for day in found[:MAX_DAYS]
    ]
    return lines, len(found) > MAX_DAYS


def format_spans(spans: Iterable[Interval]) -> str:
    """``9:00–12:00, 13:00–17:00``, or that it is closed."""
    return ", ".join(format_time_range(clock(start), clock(end)) for start, end in spans) or _("closed")
