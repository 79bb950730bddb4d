"""Checks of a page's saved content, shown in its editor."""

from . import persons, placeholders  # noqa: F401  (they register their checks)
from .checks import ContentCheck, content_findings, register_content_check

__all__ = ["ContentCheck", "content_findings", "register_content_check"]
