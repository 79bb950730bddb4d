"""The cache as a help and never a need: a cache that fails is as good as an empty one."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.cache import cache

logger = logging.getLogger(__name__)

#: Part of every key; raise it when what is kept, or how it is computed, changes.
VERSION = 1
KEEP_SECONDS = 2 * 3600


def get_many(keys: Iterable[str]) -> dict[str, Any]:
    """What the cache has of the keys; nothing where it fails."""
    try:
        return cache.get_many(list(keys))
    except Exception as error:
        logger.warning("The cache can't be read: %s", type(error).__name__)
        return {}


def set_many(values: Mapping[str, Any], timeout: int = KEEP_SECONDS) -> None:
    """Keeps the values for ``timeout`` seconds, if the cache will have them."""
    if not values:
        return
    try:
        cache.set_many(dict(values), timeout)
    except Exception as error:
        logger.warning("The cache can't be written: %s", type(error).__name__)
