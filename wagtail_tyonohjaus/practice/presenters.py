"""Finds the pages that present records, whatever page classes the project has made of the mixins.

A page class names the field that holds its record in ``presents``: ``"service"``, ``"supervisor"``. Pages without a
record name what they are: ``"crisis_notice"``, ``"contact"``, ``"supervisors"``.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from wagtail.models import AbstractPage, Site, get_page_models


def page_classes(presents: str) -> list[type[AbstractPage]]:
    return [model for model in get_page_models() if getattr(model, "presents", "") == presents]


def site_root(site: Site, request: Any = None) -> AbstractPage:
    """The site's front page in the active language; read once a request."""
    key = (site.pk, get_language())
    known = vars(request).setdefault("_tyonohjaus_roots", {}) if request is not None else {}
    if key not in known:
        known[key] = site.root_page.localized
    return known[key]


def pages(model: type[AbstractPage], site: Site, request: Any = None) -> QuerySet:
    """The published pages of a class that everybody may see, on the site, in the active language."""
    return model.objects.descendant_of(site_root(site, request), inclusive=True).live().public()


def addresses(presents: str, records: Iterable[Any], site: Site | None, request: Any = None) -> dict[int, str]:
    """Where each record is presented: record id -> address. Records without a page are left out.

    One query a page class, however many records.
    """
    ids = [record.pk for record in records]
    if site is None or not ids:
        return {}
    found: dict[int, str] = {}
    for model in page_classes(presents):
        for page in pages(model, site, request).filter(**{f"{presents}__in": ids}).order_by("path"):
            found.setdefault(getattr(page, f"{presents}_id"), page.get_url(request))
    return found


def first_page(presents: str, site: Site | None, request: Any = None) -> AbstractPage | None:
    """The site's first page of a sort in the active language, such as its contact page."""
    if site is None:
        return None
    found = (pages(model, site, request).order_by("path").first() for model in page_classes(presents))
    return next((page for page in found if page is not None), None)
