"""Shows a new front page to visitors once it is published. Until then the site keeps the one that it has."""

from typing import Any

from wagtail.models import AbstractPage, PageLogEntry, Site

from ..practice.page_model import page_model
from .actions import MADE

#: In the data of the log entry of a new front page: the primary key of the page that it replaces.
PREVIOUS_ROOT = "previous_root"


def replace_root(page: AbstractPage) -> None:
    """Makes a published page the front page of the site for which it was made, unless that has another one by now."""
    for entry in PageLogEntry.objects.filter(action=MADE, page=page.pk):
        previous = entry.data.get(PREVIOUS_ROOT)
        for site in Site.objects.filter(pk=entry.data.get("site"), root_page=previous) if previous else ():
            site.root_page = page_model().objects.get(pk=page.pk)
            site.save()


def coming_front_page(site: Site) -> Any:
    """The front page of the site, or the one that replaces it once it is published. Two queries at most."""
    entries = PageLogEntry.objects.filter(action=MADE).order_by("-timestamp", "-pk").values_list("page_id", "data")
    pks = [pk for pk, data in entries if _replaces(data, site)]
    pages = {page.pk: page for page in page_model().objects.filter(pk__in=pks)} if pks else {}
    return next((pages[pk] for pk in pks if pk in pages), site.root_page)


def _replaces(data: dict[str, Any], site: Site) -> bool:
    return data.get("site") == site.pk and data.get(PREVIOUS_ROOT) == site.root_page_id
