"""The short form on front pages that leads to the list of supervisors, and links to it by place."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.models import Site

from ..practice.choices import DeliveryMode
from ..practice.models import Service
from ..practice.page_links import PageRole, first_page
from .directory import directory_of
from .labels import FACET_LABELS, value_labels
from .matching import Matcher
from .selection import Selection

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class PlaceGroup:
    """A delivery mode with its cities: values of the parameter ``where`` and labels. No cities: the mode itself."""

    mode: str
    label: str
    cities: Options


@dataclass(frozen=True)
class PlaceLink:
    """A link to the list of those who offer a service at a place; ``count`` of them."""

    label: str
    url: str
    count: int


@dataclass(frozen=True)
class Finder:
    """The fields of the form, which is sent to ``url``; those with fewer than two values are left out.

    ``kind`` is the parameter of ``kinds``: ``service``, or ``format`` in a practice with one service. Beside other
    places, remote supervision has a button of its own (``is_remote_offered``).
    """

    url: str
    kind: str
    kind_label: str
    kinds: Options
    places: list[PlaceGroup]
    languages: Options
    is_remote_offered: bool
    has_free_times: bool


def finder_of(site: Site | None, request: HttpRequest | None = None) -> Finder | None:
    """The finder of a site; None without a list of supervisors, or if nobody is in it."""
    url, directory = _url(site, request), directory_of(site, request)
    if not url or not directory.people:
        return None
    matcher = Matcher(directory, Selection(), {})
    kind = "service" if len(directory.services) > 1 else "format"
    every_place = _places(matcher)
    places = [group for group in every_place if group.cities]
    return Finder(
        url=url,
        kind=kind,
        kind_label=str(FACET_LABELS[kind]),
        kinds=_several(_used(matcher, kind)),
        places=places if sum(len(group.cities) for group in places) > 1 else [],
        languages=_several(_used(matcher, "language")),
        is_remote_offered=bool(places) and any(group.mode == DeliveryMode.REMOTE for group in every_place),
        has_free_times=directory.publishes_times,
    )


def place_links(
    service: Service | None, site: Site | None, request: HttpRequest | None = None
) -> list[tuple[str, list[PlaceLink]]]:
    """By delivery mode, links to the list of those who offer the service there. Those who take new clients count."""
    url, directory = _url(site, request), directory_of(site, request)
    slug = next((term.slug for term in directory.services if service and service.pk in term.keys), "")
    if not url or not slug:
        return []
    base = Selection(facets={"service": (slug,), "accepts_new_clients": ("on",)})
    matcher = Matcher(directory, base, {})
    groups = []
    for group in _places(matcher):
        selection = Selection(facets={"service": (slug,)}).with_values("delivery_mode", [group.mode])
        options = [(value.partition(":")[2], label) for value, label in group.cities] or [("", group.label)]
        links = [_place_link(label, url, selection, city, matcher) for city, label in options]
        groups.append((group.label, [link for link in links if link.count]))
    return [(label, links) for label, links in groups if links]


def _place_link(label: str, url: str, selection: Selection, city: str, matcher: Matcher) -> PlaceLink:
    if city:
        selection = selection.with_values("city", [city])
    facets = {**matcher.selection.facets, **selection.facets}
    count = Matcher(matcher.directory, Selection(facets=facets), {}).matches.bit_count()
    return PlaceLink(label, url + selection.query(), count)


def _url(site: Site | None, request: HttpRequest | None) -> str:
    page = first_page(PageRole.SUPERVISOR_INDEX, site, request)
    return (page.get_url(request) if page else "") or ""


def _places(matcher: Matcher) -> list[PlaceGroup]:
    """The delivery modes in use; with cities where somebody offers them there, unless they are remote."""
    directory = matcher.directory
    cities = value_labels(directory, "city")
    groups = []
    for mode, label in _used(matcher, "delivery_mode"):
        mask = matcher.mask("delivery_mode", mode)
        offered = [(city, text) for city, text in cities.items() if mask & matcher.mask("city", city)]
        is_placeless = mode == DeliveryMode.REMOTE
        groups.append(PlaceGroup(mode, label, [] if is_placeless else [(f"{mode}:{c}", text) for c, text in offered]))
    return groups


def _used(matcher: Matcher, facet: str) -> Options:
    labels = value_labels(matcher.directory, facet)
    return [(value, label) for value, label in labels.items() if matcher.mask(facet, value)]


def _several(options: Iterable[tuple[str, str]]) -> Options:
    options = list(options)
    return options if len(options) > 1 else []
