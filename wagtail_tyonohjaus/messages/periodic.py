"""Periodic tasks: what the worker runs in every round besides sending. The other parts register theirs here."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from .models import Heartbeat

logger = logging.getLogger(__name__)

#: The name of the worker's own heartbeat.
WORKER = "deliver"

_registered: dict[str, Callable[[datetime], object]] = {}


def register_periodic_task(name: str, task: Callable[[datetime], object]) -> None:
    """Has the worker call ``task(now)`` in every round; ``now`` is UTC.

    Two workers may run the task at the same time. A task of the same name is replaced.
    """
    _registered[name] = task


def run_periodic_tasks(now: datetime | None = None) -> None:
    """Runs every registered task. An error in one is logged and does not stop the others."""
    now = now or timezone.now()
    for name, task in list(_registered.items()):
        try:
            task(now)
        except Exception:
            logger.exception("The periodic task %s failed.", name)
    record_heartbeat(WORKER, now)


def record_heartbeat(name: str, now: datetime) -> None:
    """Stores ``now`` as the time when ``name``, a worker or a task, last ran."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def last_heartbeat(name: str) -> datetime | None:
    """When ``name`` last ran; None if it never did."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
