"""The busy source for external calendars."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import Case, F, FilteredRelation, Q, QuerySet, When
from django.utils import timezone

from ..busy_sources import BusyInterval
from ..models import BusyCalendar, StalePolicy

KEY_PREFIX = "calendar:"


class _CalendarKeys(dict[int, str]):
    """Builds each calendar's key once, since a calendar may have thousands of blocks."""

    def __missing__(self, calendar_id: int) -> str:
        self[calendar_id] = key = f"{KEY_PREFIX}{calendar_id}"
        return key


class BusyCalendars:
    """The stored busy blocks. A stale calendar with the policy ``CLOSE`` makes the whole span busy."""

    name = "calendars"
    counts_as_sessions = False

    def busy_intervals(self, supervisor_ids: Collection[int], start: int, end: int) -> Iterable[BusyInterval]:
        # Floored to the hour, like all free time: every response within an hour is the same.
        now = timezone.now().replace(minute=0, second=0, microsecond=0)
        closed: dict[str, BusyInterval] = {}
        intervals = []
        keys = _CalendarKeys()
        rows = _calendars_with_blocks(supervisor_ids, start, end)
        for pk, supervisor_id, block_start, block_end, policy, stale_hours, fetched_at in rows:
            if block_start is not None:
                intervals.append(BusyInterval(supervisor_id, block_start, block_end, keys[pk]))
            if policy == StalePolicy.CLOSE and is_stale(fetched_at, stale_hours, now):
                closed[keys[pk]] = BusyInterval(supervisor_id, start, end, keys[pk])
        return [*intervals, *closed.values()]

    def labels(self, keys: Collection[str]) -> dict[str, str]:
        ids = [int(key.removeprefix(KEY_PREFIX)) for key in keys if key.startswith(KEY_PREFIX)]
        return {f"{KEY_PREFIX}{calendar.pk}": str(calendar) for calendar in BusyCalendar.objects.filter(pk__in=ids)}


def _calendars_with_blocks(supervisor_ids: Collection[int], start: int, end: int) -> QuerySet:
    """One row for each block in the span, and for each calendar without one.

    The last column, the time of the last fetch, is for calendars with the policy ``CLOSE`` only: converting it for each
    of thousands of blocks would take longer than reading them.
    """
    calendars = BusyCalendar.objects.filter(supervisor_id__in=supervisor_ids).order_by()
    in_span = FilteredRelation("blocks", condition=Q(blocks__end__gt=start, blocks__start__lt=end))
    fetched_at = Case(When(stale=StalePolicy.CLOSE, then=F("fetched_at")))
    return calendars.annotate(block=in_span).values_list(
        "pk", "supervisor_id", "block__start", "block__end", "stale", "stale_hours", fetched_at
    )


def is_stale(fetched_at: datetime | None, stale_hours: int, now: datetime) -> bool:
    """Whether the last successful fetch is too old to rely on."""
    return fetched_at is None or fetched_at + timedelta(hours=stale_hours) <= now
