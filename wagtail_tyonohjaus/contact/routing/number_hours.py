"""When a displayed telephone number is answered."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice

from phonenumber_field.phonenumber import PhoneNumber

from ...practice.models import Office, PracticeSettings
from ...practice.opening_hours import (
    ClosedCheck,
    OpenStatus,
    Span,
    hours_by_weekday,
    merged_spans,
    never_closed,
    open_intervals,
    open_status,
)
from ..deadlines import holiday_check
from .evaluation import RuleSnapshot

#: How many coming intervals of its hours a number has: a script reads them on pages from a cache.
COMING = 8


@dataclass(frozen=True)
class NumberHours:
    """When a number is answered. All are empty if it is not known.

    ``status`` is that of the moment, ``text`` are the hours of a week such as "Mon–Fri 8–16", and ``coming`` are the
    next intervals, from and until (aware).
    """

    status: OpenStatus = OpenStatus()
    text: str = ""
    coming: tuple[tuple[datetime, datetime], ...] = ()


def owner_of(number: PhoneNumber, practice: PracticeSettings) -> Office | PracticeSettings | None:
    """The practice or its office that has the number."""
    if practice.phone == number:
        return practice
    return Office.objects.filter(site=practice.site_id, phone=number).first()


def rule_hours(practice: PracticeSettings, rule: RuleSnapshot, number: PhoneNumber, moment: datetime) -> NumberHours:
    """The hours of the practice or office that has the number; else those of the rule, which is open now."""
    owner = owner_of(number, practice)
    if owner:
        return owner_hours(practice, owner, moment)
    if rule.time_until is None or holiday_check(practice)(moment.date()):
        return NumberHours()
    until = _end(rule.time_until, rule.conditions.get("weekday"), moment)
    return NumberHours(OpenStatus(until=until), coming=((moment, until),))


def owner_hours(practice: PracticeSettings, owner: Office | PracticeSettings, moment: datetime) -> NumberHours:
    """The opening hours of the practice or its office."""
    spans = merged_spans(owner.opening_hours.all())
    return hours_of(spans, moment, holiday_check(practice))


def hours_of(spans: list[Span], moment: datetime, is_closed: ClosedCheck = never_closed, text: str = "") -> NumberHours:
    """The hours of ``spans`` at ``moment`` (aware, in the practice's zone); ``text`` replaces theirs."""
    coming = tuple(islice(open_intervals(spans, moment, is_closed), COMING))
    return NumberHours(open_status(spans, moment, is_closed), text or ", ".join(hours_by_weekday(spans)), coming)


def _end(clock: time, weekdays: frozenset | None, moment: datetime) -> datetime:
    """The next time the clock shows this, or midnight if the rule does not apply to the next day."""
    if clock > moment.time():
        return datetime.combine(moment.date(), clock, moment.tzinfo)
    tomorrow = moment.date() + timedelta(days=1)
    applies = not weekdays or tomorrow.weekday() in weekdays
    return datetime.combine(tomorrow, clock if applies else time(0), moment.tzinfo)
