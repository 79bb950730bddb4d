"""The way from the front page to a page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.models import AbstractPage, Site

from ..once_per_request import once_per_request
from ..practice.page_links import public_pages, site_root


@dataclass(frozen=True)
class Breadcrumb:
    """A page above another one. ``url`` is the path, ``full_url`` has the host as well."""

    title: str
    url: str
    full_url: str


def breadcrumbs(page: Any, site: Site | None, request: HttpRequest | None = None) -> list[Breadcrumb]:
    """The public pages above ``page``, the front page first. Empty for the front page and the pages right below it."""
    if not isinstance(page, AbstractPage) or not page.pk or site is None:
        return []
    return once_per_request(request, ("breadcrumbs", page.pk), lambda: _breadcrumbs(page, site, request))


def _breadcrumbs(page: AbstractPage, site: Site, request: HttpRequest | None) -> list[Breadcrumb]:
    root = site_root(site, request)
    if page.depth < root.depth + 2 or not page.path.startswith(root.path):
        return []
    between = public_pages(page.get_ancestors().filter(depth__gt=root.depth).order_by("depth"), request)
    return [_breadcrumb(root, request, gettext("Front page")), *(_breadcrumb(above, request) for above in between)]


def _breadcrumb(page: AbstractPage, request: HttpRequest | None, title: str = "") -> Breadcrumb:
    return Breadcrumb(title or page.title, page.get_url(request) or "", page.get_full_url(request) or "")
