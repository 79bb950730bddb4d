"""Registers the busy source, the periodic tasks and the message types of sessions, and frees deleted sessions' time."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from ..availability.busy_sources import register_busy_source
from ..late_imports import LateModule
from ..messages.periodic import register_periodic_task
from . import time_claims
from .busy_source import SessionBusySource
from .message_types import register_message_types
from .models import Session

if TYPE_CHECKING:
    from . import periodic_tasks
else:
    periodic_tasks = LateModule(f"{__package__}.periodic_tasks")


def run_periodic_tasks(now: datetime) -> Iterator[object]:
    """``periodic_tasks.run``, which is imported when the worker first has a turn for it."""
    return periodic_tasks.run(now)


register_busy_source(SessionBusySource())
register_periodic_task("sessions", run_periodic_tasks, label=_("Holds and reminders of sessions"))
register_message_types()


@receiver(post_delete, sender=Session, dispatch_uid="wagtail_tyonohjaus.appointments.session_deleted")
def release_time_of_deleted_session(sender: type[Session], instance: Session, **kwargs: Any) -> None:
    """Claims have no foreign key to the sessions, since a group's participants share them."""
    time_claims.release_deleted(instance)
