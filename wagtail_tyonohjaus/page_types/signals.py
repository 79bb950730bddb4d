"""Purges pages from the project's caches when what they show changes.

Not after changes of hours, sessions and busy time: pages with free times are cached so briefly that it is not worth it.
Code that uses bulk operations calls the functions in ``purging``.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from itertools import product
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import Signal
from wagtail.models import AbstractPage, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, pre_page_move

from wagtail_tyonohjaus.availability.models import HolidayOverride
from wagtail_tyonohjaus.contact.rule_models import RoutingRule
from wagtail_tyonohjaus.duty.models import DutyTurn, Rota
from wagtail_tyonohjaus.practice.models import (
    Approach,
    Office,
    OfficeOpeningHours,
    OfficeTranslation,
    PracticeSettings,
    Service,
    ServiceTranslation,
    Supervisor,
    SupervisorTranslation,
    WorkField,
)
from wagtail_tyonohjaus.practice.page_links import presented_record
from wagtail_tyonohjaus.practice.settings import ConsentText, PracticeOpeningHours
from wagtail_tyonohjaus.practice.vocabulary import ApproachTranslation, WorkFieldTranslation

from . import purging
from .affected_pages import is_on_every_page, sites_of_page

#: Shown on most pages: in the header, the footer, the form, or as the number to call.
_SITE_MODELS = (
    *(PracticeSettings, PracticeOpeningHours, ConsentText, HolidayOverride, Office, OfficeOpeningHours),
    *(OfficeTranslation, RoutingRule, Rota, DutyTurn),
)
#: Of all practices.
_SHARED_MODELS = (Approach, ApproachTranslation, WorkField, WorkFieldTranslation)
_RECORD_MODELS = (Supervisor, SupervisorTranslation, Service, ServiceTranslation)
#: From a row of a record to the record.
_OWNERS = ("practice", "office", "parent", "rota")

Receiver = Callable[..., None]


def _if_configured(function: Receiver) -> Receiver:
    """Does nothing in projects without caches to purge."""

    @wraps(function)
    def call(**kwargs: Any) -> None:
        if purging.is_configured():
            # One purge for all that the receiver adds, since Wagtail sends some signals outside of a transaction.
            with transaction.atomic():
                function(**kwargs)

    return call


def _on_site_change(*, instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        purging.purge_site(_site_id(instance))


def _on_shared_change(**kwargs: Any) -> None:
    for site in Site.objects.all():
        purging.purge_site(site.pk)


def _on_record_change(*, instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        purging.purge_pages_showing(_site_id(instance), getattr(instance, "parent", instance))


def _on_service_link_change(
    *, instance: Model, action: str, reverse: bool, model: type[Model], pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Both sides of the link, and before a removal, since the pages of one do not show the other afterwards."""
    if action not in ("post_add", "pre_remove", "pre_clear"):
        return
    field = "services" if reverse else "supervisors"
    others = {"pk__in": pk_set} if pk_set is not None else {field: instance.pk}
    for record in (instance, *model._default_manager.filter(**others)):
        purging.purge_pages_showing(_site_id(record), record)


def _on_page_change(*, instance: AbstractPage, **kwargs: Any) -> None:
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


def _on_page_tree_change(*, instance: AbstractPage, **kwargs: Any) -> None:
    """Before and after a page is moved or its restrictions change: it and the pages under it."""
    _purge_tree(instance, _urls_in_tree(instance))


def _on_slug_change(*, instance: AbstractPage, instance_before: AbstractPage, **kwargs: Any) -> None:
    """The former URLs of the page and the pages under it."""
    url, former_url, urls = instance.get_full_url(), instance_before.get_full_url(), _urls_in_tree(instance)
    if url and former_url:
        purging.purge_urls(former_url + address.removeprefix(url) for address in urls)
    _purge_tree(instance, urls)


def _on_restriction_change(*, instance: PageViewRestriction, **kwargs: Any) -> None:
    _on_page_tree_change(instance=instance.page)


def _connect(signals: Iterable[Signal], function: Receiver, senders: Iterable[type | None] = (None,)) -> None:
    for signal, sender in product(signals, senders):
        # Not weak: nothing else refers to the decorated function.
        signal.connect(
            _if_configured(function), sender, weak=False, dispatch_uid=f"tyonohjaus.purge.{function.__name__}"
        )


_CHANGES = (post_save, post_delete)
_connect(_CHANGES, _on_site_change, _SITE_MODELS)
_connect(_CHANGES, _on_shared_change, _SHARED_MODELS)
_connect([post_save], _on_record_change, _RECORD_MODELS)
# Afterwards it is not known any more which pages have shown the record.
_connect([post_delete], _on_site_change, _RECORD_MODELS)
_connect(_CHANGES, _on_restriction_change, [PageViewRestriction])
_connect([m2m_changed], _on_service_link_change, [Supervisor.services.through])
_connect([page_published, page_unpublished], _on_page_change)
_connect([pre_page_move, post_page_move], _on_page_tree_change)
_connect([page_slug_changed], _on_slug_change)


def _site_id(record: Any) -> int | None:
    """The site of a record, or of the record that a row belongs to; None if that has been deleted, too."""
    if hasattr(record, "site_id"):
        return record.site_id
    try:
        owner = next(getattr(record, name) for name in _OWNERS if hasattr(type(record), name))
    except ObjectDoesNotExist:
        return None
    return owner.site_id


def _purge_tree(page: AbstractPage, urls: list[str]) -> None:
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
