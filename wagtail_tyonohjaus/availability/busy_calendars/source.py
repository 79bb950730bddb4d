"""The busy source for external calendars."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from ..busy_sources import Busy
from ..models import BusyBlock, BusyCalendar, StalePolicy

KEY_PREFIX = "calendar:"


class _CalendarKeys(dict[int, str]):
    """Builds each calendar's key once, since a calendar may have thousands of blocks."""

    def __missing__(self, calendar_id: int) -> str:
        self[calendar_id] = key = f"{KEY_PREFIX}{calendar_id}"
        return key


class BusyCalendars:
    """The stored busy blocks. A stale calendar with the policy ``CLOSE`` makes the whole span busy."""

    name = "calendars"
    sessions = False

    def busy(self, supervisor_ids: Collection[int], start: int, end: int) -> Iterable[Busy]:
        blocks = BusyBlock.objects.filter(supervisor_id__in=supervisor_ids, end__gt=start, start__lt=end).order_by()
        keys = _CalendarKeys()
        intervals = [
            Busy(supervisor_id, block_start, block_end, keys[calendar_id])
            for supervisor_id, block_start, block_end, calendar_id in blocks.values_list(
                "supervisor_id", "start", "end", "calendar_id"
            )
        ]
        return [*intervals, *self._closed_spans(supervisor_ids, start, end)]

    def labels(self, keys: Collection[str]) -> dict[str, str]:
        ids = [int(key.removeprefix(KEY_PREFIX)) for key in keys if key.startswith(KEY_PREFIX)]
        return {f"{KEY_PREFIX}{calendar.pk}": str(calendar) for calendar in BusyCalendar.objects.filter(pk__in=ids)}

    def _closed_spans(self, supervisor_ids: Collection[int], start: int, end: int) -> Iterator[Busy]:
        # Floored to the hour, like all free time: every response within an hour is the same.
        now = timezone.now().replace(minute=0, second=0, microsecond=0)
        calendars = BusyCalendar.objects.filter(supervisor_id__in=supervisor_ids, stale=StalePolicy.CLOSE)
        for pk, supervisor_id, fetched_at, stale_hours in calendars.values_list(
            "pk", "supervisor_id", "fetched_at", "stale_hours"
        ):
            if is_stale(fetched_at, stale_hours, now):
                yield Busy(supervisor_id, start, end, f"{KEY_PREFIX}{pk}")


def is_stale(fetched_at: datetime | None, stale_hours: int, now: datetime) -> bool:
    """Whether the last successful fetch is too old to rely on."""
    return fetched_at is None or fetched_at + timedelta(hours=stale_hours) <= now
