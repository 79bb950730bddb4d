"""The health of busy calendars, for the supervisor and for administrators."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone

from ..calendar_urls import masked_url
from ..models import BusyCalendar, StalePolicy
from ..zone_offsets import DAY
from .error_texts import doubtful_text, error_text, skipped_texts, warning_texts
from .source import is_stale

UPCOMING_DAYS = 28


@dataclass(frozen=True, slots=True)
class CalendarHealth:
    """One calendar's health, in the active language. Of the URL it shows the host only.

    ``upcoming`` is the number of busy blocks in the next ``UPCOMING_DAYS`` days.
    """

    calendar: BusyCalendar
    upcoming: int
    stale: bool

    @property
    def masked_url(self) -> str:
        """The host of the URL, see ``calendar_urls.masked_url``."""
        return masked_url(self.calendar.url)

    @property
    def error(self) -> str:
        """Why the last fetch failed; blank if it succeeded."""
        return error_text(self.calendar.error, self.calendar.error_detail) if self.calendar.error else ""

    @property
    def skipped(self) -> list[str]:
        """Which events take no time, with their numbers; empty if there are none."""
        return skipped_texts(self.calendar.issues)

    @property
    def warnings(self) -> list[str]:
        """Other problems of the file, with their numbers; empty if there are none."""
        return warning_texts(self.calendar.issues)

    @property
    def doubtful(self) -> str:
        """How many events are kept as busy although part of them could not be read; blank if there are none."""
        count = self.calendar.issues.get("doubtful", 0)
        return doubtful_text(count) if count else ""

    @property
    def doubtful_days(self) -> list[date]:
        """The first days of those events, the earliest ones only if there are many."""
        return [date.fromisoformat(day) for day in self.calendar.doubtful]

    @property
    def blocks_all_time(self) -> bool:
        """Whether the supervisor offers no times until the calendar can be fetched again."""
        return self.stale and self.calendar.stale == StalePolicy.CLOSE


def calendars_health(supervisor_ids: Iterable[int], now: datetime | None = None) -> list[CalendarHealth]:
    """The health of the supervisors' calendars, in one query."""
    now = now or timezone.now()
    start = int(now.timestamp())
    upcoming = Count("blocks", filter=Q(blocks__end__gt=start, blocks__start__lt=start + UPCOMING_DAYS * DAY))
    calendars = BusyCalendar.objects.filter(supervisor_id__in=list(supervisor_ids)).annotate(upcoming=upcoming)
    return [
        CalendarHealth(calendar, calendar.upcoming, is_stale(calendar.fetched_at, calendar.stale_hours, now))
        for calendar in calendars
    ]
