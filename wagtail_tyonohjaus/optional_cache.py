"""A cache backend that behaves like an empty cache while the cache behind it fails.

Wagtail and Django use the default cache for every page, and pass on its errors.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

logger = logging.getLogger(__name__)


class OptionalCache(BaseCache):
    """Passes every call to the cache whose alias is in ``LOCATION``; an error is logged and counts as a miss."""

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._alias = alias

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda cache: cache.get(key, default, version), default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        keys = list(keys)
        return self._try(lambda cache: cache.get_many(keys, version), {})

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._try(lambda cache: cache.has_key(key, version), False)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._try(lambda cache: cache.add(key, value, timeout, version), False)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._try(lambda cache: cache.set(key, value, timeout, version), None)

    def set_many(
        self, data: Mapping[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[str]:
        return self._try(lambda cache: cache.set_many(dict(data), timeout, version), list(data))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._try(lambda cache: cache.touch(key, timeout, version), False)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._try(lambda cache: cache.delete(key, version), False)

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        keys = list(keys)
        self._try(lambda cache: cache.delete_many(keys, version), None)

    def clear(self) -> None:
        self._try(lambda cache: cache.clear(), None)

    def close(self, **kwargs: Any) -> None:
        self._try(lambda cache: cache.close(**kwargs), None)

    def _try(self, operation: Callable[[BaseCache], Any], otherwise: Any) -> Any:
        try:
            return operation(caches[self._alias])
        except Exception as error:
            logger.warning("The cache fails: %s", type(error).__name__)
            return otherwise
