"""When the telephone is answered, and working time counted by those hours.

Hours are wall time in the practice's time zone. A day is closed if the function ``is_closed`` says so, for example
because of a public holiday.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .formatting import format_short_date, format_time, format_time_range

#: (weekday, opens, closes)
Span = tuple[int, time, time]
ClosedCheck = Callable[[date], bool]

DAYS_AHEAD = 366
#: The hours by which working time is counted for practices without opening hours.
DEFAULT_SPANS: tuple[Span, ...] = tuple((weekday, time(8), time(16)) for weekday in range(5))
# The weekdays as they are inflected in “opens Monday at 8”.
OPENING_WEEKDAYS = (
    pgettext_lazy("opens", "Monday"),
    pgettext_lazy("opens", "Tuesday"),
    pgettext_lazy("opens", "Wednesday"),
    pgettext_lazy("opens", "Thursday"),
    pgettext_lazy("opens", "Friday"),
    pgettext_lazy("opens", "Saturday"),
    pgettext_lazy("opens", "Sunday"),
)


class OpeningHoursRow(Protocol):
    """The fields of the opening hours' models."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class OpenStatus:
    """At a moment either open until ``until``, or closed and open again from ``opens`` (aware, the practice's zone).

    Both are None if there are no opening hours.
    """

    until: datetime | None = None
    opens: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is open at the moment in question."""
        return self.until is not None


def never_closed(day: date) -> bool:
    """A ``ClosedCheck`` for hours that public holidays do not change."""
    return False


def merged_spans(rows: Iterable[OpeningHoursRow]) -> list[Span]:
    """The rows in order, with hours that touch or overlap merged."""
    merged: list[Span] = []
    for weekday, opens, closes in sorted((row.weekday, row.opens, row.closes) for row in rows):
        if merged and merged[-1][0] == weekday and opens <= merged[-1][2]:
            merged[-1] = (weekday, merged[-1][1], max(closes, merged[-1][2]))
        else:
            merged.append((weekday, opens, closes))
    return merged


def open_intervals(
    spans: Sequence[Span], moment: datetime, is_closed: ClosedCheck
) -> Iterator[tuple[datetime, datetime]]:
    """Opening hours of the next ``DAYS_AHEAD`` days that end after ``moment``, in order."""
    for offset in range(DAYS_AHEAD if spans else 0):
        day = moment.date() + timedelta(days=offset)
        if is_closed(day):
            continue
        for weekday, opens, closes in spans:
            end = datetime.combine(day, closes, moment.tzinfo)
            if weekday == day.weekday() and end > moment:
                yield datetime.combine(day, opens, moment.tzinfo), end


def hours_by_weekday(spans: Iterable[Span]) -> list[str]:
    """Opening hours in the active language, equal days joined: ``["Mon–Wed 8–16", "Fri 8–12"]``."""
    days: dict[int, list[str]] = {}
    for weekday, opens, closes in spans:
        days.setdefault(weekday, []).append(format_time_range(opens, closes))
    return [f"{_weekdays_text(first, last)} {', '.join(times)}" for first, last, times in _runs(days)]


def open_status(spans: Sequence[Span], moment: datetime, is_closed: ClosedCheck = never_closed) -> OpenStatus:
    """``moment`` is aware and in the practice's zone."""
    for start, end in open_intervals(spans, moment, is_closed):
        if start <= moment:
            return OpenStatus(until=end)
        return OpenStatus(opens=start)
    return OpenStatus()


def status_text(status: OpenStatus, moment: datetime) -> str:
    """“open until 16:00” or “opens Monday at 8:00”; empty without opening hours."""
    if status.until:
        return gettext("open until %(time)s") % {"time": format_time(status.until)}
    if not status.opens:
        return ""
    days_ahead = (status.opens.date() - moment.date()).days
    return _opens_text(days_ahead) % {
        "time": format_time(status.opens),
        "weekday": OPENING_WEEKDAYS[status.opens.weekday()],
        "date": format_short_date(status.opens),
    }


def add_minutes(
    start: datetime, minutes: int, spans: Sequence[Span], is_closed: ClosedCheck = never_closed
) -> datetime:
    """The moment when ``minutes`` of opening hours have passed since ``start``.

    ``start`` and the result are aware and in the practice's zone. If the practice is closed for a whole year, minutes
    are counted by the clock.
    """
    remaining = timedelta(minutes=minutes)
    for opens, closes in open_intervals(spans or DEFAULT_SPANS, start, is_closed):
        opens = max(opens, start)
        # Datetimes with the same tzinfo subtract as wall time; timestamps give the elapsed time at a clock change.
        length = timedelta(seconds=closes.timestamp() - opens.timestamp())
        if remaining <= length:
            return datetime.fromtimestamp(opens.timestamp() + remaining.total_seconds(), start.tzinfo)
        remaining -= length
    return start + timedelta(minutes=minutes)


def validate_opening_hours(row: OpeningHoursRow) -> None:
    """Raises ``ValidationError`` for ``closes`` if the hours end before they start."""
    if row.opens is not None and row.closes is not None and row.closes <= row.opens:
        raise ValidationError({"closes": _("The hours end before they start. Enter a later time.")})


def _opens_text(days_ahead: int) -> str:
    if days_ahead == 0:
        return gettext("opens at %(time)s")
    if days_ahead == 1:
        return gettext("opens tomorrow at %(time)s")
    if days_ahead < 7:
        return gettext("opens %(weekday)s at %(time)s")
    return gettext("opens %(date)s at %(time)s")


def _runs(days: dict[int, list[str]]) -> list[tuple[int, int, list[str]]]:
    """Consecutive weekdays with the same times: first weekday, last weekday, times."""
    runs: list[tuple[int, int, list[str]]] = []
    for weekday, times in sorted(days.items()):
        if runs and runs[-1][1] == weekday - 1 and runs[-1][2] == times:
            runs[-1] = (runs[-1][0], weekday, times)
        else:
            runs.append((weekday, weekday, times))
    return runs


def _weekdays_text(first: int, last: int) -> str:
    return str(WEEKDAYS_ABBR[first]) if first == last else f"{WEEKDAYS_ABBR[first]}–{WEEKDAYS_ABBR[last]}"
