"""Every address of ours in the admin, found by itself, so that a new one is covered."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from wagtail_tyonohjaus.inbox.bulk_actions import BULK_ACTIONS


def patterns(resolver: Any, prefix: str = "", namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple, Any]]:
    for pattern in resolver.url_patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from patterns(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            yield route, namespaces, pattern


def is_ours(namespaces: tuple[str, ...], pattern: URLPattern) -> bool:
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return any("tyonohjaus" in name for name in namespaces) or "tyonohjaus" in getattr(view, "__module__", "")


def addresses_of_views(key: int) -> list[str]:
    """All of ours, each place in them filled with the key."""
    return [
        reverse(":".join((*namespaces, pattern.name)), args=[key] * len(pattern.pattern.converters))
        for route, namespaces, pattern in patterns(get_resolver())
        if route.startswith("admin/") and is_ours(namespaces, pattern)
    ]


def addresses_of_bulk_actions() -> list[str]:
    return [
        reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", action.action_type])
        for action in BULK_ACTIONS
    ]
