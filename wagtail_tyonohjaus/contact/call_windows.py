"""When a visitor may be called: weekly windows of local time in the practice's time zone, and the intervals in UTC."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from ..practice.choices import Weekday
from ..practice.formatting import format_interval, format_time, format_time_range
from .choices import DayPart

EARLIEST, LATEST = time(8), time(18)
DAY_PARTS: dict[str, tuple[time, time]] = {
    DayPart.MORNING: (EARLIEST, time(11)),
    DayPart.MIDDAY: (time(11), time(14)),
    DayPart.AFTERNOON: (time(14), LATEST),
}
WORKING_DAYS = (0, 1, 2, 3, 4)
MIN_REMAINING = timedelta(minutes=10)
SEARCH_DAYS = 15

# ``weekday`` is 0 for Monday; ``from`` and ``to`` are local times such as "09:00".
CallWindow = TypedDict("CallWindow", {"weekday": int, "from": str, "to": str})
Windows = Iterable[CallWindow | Mapping]
Interval = tuple[datetime, datetime]


def windows_from(
    days: Iterable[int], start: time | None, end: time | None, parts: Iterable[str] = ()
) -> list[CallWindow]:
    """The windows for the days and times of a form; without times 8–18, without days Monday to Friday.

    ``parts`` are parts of the day at which the visitor may be called as well as at the exact times.
    """
    days, ranges = sorted(set(days)), [DAY_PARTS[part] for part in parts]
    if not days and not ranges and not start and not end:
        return []
    if start or end or not ranges:
        ranges.append(_exact_times(start, end))
    return [
        {"weekday": day, "from": f"{first:%H:%M}", "to": f"{last:%H:%M}"}
        for day in days or WORKING_DAYS
        for first, last in _merged(ranges)
    ]


def next_window(windows: Windows, zone: ZoneInfo, after: datetime) -> Interval | None:
    """The first interval (UTC) with time left for a call at or after ``after``; None without windows."""
    remaining = ((max(start, after), end) for start, end in _intervals(list(windows), zone, after))
    return min(((start, end) for start, end in remaining if end - start >= MIN_REMAINING), default=None)


def interval(window: CallWindow | Mapping, day: date, zone: ZoneInfo) -> Interval:
    """The window on a day, in UTC. Across a clock change its length differs from that of the local times."""
    start, end = time.fromisoformat(window["from"]), time.fromisoformat(window["to"])
    # Local times that do not exist in spring move forward (PEP 495); an end that occurs twice in autumn is the second.
    return (
        datetime.combine(day, start, zone).astimezone(UTC),
        datetime.combine(day, end, zone).replace(fold=1).astimezone(UTC),
    )


def window_labels(windows: Windows) -> list[str]:
    """``Monday 9–12``, in the practice's time zone."""
    return [f"{Weekday(window['weekday']).label} {_clock(window['from'])}–{_clock(window['to'])}" for window in windows]


def labels_in_zone(windows: Windows, zone: ZoneInfo, other: ZoneInfo, after: datetime) -> list[str]:
    """The next interval of each window in the zone ``other``; empty if its local times are the same as in ``zone``."""
    intervals = [each for window in windows if (each := next_window([window], zone, after))]
    if all(start.astimezone(zone).utcoffset() == start.astimezone(other).utcoffset() for start, _ in intervals):
        return []
    return [_local_label(start.astimezone(other), end.astimezone(other)) for start, end in intervals]


def interval_label(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """An interval in local time, with dates."""
    return format_interval(start, end, zone)


def _exact_times(start: time | None, end: time | None) -> tuple[time, time]:
    first = start or min(EARLIEST, end or EARLIEST)
    last = end or max(LATEST, start or LATEST)
    if last <= first:
        return (time(0), last) if end else (first, time(23, 59))
    return first, last


def _merged(ranges: Iterable[tuple[time, time]]) -> list[tuple[time, time]]:
    """In order, with those that touch or overlap as one."""
    merged: list[tuple[time, time]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _intervals(windows: list[CallWindow | Mapping], zone: ZoneInfo, after: datetime) -> Iterator[Interval]:
    today = after.astimezone(zone).date()
    for day in (today + timedelta(days=offset) for offset in range(SEARCH_DAYS)):
        yield from (interval(window, day, zone) for window in windows if window["weekday"] == day.weekday())


def _local_label(start: datetime, end: datetime) -> str:
    return f"{Weekday(start.weekday()).label} {format_time_range(start, end)}"


def _clock(text: str) -> str:
    return format_time(time.fromisoformat(text))
