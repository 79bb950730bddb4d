"""The task that sends messages, for projects with a django-tasks backend that runs outside the web process.

At most one such task is enqueued: the heartbeat ``TASK`` is claimed from its enqueuing to its start. If no worker has
started it for a minute, the process that stores the next message sends by itself.
"""

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import close_old_connections
from django.db.models import F
from django.utils import timezone

from ..background_tasks import has_task_worker, task, task_backends
from ..conf import app_settings
from .models import Heartbeat
from .sending import deliver_due
from .time_limits import TimeLimit

#: The name of the task's heartbeat. Its ``failures`` are the tasks since the last start that no worker has started.
TASK = "deliver-task"
TAKEOVER = timedelta(minutes=1)
# A task may be lost with its broker, so it is enqueued again after this time.
RENEWAL = timedelta(minutes=10)


@task()
def deliver_task() -> None:
    """Sends what is due. It has no arguments, because task backends store them."""
    close_old_connections()
    # First, so that a message that is stored from here on has another task.
    Heartbeat.objects.update_or_create(name=TASK, defaults={"claimed_at": None, "at": timezone.now(), "failures": 0})
    time_limit = TimeLimit(app_settings.ROUND_SECONDS)
    while deliver_due(time_limit=time_limit):
        if time_limit.is_over():
            request_task()
            return


def uses_task_queue() -> bool:
    """Whether the project has a task backend and has not turned off its use."""
    return bool(app_settings.USE_TASK_BACKEND) and has_task_worker(deliver_task.backend)


def request_task(now: datetime | None = None) -> bool:
    """Enqueues the task unless it is enqueued already; returns whether its worker can be expected to send.

    Raises an error of the backend, after which nothing is enqueued.
    """
    now = now or timezone.now()
    row, _created = Heartbeat.objects.get_or_create(name=TASK)
    waiting = timedelta(0) if row.claimed_at is None else abs(now - row.claimed_at)
    if row.claimed_at is None or waiting >= RENEWAL:
        _enqueue(row, now)
    return not row.failures and waiting < TAKEOVER


def probe_task_worker(now: datetime) -> None:
    """A periodic task: enqueues the task though no message requires it, so that a dead worker is noticed."""
    if uses_task_queue():
        request_task(now)


def waiting_tasks(before: datetime) -> int:
    """How many tasks of all kinds were due before that time and have not been started.

    0 with a backend that can't tell: there, the task that sends messages waits behind the others.
    """
    if not apps.is_installed("django_tasks_db"):
        return 0
    # Untyped, since the app is optional.
    model: Any = apps.get_app_config("django_tasks_database").get_model("DBTaskResult")
    ready = model.objects.ready()
    # A task that is not deferred has a time thousands of years ahead.
    waiting = ready.filter(backend_name=deliver_task.backend, enqueued_at__lt=before)
    return waiting.exclude(run_after__range=(before, timezone.now())).count()


def _enqueue(row: Heartbeat, now: datetime) -> None:
    unchanged = Heartbeat.objects.filter(pk=row.pk, claimed_at=row.claimed_at)
    lost = 0 if row.claimed_at is None else 1
    if not unchanged.update(claimed_at=now, failures=F("failures") + lost):
        return
    try:
        _configured_task().enqueue()
    except Exception:
        Heartbeat.objects.filter(pk=row.pk, claimed_at=now).update(claimed_at=None)
        raise


def _configured_task() -> Any:
    has_priorities = task_backends[deliver_task.backend].supports_priority
    priority = {"priority": app_settings.TASK_PRIORITY} if has_priorities else {}
    return deliver_task.using(queue_name=app_settings.TASK_QUEUE, **priority)
