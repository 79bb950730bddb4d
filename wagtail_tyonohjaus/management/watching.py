"""Commands that keep running with ``--watch``."""

import logging
import time
from collections.abc import Callable

from django.db import close_old_connections

from .stopping import StopSignals

logger = logging.getLogger(__name__)

#: How often urgent work is looked for between two rounds.
POLL_SECONDS = 0.5

UrgentWork = Callable[[], bool]


def watch(
    run_round: Callable[[], bool], seconds: float, stop: StopSignals, is_urgent_work_due: UrgentWork | None = None
) -> None:
    """Repeats ``run_round`` every ``seconds``, or at once if it returns that more is due, until a signal comes.

    ``is_urgent_work_due`` is called every ``POLL_SECONDS`` and starts a round early: one query by an index is fine.
    """
    while not stop.is_set():
        if not run_safely(run_round):
            _wait(seconds, stop, is_urgent_work_due)


def run_safely(run_round: Callable[[], bool]) -> bool:
    """A restart of the database ends this round but not the command. Returns whether more is due."""
    try:
        close_old_connections()
        return run_round()
    except Exception as error:
        logger.error("A round of the worker failed (%s); the next one will try again.", type(error).__name__)
        return False


def _wait(seconds: float, stop: StopSignals, is_urgent_work_due: UrgentWork | None) -> None:
    if is_urgent_work_due is None:
        stop.wait(seconds)
        return
    ends_at = time.monotonic() + seconds
    while not stop.is_set():
        remaining = ends_at - time.monotonic()
        if remaining <= 0:
            return
        stop.wait(min(remaining, POLL_SECONDS))
        if _is_due(is_urgent_work_due):
            return


def _is_due(is_urgent_work_due: UrgentWork) -> bool:
    """False while the database is down, which the next round reports."""
    try:
        close_old_connections()
        return is_urgent_work_due()
    except Exception:
        return False
