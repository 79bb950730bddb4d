"""Series as recurring events: one UID and a rule (RFC 5545, 3.8.5.3), with a RECURRENCE-ID for each start.

In calendars, a session with a ``recurrence_start`` is that instance of the event whose UID is the session's ``series``.
A session without one is an event of its own.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from math import gcd
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max

from ...ical.components import Recurrence, wall_or_utc
from ..models import Session, SessionQuerySet, Status


class Revision(NamedTuple):
    """SEQUENCE and DTSTAMP of an event. They rise with each change."""

    sequence: int
    changed_at: datetime


#: Starts of a rule, including excluded ones. A rule for a few irregular dates would mostly consist of exclusions.
MAX_STARTS = 120


def set_recurrence_starts(sessions: Sequence[Session]) -> None:
    """Make new sessions of a series instances of one event, if a rule can express their starts. The caller saves."""
    if len(sessions) > 1 and _is_regular(sessions):
        for session in sessions:
            session.recurrence_start = session.start


def instances(session: Session) -> SessionQuerySet:
    """The sessions of the series that take or took place as instances of its event, in the order of the rule."""
    occupying = Session.objects.filter(series=session.series, status__in=[Status.CONFIRMED, Status.COMPLETED])
    return occupying.exclude(recurrence_start=None).with_related().order_by("recurrence_start")


def has_rule(series: UUID | None) -> bool:
    """Whether any session of the series, also a cancelled one, is an instance of a recurring event."""
    return Session.objects.filter(series=series, recurrence_start__isnull=False).exists()


def latest_revision(session: Session) -> Revision:
    """The latest revision of any session of the series, also a cancelled one."""
    rows = Session.objects.filter(series=session.series)
    return Revision(**rows.aggregate(sequence=Max("sequence"), changed_at=Max("changed_at")))


def is_in_order(session: Session) -> bool:
    """Whether the session's day is between those of the instances before and after it.

    Outlook allows no other day for an instance of a recurring event.
    """
    if session.recurrence_start is None:
        return True
    others = instances(session).exclude(pk=session.pk)
    earlier, later = (others.filter(**{f"recurrence_start__{side}": session.recurrence_start}) for side in ("lt", "gt"))
    day = _day(session)
    return all(_day(other) < day for other in earlier) and all(_day(other) > day for other in later)


def recurrence_of(sessions: Sequence[Session]) -> Recurrence:
    """The rule from the first to the last of the instances, sorted by ``recurrence_start``; excludes missing ones."""
    zone = sessions[0].zone
    starts = [session.recurrence_start.astimezone(zone) for session in sessions if session.recurrence_start]
    step = _step([start.date() for start in _rule_starts(sessions[0])])
    count = (starts[-1].date() - starts[0].date()).days // step + 1
    every = (starts[0] + timedelta(days=step * number) for number in range(count))
    return Recurrence(step=step, count=count, excluded=tuple(start for start in every if start not in starts))


def _rule_starts(session: Session) -> list[datetime]:
    """The starts of all instances of the series, also of cancelled ones."""
    rows = Session.objects.filter(series=session.series, recurrence_start__isnull=False)
    return [start.astimezone(session.zone) for start in rows.values_list("recurrence_start", flat=True) if start]


def _is_regular(sessions: Sequence[Session]) -> bool:
    """Whether all sessions have the same wall time, on different days, and none is at a clock change.

    Calendar programs disagree about instances in the hour of a clock change.
    """
    times = [wall_or_utc(session.start, session.end, session.time_zone) for session in sessions]
    days = sorted({start.date() for start, _end in times})
    if len(days) < len(sessions) or any(start.tzinfo is UTC for start, _end in times):
        return False
    walls = {(start.time(), end.replace(tzinfo=None) - start.replace(tzinfo=None)) for start, end in times}
    return len(walls) == 1 and (days[-1] - days[0]).days // _step(days) < MAX_STARTS


def _step(days: Sequence[date]) -> int:
    """The greatest number of days of which all differences are multiples; 1 for a single day."""
    ordered = sorted(days)
    return gcd(*((day - ordered[0]).days for day in ordered[1:])) or 1


def _day(session: Session) -> date:
    return session.local_start.date()
