"""Discovers every admin URL of the package, so that the tests cover new ones."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from wagtail_tyonohjaus.inbox.bulk_actions import BULK_ACTIONS


def iter_url_patterns(
    resolver: Any, prefix: str = "", namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple, Any]]:
    for pattern in resolver.url_patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from iter_url_patterns(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            yield route, namespaces, pattern


def belongs_to_package(namespaces: tuple[str, ...], pattern: URLPattern) -> bool:
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return any("tyonohjaus" in name for name in namespaces) or "tyonohjaus" in getattr(view, "__module__", "")


def admin_view_urls(key: int) -> list[str]:
    """The URLs of all views, with ``key`` for every argument."""
    return [
        reverse(":".join((*namespaces, pattern.name)), args=[key] * len(pattern.pattern.converters))
        for route, namespaces, pattern in iter_url_patterns(get_resolver())
        if route.startswith("admin/") and belongs_to_package(namespaces, pattern)
    ]


def bulk_action_urls() -> list[str]:
    return [
        reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", action.action_type])
        for action in BULK_ACTIONS
    ]
