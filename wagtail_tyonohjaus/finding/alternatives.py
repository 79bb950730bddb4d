"""Who can help instead: for pages whose supervisor or service is not available."""

from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Site

from ..availability.free import HOUR, current_hour, first_free_slots, utc_datetime
from ..content_validity import changes_at, changes_often
from ..practice import listings
from ..practice.listings import RecordCard
from ..practice.models import PracticeSettings, Service, Supervisor
from .directory import directory_of

MAX_SUPERVISORS = 3
MAX_SERVICES = 6
# Whose free time is compared: more would take long in a large practice.
MAX_CANDIDATES = 48


class OtherSupervisors(NamedTuple):
    """Cards of supervisors who accept new clients. ``share_service``: each offers at least one of the same services."""

    cards: list[RecordCard]
    share_service: bool


class Candidate(NamedTuple):
    """A supervisor who accepts new clients. ``is_near``: in a city of the supervisor who is not available."""

    pk: int
    languages: list[str]
    shares_service: bool
    is_near: bool


def is_offered(site: Site | None, service: Service, request: HttpRequest | None = None) -> bool:
    """Whether somebody who accepts new clients offers the service; True if the practice has no supervisors."""
    people = directory_of(site, request).people
    return not people or any(person.accepts_new_clients and service.pk in person.services for person in people)


def other_supervisors(
    site: Site | None,
    request: HttpRequest | None = None,
    *,
    supervisor: Supervisor | None = None,
    service: Service | None = None,
) -> OtherSupervisors:
    """At most ``MAX_SUPERVISORS`` who accept new clients and share a service, the nearest and soonest first.

    They come in this order: those of the same city, those who speak the active language, those with the soonest free
    time. Those without free time are left out, unless nobody has any or the practice does not publish it. If nobody
    else offers any of the services, others of the practice are returned. The number of queries is constant.
    """
    if site is None:
        return OtherSupervisors([], share_service=False)
    candidates = _candidates(site, supervisor, service)
    sharing = [each for each in candidates if each.shares_service]
    candidates = sharing or candidates
    starts = _first_starts(site, candidates)
    candidates = [each for each in candidates if each.pk in starts] or candidates
    chosen = sorted(candidates, key=lambda each: _order(each, starts))[:MAX_SUPERVISORS]
    pks = [each.pk for each in chosen]
    records = listings.with_card_relations(Supervisor.objects.filter(pk__in=pks))
    ordered = sorted(records, key=lambda record: pks.index(record.pk))
    return OtherSupervisors(listings.supervisor_cards(ordered, site, request), share_service=bool(sharing))


def other_services(site: Site | None, service: Service | None, request: HttpRequest | None = None) -> list[RecordCard]:
    """At most ``MAX_SERVICES`` of the practice that have a page, those of the same kind first."""
    cards = [card for card in listings.services(site, None, request) if card.url and card.record != service]
    if service is not None:
        cards.sort(key=lambda card: card.record.kind != service.kind)
    return cards[:MAX_SERVICES]


def _candidates(site: Site, supervisor: Supervisor | None, service: Service | None) -> list[Candidate]:
    services, offices = _related(supervisor, service)
    queryset = Supervisor.objects.filter(site=site, active=True, accepts_new_clients=True)
    if supervisor is not None:
        queryset = queryset.exclude(pk=supervisor.pk)
    rows = (
        queryset.annotate(
            shares_service=Exists(_links(Supervisor.services.through, "service", services)),
            is_near=Exists(_links(Supervisor.offices.through, "office", offices)),
        )
        .order_by("-shares_service", "-is_near", "name", "pk")
        .values_list("pk", "languages", "shares_service", "is_near")
    )
    return [Candidate(*row) for row in rows[:MAX_CANDIDATES]]


def _related(supervisor: Supervisor | None, service: Service | None) -> tuple[list[int], list[int]]:
    """The services and offices by which supervisors are similar."""
    if supervisor is None:
        return ([service.pk] if service else []), []
    services = [record.pk for record in supervisor.services.all()]
    return services, [record.pk for record in supervisor.offices.all()]


def _links(through: Any, name: str, pks: list[int]) -> QuerySet:
    """The rows that connect a supervisor with any of these records, of the model ``through``."""
    return through._default_manager.filter(supervisor=OuterRef("pk"), **{f"{name}__in": pks})


def _first_starts(site: Site, candidates: list[Candidate]) -> dict[int, int]:
    """When the first free time of each begins, by primary key."""
    if not candidates or not PracticeSettings.for_site(site).publish_free_times:
        return {}
    hour = current_hour()
    changes_often()
    changes_at(utc_datetime(hour + HOUR))
    slots = first_free_slots([each.pk for each in candidates], as_of=hour)
    return {pk: slot.start for pk, slot in slots.items()}


def _order(candidate: Candidate, starts: dict[int, int]) -> tuple[bool, bool, float]:
    speaks = (get_language() or "").partition("-")[0] in candidate.languages
    return not candidate.is_near, not speaks, starts.get(candidate.pk, float("inf"))
