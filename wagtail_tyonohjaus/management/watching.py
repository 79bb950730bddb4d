"""Commands that keep running with ``--watch``."""

import logging
from collections.abc import Callable

from django.db import close_old_connections

from .stopping import StopSignals

logger = logging.getLogger(__name__)


def watch(run_round: Callable[[], bool], seconds: float, stop: StopSignals) -> None:
    """Repeats ``run_round`` every ``seconds``, or at once if it returns that more is due, until a signal comes."""
    while not stop.is_set():
        if not run_safely(run_round):
            stop.wait(seconds)


def run_safely(run_round: Callable[[], bool]) -> bool:
    """A restart of the database ends this round but not the command. Returns whether more is due."""
    try:
        close_old_connections()
        return run_round()
    except Exception as error:
        logger.error("A round of the worker failed (%s); the next one will try again.", type(error).__name__)
        return False
