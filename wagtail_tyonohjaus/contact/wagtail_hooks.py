"""Contact requests in the Wagtail admin."""

from .inbox import wagtail_hooks as inbox  # noqa: F401
