"""What the list of supervisors filters by, for all supervisors of a practice: plain values, kept by each process.

A directory is valid while the revisions of the supervisors are unchanged, which one query tells. Sets of supervisors
are integers, one bit for each, so that counting hundreds of them for every value of every facet takes no time.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import slugify
from wagtail.models import Site

from ..once_per_request import once_per_request
from ..practice.choices import DeliveryMode, Kind
from ..practice.models import Approach, Office, PracticeSettings, Service, Supervisor, WorkField

MAX_DIRECTORIES = 16
#: Language -> text; that of the practice's first language under "".
Texts = Mapping[str, str]
#: Primary key -> revision of each supervisor, in the order of the keys.
Revisions = dict[int, int]


class Term(NamedTuple):
    """A value that supervisors have: a city, service, approach or work field. ``slug`` is its value in URLs."""

    slug: str
    texts: Texts
    keys: frozenset[int]


class ServiceFacts(NamedTuple):
    """What the list needs to know of a service beyond its name. ``prices`` by language."""

    formats: frozenset[str]
    delivery_modes: frozenset[str]
    kind: str
    prices: Texts


class Person(NamedTuple):
    """A supervisor. The sets contain primary keys and codes."""

    pk: int
    name: str
    role: str
    accepts_new_clients: bool
    languages: frozenset[str]
    formats: frozenset[str]
    delivery_modes: frozenset[str]
    offices: frozenset[int]
    services: frozenset[int]
    approaches: frozenset[int]
    work_fields: frozenset[int]


@dataclass(frozen=True)
class Directory:
    """All active supervisors of a practice, and the terms that any of them has."""

    people: tuple[Person, ...] = ()
    cities: tuple[Term, ...] = ()
    services: tuple[Term, ...] = ()
    approaches: tuple[Term, ...] = ()
    work_fields: tuple[Term, ...] = ()
    service_facts: Mapping[int, ServiceFacts] = field(default_factory=dict)
    publishes_times: bool = False
    zone: str = "UTC"

    @cached_property
    def everybody(self) -> int:
        """The set of all supervisors."""
        return (1 << len(self.people)) - 1

    @cached_property
    def bits(self) -> dict[int, int]:
        """The set with one supervisor, by primary key."""
        return {person.pk: 1 << number for number, person in enumerate(self.people)}

    def people_in(self, mask: int) -> Iterable[Person]:
        """The supervisors of a set, in the order of their primary keys."""
        return (person for number, person in enumerate(self.people) if mask >> number & 1)


def revisions_of(site: Site | None, request: HttpRequest | None = None) -> Revisions:
    """The revisions of the site's active supervisors; loaded once per request."""
    if site is None:
        return {}
    rows = Supervisor.objects.filter(site=site, active=True).order_by("pk").values_list("pk", "revision")
    return once_per_request(request, ("revisions", site.pk), lambda: dict(rows))


def directory_of(site: Site | None, request: HttpRequest | None = None) -> Directory:
    """The site's directory. One query unless a supervisor has changed, and none the second time in a request."""
    revisions = revisions_of(site, request)
    if site is None or not revisions:
        return Directory()
    key = (site.pk, hash(tuple(revisions.items())))
    with _lock:
        if key in _directories:
            _directories.move_to_end(key)
            return _directories[key]
    directory = _load(site, revisions)
    with _lock:
        _directories[key] = directory
        while len(_directories) > MAX_DIRECTORIES:
            _directories.popitem(last=False)
    return directory


def city_slug(office: Office) -> str:
    """The value of an office's city in URLs, which offices in one city share."""
    return slugify(office.city) or str(office.pk)


def forget_directories() -> None:
    """For tests, whose databases begin with the same revisions."""
    with _lock:
        _directories.clear()


_lock = Lock()
_directories: OrderedDict[tuple[int, int], Directory] = OrderedDict()


def _load(site: Site, revisions: Revisions) -> Directory:
    names = ("offices", "services", "approaches", "work_fields")
    linked = {name: _links(name, site) for name in names}
    columns = ("pk", "name", "role", "accepts_new_clients", "languages", "formats", "delivery_modes")
    rows = Supervisor.objects.filter(site=site, active=True).order_by("pk").values_list(*columns)
    people = tuple(
        Person(
            *row[:4],
            *(frozenset(codes) for codes in row[4:]),
            *(frozenset(linked[name].get(row[0], ())) for name in names),
        )
        for row in rows
        if row[0] in revisions
    )
    services = _records(Service, people, "services")
    practice = PracticeSettings.for_site(site)
    return Directory(
        people=people,
        cities=_cities(_records(Office, people, "offices")),
        services=_terms(services),
        approaches=_terms(_records(Approach, people, "approaches")),
        work_fields=_terms(_records(WorkField, people, "work_fields")),
        service_facts={
            service.pk: ServiceFacts(
                frozenset(service.formats),
                frozenset(service.delivery_modes or DeliveryMode.values),
                Kind(service.kind),
                _texts(service, "price"),
            )
            for service in services
        },
        publishes_times=practice.publish_free_times,
        zone=practice.time_zone,
    )


def _links(name: str, site: Site) -> dict[int, set[int]]:
    through = getattr(Supervisor, name).through
    target = next(each.attname for each in through._meta.fields if each.is_relation and each.attname != "supervisor_id")
    links: dict[int, set[int]] = {}
    rows = through.objects.filter(supervisor__site=site, supervisor__active=True)
    for supervisor, record in rows.values_list("supervisor_id", target):
        links.setdefault(supervisor, set()).add(record)
    return links


def _records(model: type[Model], people: Iterable[Person], name: str) -> list[Any]:
    pks = {pk for person in people for pk in getattr(person, name)}
    return list(model._default_manager.filter(pk__in=pks).order_by("pk").prefetch_related("translations"))


def _texts(record: Any, name: str) -> dict[str, str]:
    own = {row.language.lower(): getattr(row, name) for row in record.translations.all() if getattr(row, name)}
    return {**own, "": getattr(record, name)}


def _terms(records: Iterable[Any]) -> tuple[Term, ...]:
    terms: dict[str, Term] = {}
    for record in records:
        slug = getattr(record, "slug", "") or slugify(record.name) or str(record.pk)
        slug = slug if slug not in terms else f"{slug}-{record.pk}"
        terms[slug] = Term(slug, _texts(record, "name"), frozenset({record.pk}))
    return tuple(terms.values())


def _cities(offices: Iterable[Any]) -> tuple[Term, ...]:
    """Offices in one city are one value."""
    cities: dict[str, Term] = {}
    for office in offices:
        slug = city_slug(office)
        known = cities.get(slug)
        texts, keys = (known.texts, known.keys) if known else ({}, frozenset[int]())
        cities[slug] = Term(slug, {**_texts(office, "city"), **texts}, keys | {office.pk})
    return tuple(cities.values())
