"""What the worker does besides sending: the other parts register it, since messages knows none of them."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from .models import Heartbeat

logger = logging.getLogger(__name__)

WORKER = "deliver"
_chores: dict[str, Callable[[datetime], object]] = {}


def register_chore(name: str, chore: Callable[[datetime], object]) -> None:
    """Has ``chore(now)`` run at every round of the worker; ``now`` is UTC. It must be safe to run twice at once."""
    _chores[name] = chore


def run_chores(now: datetime | None = None) -> None:
    """Runs every chore; one that fails is logged and does not stop the others."""
    now = now or timezone.now()
    for name, chore in list(_chores.items()):
        try:
            chore(now)
        except Exception:
            logger.exception("The chore %s failed.", name)
    beat(WORKER, now)


def beat(name: str, now: datetime) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def last_beat(name: str) -> datetime | None:
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
