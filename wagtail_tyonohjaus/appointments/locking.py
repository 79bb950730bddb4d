"""Row locks on supervisors and retries of transactions, on every supported database."""

import random
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from ..practice.models import Supervisor
from ..practice.revisions import touch

Result = TypeVar("Result")

MAX_ATTEMPTS = 6
MAX_BACKOFF_SECONDS = 0.4

# PostgreSQL: serialization failure, deadlock, lock not available. MariaDB and MySQL: lock wait timeout, deadlock,
# record changed since last read (innodb_snapshot_isolation).
_TRANSIENT_SQLSTATES = frozenset({"40001", "40P01", "55P03"})
_TRANSIENT_CODES = frozenset({1205, 1213, 1020})


def lock_supervisors(supervisor_ids: Iterable[int]) -> None:
    """Lock the supervisors' rows until the transaction ends, and increase their revisions.

    It is an UPDATE and comes first in the transaction: on SQLite it takes the write lock, on PostgreSQL later queries
    see what others have committed, and on MariaDB (REPEATABLE READ) the snapshot is created after it. If an outer
    transaction has already read, later checks must use ``FOR UPDATE``; see ``time_claims.conflicting_sessions``.
    Rows are locked in the order of their ids, to avoid deadlocks.
    """
    for pk in sorted(set(supervisor_ids)):
        if not touch([pk]):
            raise Supervisor.DoesNotExist(pk)


def run_with_retries(work: Callable[[], Result]) -> Result:
    """Run ``work`` in a transaction, and run it again after a deadlock or lock timeout.

    ``work`` may run several times, so it must have no effect outside the database. Inside an outer transaction it
    runs once, because the outer transaction would have to be repeated: call ``run_with_retries`` there instead.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            return work()
    for attempt in range(1, MAX_ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return work()
        except DatabaseError as error:
            if attempt == MAX_ATTEMPTS or not is_transient(error):
                raise
            back_off(attempt)
    raise AssertionError("unreachable")


def back_off(attempt: int) -> None:
    """Sleep for a random time that grows with each attempt."""
    time.sleep(random.uniform(0, min(MAX_BACKOFF_SECONDS, 0.02 * 2**attempt)))  # noqa: S311


def is_transient(error: DatabaseError) -> bool:
    """Whether the same transaction may succeed on the next attempt."""
    cause = error.__cause__
    if getattr(cause, "sqlstate", None) in _TRANSIENT_SQLSTATES:
        return True
    if isinstance(error, IntegrityError) or not isinstance(error, OperationalError):
        return False
    return "locked" in str(error) or (bool(error.args) and error.args[0] in _TRANSIENT_CODES)
