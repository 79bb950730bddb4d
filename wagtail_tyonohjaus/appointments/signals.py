"""Makes sessions known to availability, and their chores to the worker."""

from ..availability.sources import register
from ..messages.chores import register_chore
from .busy import Sessions
from .chores import tend

register(Sessions())
register_chore("sessions", tend)
