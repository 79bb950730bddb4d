"""Purges pages from the project's shared caches after a change. Which change calls which function is in ``signals``."""

from typing import Any

from django.db.models import Model
from wagtail.models import AbstractPage, PageViewRestriction, Site

from wagtail_tyonohjaus.availability.models import HoursException
from wagtail_tyonohjaus.contact.rule_models import RoutingRule
from wagtail_tyonohjaus.duty.rota import rotas_of, sites_with_weekly_turns_of
from wagtail_tyonohjaus.practice.models import Supervisor
from wagtail_tyonohjaus.practice.page_links import presented_record

from . import purging
from .changed_models import site_id_of, site_ids_of
from .purging.affected_pages import is_on_every_page, sites_of_page


def purge_site_of(*, instance: Model, raw: bool = False, **kwargs: Any) -> None:
    """All pages of the practice to which the row belongs, and of the one to which it has belonged."""
    if not raw:
        for site_id in site_ids_of(instance):
            purging.purge_site(site_id)


def purge_all_sites(**kwargs: Any) -> None:
    """After a change of what all practices share."""
    for site in Site.objects.all():
        purging.purge_site(site.pk)


def purge_record(*, instance: Model, raw: bool = False, **kwargs: Any) -> None:
    """Of a record that was moved to another practice, it is not known which pages of the former one have shown it."""
    if raw:
        return
    site_id = site_id_of(instance)
    purging.purge_pages_showing(site_id, getattr(instance, "parent", instance))
    for former in site_ids_of(instance) - {site_id}:
        purging.purge_site(former)
    if isinstance(instance, Supervisor):
        for site in _sites_with_number_of(instance):
            purging.purge_site(site)


def purge_after_absence(*, instance: HoursException, raw: bool = False, **kwargs: Any) -> None:
    """The pages of practices in whose rotas the supervisor has weekly turns, since others may be on duty now."""
    for site in () if raw else sites_with_weekly_turns_of(instance.supervisor_id):
        purging.purge_site(site)


def purge_service_link(
    *, instance: Model, action: str, reverse: bool, model: type[Model], pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Both sides of the link, and before a removal, since the pages of one do not show the other afterwards."""
    if action not in ("post_add", "pre_remove", "pre_clear"):
        return
    field = "services" if reverse else "supervisors"
    others = {"pk__in": pk_set} if pk_set is not None else {field: instance.pk}
    for record in (instance, *model._default_manager.filter(**others)):
        purging.purge_pages_showing(site_id_of(record), record)


def purge_page(*, instance: AbstractPage, **kwargs: Any) -> None:
    """After publication, or before the page is removed from the site."""
    purging.purge_urls(_urls(instance))
    for site in sites_of_page(instance):
        if is_on_every_page(instance, site):
            purging.purge_site(site.pk)
            continue
        purging.purge_pages_showing(site.pk, instance)
        record = presented_record(instance)
        if record is not None:
            purging.purge_pages_showing(site.pk, record)


def purge_tree(*, instance: AbstractPage, **kwargs: Any) -> None:
    """Before and after a page is moved or its restrictions change: it and the pages under it."""
    _purge_trees(instance, _urls_in_tree(instance))


def purge_slug(*, instance: AbstractPage, instance_before: AbstractPage, **kwargs: Any) -> None:
    """The former URLs of the page and the pages under it."""
    url, former_url, urls = instance.get_full_url(), instance_before.get_full_url(), _urls_in_tree(instance)
    if url and former_url:
        purging.purge_urls(former_url + address.removeprefix(url) for address in urls)
    _purge_trees(instance, urls)


def purge_restriction(*, instance: PageViewRestriction, **kwargs: Any) -> None:
    """The page that somebody may no longer read, or may read again, and those under it."""
    purge_tree(instance=instance.page)


def _sites_with_number_of(supervisor: Supervisor) -> set[int]:
    """The sites on whose pages the supervisor may be the one to call: in a rota, or as the recipient of a rule."""
    rotas = rotas_of(supervisor).order_by().values_list("site_id", flat=True)
    rules = RoutingRule.objects.filter(to_supervisors=supervisor).order_by().values_list("site_id", flat=True)
    return {*rotas, *rules}


def _purge_trees(page: AbstractPage, urls: list[str]) -> None:
    purging.purge_urls(urls)
    for site in sites_of_page(page):
        purging.purge_site(site.pk)


def _urls_in_tree(page: AbstractPage) -> list[str]:
    """The URLs of the page and of the live pages under it."""
    pages = page.get_descendants(inclusive=True).live().select_related("locale")
    return [address for each in pages for address in _urls(each)]


def _urls(page: AbstractPage) -> list[str]:
    url = page.get_full_url()
    return [url + path.lstrip("/") for path in page.specific_deferred.get_cached_paths()] if url else []
