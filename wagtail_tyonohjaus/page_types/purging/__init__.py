"""Purges changed pages from the caches in ``WAGTAILFRONTENDCACHE``."""

from .changes import is_configured, purge_pages_showing, purge_site, purge_urls

__all__ = ["is_configured", "purge_pages_showing", "purge_site", "purge_urls"]
