"""Keeps busy calendars up to date: which ones are due, and how the result of a fetch is stored.

A failed fetch only changes the calendar's health; the busy blocks of the last successful fetch remain. The supervisor's
revision changes only if the blocks change.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from ...conf import app_settings
from ...ical.reading.options import AllDay, ReadOptions, Transparent
from ...practice.models import Service
from ...practice.revisions import touch
from ..models import BusyBlock, BusyCalendar, StalePolicy
from ..url_schemes import fetchable_url
from ..zone_offsets import DAY
from .fetch_job import FetchJob, FetchResult
from .fetch_process import run_in_process
from .source import is_stale

logger = logging.getLogger(__name__)

#: Days to read beyond the longest horizon, so that an unchanged calendar need not be read again every day.
MARGIN_DAYS = 36
PAST_DAYS = 8
CONCURRENCY = 4
#: After this many failures the wait no longer doubles.
MAX_COUNTED_FAILURES = 6
BATCH_SIZE = 500

Runner = Callable[[FetchJob], FetchResult]


def due_calendars(now: datetime | None = None) -> QuerySet[BusyCalendar]:
    """Calendars of active supervisors that are due. After each failure the wait doubles, up to a day."""
    now = now or timezone.now()
    minutes = app_settings.BUSY_FETCH_MINUTES
    due = Q(attempted_at=None)
    for failures in range(MAX_COUNTED_FAILURES + 1):
        wait = timedelta(minutes=min(minutes * 2**failures, 24 * 60))
        matches = Q(failures=failures) if failures < MAX_COUNTED_FAILURES else Q(failures__gte=failures)
        due |= matches & Q(attempted_at__lte=now - wait)
    calendars = BusyCalendar.objects.filter(due, supervisor__active=True)
    return calendars.select_related("supervisor__site", "supervisor__user").order_by("attempted_at", "pk")


def sync_calendars(
    calendars: Iterable[BusyCalendar], run: Runner = run_in_process, now: datetime | None = None
) -> Iterator[BusyCalendar]:
    """Fetches calendars, several at a time, and yields each one as stored afterwards.

    Calendars that another process has just claimed are skipped.
    """
    now = now or timezone.now()
    claimed = [calendar for calendar in calendars if _claim(calendar, now)]
    jobs = [build_job(calendar, now) for calendar in claimed]
    with ThreadPoolExecutor(max_workers=CONCURRENCY) as pool:
        for calendar, job, result in zip(claimed, jobs, pool.map(run, jobs), strict=True):
            stored = store_result(calendar, job, result, now)
            if stored is not None:
                yield stored


def sync_calendar(calendar_id: int, run: Runner = run_in_process) -> BusyCalendar | None:
    """Fetches one calendar now. None if it was deleted, or another process has claimed it."""
    calendars = BusyCalendar.objects.select_related("supervisor__site", "supervisor__user").filter(pk=calendar_id)
    return next(sync_calendars(calendars, run), None)


def _claim(calendar: BusyCalendar, now: datetime) -> bool:
    """Sets the time of the attempt unless it changed since the calendar was loaded."""
    unchanged = BusyCalendar.objects.filter(pk=calendar.pk, attempted_at=calendar.attempted_at)
    return bool(unchanged.update(attempted_at=now))


def build_job(calendar: BusyCalendar, now: datetime) -> FetchJob:
    """The job is conditional if the busy time of the previous fetch still covers the horizon of all services."""
    today = int(now.timestamp()) // DAY * DAY
    horizon = longest_horizon(calendar.supervisor.site_id)
    is_covered = calendar.covered_until >= today + (horizon + 2) * DAY
    conditional = is_covered and calendar.fetched_from == read_fingerprint(calendar)
    return FetchJob(
        url=fetchable_url(calendar.url),
        options=ReadOptions(
            zone=calendar.supervisor.zone_name,
            since=today - PAST_DAYS * DAY,
            until=today + max(horizon + MARGIN_DAYS, app_settings.BUSY_LOOKAHEAD_DAYS) * DAY,
            all_day=cast(AllDay, calendar.all_day),
            transparent=cast(Transparent, calendar.transparent),
            own_addresses=_own_addresses(calendar),
        ),
        etag=calendar.etag if conditional else "",
        last_modified=calendar.last_modified if conditional else "",
        content_hash=calendar.content_hash if conditional else "",
        allow_loopback=app_settings.BUSY_ALLOW_LOOPBACK,
    )


def longest_horizon(site_id: int) -> int:
    """The longest booking horizon of the practice's services, in days."""
    return Service.objects.filter(site_id=site_id).aggregate(longest=Max("horizon_days"))["longest"] or 0


def read_fingerprint(calendar: BusyCalendar) -> str:
    """A hash of everything except the file that affects which busy time is read from it."""
    values = (calendar.url, calendar.supervisor.zone_name, calendar.all_day, calendar.transparent)
    return hashlib.sha256(repr((*values, _own_addresses(calendar))).encode()).hexdigest()


def _own_addresses(calendar: BusyCalendar) -> tuple[str, ...]:
    supervisor, user = calendar.supervisor, calendar.supervisor.user
    addresses = [calendar.own_email] if calendar.own_email else [supervisor.email, user.email if user else ""]
    return tuple(sorted({address.lower() for address in addresses if address}))


def store_result(calendar: BusyCalendar, job: FetchJob, result: FetchResult, now: datetime) -> BusyCalendar | None:
    """Stores the result in one transaction. Returns the calendar as stored, None if it was deleted."""
    if result.error:
        _store_failure(calendar, result)
    else:
        _store_success(calendar, job, result, now)
    return BusyCalendar.objects.filter(pk=calendar.pk).first()


def _store_failure(calendar: BusyCalendar, result: FetchResult) -> None:
    BusyCalendar.objects.filter(pk=calendar.pk).update(
        error=result.error[:40], error_detail=result.detail[:120], failures=F("failures") + 1
    )
    logger.warning("Busy calendar %s can't be fetched: %s", calendar.pk, result.error)


@transaction.atomic
def _store_success(calendar: BusyCalendar, job: FetchJob, result: FetchResult, now: datetime) -> None:
    current = BusyCalendar.objects.select_for_update().filter(pk=calendar.pk).first()
    # If the URL was changed during the fetch, the result belongs to the old one.
    if current is None or fetchable_url(current.url) != job.url:
        return
    values = {"fetched_at": now, "error": "", "error_detail": "", "failures": 0}
    if not result.unchanged:
        values |= _values_of_read(calendar, job, result)
    BusyCalendar.objects.filter(pk=calendar.pk).update(**values)
    changed = not result.unchanged and replace_blocks(calendar, result.blocks, job.options.since)
    if changed or _was_closed(current, now):
        touch([calendar.supervisor_id])


def _values_of_read(calendar: BusyCalendar, job: FetchJob, result: FetchResult) -> dict[str, Any]:
    return {
        "issues": result.issues,
        "doubtful": result.doubtful,
        "etag": result.etag,
        "last_modified": result.last_modified,
        "content_hash": result.content_hash,
        "fetched_from": read_fingerprint(calendar),
        "covered_until": job.options.until,
    }


def _was_closed(calendar: BusyCalendar, now: datetime) -> bool:
    """Whether the supervisor offered no times because this calendar was stale."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return calendar.stale == StalePolicy.CLOSE and is_stale(calendar.fetched_at, calendar.stale_hours, hour)


def replace_blocks(calendar: BusyCalendar, blocks: Iterable[tuple[int, int]], since: int) -> bool:
    """Stores the blocks. Returns whether any block that ends after ``since`` changed; the revision is the caller's."""
    new_spans = set(blocks)
    stored = {(start, end): pk for pk, start, end in calendar.blocks.order_by().values_list("pk", "start", "end")}
    removed = {span: pk for span, pk in stored.items() if span not in new_spans}
    added = sorted(new_spans - stored.keys())
    _delete_blocks(list(removed.values()))
    BusyBlock.objects.bulk_create(
        [
            BusyBlock(supervisor_id=calendar.supervisor_id, calendar=calendar, start=start, end=end)
            for start, end in added
        ],
        batch_size=BATCH_SIZE,
    )
    return bool(added) or any(end > since for _start, end in removed)


def _delete_blocks(pks: list[int]) -> None:
    for first in range(0, len(pks), BATCH_SIZE):
        # _raw_delete sends no signals; delete() would send one for each block.
        rows = BusyBlock.objects.filter(pk__in=pks[first : first + BATCH_SIZE])
        rows._raw_delete(rows.db)
