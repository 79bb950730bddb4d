"""Free time, computed minute by minute with zoneinfo instead of intervals: what the engine's results must equal."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from wagtail_tyonohjaus.availability.schedule import BookingRule, ExceptionRow, Hours, Restrictions, WeeklyRow
from wagtail_tyonohjaus.intervals import Interval

MINUTE = 60

Span = tuple[int, int, Restrictions]
#: Open minutes of a day by restrictions, each with the start of the row whose slot grid applies.
OpenMinutes = dict[Restrictions, dict[int, int]]


@dataclass
class Case:
    """Hours, busy time and a rule; ``until`` is the end of what the oracle computes.

    With a ``service``, only hours for it can be booked, and hours that only differ in other services are joined.
    """

    hours: Hours
    busy: list[Interval]
    rule: BookingRule
    as_of: int
    until: int
    session_starts: list[int]
    service: int | None = None


@lru_cache(maxsize=16)
def clock_readings(tz: ZoneInfo, first: int, last: int) -> list[tuple[int, datetime, bool]]:
    """Each minute with the latest wall time that the local clock has reached, and whether that time is repeated."""
    latest = datetime.min
    readings = []
    for instant in range(first - 2 * 86_400, last, MINUTE):
        reading = datetime.fromtimestamp(instant, tz)
        latest = max(latest, reading.replace(tzinfo=None, fold=0))
        if instant >= first:
            readings.append((instant, latest, reading.fold == 1))
    return readings


def local_date(tz: ZoneInfo, instant: int) -> date:
    minute = instant - instant % MINUTE
    return clock_readings(tz, minute, minute + MINUTE)[0][1].date()


def hours_on(hours: Hours, day: date) -> list[Span]:
    """Start and end in minutes, and restrictions, of the hours that apply on a day."""
    covering = [row for row in hours.exceptions if row.first <= day <= row.last]
    added = [row for row in covering if row.additional and not gives_way(row, covering)]
    usual = usual_hours_on(hours, day, [row for row in covering if not row.additional])
    return usual + [(row.start, row.end, row.restrictions) for row in added]


def gives_way(row: ExceptionRow, covering: list[ExceptionRow]) -> bool:
    """Whether additional hours of a day do not apply, since a shorter exception has another purpose."""
    length = row.last - row.first
    closed = any(other.start is None and other.last - other.first <= length for other in covering)
    return closed or any(not other.additional and other.last - other.first < length for other in covering)


def usual_hours_on(hours: Hours, day: date, exceptions: list[ExceptionRow]) -> list[Span]:
    if exceptions:
        shortest = min(row.last - row.first for row in exceptions)
        rows = [row for row in exceptions if row.last - row.first == shortest]
        is_closed = any(row.start is None for row in rows)
        return [] if is_closed else [(row.start, row.end, row.restrictions) for row in rows]
    if day in hours.holidays:
        return []
    return [(row.start, row.end, row.restrictions) for row in hours.weekly if applies(row, day)]


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def applies(row: WeeklyRow, day: date) -> bool:
    weeks = (monday(day) - monday(row.reference_date)).days // 7
    return (
        day.weekday() == row.weekday
        and weeks % row.interval_weeks == 0
        and (row.valid_from is None or row.valid_from <= day)
        and (row.valid_until is None or day <= row.valid_until)
    )


class Oracle:
    """Minutes that are free, and minutes at which a slot may start, by restrictions."""

    def __init__(self, case: Case) -> None:
        self.case, self.rule, self.tz = case, case.rule, ZoneInfo(case.hours.zone)
        self.free: dict[Restrictions, list[int]] = {}
        self.starts: dict[Restrictions, dict[int, int]] = {}
        self.session_days = [local_date(self.tz, start) for start in case.session_starts]
        self.fill()

    def fill(self) -> None:
        today = local_date(self.tz, self.case.as_of)
        open_minutes = lru_cache(self.open_minutes)
        for instant, wall, repeated in clock_readings(self.tz, self.case.as_of, self.case.until):
            if (wall.date() - today).days <= self.rule.horizon_days and self.is_bookable(instant, wall.date()):
                self.add_minute(open_minutes(wall.date()), instant, wall.hour * 60 + wall.minute, repeated)

    def open_minutes(self, day: date) -> OpenMinutes:
        minutes: OpenMinutes = {}
        ends: dict[Restrictions, int] = {}
        for start, end, row_restrictions in sorted(hours_on(self.case.hours, day), key=lambda hours: hours[0]):
            restrictions = self.without_other_services(row_restrictions)
            if end > ends.get(restrictions, 0):
                minutes.setdefault(restrictions, {}).update((minute, start) for minute in range(start, end))
                ends[restrictions] = end
        return minutes

    def is_for_service(self, restrictions: Restrictions) -> bool:
        service = self.case.service
        return service is None or restrictions.services is None or service in restrictions.services

    def without_other_services(self, restrictions: Restrictions) -> Restrictions:
        if self.case.service is None or not self.is_for_service(restrictions):
            return restrictions
        return restrictions._replace(services=frozenset({self.case.service}))

    def is_admitted(self, restrictions: Restrictions) -> bool:
        rule = self.rule
        if restrictions.crisis and not rule.crisis:
            return False
        if rule.places is not None and restrictions.place not in rule.places:
            return False
        if rule.mode is not None and restrictions.modes is not None and rule.mode not in restrictions.modes:
            return False
        return self.is_for_service(restrictions)

    def is_bookable(self, instant: int, day: date) -> bool:
        rule = self.rule
        sessions_of_week = [one for one in self.session_days if one.isocalendar()[:2] == day.isocalendar()[:2]]
        return (
            not self.is_near_busy_time(instant)
            and instant >= self.case.as_of + rule.notice * MINUTE
            and (rule.max_per_day is None or self.session_days.count(day) < rule.max_per_day)
            and (rule.max_per_week is None or len(sessions_of_week) < rule.max_per_week)
        )

    def is_near_busy_time(self, instant: int) -> bool:
        before, after = self.rule.buffer_before * MINUTE, self.rule.buffer_after * MINUTE
        return any(start - after <= instant < end + before for start, end in self.case.busy if start < end)

    def add_minute(self, open_minutes: OpenMinutes, instant: int, minute: int, repeated: bool) -> None:
        reserved = any(restrictions.crisis and minute in minutes for restrictions, minutes in open_minutes.items())
        for restrictions, minutes in open_minutes.items():
            if minute in minutes and self.is_admitted(restrictions) and (restrictions.crisis or not reserved):
                self.free.setdefault(restrictions, []).append(instant)
                if not repeated:
                    self.starts.setdefault(restrictions, {})[instant] = minute - minutes[minute]

    def stretches(self) -> list[Span]:
        stretches = []
        for restrictions, instants in self.free.items():
            for _, group in groupby(enumerate(instants), key=lambda pair: pair[1] - pair[0] * MINUTE):
                run = [instant for _, instant in group]
                stretches.append((run[0], run[-1] + MINUTE, restrictions))
        return stretches

    def slots(self, lengths: tuple[int, ...]) -> set[Span]:
        return {
            (start, start + length * MINUTE, restrictions)
            for first, last, restrictions in self.stretches()
            for length in lengths
            for start, minutes_open in self.starts.get(restrictions, {}).items()
            if minutes_open % self.step(length) == 0 and first <= start and start + length * MINUTE <= last
        }

    def step(self, length: int) -> int:
        buffer = max(self.rule.buffer_before, self.rule.buffer_after)
        return length + buffer if self.rule.step is None else self.rule.step

    def windows(self) -> set[Span]:
        """Stretches with room for a slot."""
        slots = self.slots(self.rule.lengths)
        return {
            (first, last, restrictions)
            for first, last, restrictions in self.stretches()
            if any(key == restrictions and first <= start and end <= last for start, end, key in slots)
        }
