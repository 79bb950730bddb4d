"""Checks of what should run by itself, as texts for the health checks: empty if all is well."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..availability.busy_calendars.claims import due_calendars
from ..availability.models import BusyCalendar
from ..messages.models import Delivery, DeliveryState, Heartbeat, Priority
from ..messages.periodic import WORKER, PeriodicTask, periodic_tasks
from ..messages.task_queue import TASK, uses_task_queue, waiting_tasks
from ..messages.turns import CALENDAR_SYNC, is_within

MAX_AGE = timedelta(hours=1)
MAX_UNSENT = timedelta(minutes=10)
MAX_UNSENT_IN_CRISIS = timedelta(minutes=5)
MAX_TASK_WAIT = timedelta(minutes=10)
# A restart of the database may cause one or two.
MIN_FAILURES = 3


def background_texts(rows: dict[str, Heartbeat], now: datetime, of_sites: Q, of_supervisors: Q) -> dict[str, str]:
    """The texts by the codes of problems. ``rows`` are by name; the conditions select deliveries and calendars."""
    return {
        **_unsent_texts(now, of_sites),
        "failing_tasks": _failing_text(rows),
        "late_tasks": _late_text(rows, now),
        **(_task_queue_texts(rows.get(TASK), now) if uses_task_queue() else {}),
        **_calendar_texts(rows.get(CALENDAR_SYNC), now, of_supervisors),
    }


def task_labels() -> dict[str, str]:
    """What the heartbeats of tasks and commands are called, by their names."""
    return {
        **{task.name: str(task.label or task.name) for task in periodic_tasks()},
        WORKER: _("Worker"),
        CALENDAR_SYNC: _("Synchronisation of calendars"),
    }


def _unsent_texts(now: datetime, of_sites: Q) -> dict[str, str]:
    unsent = Q(next_attempt_at__lt=now - MAX_UNSENT)
    crisis = Q(priority=Priority.CRISIS, created_at__lt=now - MAX_UNSENT_IN_CRISIS)
    pending = Delivery.objects.filter(of_sites, state=DeliveryState.PENDING)
    counts = pending.aggregate(unsent=Count("pk", filter=unsent), crisis=Count("pk", filter=crisis))
    unsent_text = ngettext(
        "%(count)d message should have been sent more than 10 minutes ago.",
        "%(count)d messages should have been sent more than 10 minutes ago.",
        counts["unsent"],
    )
    crisis_text = ngettext(
        "%(count)d message about a crisis has not been sent for 5 minutes.",
        "%(count)d messages about a crisis have not been sent for 5 minutes.",
        counts["crisis"],
    )
    return {
        "unsent": unsent_text % {"count": counts["unsent"]} if counts["unsent"] else "",
        "crisis_messages": crisis_text % {"count": counts["crisis"]} if counts["crisis"] else "",
    }


def _failing_text(rows: dict[str, Heartbeat]) -> str:
    labels = task_labels()
    failing = [row for row in rows.values() if row.failures >= MIN_FAILURES and row.name in labels]
    names = [f"{labels[row.name]} ({row.error})" for row in failing]
    return _("Failing again and again: %(tasks)s.") % {"tasks": _joined(names)} if names else ""


def _late_text(rows: dict[str, Heartbeat], now: datetime) -> str:
    """Only while the worker runs: if it does not, all tasks are late."""
    worker = rows.get(WORKER)
    if worker is None or not is_within(worker.at, now, MAX_AGE):
        return ""
    late = [task for task in periodic_tasks() if _is_late(task, rows.get(task.name), worker, now)]
    labels = task_labels()
    text = _("Not complete for more than an hour: %(tasks)s.")
    return text % {"tasks": _joined(labels[task.name] for task in late)} if late else ""


def _is_late(task: PeriodicTask, row: Heartbeat | None, worker: Heartbeat, now: datetime) -> bool:
    """A task that was never complete is measured from its first turn, and one without a turn from the worker's."""
    complete_at = row.at if row else None
    return not is_within(complete_at or (row or worker).created_at, now, task.every + MAX_AGE)


def _task_queue_texts(row: Heartbeat | None, now: datetime) -> dict[str, str]:
    count = waiting_tasks(now - MAX_TASK_WAIT)
    piled_up = ngettext(
        "%(count)d task has been waiting in the task queue for more than 10 minutes.",
        "%(count)d tasks have been waiting in the task queue for more than 10 minutes.",
        count,
    )
    is_dead = row is not None and row.claimed_at and (row.failures or not is_within(row.claimed_at, now, MAX_TASK_WAIT))
    dead = _("No worker of the task queue has started the task that sends messages for more than 10 minutes.")
    return {"task_worker": dead if is_dead else "", "waiting_tasks": piled_up % {"count": count} if count else ""}


def _calendar_texts(row: Heartbeat | None, now: datetime, of_supervisors: Q) -> dict[str, str]:
    """While the synchronisation does not run, all calendars are late."""
    if row is not None and is_within(row.at, now, MAX_AGE):
        return {"late_calendars": _late_calendars_text(now, of_supervisors)}
    if not BusyCalendar.objects.filter(of_supervisors, supervisor__active=True).exists():
        return {}
    return {"calendar_sync": _("Supervisors' calendars have not been fetched for an hour.")}


def _late_calendars_text(now: datetime, of_supervisors: Q) -> str:
    count = due_calendars(now - MAX_AGE).filter(of_supervisors, attempted_at__isnull=False).count()
    text = ngettext(
        "%(count)d calendar is more than an hour overdue to be fetched.",
        "%(count)d calendars are more than an hour overdue to be fetched.",
        count,
    )
    return text % {"count": count} if count else ""


def _joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
