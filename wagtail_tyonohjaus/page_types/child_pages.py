"""Child pages of index pages."""

from collections.abc import Sequence
from typing import Any

from wagtail.models import AbstractPage

from wagtail_tyonohjaus.practice.page_links import PageRole, page_classes, public_pages


def child_pages(
    parent: AbstractPage,
    role: PageRole,
    request: Any = None,
    *,
    select_related: Sequence[str] = (),
    prefetch_related: Sequence[str] = (),
) -> list[Any]:
    """The live, public children of ``parent`` with a role, in tree order.

    The number of queries depends on the number of page classes, not of pages.
    """
    pages: list[Any] = []
    for model in page_classes(role):
        queryset = public_pages(model.objects.child_of(parent), request).order_by("path")
        if select_related:
            queryset = queryset.select_related(*select_related)
        pages += queryset.prefetch_related(*prefetch_related)
    return sorted(pages, key=lambda page: page.path)
