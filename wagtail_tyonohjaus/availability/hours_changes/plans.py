"""Plans what a change does to a supervisor's rows, without saving anything.

Closing never widens what the remaining hours can be used for: each remaining piece becomes an exception with the
conditions of its row. Nothing is planned for past days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ...intervals import Interval, merge, subtract
from ...practice.formatting import format_time_range
from ...practice.models import Office
from ..hours_validation import find_overlaps
from ..models import ExceptionEffect, HoursException, WeeklyHours
from ..schedule import MINUTES_OF_DAY
from ..zone_offsets import DAY, day_number
from .stored import Piece, StoredHours, days_of, row_data

Row = TypeVar("Row", WeeklyHours, HoursException)

MAX_HOLIDAY_DAYS = 366
#: How far ahead sessions that lose their hours are looked for, if a change has no last day.
LOOKAHEAD = timedelta(days=3 * 366)


class Kind(StrEnum):
    """What a change is about."""

    CLOSE_DAY = "close_day"
    CLOSE_PART = "close_part"
    ADD = "add"
    HOLIDAY = "holiday"
    USUAL = "usual"
    REMOVE = "remove"
    WEEKS = "weeks"


class ChangeError(Exception):
    """A change that can't be made. ``message`` is for the user, ``field`` the name of the value to correct."""

    def __init__(self, message: str | Promise, field: str = "") -> None:
        super().__init__(message)
        self.message, self.field = message, field


class NothingToChangeError(ChangeError):
    """The hours are as the change would make them already."""


@dataclass(frozen=True)
class Change:
    """Rows to remove, to add and to alter (before and after), for the days from ``first`` to ``last``.

    ``closed`` is the time (UTC epoch seconds) that is no longer open. ``start`` and ``end`` are minutes of the day.
    ``scope`` are the first and last day whose rows decide whether it can be undone, if those are fewer.
    """

    kind: Kind
    first: date
    last: date
    removed: Sequence[HoursException] = ()
    added: Sequence[HoursException] = ()
    altered: Sequence[tuple[WeeklyHours, WeeklyHours]] = ()
    closed: Sequence[Interval] = ()
    start: int = 0
    end: int = MINUTES_OF_DAY
    scope: tuple[date, date] | None = None

    @property
    def days(self) -> tuple[date, date]:
        """The first and last day whose rows must be as the change left them for it to be undone."""
        return self.scope or (self.first, self.last)

    def after(self, hours: StoredHours) -> StoredHours:
        """The hours as the change makes them."""
        gone = {row.pk for row in self.removed}
        altered = {before.pk: after for before, after in self.altered}
        return replace(
            hours,
            weekly=[altered.get(row.pk, row) for row in hours.weekly],
            exceptions=[*(row for row in hours.exceptions if row.pk not in gone), *self.added],
        )


def close_day(hours: StoredHours, day: date, today: date) -> Change:
    """Closes the whole day, also hours of exceptions."""
    check_not_past(day, today)
    if not hours.pieces(day):
        raise NothingToChangeError(_("There are no hours on this day."))
    added = [_exception(hours, day, ExceptionEffect.CLOSED)]
    return Change(Kind.CLOSE_DAY, day, day, added=added, closed=[_span(hours, day, 0, MINUTES_OF_DAY)])


def close_part(hours: StoredHours, day: date, start: int, end: int, today: date) -> Change:
    """Closes the day from ``start`` to ``end``; the remaining hours keep their conditions."""
    check_not_past(day, today)
    pieces = hours.pieces(day)
    if not any(piece.start < end and start < piece.end for piece in pieces):
        raise NothingToChangeError(_("There are no hours at this time."), "start")
    left = [part for piece in pieces for part in _cut(piece, start, end)]
    if not left:
        return replace(close_day(hours, day, today), kind=Kind.CLOSE_PART, start=start, end=end)
    return Change(
        Kind.CLOSE_PART,
        day,
        day,
        removed=hours.single_day_exceptions(day),
        added=[_copy(hours, day, piece) for piece in left],
        closed=[_span(hours, day, start, end)],
        start=start,
        end=end,
    )


def add_hours(
    hours: StoredHours,
    day: date,
    start: int,
    end: int,
    today: date,
    *,
    office: Office | None = None,
    crisis_only: bool = False,
) -> Change:
    """Adds hours to those of the day. On a closed day and a public holiday, they are the only ones."""
    check_not_past(day, today)
    for piece in hours.pieces(day):
        if piece.start < end and start < piece.end:
            _reject_overlap(piece, start, end, office, crisis_only)
    replaces = hours.is_closed_by_own_exception(day)
    effect = ExceptionEffect.REPLACE if replaces else ExceptionEffect.ADD
    row = _exception(hours, day, effect, start, end, office=office, crisis_only=crisis_only)
    removed = hours.single_day_exceptions(day) if replaces else []
    return Change(Kind.ADD, day, day, removed=removed, added=[row], start=start, end=end)


def take_holiday(hours: StoredHours, first: date, last: date, today: date) -> Change:
    """Closes all days from ``first`` to ``last``, also those with hours of their own."""
    check_not_past(first, today, "first")
    if last < first:
        raise ChangeError(_("The last day must not be before the first day."), "last")
    if (last - first).days >= MAX_HOLIDAY_DAYS:
        raise ChangeError(_("A holiday can be at most a year long. Check the dates."), "last")
    is_holiday = any(_is_closed(row) and row.first_day <= first and row.final_day >= last for row in hours.exceptions)
    if is_holiday and not any(hours.pieces(day) for day in days_of(first, last)):
        raise NothingToChangeError(_("These days are closed already."))
    added = _closing_rows(hours, first, last)
    closed = [(_span(hours, first, 0, 0)[0], _span(hours, last, 0, MINUTES_OF_DAY)[1])]
    return Change(Kind.HOLIDAY, first, last, added=added, closed=closed)


def use_usual_hours(hours: StoredHours, day: date, today: date) -> Change:
    """Removes the exceptions that are of this day alone."""
    check_not_past(day, today)
    removed = hours.single_day_exceptions(day)
    if not removed:
        raise NothingToChangeError(_("This day has no exceptions of its own."))
    return _with_lost_hours(hours, Change(Kind.USUAL, day, day, removed=removed))


def remove_exception(hours: StoredHours, pk: int, today: date) -> Change:
    """Removes an exception; of one that has begun, only the days from ``today`` on."""
    row = next((row for row in hours.exceptions if row.pk == pk), None)
    if row is None or row.final_day < today:
        raise NothingToChangeError(_("This exception does not exist any more."))
    first = max(row.first_day, today)
    added = []
    if row.first_day < today:
        past = _duplicate(row)
        past.last_day = today - timedelta(days=1)
        added.append(past)
    last = min(row.final_day, today + LOOKAHEAD)
    return _with_lost_hours(hours, Change(Kind.REMOVE, first, max(first, last), removed=[row], added=added))


def repeat_every(hours: StoredHours, pk: int, interval: int, reference: date, today: date) -> Change:
    """Weekly hours apply every ``interval`` weeks, among them the week of ``reference``."""
    row = next((row for row in hours.weekly if row.pk == pk), None)
    if row is None:
        raise ChangeError(_("These hours do not exist any more."), "row")
    after = _duplicate(row, row.pk)
    after.interval_weeks, after.reference_date = interval, reference if interval > 1 else None
    if _repetition(row) == _repetition(after):
        raise NothingToChangeError(_("These hours apply in these weeks already."))
    others = [other for other in hours.weekly if other.pk != pk and other.crisis_only == row.crisis_only]
    for overlap in find_overlaps([*others, after]):
        if overlap.row == len(others):
            message = _("These hours would overlap with %(hours)s in some weeks. Change those first.")
            raise ChangeError(message % {"hours": others[overlap.earlier]}, "interval")
    day = today + timedelta(days=(row.weekday - today.weekday()) % 7)
    change = Change(Kind.WEEKS, today, today + LOOKAHEAD, altered=[(row, after)], scope=(day, day))
    return _with_lost_hours(hours, change)


def check_not_past(day: date, today: date, field: str = "") -> None:
    """Raises ``ChangeError`` for a past day."""
    if day < today:
        raise ChangeError(_("Past days can't be changed."), field)


def _repetition(row: WeeklyHours) -> tuple[int, int]:
    """Equal for rows that apply in the same weeks."""
    interval = row.interval_weeks or 1
    week = (row.reference_date.toordinal() - 1) // 7 if row.reference_date else 0
    return interval, week % interval


def _reject_overlap(piece: Piece, start: int, end: int, office: Office | None, crisis_only: bool) -> None:
    row = piece.row
    is_same = (piece.start, piece.end, row.crisis_only) == (start, end, crisis_only)
    if is_same and isinstance(row, HoursException) and row.office_id == (office.pk if office else None):
        raise NothingToChangeError(_("These hours have been added already."))
    message = _("These hours overlap with %(hours)s. Enter hours outside them.")
    raise ChangeError(message % {"hours": format_time_range(clock(piece.start), clock(piece.end))}, "start")


def _closing_rows(hours: StoredHours, first: date, last: date) -> list[HoursException]:
    """Closed exceptions after which no day is open: shorter exceptions inside need ones that are as short."""
    row = _exception(hours, first, ExceptionEffect.CLOSED)
    row.last_day = last if last > first else None
    remaining = replace(hours, exceptions=[*hours.exceptions, row])
    rows = [row]
    for begin, stop in _runs(day for day in days_of(first, last) if remaining.pieces(day)):
        if (begin, stop) != (first, last):
            rows += _closing_rows(remaining, begin, stop)
        else:
            # It closes none of them, so each day is closed by itself.
            rows = [_exception(hours, day, ExceptionEffect.CLOSED) for day in days_of(first, last)]
    return rows


def _runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """First and last days of uninterrupted stretches of ascending days."""
    numbers = merge((day.toordinal(), day.toordinal() + 1) for day in days)
    return [(date.fromordinal(begin), date.fromordinal(stop - 1)) for begin, stop in numbers]


def _with_lost_hours(hours: StoredHours, change: Change) -> Change:
    """The change with the time that is open before it and not after it."""
    before = hours.open_intervals(change.first, change.last)
    after = change.after(hours).open_intervals(change.first, change.last)
    return replace(change, closed=subtract(before, after))


def _cut(piece: Piece, start: int, end: int) -> list[Piece]:
    spans = (piece.start, min(piece.end, start)), (max(piece.start, end), piece.end)
    return [Piece(begin, stop, piece.row) for begin, stop in spans if begin < stop]


def _copy(hours: StoredHours, day: date, piece: Piece) -> HoursException:
    """An exception with the hours of a piece and the conditions of its row."""
    row = _exception(hours, day, ExceptionEffect.REPLACE, piece.start, piece.end)
    row.office_id, row.crisis_only = piece.row.office_id, piece.row.crisis_only
    row.delivery_modes = list(piece.row.delivery_modes)
    row.restricted_fields = list(piece.row.restricted_fields)
    row.services = list(piece.row.services.all())
    return row


def _duplicate(row: Row, pk: int | None = None) -> Row:
    """The same values in another object, without a query."""
    data = row_data(row)
    services: list[int] = data.pop("services")
    copy: Row = type(row).from_serializable_data({**data, "pk": pk}, check_fks=False)
    copy.services = list(row.services.all()) if services else []
    return copy


def _exception(
    hours: StoredHours,
    day: date,
    effect: ExceptionEffect,
    start: int | None = None,
    end: int | None = None,
    *,
    office: Office | None = None,
    crisis_only: bool = False,
) -> HoursException:
    return HoursException(
        supervisor_id=hours.supervisor.pk,
        first_day=day,
        effect=effect,
        start=None if start is None else clock(start),
        end=None if end is None else clock(end),
        office=office,
        crisis_only=crisis_only,
    )


def _is_closed(row: HoursException) -> bool:
    return row.effect == ExceptionEffect.CLOSED


def clock(minute: int) -> time:
    """A minute of the day as a time; midnight at the end of the day is 00:00."""
    return time(minute % MINUTES_OF_DAY // 60, minute % 60)


def _span(hours: StoredHours, day: date, start: int, end: int) -> Interval:
    """Minutes of a local day in UTC epoch seconds."""
    offsets, midnight = hours.offsets(day, day), day_number(day) * DAY
    return offsets.to_utc(midnight + start * 60), offsets.to_utc(midnight + end * 60)
