"""Registers the busy source, the periodic tasks and the message types of sessions, and frees deleted sessions' time."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from ..availability.busy_sources import register_busy_source
from ..messages.periodic import register_periodic_task
from . import periodic_tasks, time_claims
from .busy_source import SessionBusySource
from .message_types import register_message_types
from .models import Session

register_busy_source(SessionBusySource())
register_periodic_task("sessions", periodic_tasks.run, label=_("Holds and reminders of sessions"))
register_message_types()


@receiver(post_delete, sender=Session, dispatch_uid="wagtail_tyonohjaus.appointments.session_deleted")
def release_time_of_deleted_session(sender: type[Session], instance: Session, **kwargs: Any) -> None:
    """Claims have no foreign key to the sessions, since a group's participants share them."""
    time_claims.release_deleted(instance)
