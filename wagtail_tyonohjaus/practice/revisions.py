"""The revision of a supervisor's free time, which is part of every cache key and ETag."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection
from django.db.models import DateTimeField, F, QuerySet, Value
from django.db.models.functions import Greatest
from django.dispatch import Signal
from django.utils import timezone

from ..signals import free_time_changed, send_after_commit
from .models import PracticeSettings, Supervisor

#: Sent with ``supervisor_ids`` after their revisions were incremented, inside the same transaction.
touched = Signal()
_collected: ContextVar[set[int] | None] = ContextVar("tyonohjaus_touched", default=None)


def touch(supervisor_ids: Iterable[int]) -> int:
    """Increments ``revision`` and updates ``changed_at`` of the supervisors; returns the number of updated rows.

    Call it after the change, in the same transaction. Other connections then see both at once, and two concurrent
    changes increment it twice, because the second one waits for the row lock. Without a transaction the change is
    visible before the new revision, so a reader may cache the new data under the old revision, but never the reverse.
    Inside ``touching_once`` it returns the number of supervisors.
    """
    ids = sorted(set(supervisor_ids))
    if not ids:
        return 0
    if (collected := _collected.get()) is not None:
        collected.update(ids)
        return len(ids)
    rows = Supervisor.objects.filter(pk__in=ids)
    _lock_in_order(rows, len(ids))
    updated = rows.update(revision=F("revision") + 1, changed_at=_now_or_later("changed_at"))
    touched.send(sender=Supervisor, supervisor_ids=ids)
    send_after_commit(free_time_changed, Supervisor, supervisor_ids=ids)
    return updated


@contextmanager
def touching_once() -> Iterator[None]:
    """Every supervisor that is touched inside is touched once, at the end. Use it inside a transaction."""
    ids: set[int] = set()
    token = _collected.set(ids)
    try:
        yield
    finally:
        _collected.reset(token)
    touch(ids)


def is_touched_later(supervisor_id: int) -> bool:
    """Whether ``touching_once`` is active, which then also touches this supervisor at the end."""
    collected = _collected.get()
    if collected is None:
        return False
    collected.add(supervisor_id)
    return True


def touch_practice(site_id: int) -> None:
    """Updates ``feeds_changed_at`` of a practice, after changes that no supervisor's ``changed_at`` shows."""
    PracticeSettings.objects.filter(site_id=site_id).update(feeds_changed_at=_now_or_later("feeds_changed_at"))


def _lock_in_order(rows: QuerySet, count: int) -> None:
    """Concurrent transactions lock several rows in the same order, so that they don't deadlock."""
    if count > 1 and connection.in_atomic_block:
        list(rows.select_for_update().order_by("pk").values_list("pk"))


def _now_or_later(name: str) -> Greatest:
    """Never earlier than the stored time, even if the clocks of the web servers differ."""
    return Greatest(F(name), Value(timezone.now(), output_field=DateTimeField()))
