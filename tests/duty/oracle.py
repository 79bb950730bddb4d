"""Who is on duty in a minute, looked up step by step on the clock of the wall, without intervals."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from wagtail_tyonohjaus.duty.turns import Plan, WeeklyPattern


def on_duty(plan: Plan, minute: int) -> set[int]:
    """Primary keys of those on duty at ``minute`` (UTC epoch seconds)."""
    people = [(pk, True) for start, end, pk in plan.single if start <= minute < end]
    people += [(row.supervisor, False) for row in plan.weekly if _covers(plan.zone, row, minute)]
    present = set()
    for person, by_hand in people:
        for change in plan.changes:
            if person == change.absent and change.start <= minute < change.end:
                person, by_hand = change.substitute, True
        absent = not by_hand and any(start <= minute < end for start, end in plan.absences.get(person, ()))
        if person is not None and not absent and person not in plan.inactive:
            present.add(person)
    return present


def is_wanted(plan: Plan, minute: int) -> bool:
    """Whether somebody should be on duty."""
    single = any(start <= minute < end for start, end, _pk in plan.single)
    return plan.around_the_clock or single or any(_covers(plan.zone, row, minute) for row in plan.weekly)


def _covers(zone: str, row: WeeklyPattern, minute: int) -> bool:
    today = datetime.fromtimestamp(minute, ZoneInfo(zone)).date()
    return any(_covers_from(zone, row, today - timedelta(days=back), minute) for back in range(-1, 10))


def _covers_from(zone: str, row: WeeklyPattern, day: date, minute: int) -> bool:
    if not _starts_on(row, day):
        return False
    start = datetime.combine(day, time()) + timedelta(minutes=row.start)
    return _first(zone, start) <= minute < _first(zone, start + timedelta(minutes=row.minutes))


def _starts_on(row: WeeklyPattern, day: date) -> bool:
    if day.weekday() != row.weekday or (row.valid_from and day < row.valid_from):
        return False
    if row.valid_until and day > row.valid_until:
        return False
    if row.reference_date is None:
        return True
    mondays = [each - timedelta(days=each.weekday()) for each in (day, row.reference_date)]
    return (mondays[0] - mondays[1]).days % (7 * row.interval_weeks) == 0


@cache
def _first(zone: str, wall: datetime) -> int:
    """The first minute at which the local clock shows this or a later time."""
    return next(minute for minute in _minutes(wall) if _shown(zone, minute) >= wall)


def _minutes(wall: datetime) -> Iterator[int]:
    about = int(wall.replace(tzinfo=UTC).timestamp())
    return iter(range(about - 15 * 3600, about + 15 * 3600, 60))


def _shown(zone: str, minute: int) -> datetime:
    return datetime.fromtimestamp(minute, ZoneInfo(zone)).replace(tzinfo=None)
