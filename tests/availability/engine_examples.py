"""Hours, instants and short forms of slots for the examples of the engine."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from wagtail_tyonohjaus.availability.engine import free_windows, slots
from wagtail_tyonohjaus.availability.schedule import (
    BookingRule,
    ExceptionRow,
    Hours,
    Restrictions,
    Slot,
    WeeklyRow,
    Window,
)
from wagtail_tyonohjaus.intervals import Interval

HELSINKI = ZoneInfo("Europe/Helsinki")


MONDAY, TUESDAY, WEDNESDAY = 0, 1, 2


HOUR = 3600


CITY = Restrictions(place=1)


def at(text: str, zone: ZoneInfo = HELSINKI) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


def local(instant: int, zone: ZoneInfo = HELSINKI) -> str:
    return f"{datetime.fromtimestamp(instant, zone):%m-%d %H:%M}"


def spans(items: list[Window] | list[Slot], zone: ZoneInfo = HELSINKI) -> list[str]:
    return [f"{local(item.start, zone)}-{local(item.end, zone)[6:]}" for item in items]


def starts(items: list[Slot], zone: ZoneInfo = HELSINKI) -> list[str]:
    return [local(slot.start, zone)[6:] for slot in items]


def free_slots(
    hours: Hours, busy: list[Interval], rule: BookingRule, as_of: int, length: int | None = None
) -> list[Slot]:
    return slots(free_windows(hours, busy, rule, as_of), rule, length)


def slots_at(hours: Hours, busy: list[Interval], rule: BookingRule, as_of: int, start: int, end: int) -> list[Slot]:
    """As ``availability.free.slots_at`` does it: from the windows of the requested time alone."""
    length = (end - start) // 60
    windows = free_windows(hours, busy, rule, as_of, end, since=start)
    return slots(windows, rule, length, since=start, until=start + 1) if length in rule.lengths else []


def weekly(*rows: WeeklyRow, **values: object) -> Hours:
    return Hours("Europe/Helsinki", rows, **values)


def row(weekday: int, start: int, end: int, restrictions: Restrictions = CITY, **values: object) -> WeeklyRow:
    """A weekly row; ``start`` and ``end`` in hours, such as 8.5."""
    return WeeklyRow(weekday, int(start * 60), int(end * 60), restrictions, **values)


def open_days(first: str, last: str, start: int, end: int, restrictions: Restrictions = CITY) -> ExceptionRow:
    return ExceptionRow(date.fromisoformat(first), date.fromisoformat(last), start * 60, end * 60, restrictions)


def closed_days(first: str, last: str) -> ExceptionRow:
    return ExceptionRow(date.fromisoformat(first), date.fromisoformat(last))


HOURLY = BookingRule((60,), 60, horizon_days=6)


# 2026-02-02 is a Monday.
AS_OF = at("2026-02-02")
