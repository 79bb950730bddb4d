"""Django's cache as an optional aid: a failing cache behaves like an empty one."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.cache import cache

logger = logging.getLogger(__name__)

#: Part of every key; increase it when the cached values, or how they are computed, change.
VERSION = 3
TIMEOUT_SECONDS = 2 * 3600


def get_many(keys: Iterable[str]) -> dict[str, Any]:
    """Cached values by key; an empty dict if the cache fails."""
    try:
        return cache.get_many(list(keys))
    except Exception as error:
        logger.warning("The cache can't be read: %s", type(error).__name__)
        return {}


def set_many(values: Mapping[str, Any], timeout: int = TIMEOUT_SECONDS) -> None:
    """Cache the values for ``timeout`` seconds, unless the cache fails."""
    if not values:
        return
    try:
        cache.set_many(dict(values), timeout)
    except Exception as error:
        logger.warning("The cache can't be written: %s", type(error).__name__)


def claim(key: str, seconds: int) -> bool:
    """Whether nobody has claimed the key in the last ``seconds``; a failing cache refuses nobody."""
    try:
        # An optional cache that fails adds nothing, but has no value either.
        return cache.add(key, True, seconds) or cache.get(key) is None
    except Exception as error:
        logger.warning("The cache can't be written: %s", type(error).__name__)
        return True


def delete_many(keys: Iterable[str]) -> None:
    """Remove the keys from the cache, unless it fails."""
    try:
        cache.delete_many(list(keys))
    except Exception as error:
        logger.warning("The cache can't be written: %s", type(error).__name__)
