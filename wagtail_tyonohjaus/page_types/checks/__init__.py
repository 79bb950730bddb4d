"""System checks of pages."""

from . import shared_pages, templates  # noqa: F401  (register them)
