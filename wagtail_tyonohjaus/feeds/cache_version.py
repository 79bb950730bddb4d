"""One word in the cache that every change of free time replaces: what was kept under another word is looked up again.

A server with a cache of its own learns of another's change when ``STATE_SECONDS`` are over, at the latest.
"""

import logging
import uuid
from typing import Any

from django.core.cache import cache
from django.db import transaction

from ..availability import safe_cache

logger = logging.getLogger(__name__)

KEY = f"tyonohjaus:calendars:generation:{safe_cache.VERSION}"
STATE_SECONDS = 60


def read(key: str) -> Any:
    """What was kept under the key in this generation, else None; one round trip."""
    found = safe_cache.get_many([KEY, key])
    generation, value = found.get(key, (None, None))
    return value if generation == found.get(KEY) else None


def current() -> Any:
    """Ask for it before reading what is to be kept, so that a change in between makes that old."""
    return safe_cache.get_many([KEY]).get(KEY)


def keep(key: str, value: Any, generation: Any) -> None:
    safe_cache.set_many({key: (generation, value)}, STATE_SECONDS)


def advance() -> None:
    """Now, for this transaction's own reads, and again when it is seen by others."""
    _replace()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_replace, robust=True)


def _replace() -> None:
    try:
        cache.set(KEY, uuid.uuid4().hex, None)
    except Exception as error:
        logger.warning("The cache can't be written: %s", type(error).__name__)
