"""Periodic tasks: what the worker runs in every round besides sending. The other parts register theirs here.

A task is a function of the time, which returns nothing or, if it may take long, yields after each small piece of work.
A turn of a task ends after ``PERIODIC_SECONDS`` or ``PERIODIC_ROWS`` pieces, and the next turn goes on: a task selects
what is due anew each time, the most urgent first, and marks what is done.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.utils.functional import Promise

from ..conf import app_settings
from .failures import log_failure
from .time_limits import ShouldStop, TimeLimit, never
from .turns import Turn, claim_turn

logger = logging.getLogger(__name__)

# Not an error of one row or one part.
DATABASE_IS_GONE = (OperationalError, InterfaceError)
#: The name of the worker's own heartbeat.
WORKER = "deliver"


@dataclass(frozen=True)
class PeriodicTask:
    """``run`` takes the time (UTC). ``label`` is shown to staff. ``urgent`` tasks have a turn between all others."""

    name: str
    run: Callable[[datetime], object]
    label: str | Promise = ""
    every: timedelta = timedelta(0)
    urgent: bool = False


_registered: dict[str, PeriodicTask] = {}


def register_periodic_task(name: str, task: Callable[[datetime], object], **options: Any) -> None:
    """Has the worker call ``task(now)``; ``options`` are those of ``PeriodicTask``. One of the same name is replaced.

    One process at a time has the turn of a task. Still, a task must claim its rows: a process that hangs loses its
    turn to another one, and may go on later.
    """
    _registered[name] = PeriodicTask(name, task, **options)


def periodic_tasks() -> list[PeriodicTask]:
    """The urgent ones first."""
    return sorted(_registered.values(), key=lambda task: not task.urgent)


def take_turn(task: PeriodicTask, now: datetime | None = None, should_stop: ShouldStop = never) -> bool:
    """Runs the task for one turn; returns whether more of it is due.

    Does nothing if another process has the turn. An error is logged and stored, and does not stop other tasks.
    """
    turn = claim_turn(task.name, task.every, now)
    if turn is None:
        return False
    try:
        is_complete = _advance(task, turn, should_stop)
    except Exception as error:
        log_failure(logger, f"The periodic task {task.name}", error)
        turn.fail(error)
        return False
    if is_complete:
        turn.complete()
    else:
        turn.leave()
    return not is_complete


def run_each(now: datetime, *parts: Callable[[datetime], object]) -> Iterator[object]:
    """The pieces of several tasks as those of one; an error in one part does not stop the others."""
    errors: list[Exception] = []
    for part in parts:
        try:
            pieces = part(now)
            yield from pieces if isinstance(pieces, Iterator) else [pieces]
        except DATABASE_IS_GONE:
            raise
        except Exception as error:
            if errors:  # the first one is raised and logged in the end
                log_failure(logger, "Part of a periodic task", error)
            errors.append(error)
    if errors:
        raise errors[0]


def process_rows(select: Callable[[], QuerySet], work: Callable[[Any], int]) -> Iterator[int]:
    """Calls ``work`` for each row of ``select``, which is evaluated anew after each slice; yields what it returns.

    A row for which it returns something false, because another process was faster, is left out. So is one for which
    it fails, so that it does not keep the others waiting; the first error is raised in the end.
    """
    left_out: set[Any] = set()
    errors: list[Exception] = []
    while rows := list(select().exclude(pk__in=left_out)[: app_settings.PERIODIC_ROWS]):
        for row in rows:
            try:
                is_done = work(row)
            except DATABASE_IS_GONE:
                raise
            except Exception as error:
                log_failure(logger, f"A periodic task, for {row._meta.model_name} {row.pk},", error)
                is_done, errors = 0, [*errors, error]
            if not is_done:
                left_out.add(row.pk)
            yield is_done
    if errors:
        raise errors[0]


def _advance(task: PeriodicTask, turn: Turn, should_stop: ShouldStop) -> bool:
    """Whether all pieces that were due are done."""
    time_limit = TimeLimit(app_settings.PERIODIC_SECONDS, should_stop)
    pieces = task.run(turn.started_at)
    if not isinstance(pieces, Iterator):
        return True
    for number, _piece in enumerate(pieces, 1):
        if number >= app_settings.PERIODIC_ROWS or time_limit.is_over() or not turn.renew():
            return False
    return True
