"""Finds the pages that present records, whatever page classes the project has made of the mixins.

A page class names the field that holds its record in ``presents``: ``"service"``, ``"supervisor"``. Pages without a
record name what they are: ``"crisis_notice"``, ``"contact"``, ``"supervisors"``.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from wagtail.models import AbstractPage, Site, get_page_models


def page_classes(presents: str) -> list[type[AbstractPage]]:
    return [model for model in get_page_models() if getattr(model, "presents", "") == presents]


def site_root(site: Site, request: Any = None) -> AbstractPage:
    """The site's front page in the active language; read once a request."""
    return _once(request, ("root", site.pk, get_language()), lambda: site.root_page.localized)


def visible(queryset: QuerySet, request: Any = None) -> QuerySet:
    """Of these pages the published ones that everybody may see; what is private is looked up once a request."""
    return queryset.live().exclude(_once(request, ("private",), queryset.private_q))


def is_found(page: AbstractPage | None) -> bool:
    """Whether visitors who follow a link to the page find it: it is published and, where it is a notice, valid now.

    A private page is found: who may read it is asked there.
    """
    if page is None or not page.live:
        return False
    is_timed = hasattr(page.specific_class, "is_valid")
    return page.specific.is_valid() if is_timed else True


def address(page: AbstractPage | None, request: Any = None) -> str:
    """Where a page that somebody chose is; empty while visitors find nothing there."""
    return (page.get_url(request) if page and is_found(page) else "") or ""


def own(record: Any, site: Site | None) -> Any:
    """The record that somebody chose, if it is of this site's practice: a page shows nothing of another's."""
    return record if record and site and record.site_id == site.pk else None


def pages(model: type[AbstractPage], site: Site, request: Any = None) -> QuerySet:
    """The published pages of a class that everybody may see, on the site, in the active language."""
    return visible(model.objects.descendant_of(site_root(site, request), inclusive=True), request)


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
    return _once(request, ("first", presents, site.pk, get_language()), lambda: _first(presents, site, request))


def _first(presents: str, site: Site, request: Any) -> AbstractPage | None:
    found = (pages(model, site, request).order_by("path").first() for model in page_classes(presents))
    return next((page for page in found if page is not None), None)


def _once(request: Any, key: tuple, find: Callable[[], Any]) -> Any:
    if request is None:
        return find()
    kept = vars(request).setdefault("_tyonohjaus_kept", {})
    if key not in kept:
        kept[key] = find()
    return kept[key]
