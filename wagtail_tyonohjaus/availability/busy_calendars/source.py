"""Imported busy time as a busy source."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from ..busy_sources import Busy
from ..models import BusyBlock, BusyCalendar, StalePolicy

CALENDAR_KEY = "calendar:"


class _Keys(dict[int, str]):
    """One text a calendar, however many blocks it has."""

    def __missing__(self, calendar_id: int) -> str:
        self[calendar_id] = key = f"{CALENDAR_KEY}{calendar_id}"
        return key


class BusyCalendars:
    """The busy blocks, and whole spans of calendars that count as busy for as long as they can't be fetched."""

    name = "calendars"
    sessions = False

    def busy(self, supervisor_ids: Collection[int], start: int, end: int) -> Iterable[Busy]:
        rows = BusyBlock.objects.filter(supervisor_id__in=supervisor_ids, end__gt=start, start__lt=end).order_by()
        keys = _Keys()
        found = [
            Busy(owner, begin, finish, keys[calendar])
            for owner, begin, finish, calendar in rows.values_list("supervisor_id", "start", "end", "calendar_id")
        ]
        return [*found, *self._closed(supervisor_ids, start, end)]

    def labels(self, keys: Collection[str]) -> dict[str, str]:
        ids = [int(key.removeprefix(CALENDAR_KEY)) for key in keys if key.startswith(CALENDAR_KEY)]
        return {f"{CALENDAR_KEY}{calendar.pk}": str(calendar) for calendar in BusyCalendar.objects.filter(pk__in=ids)}

    def _closed(self, supervisor_ids: Collection[int], start: int, end: int) -> Iterator[Busy]:
        now = timezone.now().replace(minute=0, second=0, microsecond=0)
        calendars = BusyCalendar.objects.filter(supervisor_id__in=supervisor_ids, stale=StalePolicy.CLOSE)
        for pk, owner, fetched_at, hours in calendars.values_list("pk", "supervisor_id", "fetched_at", "stale_hours"):
            if is_stale(fetched_at, hours, now):
                yield Busy(owner, start, end, f"{CALENDAR_KEY}{pk}")


def is_stale(fetched_at: datetime | None, stale_hours: int, now: datetime) -> bool:
    """Whether a calendar's busy time is too old to go by."""
    return fetched_at is None or fetched_at + timedelta(hours=stale_hours) <= now
