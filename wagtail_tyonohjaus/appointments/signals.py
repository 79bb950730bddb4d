"""Makes sessions known to availability, and their chores to the worker."""

from ..availability.busy_sources import register
from ..messages.periodic import register_chore
from .busy_source import Sessions
from .periodic_tasks import tend

register(Sessions())
register_chore("sessions", tend)
