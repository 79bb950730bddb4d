"""Finds the pages that present records, for parts that know no page types.

Page types register what they are for: a role, the field that holds the record they are about, and whether they are
valid only for a time. Pages are looked up by the registered base class, so a project's own subclasses count too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from django.db.models import Model, Q, prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import AbstractPage, Site, get_page_models
from wagtail.query import PageQuerySet

from ..content_validity import changes_at
from ..once_per_request import once_per_request


class PageRole(StrEnum):
    """What a page is for. Templates pass the values to the tag ``tyo_page_url``."""

    HOME = "home"
    CONTACT = "contact"
    SERVICE = "service"
    SERVICE_INDEX = "services"
    SUPERVISOR = "supervisor"
    SUPERVISOR_INDEX = "supervisors"
    CRISIS_NOTICE = "crisis_notice"
    CRISIS_NOTICE_INDEX = "crisis_notices"


class TimeLimitedPage(Protocol):
    """What a page type registered with ``is_time_limited`` has to implement."""

    @classmethod
    def not_ended_q(cls, at: datetime) -> Q:
        """The condition for rows that are valid at ``at`` (aware) or will be later."""

    def is_valid(self, at: datetime | None = None) -> bool:
        """Whether the page is valid at ``at`` (aware; None means now)."""

    def next_change(self, at: datetime | None = None) -> datetime | None:
        """When the page becomes valid or invalid next after ``at`` (aware; None means now); None if never."""


@dataclass(frozen=True)
class PageType:
    """A registered page type: ``base`` is a mixin or class that its page classes inherit."""

    base: type[Model]
    role: PageRole
    record_field: str = ""
    form_field: str = ""
    is_time_limited: bool = False


_registered: list[PageType] = []


def register_page_type(
    role: PageRole, *, record_field: str = "", form_field: str = "", is_time_limited: bool = False
) -> Callable[[type], type]:
    """Decorator that registers a page class, or a mixin of page classes, for a role.

    ``record_field`` is the foreign key to the record that the page is about, ``form_field`` the boolean field that
    shows the contact form on the page. A page type that ``is_time_limited`` implements ``TimeLimitedPage``.
    """

    def register(base: type) -> type:
        _registered.append(PageType(base, role, record_field, form_field, is_time_limited))
        return base

    return register


def page_classes(role: PageRole) -> list[type[AbstractPage]]:
    """The concrete page classes that are registered for a role."""
    bases = tuple(page_type.base for page_type in _registered if page_type.role == role)
    return [model for model in get_page_models() if issubclass(model, bases)]


def page_type_of(model: type) -> PageType | None:
    """The registered page type of a page class; None for other pages."""
    return next((page_type for page_type in _registered if issubclass(model, page_type.base)), None)


def role_of(page: Any) -> PageRole | None:
    """What a page is for; None for pages of other types."""
    page_type = page_type_of(type(page))
    return page_type.role if page_type else None


def presented_record(page: Any) -> Any:
    """The record that a page is about; None if there is none."""
    field = record_field(type(page))
    return getattr(page, field) if field else None


def load_presented_records(pages: Iterable[AbstractPage]) -> None:
    """Loads the records that the pages are about at once, with a query for each page class."""
    by_field: dict[tuple[type, str], list[AbstractPage]] = defaultdict(list)
    for page in pages:
        if field := record_field(type(page)):
            by_field[type(page), field].append(page)
    for (_model, field), group in by_field.items():
        prefetch_related_objects(group, field)


def shows_contact_form(page: Any) -> bool:
    """Whether the page shows a contact form of its own."""
    page_type = page_type_of(type(page))
    return bool(page_type and page_type.form_field and getattr(page, page_type.form_field))


def site_root(site: Site, request: HttpRequest | None = None) -> AbstractPage:
    """The site's front page in the active language; loaded once per request."""
    return once_per_request(request, _root_key(site, get_language()), lambda: site.root_page.localized)


def remember_root(root: AbstractPage, site: Site, request: HttpRequest | None) -> None:
    """For ``site_root``: this is the front page in its language. Its locale is loaded already."""
    once_per_request(request, _root_key(site, root.locale.language_code), lambda: root)


def _root_key(site: Site, language: str | None) -> tuple[str, int, str | None]:
    return ("root", site.pk, language)


def public_pages(queryset: PageQuerySet, request: HttpRequest | None = None) -> PageQuerySet:
    """The published pages of a queryset without view restrictions; restrictions are loaded once per request."""
    return queryset.live().exclude(once_per_request(request, ("private",), queryset.private_q))


def is_reachable(page: AbstractPage | None) -> bool:
    """Whether a link to the page leads anywhere: it is published and, if it is time-limited, valid now.

    A private page is reachable: Wagtail checks on the page itself who may read it.
    """
    if page is None or not page.live:
        return False
    page_type = page_type_of(page.specific_class)
    return is_valid_now(page.specific) if page_type and page_type.is_time_limited else True


def is_valid_now(page: TimeLimitedPage, now: datetime | None = None) -> bool:
    """Whether a time-limited page is valid ``now`` (aware). What is being rendered changes when that changes."""
    changes_at(page.next_change(now))
    return page.is_valid(now)


def page_url(page: AbstractPage | None, request: HttpRequest | None = None) -> str:
    """The URL of a page that an editor chose; empty if it is not reachable."""
    return (page.get_url(request) if page and is_reachable(page) else "") or ""


def record_of_site(record: Any, site: Site | None) -> Any:
    """The record, or None if it belongs to another site's practice: a page never shows another practice's records."""
    return record if record and site and record.site_id == site.pk else None


def pages_of_site(model: type[AbstractPage], site: Site, request: HttpRequest | None = None) -> PageQuerySet:
    """The public pages of a class on the site in the active language."""
    return public_pages(model.objects.descendant_of(site_root(site, request), inclusive=True), request)


def record_urls(
    role: PageRole, records: Iterable[Model], site: Site | None, request: HttpRequest | None = None
) -> dict[int, str]:
    """The URL of each record's page by the record's primary key. Records without a page are left out.

    One query per page class.
    """
    return {pk: page.get_url(request) for pk, page in record_pages(role, records, site, request).items()}


def record_pages(
    role: PageRole, records: Iterable[Model], site: Site | None, request: HttpRequest | None = None
) -> dict[int, AbstractPage]:
    """Each record's public page, the first in the tree, like ``record_urls``."""
    pks = [record.pk for record in records]
    if site is None or not pks:
        return {}
    found: dict[int, AbstractPage] = {}
    for model, field in presenting_classes(role):
        for page in pages_of_site(model, site, request).filter(**{f"{field}__in": pks}).order_by("path"):
            found.setdefault(getattr(page, f"{field}_id"), page)
    return found


def has_page(role: PageRole, site: Site, request: HttpRequest | None = None) -> Q:
    """The condition for records with a public page on the site in the active language."""
    condition = Q(pk__in=[])
    for model, field in presenting_classes(role):
        condition |= Q(pk__in=pages_of_site(model, site, request).order_by().values(field))
    return condition


def presenting_classes(role: PageRole) -> list[tuple[type[AbstractPage], str]]:
    """The page classes of a role that present a record, each with its foreign key to the record."""
    fields = [(model, record_field(model)) for model in page_classes(role)]
    return [(model, field) for model, field in fields if field]


def first_page(role: PageRole | str, site: Site | None, request: HttpRequest | None = None) -> AbstractPage | None:
    """The site's first page of a role in the active language, such as its contact page."""
    if site is None:
        return None
    key = ("first", role, site.pk, get_language())
    return once_per_request(request, key, lambda: _first_page(PageRole(role), site, request))


def record_field(model: type) -> str:
    """The name of a page class's foreign key to the record; blank if it presents none, or the project removed it."""
    page_type = page_type_of(model)
    return page_type.record_field if page_type and getattr(model, page_type.record_field, None) else ""


def _first_page(role: PageRole, site: Site, request: HttpRequest | None) -> AbstractPage | None:
    pages = (pages_of_site(model, site, request).order_by("path").first() for model in page_classes(role))
    return next((page for page in pages if page is not None), None)
