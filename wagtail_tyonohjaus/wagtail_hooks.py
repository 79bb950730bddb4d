"""Registers each part's share of the Wagtail admin."""

from .practice import wagtail_hooks as practice  # noqa: F401
