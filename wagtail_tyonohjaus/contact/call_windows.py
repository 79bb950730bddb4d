"""When a visitor may be called: windows of wall time in the practice's zone, and the instants they come to."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, time_format

from ..practice.choices import Weekday

EARLIEST, LATEST = time(8), time(18)
WORKING_DAYS = (0, 1, 2, 3, 4)
SHORTEST = timedelta(minutes=10)


def windows_from(days: Iterable[int], start: time | None, end: time | None) -> list[dict[str, Any]]:
    """``[{weekday, from, to}]`` for what was ticked; days alone mean office hours, times alone mean working days."""
    days = sorted(set(days))
    if not days and not start and not end:
        return []
    first = start or min(EARLIEST, end or EARLIEST)
    last = end or max(LATEST, start or LATEST)
    if last <= first:
        first, last = (time(0), last) if end else (first, time(23, 59))
    return [{"weekday": day, "from": f"{first:%H:%M}", "to": f"{last:%H:%M}"} for day in days or WORKING_DAYS]


def next_window(
    windows: Iterable[Mapping[str, Any]], zone: ZoneInfo, after: datetime
) -> tuple[datetime, datetime] | None:
    """The first interval (UTC) in which a call may still be made at or after ``after``; None without windows."""
    today = after.astimezone(zone).date()
    spans = (
        span
        for offset in range(15)
        for window in windows
        if (today + timedelta(days=offset)).weekday() == window["weekday"]
        for span in [interval(window, today + timedelta(days=offset), zone)]
    )
    found = sorted((max(start, after), end) for start, end in spans if end - max(start, after) >= SHORTEST)
    return found[0] if found else None


def interval(window: Mapping[str, Any], day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The window on a day, as UTC. Across a clock change it is as long as the clock on the wall makes it."""
    start, end = time.fromisoformat(window["from"]), time.fromisoformat(window["to"])
    # Wall times that the spring change skips move on, as PEP 495 has it; the second of a repeated hour ends a window.
    return (
        datetime.combine(day, start, zone).astimezone(UTC),
        datetime.combine(day, end, zone).replace(fold=1).astimezone(UTC),
    )


def window_labels(windows: Iterable[Mapping[str, Any]]) -> list[str]:
    """``Monday 9–12``: what people read, in the practice's zone."""
    return [f"{Weekday(window['weekday']).label} {_clock(window['from'])}–{_clock(window['to'])}" for window in windows]


def labels_elsewhere(
    windows: Iterable[Mapping[str, Any]], zone: ZoneInfo, other: ZoneInfo, after: datetime
) -> list[str]:
    """The next of each window as a clock in ``other`` shows it; empty where it shows what the practice's does."""
    spans = [span for window in windows if (span := next_window([window], zone, after))]
    if all(start.astimezone(zone).utcoffset() == start.astimezone(other).utcoffset() for start, _ in spans):
        return []
    return [_span_label(start.astimezone(other), end.astimezone(other)) for start, end in spans]


def interval_label(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """An interval as somebody in ``zone`` reads it."""
    begins, ends = timezone.localtime(start, zone), timezone.localtime(end, zone)
    first = f"{date_format(begins, 'SHORT_DATE_FORMAT')} {time_format(begins.time())}"
    if begins.date() == ends.date():
        return f"{first}–{time_format(ends.time())}"
    return f"{first} – {date_format(ends, 'SHORT_DATE_FORMAT')} {time_format(ends.time())}"


def _span_label(start: datetime, end: datetime) -> str:
    return f"{Weekday(start.weekday()).label} {time_format(start.time())}–{time_format(end.time())}"


def _clock(text: str) -> str:
    return time_format(time.fromisoformat(text))
