"""A round of the worker: sending comes first, and between the turns of all periodic tasks."""

import time
from datetime import datetime

from django.utils import timezone

from ..conf import app_settings
from ..practice.installation.state import check_installation
from .periodic import WORKER, PeriodicTask, periodic_tasks, take_turn
from .sending import Channels, deliver_due
from .time_limits import ShouldStop, TimeLimit, never
from .turns import record_heartbeat


def run_rounds(time_limit: TimeLimit) -> None:
    """Repeats rounds until nothing is due or the time is over."""
    while run_round(should_stop=time_limit.should_stop) and not time_limit.is_over():
        pass


def run_round(now: datetime | None = None, should_stop: ShouldStop = never) -> bool:
    """Sends due messages and gives every periodic task a turn; returns whether more is due.

    Messages and urgent tasks wait for one turn of another task at most. On a copy of the database, nothing is done.
    """
    if not check_installation():
        return False
    current = _Round(now, should_stop)
    current.send()
    record_heartbeat(WORKER, now or timezone.now())
    current.run_urgent_tasks_and_send()
    for task in periodic_tasks():
        if not task.urgent:
            current.take_turn(task)
            current.give_way()
    current.run_urgent_tasks_and_send()
    return current.more


class _Round:
    def __init__(self, now: datetime | None, should_stop: ShouldStop) -> None:
        self.now, self.should_stop = now, should_stop
        self.channels, self.more, self.gave_way_at = Channels(), False, 0.0

    def give_way(self) -> None:
        """Lets urgent work pass, unless it has just done so."""
        if time.monotonic() - self.gave_way_at >= app_settings.PERIODIC_SECONDS / 2:
            self.run_urgent_tasks_and_send()

    def send(self) -> None:
        time_limit = TimeLimit(app_settings.PERIODIC_SECONDS, self.should_stop)
        self.more |= deliver_due(channels=self.channels, time_limit=time_limit)

    def run_urgent_tasks_and_send(self) -> None:
        for task in periodic_tasks():
            if task.urgent:
                self.take_turn(task)
        self.send()
        self.gave_way_at = time.monotonic()

    def take_turn(self, task: PeriodicTask) -> None:
        if not self.should_stop():
            self.more |= take_turn(task, self.now, self.should_stop)
