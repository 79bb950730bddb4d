"""Contact requests in the Wagtail admin."""

from ..inbox import wagtail_hooks as inbox  # noqa: F401
from ..messages.admin import wagtail_hooks as log  # noqa: F401
from .admin import wagtail_hooks as routes  # noqa: F401
