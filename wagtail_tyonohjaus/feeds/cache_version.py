"""A version in the cache that every change of free time replaces; entries with another version are ignored.

If each server has a cache of its own, it notices another server's change after at most ``ENTRY_SECONDS``.
"""

import logging
import uuid
from typing import Any

from django.core.cache import cache
from django.db import transaction

from ..availability import safe_cache

logger = logging.getLogger(__name__)

KEY = f"tyonohjaus:feeds:version:{safe_cache.VERSION}"
ENTRY_SECONDS = 60


def get(key: str) -> Any:
    """The entry if it has the current version, else None. One round trip to the cache."""
    entries = safe_cache.get_many([KEY, key])
    version, value = entries.get(key, (None, None))
    return value if version == entries.get(KEY) else None


def current() -> str | None:
    """Get the version before reading what is to be cached, so that a change in between makes the entry invalid."""
    return safe_cache.get_many([KEY]).get(KEY)


def store(key: str, value: Any, version: str | None) -> None:
    """``version`` is that of ``current``, from before the value was computed."""
    safe_cache.set_many({key: (version, value)}, ENTRY_SECONDS)


def replace() -> None:
    """Replaces the version now, for later reads in this transaction, and again once others can see the change."""
    _set_new_version()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_set_new_version, robust=True)


def _set_new_version() -> None:
    try:
        cache.set(KEY, uuid.uuid4().hex, None)
    except Exception as error:
        logger.warning("The cache can't be written: %s", type(error).__name__)
