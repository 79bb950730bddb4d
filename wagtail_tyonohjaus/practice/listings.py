"""Lists of records for pages and blocks, each with the URL of its page.

The number of queries does not depend on the number of records.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import AbstractPage, Site

from ..once_per_request import once_per_request
from ..record_tabs import record_relations
from .models import Office, Service, Supervisor
from .page_links import PageRole, is_valid_now, page_classes, pages_of_site, record_urls

# The number of supervisors that are listed with an office; a link leads to all of them.
MAX_SUPERVISORS = 24


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
    """Prefetches what a supervisor's card shows."""
    return queryset.select_related("photo").prefetch_related(
        "translations", "photo__renditions", "offices__translations", *record_relations(Supervisor)
    )


def group_by_city(cards: Iterable[RecordCard]) -> list[tuple[str, list[RecordCard]]]:
    """Cities in alphabetical order with their supervisors. A supervisor may be in several cities.

    Supervisors without an office come last, under an empty city.
    """
    cities: dict[str, list[RecordCard]] = {}
    for card in cards:
        for city in {office.title for office in card.record.offices.all()} or {""}:
            cities.setdefault(city, []).append(card)
    return sorted(cities.items(), key=lambda item: (not item[0], item[0].casefold()))


def offices(
    site: Site | None, selected: Iterable[Office | None] | None, request: HttpRequest | None = None
) -> list[dict[str, Any]]:
    """Offices with their supervisors: ``{"office": Office, "supervisors": [RecordCard, ...], "has_more": False}``."""
    # Supervisors without the photos and offices of their cards, which take long to load and are not shown here.
    active = Supervisor.objects.filter(active=True).prefetch_related("translations", *record_relations(Supervisor))
    listed = Prefetch("supervisors", active.order_by("name")[: MAX_SUPERVISORS + 1], "listed_supervisors")
    records = _selected(offices_of_site(site, request), selected)
    prefetch_related_objects(records, "opening_hours", listed, *record_relations(Office))
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
    """The published crisis notices that are valid now, the newest first."""
    if site is None:
        return []
    now = timezone.now()
    notices = [
        page
        for model in page_classes(PageRole.CRISIS_NOTICE)
        for page in pages_of_site(model, site, request).filter(model.not_ended_q(now))
        if is_valid_now(page, now)
    ]
    return sorted(notices, key=lambda page: page.valid_from or page.first_published_at or now, reverse=True)


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
