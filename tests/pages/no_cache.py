"""A cache backend that may not be used."""

from typing import Any

from django.core.cache.backends.base import BaseCache


class NoCache(BaseCache):
    """Every use is an error that nobody may catch: ``BaseException``."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        raise KeyboardInterrupt

    add = set = touch = delete = clear = get  # type: ignore[assignment]
