"""Tells everything that caches free time that it may have changed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, F, QuerySet, Value
from django.db.models.functions import Greatest
from django.dispatch import Signal
from django.utils import timezone

from .models import Supervisor

#: Sent after rows moved, inside the transaction that moved them; for what keeps answers by revision.
touched = Signal()


def touch(supervisor_ids: Iterable[int]) -> int:
    """Moves ``revision`` and ``changed_at`` of the supervisors; returns how many rows moved.

    Call it in the transaction that changes their time, after the change: then others see both at once, and two
    changes at the same time become two steps, since the second waits for the row. Without a transaction the change is
    seen first and the step after it, so that what a reader keeps under the old number is new rather than old.
    """
    ids = sorted(set(supervisor_ids))
    if not ids:
        return 0
    rows = Supervisor.objects.filter(pk__in=ids)
    _lock_in_order(rows, len(ids))
    moved = rows.update(revision=F("revision") + 1, changed_at=_later(timezone.now()))
    touched.send(sender=Supervisor, supervisor_ids=ids)
    return moved


def _lock_in_order(rows: QuerySet, count: int) -> None:
    """Two that move several rows at once take them in the same order, so that neither waits for the other."""
    if count > 1 and connection.in_atomic_block:
        list(rows.select_for_update().order_by("pk").values_list("pk"))


def _later(now: datetime) -> Greatest:
    """Never earlier than before, whatever the web servers' clocks say."""
    return Greatest(F("changed_at"), Value(now, output_field=DateTimeField()))
