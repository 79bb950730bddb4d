"""Keeps busy calendars up to date: claims one at a time, has it fetched by a process of a pool, and stores the result.

Nothing but the claim of a calendar, which has a lease, is in the database while it is fetched. Several processes may
do this at once.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import datetime
from threading import Event
from typing import Protocol

from django.db import DataError, Error
from django.db.models import QuerySet

from ...practice.installation.state import is_paused
from ..models import BusyCalendar
from .claims import Candidate, Claim, candidates, claim
from .fetch_job import FetchResult
from .fetch_pool import Fetcher, FetchPool
from .results import store_result

logger = logging.getLogger(__name__)

#: How many calendars of one host are fetched at a time.
MAX_PER_HOST = 2
#: So many calendars are worth the start of one more process.
CALENDARS_PER_PROCESS = 10
#: How long the jobs that are running may take after the signal to stop.
FINISH_SECONDS = 0.5
_POLL_SECONDS = 0.2


class Stop(Protocol):
    """Tells whether to stop, such as ``management.stopping.StopSignals`` and ``threading.Event``."""

    def is_set(self) -> bool:
        """Whether nothing new should be begun."""


def sync_calendars(
    calendars: QuerySet[BusyCalendar], pool: Fetcher, stop: Stop | None = None, now: datetime | None = None
) -> Iterator[BusyCalendar]:
    """Fetches calendars, several at a time, the most overdue first, and yields each one as stored afterwards.

    Calendars that another process claims first are left out. After ``stop`` is set, and if the iteration ends early,
    no other calendar is claimed, and those that can't be finished at once are released. On a copy of the database,
    none is fetched. ``now`` is for tests.
    """
    waiting = [] if is_paused() else candidates(calendars)
    return _Round(waiting, pool, stop or Event(), now).run()


def sync_calendar(calendar_id: int) -> BusyCalendar | None:
    """Fetches one calendar now. None if it was deleted, or another process has claimed it."""
    with FetchPool() as pool:
        return next(iter(list(sync_calendars(BusyCalendar.objects.filter(pk=calendar_id), pool))), None)


class _Round:
    def __init__(self, waiting: list[Candidate], pool: Fetcher, stop: Stop, now: datetime | None) -> None:
        self.waiting, self.pool, self.stop, self.now = waiting, pool, stop, now
        self.limit = min(pool.size, 1 + len(waiting) // CALENDARS_PER_PROCESS)
        self.running: dict[Future[FetchResult], Claim] = {}
        self.stopped_at: float | None = None

    def run(self) -> Iterator[BusyCalendar]:
        try:
            self._start_jobs()
            while self.running and not self._has_to_leave():
                for future in wait(self.running, _POLL_SECONDS, FIRST_COMPLETED).done:
                    calendar = _store(self.running[future], future.result())
                    del self.running[future]
                    if calendar is not None:
                        yield calendar
                self._start_jobs()
        finally:
            self._leave()

    def _start_jobs(self) -> None:
        while len(self.running) < self.limit and not self.stop.is_set():
            candidate = self._next_candidate()
            if candidate is None:
                return
            claimed = claim(candidate, self.now)
            if claimed is not None:  # else another process was faster
                self.running[self.pool.submit(claimed.job)] = claimed

    def _next_candidate(self) -> Candidate | None:
        """The most overdue one whose host is not busy with others."""
        hosts = Counter(claimed.host for claimed in self.running.values())
        for number, candidate in enumerate(self.waiting):
            if hosts[candidate.host] < MAX_PER_HOST:
                return self.waiting.pop(number)
        return None

    def _has_to_leave(self) -> bool:
        if not self.stop.is_set():
            return False
        self.stopped_at = self.stopped_at or time.monotonic()
        return time.monotonic() - self.stopped_at > FINISH_SECONDS

    def _leave(self) -> None:
        """Ends the jobs that are running and releases their calendars."""
        self.pool.cancel()
        for claimed in self.running.values():
            try:
                claimed.release()
            except Error as error:
                # The claim's lease ends in a minute.
                logger.warning("Busy calendar %s can't be released (%s).", claimed.calendar.pk, type(error).__name__)
        self.running.clear()


def _store(claimed: Claim, result: FetchResult) -> BusyCalendar | None:
    """A result that the database can't store is an error of its calendar, and does not end the round of the others."""
    try:
        return store_result(claimed, result)
    except (DataError, ValueError, OverflowError):
        return store_result(claimed, FetchResult(error="crashed"))
