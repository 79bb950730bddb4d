"""Purges changed pages from the caches in ``WAGTAILFRONTENDCACHE``, once for each transaction and after its commit."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.models import Site

from wagtail_tyonohjaus.messages.failures import log_failure
from wagtail_tyonohjaus.practice.content_version import renew_content_version

from .affected_pages import pages_of, pages_showing
from .cache_purger import purge_from_caches

logger = logging.getLogger(__name__)


def is_configured() -> bool:
    """Whether the project has configured caches for ``wagtail.contrib.frontend_cache``."""
    return bool(
        getattr(settings, "WAGTAILFRONTENDCACHE", None) or getattr(settings, "WAGTAILFRONTENDCACHE_LOCATION", None)
    )


def purge_site(site_id: int | None) -> None:
    """All pages of a site in all languages, after a change of what is shown on most of them."""
    _schedule(site_id, lambda purge: purge.sites.add(site_id))


def purge_pages_showing(site_id: int | None, changed: Model) -> None:
    """The pages of a site that show a record or page."""
    _schedule(site_id, lambda purge: purge.add_change(site_id, changed))


def purge_urls(urls: Iterable[str]) -> None:
    """URLs that pages had before a change."""
    former_urls = list(urls)
    _schedule(None, lambda purge: purge.urls.update(former_urls))


class _Purge:
    """What the running transaction has changed. The connection calls it after the commit."""

    is_done = False

    def __init__(self) -> None:
        self.sites: set[int | None] = set()
        self.changes: dict[int | None, dict[tuple[str, Any], Model]] = {}
        self.urls: set[str] = set()

    def add_change(self, site_id: int | None, changed: Model) -> None:
        self.changes.setdefault(site_id, {})[changed._meta.label, changed.pk] = changed

    def __call__(self) -> None:
        """A failure is logged: what was saved stays saved, and caches ask again after the pages' max-age."""
        self.is_done = True
        try:
            purge_from_caches(self._batch().urls)
        except Exception as error:
            log_failure(logger, "Purging changed pages from the caches", error)

    def _batch(self) -> PurgeBatch:
        batch = PurgeBatch(self.urls)
        sites = Site.objects.select_related("root_page").in_bulk({*self.sites, *self.changes} - {None})
        for site in sites.values():
            is_whole = site.pk in self.sites
            batch.add_pages(pages_of(site) if is_whole else pages_showing(site, self.changes[site.pk].values()))
        return batch


def _schedule(site_id: int | None, add: Callable[[_Purge], None]) -> None:
    """Adds to the purge of the running transaction; outside of one, purges at once. Our stored pages end, too."""
    # First: a shared cache that asks again after the purge must not get the page that we have stored.
    renew_content_version(site_id)
    if not is_configured():
        return
    for _, function, *_rest in transaction.get_connection().run_on_commit:
        if isinstance(function, _Purge) and not function.is_done:
            add(function)
            return
    purge = _Purge()
    add(purge)
    transaction.on_commit(purge)
