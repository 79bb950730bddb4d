"""Which Wagtail site, and so which practice, a page, a request or a template belongs to."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.models import AbstractPage, Site

from ..once_per_request import once_per_request
from . import last_known
from .settings import PracticeSettings


def default_site() -> Site | None:
    """The site that Wagtail uses for unknown hosts; None if no site is marked as the default."""
    return Site.objects.filter(is_default_site=True).first()


def default_site_pk() -> int | None:
    """The default of foreign keys to sites."""
    site = default_site()
    return site.pk if site else None


def site_for_request(request: HttpRequest | None) -> Site | None:
    """The request's site, else the default site; None only if there are no sites."""
    site = Site.find_for_request(request) if request is not None else None
    return site or default_site() or Site.objects.first()


def site_of(page: AbstractPage | None, request: HttpRequest | None = None) -> Site | None:
    """The site that ``page`` is under, else the request's site; None without either.

    If a page is under several sites, the request's site takes precedence.
    """
    requested = Site.find_for_request(request) if request is not None else None
    url_parts = page.get_url_parts(request) if page is not None and page.pk else None
    if url_parts is None:
        return requested
    site_pk = url_parts[0]
    return requested if requested and requested.pk == site_pk else Site.objects.filter(pk=site_pk).first()


def only_site() -> Site | None:
    """The project's site if it has just one."""
    sites = list(Site.objects.all()[:2])
    return sites[0] if len(sites) == 1 else None


def current_site(context: Mapping[str, Any]) -> Site | None:
    """The site of the ``page`` or ``request`` in a template context, else the only site; once per request."""
    request = context.get("request")
    page = context["page"] if isinstance(context.get("page"), AbstractPage) else None
    key = ("site", page.pk if page else None)
    return once_per_request(request, key, lambda: site_of(page, request) or only_site())


def current_practice(context: Mapping[str, Any]) -> PracticeSettings | None:
    """The practice of the ``page`` or ``request`` in a template context; loaded once per request."""
    site, request = current_site(context), context.get("request")
    if site is None:
        return None
    is_own = request is not None and Site.find_for_request(request) == site
    practice = PracticeSettings.for_request(request) if is_own else PracticeSettings.for_site(site)
    once_per_request(request, ("remembered", site.pk), lambda: last_known.remember(site, practice))
    return practice
