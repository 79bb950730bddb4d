"""Registers the busy source, the periodic tasks and the message types of sessions when the app is ready."""

from ..availability import busy_sources
from ..messages.periodic import register_periodic_task
from . import periodic_tasks
from .busy_source import SessionBusySource
from .message_types import register_message_types

busy_sources.register(SessionBusySource())
register_periodic_task("sessions", periodic_tasks.run)
register_message_types()
