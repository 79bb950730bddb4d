"""A sitemap of all languages of a site."""

from typing import Any

from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import AbstractPage
from wagtail.query import PageQuerySet

from ..practice.page_links import load_presented_records


class PracticeSitemap(Sitemap):
    """Wagtail's sitemap of the request's site, with the pages of all languages.

    Wagtail's own has only the pages under the site's root page, which is the front page of the first language. Pages
    say for themselves what is listed, by ``get_sitemap_urls``.
    """

    def items(self) -> PageQuerySet:
        roots: list[AbstractPage] = list(self.get_wagtail_site().root_page.get_translations(inclusive=True))
        pages: Any = roots[0].base_page_model.objects.none()
        for root in roots:
            pages |= root.get_descendants(inclusive=True)
        return pages.live().public().order_by("path").defer_streamfields().specific()

    def _urls(self, page: Any, protocol: str, domain: str) -> list[dict[str, Any]]:
        pages = list(self.paginator.page(page).object_list)
        # Pages ask their record whether it is still listed.
        load_presented_records(pages)
        urls = [url for listed in pages for url in listed.get_sitemap_urls(self.request)]
        changes = {url.get("lastmod") for url in urls}
        if changes and None not in changes:
            self.latest_lastmod = max(changes)
        return urls
