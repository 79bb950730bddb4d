"""Cards of supervisors: what a visitor compares."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Site

from ..availability import free
from ..content_validity import changes_at, changes_at_midnight, changes_often
from ..practice.choices import Kind
from ..practice.formatting import format_time, format_weekday_and_day
from ..practice.listings import RecordCard
from ..practice.models import Office
from .directory import Directory, Person, directory_of, revisions_of
from .labels import active_text, labels_of_keys
from .matching import Openings
from .openings import Opening, PartOfDay, load_openings
from .prices import lowest_price

MAX_TOPICS = 3


@dataclass(frozen=True, slots=True)
class SupervisorCard:
    """A supervisor and the URL of the page, if there is one, with the texts of a card in the active language.

    ``topics`` are work fields, or without any the approaches. ``price`` is the lowest of the services. ``next_evening``
    is the first day with a free time in the evening.
    """

    record: Any
    url: str = ""
    cities: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    price: str = ""
    next_free: str = ""
    next_evening: str = ""


def openings_of(
    site: Site | None, directory: Directory, request: HttpRequest | None, services: frozenset[int] | None = None
) -> Openings:
    """The openings of all supervisors; none unless the practice publishes free times. No query.

    Crisis services have free time of their own, so ``services`` decide which of it is meant: that of ordinary services
    without any. Reports that the page which is being rendered changes with them.
    """
    if site is None or not directory.publishes_times:
        return {}
    now = timezone.now()
    changes_often()
    changes_at(free.utc_datetime(free.current_hour(now) + free.HOUR))
    changes_at_midnight(now, ZoneInfo(directory.zone))
    revisions, hour = revisions_of(site, request), free.current_hour(now)
    kinds = {directory.service_facts[pk].kind for pk in services or () if pk in directory.service_facts}
    found = [
        load_openings(revisions, directory.zone, free.AvailabilityQuery(crisis=crisis), hour)
        for crisis in sorted({kind == Kind.CRISIS for kind in kinds} or {False})
    ]
    if len(found) == 1:
        return found[0]
    ordinary, crisis_times = found
    pks = {*ordinary, *crisis_times}
    return {pk: tuple(sorted((*ordinary.get(pk, ()), *crisis_times.get(pk, ())), key=_start)) for pk in pks}


def supervisor_cards(
    cards: Iterable[RecordCard],
    site: Site | None,
    request: HttpRequest | None = None,
    *,
    openings: Openings | None = None,
    services: frozenset[int] | None = None,
) -> list[SupervisorCard]:
    """The cards with their facts; one query, and more after a change.

    ``services`` limits the price and the free times to them. ``openings`` are the times that count, if they are known.
    """
    directory = directory_of(site, request)
    people = {person.pk: person for person in directory.people}
    if openings is None:
        openings = _openings_for(site, directory, request, services)
    return [_card(card, people.get(card.record.pk), directory, openings, services) for card in cards]


def format_start(start: int, zone: ZoneInfo) -> str:
    """``Mon 7 Dec 09:00``."""
    local = free.utc_datetime(start).astimezone(zone)
    return f"{format_weekday_and_day(local)} {format_time(local)}"


def _format_day(start: int, zone: ZoneInfo) -> str:
    return format_weekday_and_day(free.utc_datetime(start).astimezone(zone))


def cities_of(office: Office, site: Site | None, request: HttpRequest | None = None) -> list[str]:
    """The city of an office as on cards, in a list; empty if nobody works there."""
    return labels_of_keys(directory_of(site, request), "city", frozenset({office.pk}))


def group_by_city(
    cards: Iterable[SupervisorCard], only: Container[str] | None = None
) -> list[tuple[str, list[SupervisorCard]]]:
    """Cities in alphabetical order with their supervisors, who may be in several; of the cities ``only`` those.

    Supervisors without an office come last, under an empty city.
    """
    groups: dict[str, list[SupervisorCard]] = {}
    for card in cards:
        for city in card.cities or ("",):
            if only is None or city in only:
                groups.setdefault(city, []).append(card)
    return sorted(groups.items(), key=lambda item: (not item[0], item[0].casefold()))


def _openings_for(
    site: Site | None, directory: Directory, request: HttpRequest | None, services: frozenset[int] | None
) -> Openings:
    openings = openings_of(site, directory, request, services)
    if not services:
        return openings
    return {pk: tuple(time for time in times if _is_for(time, services)) for pk, times in openings.items()}


def _start(opening: Opening) -> int:
    return opening.start


def _is_for(opening: Opening, services: frozenset[int]) -> bool:
    limits = opening.restrictions.services
    return limits is None or not limits.isdisjoint(services)


def _card(
    card: RecordCard,
    person: Person | None,
    directory: Directory,
    openings: Openings,
    services: frozenset[int] | None,
) -> SupervisorCard:
    if person is None:
        return SupervisorCard(card.record, card.url)
    times = openings.get(person.pk, ())
    zone = ZoneInfo(directory.zone)
    topics = labels_of_keys(directory, "work_field", person.work_fields)
    topics = topics or labels_of_keys(directory, "approach", person.approaches)
    return SupervisorCard(
        card.record,
        card.url,
        tuple(labels_of_keys(directory, "city", person.offices)),
        tuple(topics[:MAX_TOPICS]),
        _price(person, directory, services),
        format_start(times[0].start, zone) if times else "",
        next((_format_day(time.start, zone) for time in times if time.part == PartOfDay.EVENING), ""),
    )


def _price(person: Person, directory: Directory, services: frozenset[int] | None) -> str:
    offered = person.services if services is None else person.services & services
    texts = [active_text(directory.service_facts[pk].prices) for pk in offered]
    # The language of the whole text is that of its lowest price.
    prices = [(price, type(text)) for text in texts if (price := lowest_price(text))]
    if not prices:
        return ""
    (_amount, written), text_type = min(prices, key=itemgetter(0))
    return text_type(written)
