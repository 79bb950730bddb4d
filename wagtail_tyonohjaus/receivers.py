"""Imports the parts' signal receivers, so that they are connected once the models are loaded."""

from .appointments import signals as appointments  # noqa: F401
from .availability import signals as availability  # noqa: F401
from .blocks import record_usage as blocks  # noqa: F401
from .contact import signals as contact  # noqa: F401
from .duty import signals as duty  # noqa: F401
from .feeds import signals as feeds  # noqa: F401
from .finding import signals as finding  # noqa: F401
from .messages import account_addresses, address_changes, dispatch  # noqa: F401
from .page_types import signals as page_types  # noqa: F401
from .page_types.notices import reminders  # noqa: F401
from .practice import signals as practice  # noqa: F401
from .setup import signals as setup  # noqa: F401
