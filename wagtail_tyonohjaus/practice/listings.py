"""The records that a page shows, each with the address of its own page. Query counts don't grow with the rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Prefetch, QuerySet
from django.utils import timezone
from wagtail.models import AbstractPage, Site

from .models import Office, Service, Supervisor
from .page_links import PageRole, page_classes, pages_of_site, record_urls

# So many of an office's supervisors are named; more are found by a link.
MAX_SUPERVISORS = 24


@dataclass(frozen=True, slots=True)
class RecordCard:
    """A record and where it is presented; ``url`` is empty where no page does."""

    record: Any
    url: str = ""


def services(site: Site | None, chosen: Iterable[Service | None] | None, request: Any = None) -> list[RecordCard]:
    """The site's services, or the chosen ones in the order in which they were chosen."""
    found = _of_site(Service.objects.prefetch_related("translations"), site, chosen)
    return _with_urls(PageRole.SERVICE, found, site, request)


def supervisors(
    site: Site | None,
    chosen: Iterable[Supervisor | None] | None = None,
    request: Any = None,
    *,
    service: Service | None = None,
    office: Office | None = None,
    most: int | None = None,
) -> list[RecordCard]:
    """The site's supervisors who work, or the chosen ones among them; those of a service or an office only.

    With ``most``, those who take new clients come first, and one more than ``most`` tells that there are others.
    """
    queryset = with_card_relations(Supervisor.objects.filter(active=True))
    if service:
        queryset = queryset.filter(services=service)
    if office:
        queryset = queryset.filter(offices=office)
    if most and not any(chosen or ()):
        queryset = queryset.order_by("-accepts_new_clients", "name", "pk")
        return supervisor_cards(_of_site(queryset, site, None, most + 1), site, request)
    return supervisor_cards(_of_site(queryset, site, chosen), site, request)


def supervisor_cards(records: Iterable[Supervisor], site: Site | None, request: Any = None) -> list[RecordCard]:
    return _with_urls(PageRole.SUPERVISOR, list(records), site, request)


def with_card_relations(queryset: QuerySet) -> QuerySet:
    """Prefetches what a supervisor's card shows."""
    return queryset.select_related("photo").prefetch_related(
        "translations", "photo__renditions", "offices__translations"
    )


def by_city(shown: Iterable[RecordCard]) -> list[tuple[str, list[RecordCard]]]:
    """Cities in alphabetical order, each with its supervisors; who works in two cities is in both.

    Those without an office come last, under an empty city.
    """
    cities: dict[str, list[RecordCard]] = {}
    for item in shown:
        names = {office.title for office in item.record.offices.all()} or {""}
        for city in names:
            cities.setdefault(city, []).append(item)
    return sorted(cities.items(), key=lambda pair: (not pair[0], pair[0].casefold()))


def offices(site: Site | None, chosen: Iterable[Office | None] | None, request: Any = None) -> list[dict[str, Any]]:
    """Offices with the supervisors who work there, ``has_more`` where there are others:

    ``{"office": Office, "supervisors": [RecordCard, ...], "has_more": False}``.
    """
    working = with_card_relations(Supervisor.objects.filter(active=True)).order_by("name")[: MAX_SUPERVISORS + 1]
    queryset = Office.objects.prefetch_related(
        "translations", "opening_hours", Prefetch("supervisors", working, "people")
    )
    found = _of_site(queryset, site, chosen)
    everybody = {person.pk: person for office in found for person in office.people}
    urls = record_urls(PageRole.SUPERVISOR, everybody.values(), site, request)
    return [
        {
            "office": office,
            "supervisors": [RecordCard(person, urls.get(person.pk, "")) for person in office.people[:MAX_SUPERVISORS]],
            "has_more": len(office.people) > MAX_SUPERVISORS,
        }
        for office in found
    ]


def crisis_notices(site: Site | None, request: Any = None) -> list[AbstractPage]:
    """The notices that are published and valid at this moment, the newest first."""
    if site is None:
        return []
    now = timezone.now()
    found = [
        page
        for model in page_classes(PageRole.CRISIS_NOTICE)
        for page in pages_of_site(model, site, request).filter(model.valid_q(now))
    ]
    return sorted(found, key=lambda page: page.valid_from or page.first_published_at or now, reverse=True)


def _of_site(
    queryset: QuerySet, site: Site | None, chosen: Iterable[Model | None] | None, most: int | None = None
) -> list[Any]:
    if site is None:
        return []
    queryset = queryset.filter(site=site)
    ids = [record.pk for record in chosen or () if record]
    if not ids:
        return list(queryset[:most])
    return sorted(queryset.filter(pk__in=ids), key=lambda record: ids.index(record.pk))


def _with_urls(role: PageRole, records: list[Any], site: Site | None, request: Any) -> list[RecordCard]:
    urls = record_urls(role, records, site, request)
    return [RecordCard(record, urls.get(record.pk, "")) for record in records]
