"""Holding a supervisor's row while their sessions change, on every database."""

import random
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from ..practice.models import Supervisor
from ..practice.revisions import touch

Result = TypeVar("Result")

ATTEMPTS = 6
LONGEST_PAUSE = 0.4

# PostgreSQL: serialization failure, deadlock, lock not available. MariaDB and MySQL: lock wait timeout, deadlock,
# record changed since it was read (innodb_snapshot_isolation).
_PASSING_STATES = frozenset({"40001", "40P01", "55P03"})
_PASSING_CODES = frozenset({1205, 1213, 1020})


def lock(supervisor_ids: Iterable[int]) -> None:
    """Hold the supervisors' rows until the transaction ends, and move their revisions.

    An UPDATE, and the transaction's first look at the rows: on SQLite it takes the write lock, on PostgreSQL what
    follows sees what others have committed, and on MariaDB (REPEATABLE READ) the snapshot is made after it. Where an
    outer transaction has read before, later checks must read with ``FOR UPDATE``; see ``clashes``. Always in the order
    of the ids, so that two that lock several don't wait for each other.
    """
    for pk in sorted(set(supervisor_ids)):
        if not touch([pk]):
            raise Supervisor.DoesNotExist(pk)


def retrying(work: Callable[[], Result]) -> Result:
    """Run ``work`` in a transaction, again where a deadlock or a lock's timeout ended it.

    ``work`` may run several times, so it must have no effect outside the database. Inside somebody's transaction it
    runs once, since the whole of that would have to be repeated: wrap the outer work in ``retrying`` there.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            return work()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return work()
        except DatabaseError as error:
            if attempt == ATTEMPTS or not is_passing(error):
                raise
            pause(attempt)
    raise AssertionError("unreachable")


def pause(attempt: int) -> None:
    """Wait a little, longer and less predictably each time, so that the same two don't meet again."""
    time.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.02 * 2**attempt)))  # noqa: S311


def is_passing(error: DatabaseError) -> bool:
    """Tell whether the same work may succeed when it is tried again."""
    cause = error.__cause__
    if getattr(cause, "sqlstate", None) in _PASSING_STATES:
        return True
    if isinstance(error, IntegrityError) or not isinstance(error, OperationalError):
        return False
    return "locked" in str(error) or (bool(error.args) and error.args[0] in _PASSING_CODES)
