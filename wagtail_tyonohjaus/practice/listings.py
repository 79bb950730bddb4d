"""Lists of records for pages and blocks, each with the URL of its page.

The number of queries does not depend on the number of records.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import AbstractPage, Site

from ..once_per_request import once_per_request
from ..record_tabs import record_relations
from .choices import NoticeKind
from .models import Office, Service, Supervisor
from .page_links import PageRole, is_valid_now, page_classes, public_pages, record_urls

# The number of supervisors that are listed with the only office, or with all offices together; links lead to the rest.
MAX_SUPERVISORS = 24
_KINDS: list[str] = NoticeKind.values


@dataclass(frozen=True, slots=True)
class RecordCard:
    """A record and the URL of its page; ``url`` is empty if it has no page."""

    record: Any
    url: str = ""


def services(
    site: Site | None, selected: Iterable[Service | None] | None, request: HttpRequest | None = None
) -> list[RecordCard]:
    """The site's services, or the selected ones in their order."""
    queryset = Service.objects.prefetch_related("translations", *record_relations(Service))
    records = _records_of_site(queryset, site, selected)
    return _cards(PageRole.SERVICE, records, site, request)


def supervisors(
    site: Site | None,
    selected: Iterable[Supervisor | None] | None = None,
    request: HttpRequest | None = None,
    *,
    service: Service | None = None,
    office: Office | None = None,
    limit: int | None = None,
) -> list[RecordCard]:
    """The site's active supervisors, or the selected ones among them; only those of ``service`` and ``office``.

    With ``limit``, those who accept new clients come first, and one more than ``limit`` is returned if there are more.
    """
    queryset = with_card_relations(Supervisor.objects.filter(active=True))
    if service is not None:
        queryset = queryset.filter(services=service.pk)
    if office is not None:
        queryset = queryset.filter(offices=office.pk)
    selected = list(selected or ())
    if limit and not selected:
        queryset = queryset.order_by("-accepts_new_clients", "name", "pk")
        return supervisor_cards(_records_of_site(queryset, site, None, limit + 1), site, request)
    return supervisor_cards(_records_of_site(queryset, site, selected), site, request)


def supervisor_cards(
    records: Iterable[Supervisor], site: Site | None, request: HttpRequest | None = None
) -> list[RecordCard]:
    """Cards in the order of ``records``. Load what a card shows with ``with_card_relations`` first."""
    return _cards(PageRole.SUPERVISOR, list(records), site, request)


def with_card_relations(queryset: QuerySet) -> QuerySet:
    """Prefetches what a supervisor's card shows; ``finding.cards`` knows the rest."""
    return queryset.select_related("photo").prefetch_related(
        "translations", "photo__renditions", *record_relations(Supervisor)
    )


def offices(
    site: Site | None, selected: Iterable[Office | None] | None, request: HttpRequest | None = None
) -> list[dict[str, Any]]:
    """Offices with their supervisors: ``{"office": Office, "supervisors": [RecordCard, ...], "has_more": False}``.

    Of several offices with many supervisors, none is listed, so that the page does not grow with the practice.
    """
    records = _selected(offices_of_site(site, request), selected)
    prefetch_related_objects(records, "opening_hours", *record_relations(Office))
    active = Supervisor.objects.filter(active=True, offices__in=records)
    if len(records) > 1 and active.order_by().distinct()[: MAX_SUPERVISORS + 1].count() > MAX_SUPERVISORS:
        staffed = set(active.order_by().values_list("offices", flat=True).distinct())
        return [{"office": office, "supervisors": [], "has_more": office.pk in staffed} for office in records]
    return _offices_with_supervisors(records, site, request)


def _offices_with_supervisors(
    records: list[Office], site: Site | None, request: HttpRequest | None
) -> list[dict[str, Any]]:
    # Supervisors without the photos and offices of their cards, which take long to load and are not shown here.
    active = Supervisor.objects.filter(active=True).prefetch_related("translations", *record_relations(Supervisor))
    listed = Prefetch("supervisors", active.order_by("name")[: MAX_SUPERVISORS + 1], "listed_supervisors")
    prefetch_related_objects(records, listed)
    everybody = {supervisor.pk: supervisor for office in records for supervisor in office.listed_supervisors}
    urls = record_urls(PageRole.SUPERVISOR, everybody.values(), site, request)
    return [
        {
            "office": office,
            "supervisors": [
                RecordCard(supervisor, urls.get(supervisor.pk, ""))
                for supervisor in office.listed_supervisors[:MAX_SUPERVISORS]
            ],
            "has_more": len(office.listed_supervisors) > MAX_SUPERVISORS,
        }
        for office in records
    ]


def offices_of_site(site: Site | None, request: HttpRequest | None = None) -> list[Office]:
    """The site's offices with their translations; loaded once per request."""
    if site is None:
        return []
    queryset = Office.objects.filter(site=site).prefetch_related("translations")
    return once_per_request(request, ("offices", site.pk), lambda: list(queryset))


def crisis_notices(site: Site | None, request: HttpRequest | None = None) -> list[AbstractPage]:
    """The published crisis notices that are valid now: those after an event first, then the newest.

    A notice that was never published in the active language is the one in another language (``notice_language``); one
    that has been withdrawn or has ended in the active language is left out.
    """
    if site is None:
        return []
    now = timezone.now()
    translations: dict[Any, AbstractPage] = {}
    for page in sorted(_valid_notices(site, request, now), key=lambda page: _language_order(page, site)):
        translations.setdefault(page.translation_key, page)
    for key in _withdrawn_here(translations, site, request, now):
        del translations[key]
    newest = sorted(
        translations.values(), key=lambda page: page.valid_from or page.first_published_at or now, reverse=True
    )
    return sorted(newest, key=_rank)


def notice_language(page: AbstractPage) -> str:
    """The language code of a notice's text if it is not the active language, else blank."""
    language = (page.alias_of or page).locale.language_code
    return "" if _is_active(language) else str(language)


def _rank(page: AbstractPage) -> int:
    """Last without a kind, which projects may remove, and of a kind that this version does not know."""
    kind = getattr(page, "notice_kind", None)
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)


def _valid_notices(site: Site, request: HttpRequest | None, now: datetime) -> Iterator[AbstractPage]:
    for notices in _notices_in_any_language(site, request):
        pages = public_pages(notices, request).filter(notices.model.not_ended_q(now))
        yield from (page for page in pages.select_related("locale", "alias_of__locale") if is_valid_now(page, now))


def _withdrawn_here(
    shown: Mapping[Any, AbstractPage], site: Site, request: HttpRequest | None, now: datetime
) -> set[Any]:
    """The translation keys of notices in another language that were public in the active one and are not any more.

    No query if all are in the active language.
    """
    foreign = [key for key, page in shown.items() if not _is_active(page.locale.language_code)]
    withdrawn: set[Any] = set()
    for notices in _notices_in_any_language(site, request) if foreign else ():
        rows = notices.filter(translation_key__in=foreign, first_published_at__isnull=False)
        rows = rows.exclude(Q(live=True) & notices.model.not_ended_q(now)).order_by()
        for key, language in rows.values_list("translation_key", "locale__language_code"):
            if _is_active(language):
                withdrawn.add(key)
    return withdrawn


def _notices_in_any_language(site: Site, request: HttpRequest | None) -> Iterator[QuerySet]:
    """The notices under the site's home page in each language, a query set for each page type."""
    roots = once_per_request(request, ("roots", site.pk), lambda: _roots(site))
    for model in page_classes(PageRole.CRISIS_NOTICE):
        in_any_language = Q()
        for root in roots:
            in_any_language |= model.objects.descendant_of_q(root)
        yield model.objects.filter(in_any_language)


def _roots(site: Site) -> list[AbstractPage]:
    return list(site.root_page.get_translations(inclusive=True))


def _language_order(page: AbstractPage, site: Site) -> tuple[bool, bool, str]:
    """The active language first, then that of the site."""
    return not _is_active(page.locale.language_code), page.locale_id != site.root_page.locale_id, page.path


def _is_active(language: str) -> bool:
    return language.partition("-")[0] == (get_language() or "").partition("-")[0]


def _records_of_site(
    queryset: QuerySet, site: Site | None, selected: Iterable[Model | None] | None, limit: int | None = None
) -> list[Any]:
    if site is None:
        return []
    queryset = queryset.filter(site=site)
    selected = list(selected or ())
    if not selected:
        return list(queryset[:limit])
    return _selected(queryset.filter(pk__in=[record.pk for record in selected if record]), selected)


def _selected(records: Iterable[Any], selected: Iterable[Model | None] | None) -> list[Any]:
    """The selected ones of ``records`` in their order; all if none is selected."""
    selected = list(selected or ())
    if not selected:
        return list(records)
    pks = [record.pk for record in selected if record]
    return sorted((record for record in records if record.pk in pks), key=lambda record: pks.index(record.pk))


def _cards(role: PageRole, records: list[Any], site: Site | None, request: HttpRequest | None) -> list[RecordCard]:
    urls = record_urls(role, records, site, request)
    return [RecordCard(record, urls.get(record.pk, "")) for record in records]
