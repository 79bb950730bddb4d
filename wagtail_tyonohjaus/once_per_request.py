"""Remembers on a request what several parts of its page load."""

from collections.abc import Callable, Hashable
from typing import Any

from django.http import HttpRequest


def once_per_request(request: HttpRequest | None, key: Hashable, load: Callable[[], Any]) -> Any:
    """The result of ``load``, which is called once for each ``key`` of a request; without a request, each time."""
    if request is None:
        return load()
    loaded = vars(request).setdefault("_tyonohjaus_loaded", {})
    if key not in loaded:
        loaded[key] = load()
    return loaded[key]
