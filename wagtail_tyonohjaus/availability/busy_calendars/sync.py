"""Keeps busy calendars up to date: which to fetch, and what to make of the outcome.

A failure changes the calendar's health alone; the blocks of the last good fetch stay. Only a change of the blocks
moves the supervisor's revision.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from ...conf import app_settings
from ...ical.reading.job import Job, Outcome
from ...practice.models import Service
from ...practice.revisions import touch
from ..clock import DAY
from ..models import BusyBlock, BusyCalendar, StalePolicy
from .calendar_urls import fetch_address
from .child_process import run_apart
from .source import is_stale

logger = logging.getLogger(__name__)

#: Days beyond the longest horizon that are read, so that an unchanged calendar needs no new reading for a while.
MARGIN_DAYS = 36
PAST_DAYS = 8
AT_ONCE = 4

Runner = Callable[[Job], Outcome]


def due_calendars(now: datetime | None = None) -> QuerySet[BusyCalendar]:
    """Calendars of working supervisors whose last attempt is old enough; after failures the wait doubles, to a day."""
    now = now or timezone.now()
    minutes = app_settings.BUSY_FETCH_MINUTES
    due = Q(attempted_at=None)
    for failures in range(7):
        wait = min(minutes * 2**failures, 24 * 60)
        exactly = Q(failures=failures) if failures < 6 else Q(failures__gte=failures)
        due |= exactly & Q(attempted_at__lte=now - timedelta(minutes=wait))
    calendars = BusyCalendar.objects.filter(due, supervisor__active=True)
    return calendars.select_related("supervisor__site", "supervisor__user").order_by("attempted_at", "pk")


def sync_calendars(
    calendars: Iterable[BusyCalendar], run: Runner = run_apart, now: datetime | None = None
) -> Iterator[BusyCalendar]:
    """Fetches calendars, a few at once, and yields each as it is afterwards.

    One that another process has just begun with is left to it.
    """
    now = now or timezone.now()
    claimed = [calendar for calendar in calendars if _claim(calendar, now)]
    jobs = [job_of(calendar, now) for calendar in claimed]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        for calendar, job, outcome in zip(claimed, jobs, pool.map(run, jobs), strict=True):
            stored = store(calendar, job, outcome, now)
            if stored is not None:
                yield stored


def sync_calendar(calendar_id: int, run: Runner = run_apart) -> BusyCalendar | None:
    """Fetches one calendar now; None where it is gone, or another process has begun with it."""
    found = BusyCalendar.objects.select_related("supervisor__site", "supervisor__user").filter(pk=calendar_id)
    return next(sync_calendars(found, run), None)


def _claim(calendar: BusyCalendar, now: datetime) -> bool:
    """Marks the attempt if nobody else did since the calendar was loaded."""
    same = BusyCalendar.objects.filter(pk=calendar.pk, attempted_at=calendar.attempted_at)
    return bool(same.update(attempted_at=now))


def job_of(calendar: BusyCalendar, now: datetime) -> Job:
    """What to fetch; conditional if what was read last still covers the time that visitors are shown."""
    today = int(now.timestamp()) // DAY * DAY
    horizon = longest_horizon(calendar.supervisor.site_id)
    fresh = calendar.fetched_from == fingerprint(calendar) and calendar.covered_until >= today + (horizon + 2) * DAY
    return Job(
        url=fetch_address(calendar.url),
        zone=calendar.supervisor.zone_name,
        since=today - PAST_DAYS * DAY,
        until=today + max(horizon + MARGIN_DAYS, app_settings.BUSY_DAYS) * DAY,
        etag=calendar.etag if fresh else "",
        last_modified=calendar.last_modified if fresh else "",
        content_hash=calendar.content_hash if fresh else "",
        all_day=calendar.all_day,
        transparent=calendar.transparent,
        own_addresses=_own_addresses(calendar),
        allow_loopback=app_settings.BUSY_ALLOW_LOOPBACK,
    )


def longest_horizon(site_id: int) -> int:
    """Days that the practice's services show ahead at most."""
    return Service.objects.filter(site_id=site_id).aggregate(most=Max("horizon_days"))["most"] or 0


def fingerprint(calendar: BusyCalendar) -> str:
    """Changes with everything but the file that decides what is read from it."""
    read_by = (calendar.url, calendar.supervisor.zone_name, calendar.all_day, calendar.transparent)
    return hashlib.sha256(repr((*read_by, _own_addresses(calendar))).encode()).hexdigest()


def _own_addresses(calendar: BusyCalendar) -> tuple[str, ...]:
    user = calendar.supervisor.user
    given = [calendar.own_address] if calendar.own_address else [calendar.supervisor.email, user.email if user else ""]
    return tuple(sorted({address.lower() for address in given if address}))


def store(calendar: BusyCalendar, job: Job, outcome: Outcome, now: datetime) -> BusyCalendar | None:
    """Records what became of a fetch, in one transaction; returns the calendar as it is then, None if it is gone."""
    if outcome.error:
        _store_failure(calendar, outcome)
    else:
        _store_success(calendar, job, outcome, now)
    return BusyCalendar.objects.filter(pk=calendar.pk).first()


def _store_failure(calendar: BusyCalendar, outcome: Outcome) -> None:
    BusyCalendar.objects.filter(pk=calendar.pk).update(
        error=outcome.error[:40], error_detail=outcome.detail[:120], failures=F("failures") + 1
    )
    logger.warning("Busy calendar %s can't be fetched: %s", calendar.pk, outcome.error)


def _store_success(calendar: BusyCalendar, job: Job, outcome: Outcome, now: datetime) -> None:
    health = {"fetched_at": now, "error": "", "error_detail": "", "failures": 0}
    with transaction.atomic():
        current = BusyCalendar.objects.select_for_update().filter(pk=calendar.pk).first()
        # Somebody changed the address meanwhile: what was read belongs to the old one.
        if current is None or fetch_address(current.url) != job.url:
            return
        if not outcome.unchanged:
            health |= {
                "skipped": outcome.skipped,
                "etag": outcome.etag,
                "last_modified": outcome.last_modified,
                "content_hash": outcome.content_hash,
                "fetched_from": fingerprint(calendar),
                "covered_until": job.until,
            }
        BusyCalendar.objects.filter(pk=calendar.pk).update(**health)
        changed = not outcome.unchanged and replace_blocks(calendar, outcome.blocks, job.since)
        if changed or _closed(current, now):
            touch([calendar.supervisor_id])


def _closed(calendar: BusyCalendar, now: datetime) -> bool:
    """Whether the supervisor's time was closed for want of a good fetch."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return calendar.stale == StalePolicy.CLOSE and is_stale(calendar.fetched_at, calendar.stale_hours, hour)


def replace_blocks(calendar: BusyCalendar, blocks: Iterable[tuple[int, int]], since: int) -> bool:
    """Makes a calendar's blocks these; tells whether any that ends after ``since`` changed. The caller touches."""
    wanted = set(blocks)
    stored = {(start, end): pk for pk, start, end in calendar.blocks.order_by().values_list("pk", "start", "end")}
    gone = [pk for span, pk in stored.items() if span not in wanted]
    added = [span for span in wanted if span not in stored]
    for first in range(0, len(gone), 500):
        # _raw_delete sends no signals, of which there would be one a block.
        rows = BusyBlock.objects.filter(pk__in=gone[first : first + 500])
        rows._raw_delete(rows.db)
    BusyBlock.objects.bulk_create(
        [BusyBlock(supervisor_id=calendar.supervisor_id, calendar=calendar, start=s, end=e) for s, e in sorted(added)],
        batch_size=500,
    )
    return bool(added) or any(end > since for (_, end), pk in stored.items() if pk in set(gone))
