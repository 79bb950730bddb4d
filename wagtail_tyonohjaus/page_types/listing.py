"""Lists of the pages under a page."""

from typing import Any

from wagtail.models import AbstractPage

from wagtail_tyonohjaus.practice.presenters import page_classes


def children(parent: AbstractPage, presents: str, prefetch: list[str] = []) -> list[Any]:  # noqa: B006
    """The published pages under ``parent`` that everybody may see, in the tree's order, with their records.

    Two or three queries a page class, however many pages.
    """
    found: list[Any] = []
    for model in page_classes(presents):
        queryset = model.objects.child_of(parent).live().public().order_by("path")
        found += queryset.select_related(presents).prefetch_related(*prefetch) if prefetch else queryset
    return sorted(found, key=lambda page: page.path)
