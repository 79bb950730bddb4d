"""Registers the busy source, the periodic tasks and the message types of sessions when the app is ready."""

from ..availability.busy_sources import register_busy_source
from ..messages.periodic import register_periodic_task
from . import periodic_tasks
from .busy_source import SessionBusySource
from .message_types import register_message_types

register_busy_source(SessionBusySource())
register_periodic_task("sessions", periodic_tasks.run)
register_message_types()
