"""Stores the result of a fetch.

A failed fetch only changes the calendar's health; the busy blocks of the last successful fetch remain. The supervisor's
revision changes only if the blocks change.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from ...practice.models import Supervisor
from ...practice.revisions import touch
from ..models import BusyBlock, BusyCalendar, StalePolicy
from ..url_schemes import fetchable_url
from .claims import Claim
from .fetch_job import FetchResult
from .jobs import read_fingerprint
from .source import is_stale

logger = logging.getLogger(__name__)

BATCH_SIZE = 500


@transaction.atomic
def store_result(claim: Claim, result: FetchResult) -> BusyCalendar | None:
    """Returns the calendar as stored.

    None if the calendar was deleted, another process has claimed it since, whose result will be newer, or its URL was
    changed; then it is due again when the lease of the claim ends.
    """
    if not result.error:
        _lock_supervisor(claim.calendar.supervisor_id)
    current = claim.row.select_for_update().first()
    if current is None or fetchable_url(current.url) != claim.job.url:
        return None
    if result.error:
        _store_failure(claim, result, current)
    else:
        _store_success(claim, result, current)
    return current


def _lock_supervisor(pk: int) -> None:
    """First, since the foreign key of a block takes a shared lock of the row, whose revision is changed afterwards.

    On MariaDB, two calendars of one supervisor would wait for each other.
    """
    Supervisor.objects.select_for_update().filter(pk=pk).values_list("pk").first()


def _store_failure(claim: Claim, result: FetchResult, current: BusyCalendar) -> None:
    values = {"error": result.error[:40], "error_detail": result.detail[:120], "failures": current.failures + 1}
    _update(current, {"attempted_at": claim.at, **values})
    logger.warning("Busy calendar %s can't be fetched: %s", current.pk, result.error)


def _store_success(claim: Claim, result: FetchResult, current: BusyCalendar) -> None:
    was_closed = _was_closed(current, claim.at)
    values = {"attempted_at": claim.at, "fetched_at": claim.at, "error": "", "error_detail": "", "failures": 0}
    if not result.unchanged:
        values |= _values_of_read(claim, result)
    _update(current, values)
    changed = not result.unchanged and replace_blocks(current, result.blocks, claim.job.options.since)
    if changed or was_closed:
        touch([current.supervisor_id])


def _update(calendar: BusyCalendar, values: dict[str, Any]) -> None:
    """Without the signals of ``save()``, which would change the supervisor's revision."""
    BusyCalendar.objects.filter(pk=calendar.pk).update(**values)
    for name, value in values.items():
        setattr(calendar, name, value)


def _values_of_read(claim: Claim, result: FetchResult) -> dict[str, Any]:
    return {
        "issues": result.issues,
        "doubtful": result.doubtful,
        "etag": result.etag,
        "last_modified": result.last_modified,
        "content_hash": result.content_hash,
        "fetched_from": read_fingerprint(claim.calendar),
        "covered_until": claim.job.options.until,
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
