"""Makes sessions known to availability, and their chores to the worker."""

from ..availability.busy_sources import register
from ..messages.periodic import register_chore
from .busy_source import Sessions
from .message_types import register_message_types
from .periodic_tasks import tend

register(Sessions())
register_chore("sessions", tend)
register_message_types()
