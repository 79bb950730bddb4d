"""A cache backend that behaves like an empty cache while the cache behind it fails.

Wagtail and Django use the default cache for every page, and pass on its errors.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

logger = logging.getLogger(__name__)

#: How long a cache that has failed is not tried again: otherwise every call would wait for its time limit.
PAUSE_SECONDS = 10
#: More lost writes than this, and the whole cache is cleared.
MAX_OUTDATED_KEYS = 10_000

Key = tuple[str, int | None]


class _Outage:
    """What this process knows of the failures of one cache. Shared by its threads."""

    def __init__(self) -> None:
        self.paused_until = 0.0
        #: Keys with versions that could not be written or deleted: the cache may contain older values.
        self.outdated: set[Key] = set()
        #: Whether the whole cache has to be cleared.
        self.is_outdated = False

    @property
    def is_paused(self) -> bool:
        return time.monotonic() < self.paused_until

    def pause(self, error: Exception) -> None:
        self.paused_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("The cache fails: %s", type(error).__name__)

    def add_outdated(self, keys: Iterable[Key]) -> None:
        self.outdated.update(keys)
        if len(self.outdated) > MAX_OUTDATED_KEYS:
            self.outdated, self.is_outdated = set(), True

    def delete_outdated(self, cache: BaseCache) -> None:
        """Before the first use after a failure, so that no value is read that should have been replaced."""
        if self.is_outdated:
            cache.clear()
            self.is_outdated = False
        keys = self.outdated.copy()
        for version in {version for _, version in keys}:
            cache.delete_many([key for key, of_version in keys if of_version == version], version)
        self.outdated -= keys


_outages: dict[str, _Outage] = {}


class OptionalCache(BaseCache):
    """Passes every call to the cache whose alias is in ``LOCATION``.

    An error is logged and counts as a miss, and so do the calls of the next ``PAUSE_SECONDS``. What this process could
    not write meanwhile is deleted when the cache works again. The cache behind needs a time limit of its own, such as
    ``socket_timeout``.
    """

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._alias = alias
        self._outage = _outages.setdefault(alias, _Outage())

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda cache: cache.get(key, default, version), default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        keys = list(keys)
        return self._try(lambda cache: cache.get_many(keys, version), {})

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._try(lambda cache: cache.has_key(key, version), False)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        # Not an outdated key if it is lost: an older value would have remained, too.
        return self._try(lambda cache: cache.add(key, value, timeout, version), False)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._try(lambda cache: cache.set(key, value, timeout, version), None, [(key, version)])

    def set_many(
        self, data: Mapping[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[str]:
        keys = [(key, version) for key in data]
        return self._try(lambda cache: cache.set_many(dict(data), timeout, version), list(data), keys)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._try(lambda cache: cache.touch(key, timeout, version), False)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._try(lambda cache: cache.delete(key, version), False, [(key, version)])

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        keys = list(keys)
        self._try(lambda cache: cache.delete_many(keys, version), None, [(key, version) for key in keys])

    def clear(self) -> None:
        def clear_cache(cache: BaseCache) -> bool:
            cache.clear()
            return True

        if not self._try(clear_cache, otherwise=False):
            self._outage.is_outdated = True

    def close(self, **kwargs: Any) -> None:
        self._try(lambda cache: cache.close(**kwargs), None)

    def _try(self, operation: Callable[[BaseCache], Any], otherwise: Any, written: Iterable[Key] = ()) -> Any:
        outage = self._outage
        if not outage.is_paused:
            try:
                cache = caches[self._alias]
                if outage.outdated or outage.is_outdated:
                    outage.delete_outdated(cache)
                return operation(cache)
            except Exception as error:
                outage.pause(error)
        outage.add_outdated(written)
        return otherwise
