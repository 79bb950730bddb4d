"""How fetching busy calendars goes, for those who look after them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from ..clock import DAY
from ..models import BusyCalendar, StalePolicy
from .calendar_urls import masked_address
from .error_texts import error_text, noted_texts, skipped_texts
from .source import is_stale

COMING_DAYS = 28


@dataclass(frozen=True, slots=True)
class Health:
    """One calendar's health in the reader's language; nothing of its address but the host."""

    calendar: BusyCalendar
    coming: int
    stale: bool

    @property
    def address(self) -> str:
        return masked_address(self.calendar.url)

    @property
    def error(self) -> str:
        return error_text(self.calendar.error, self.calendar.error_detail) if self.calendar.error else ""

    @property
    def skipped(self) -> list[str]:
        return skipped_texts(self.calendar.skipped)

    @property
    def noted(self) -> list[str]:
        return noted_texts(self.calendar.skipped)

    @property
    def closed(self) -> bool:
        return self.stale and self.calendar.stale == StalePolicy.CLOSE


def calendars_health(supervisor_ids: Iterable[int], now: datetime | None = None) -> list[Health]:
    """The health of the supervisors' calendars, by one query."""
    now = now or timezone.now()
    today = int(now.timestamp())
    coming = Count("blocks", filter=Q(blocks__end__gt=today, blocks__start__lt=today + COMING_DAYS * DAY))
    calendars = BusyCalendar.objects.filter(supervisor_id__in=list(supervisor_ids)).annotate(coming=coming)
    return [
        Health(calendar, calendar.coming, is_stale(calendar.fetched_at, calendar.stale_hours, now))
        for calendar in calendars
    ]
