"""Which practice a page, a block or a tag is shown for."""

from collections.abc import Mapping
from typing import Any

from wagtail.models import AbstractPage, Site

from .models import PracticeSettings


def site_of(page: AbstractPage | None, request: Any = None) -> Site | None:
    """The site that ``page`` lies under, else the request's; None where neither tells.

    A page that lies under several sites is shown for the one that was asked.
    """
    asked = Site.find_for_request(request) if request is not None else None
    parts = page.get_url_parts(request) if page is not None and page.pk else None
    if parts is None:
        return asked
    site_id = parts[0]
    return asked if asked and asked.pk == site_id else Site.objects.filter(pk=site_id).first()


def current_site(context: Mapping[str, Any]) -> Site | None:
    """The site of a template's ``page`` or ``request``."""
    page = context.get("page")
    return site_of(page if isinstance(page, AbstractPage) else None, context.get("request"))


def current_practice(context: Mapping[str, Any]) -> PracticeSettings | None:
    """The settings of the site of a template's ``page`` or ``request``; read once a request."""
    site, request = current_site(context), context.get("request")
    if site is None:
        return None
    if request is not None and Site.find_for_request(request) == site:
        return PracticeSettings.for_request(request)
    return PracticeSettings.for_site(site)
