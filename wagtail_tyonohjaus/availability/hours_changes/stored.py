"""The stored hours of one supervisor, with the row from which the hours of each day come."""

import json
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.crypto import salted_hmac

from ...intervals import Interval, merge
from ...practice.models import Supervisor
from ..form_preview import engine_exceptions, engine_weekly
from ..models import HoursException, WeeklyHours
from ..schedule import BookingRule, Hours, Restrictions, WeeklyRow
from ..windows import hours_of_day, open_intervals
from ..zone_offsets import DAY, ZoneOffsets, day_number, load_zone_offsets

#: Column values of a row by field name, as JSON has them; services are a list of primary keys.
RowData = dict[str, Any]

_SALT = "wagtail_tyonohjaus.hours_changes"
#: Admits everything that is open, including time reserved for crisis supervision.
ANY_OPEN_TIME = BookingRule(lengths=(1,), step=1, crisis=True, horizon_days=None)


class Piece(NamedTuple):
    """Hours of one day in minutes of the local day, and the row that they come from."""

    start: int
    end: int
    row: WeeklyHours | HoursException


@dataclass(frozen=True)
class StoredHours:
    """A supervisor's rows as stored, or as they would be, and the name of the zone whose days these are.

    ``holidays`` are the practice's public holidays.
    """

    supervisor: Supervisor
    zone: str
    weekly: Sequence[WeeklyHours]
    exceptions: Sequence[HoursException]
    offices: frozenset[int]
    holidays: frozenset[date]

    def pieces(self, day: date) -> list[Piece]:
        """The hours of a day by row, sorted by start. Those of different rows may overlap."""
        hours = hours_of_day(self._by_row, day_number(day))
        rows: dict[Hashable, WeeklyHours | HoursException] = dict(enumerate([*self.weekly, *self.exceptions]))
        return sorted((Piece(start, end, rows[one.place]) for start, end, one in hours), key=lambda piece: piece[:2])

    def spans(self, day: date) -> list[Interval]:
        """The hours of a day in minutes, merged."""
        return merge(piece[:2] for piece in self.pieces(day))

    def exceptions_on(self, first: date, last: date | None = None) -> list[HoursException]:
        """The exceptions of a day, or of any day until ``last``, in their order."""
        last = last or first
        return [row for row in self.exceptions if row.first_day <= last and row.final_day >= first]

    def single_day_exceptions(self, day: date) -> list[HoursException]:
        """The exceptions of a day that are of no other day."""
        return [row for row in self.exceptions_on(day) if row.first_day == row.final_day]

    def is_closed_by_own_exception(self, day: date) -> bool:
        """Whether an exception of that day alone closes it, to which hours of every other row give way."""
        rows = [row for row in self._by_row.exceptions if row.first == row.last == day]
        return any(row.start is None for row in rows)

    def open_intervals(self, first: date, last: date) -> list[Interval]:
        """Open time of the days in UTC epoch seconds, for any use, merged."""
        offsets = self.offsets(first, last)
        numbers = day_number(first), day_number(last)
        return merge(one[:2] for one in open_intervals(self.hours, ANY_OPEN_TIME, offsets, *numbers))

    def offsets(self, first: date, last: date) -> ZoneOffsets:
        """The offsets of the zone around these days."""
        return load_zone_offsets(self.zone, (day_number(first) - 8) * DAY, (day_number(last) + 8) * DAY)

    @cached_property
    def hours(self) -> Hours:
        """The rows as the engine knows them."""
        weekly = engine_weekly(self.supervisor, self.offices, self.weekly)
        exceptions = engine_exceptions(self.supervisor, self.offices, self.exceptions)
        return Hours(self.zone, tuple(weekly.values()), tuple(exceptions.values()), self.holidays)

    @cached_property
    def _by_row(self) -> Hours:
        """The same with the position of the model's row in place of what the hours can be used for."""
        weekly = engine_weekly(self.supervisor, self.offices, self.weekly)
        exceptions = engine_exceptions(self.supervisor, self.offices, self.exceptions)
        count = len(self.weekly)
        return Hours(
            self.zone,
            tuple(_at_position(row, number) for number, row in weekly.items()),
            tuple(replace(row, restrictions=Restrictions(place=count + n)) for n, row in exceptions.items()),
            self.holidays,
        )

    def state(self, first: date, last: date) -> str:
        """A digest of all rows that can decide about these days: equal if nobody has changed them."""
        weekdays = {day.weekday() for day in days_of(first, min(last, first + timedelta(days=6)))}
        weekly = [row for row in self.weekly if row.weekday in weekdays]
        rows = [row_data(row) for row in (*weekly, *self.exceptions_on(first, last))]
        for row in rows:
            del row["pk"]
        text = json.dumps([self.zone, sorted(json.dumps(row, sort_keys=True) for row in rows)])
        return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()[:24]


def _at_position(row: WeeklyRow, number: int) -> WeeklyRow:
    return replace(row, restrictions=Restrictions(place=number))


def row_data(row: WeeklyHours | HoursException) -> RowData:
    """The values of a row with its services, as JSON reads them back."""
    data: RowData = json.loads(json.dumps(row.serializable_data(), cls=DjangoJSONEncoder))
    data["services"] = sorted(data["services"])
    return data


def days_of(first: date, last: date) -> Iterator[date]:
    """The days from ``first`` to ``last``, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
