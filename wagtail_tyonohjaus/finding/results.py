"""The list of supervisors for a selection: who matches, in which order, the facets with counts, who is nearest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Site

from ..practice.listings import supervisor_cards as record_cards
from ..practice.listings import with_card_relations
from ..practice.models import Supervisor
from .cards import SupervisorCard, openings_of, supervisor_cards
from .directory import Directory, Person
from .labels import FACET_LABELS, SORT_LABELS, VIEW_LABELS, labels_of_keys, value_labels
from .links import times_parameters
from .matching import Matcher
from .search import SearchResult, search
from .selection import (
    FACETS,
    SEARCH,
    SORTS,
    TIME_FACETS,
    VIEWS,
    WHERE,
    Selection,
    error_text,
    selected_keys,
    terms_of,
    values_of,
)

MAX_NEAREST = 3
OPEN_FACETS = ("service", "city", "delivery_mode")
MAX_OPEN_VALUES = 8


@dataclass(frozen=True)
class FacetValue:
    """A value with the number of supervisors who would match with it. ``query`` is that of the list without it."""

    value: str
    label: str
    count: int
    is_selected: bool
    query: str


@dataclass(frozen=True)
class FacetChoices:
    """A facet as a group of tick boxes; ``error`` if its value in the URL can't be read."""

    name: str
    label: str
    values: list[FacetValue]
    error: str = ""

    @property
    def is_open(self) -> bool:
        """Whether its values are shown at first: selected ones, and those of the commonest facets if they are few."""
        return bool(self.error or self.selected) or (self.name in OPEN_FACETS and len(self.values) <= MAX_OPEN_VALUES)

    @property
    def selected(self) -> list[FacetValue]:
        """The values that are selected."""
        return [value for value in self.values if value.is_selected]


@dataclass(frozen=True)
class Choice:
    """A link to another order or view, or to the list without one restriction; ``count`` supervisors match there."""

    label: str
    query: str
    is_selected: bool = False
    count: int = 0


@dataclass(frozen=True)
class Group:
    """The cards of one city; ``total`` of all pages. ``city`` is blank for the whole list and None for no office."""

    city: str | None
    cards: list[SupervisorCard]
    total: int


class Results:
    """The list for one selection. ``sort`` and ``view`` are those of the page unless the visitor chooses others.

    ``offered`` are the facets by which visitors can filter, in their order.
    """

    def __init__(
        self,
        site: Site | None,
        directory: Directory,
        selection: Selection,
        request: HttpRequest | None = None,
        *,
        sort: str = "soonest",
        view: str = "list",
        page_size: int = 24,
        offered: Sequence[str] = FACETS,
    ) -> None:
        self.directory, self.selection = directory, selection
        self.sort, self.view = selection.sort or sort, selection.view or view
        self._own_sort, self._own_view = sort, view
        self._site, self._request, self._page_size = site, request, page_size
        self._offered = offered
        searches = selection.search and SEARCH not in selection.unreadable
        self.search = search(directory, selection.search) if searches else SearchResult(directory.everybody)
        self._services = selected_keys(directory, selection, "service")
        self._times = openings_of(site, directory, request, self._services)
        self.matcher = Matcher(directory, selection, self._times, self.search.found)

    @cached_property
    def total(self) -> int:
        """How many supervisors match."""
        return self.matcher.matches.bit_count()

    @cached_property
    def page_count(self) -> int:
        """At least one."""
        return max(1, -(-len(self._entries) // self._page_size))

    @cached_property
    def groups(self) -> list[Group]:
        """The cards of the page, in one group or by city."""
        start = (self.selection.page - 1) * self._page_size
        entries = self._entries[start : start + self._page_size]
        cards = self._cards([person for _city, person in entries], self.matcher)
        groups: dict[str | None, list[SupervisorCard]] = {}
        for city, person in entries:
            groups.setdefault(city, []).append(cards[person.pk])
        totals = [city for city, _person in self._entries]
        return [Group(city, group, totals.count(city)) for city, group in groups.items()]

    @cached_property
    def facets(self) -> list[FacetChoices]:
        """Of the facets ``offered`` those that can change anything; and any that is selected or can't be read."""
        facets = (self._facet(name) for name in self._shown_facets())
        return [facet for facet in facets if len(facet.values) > 1 or facet.selected or facet.error]

    @cached_property
    def active(self) -> list[Choice]:
        """What is selected, each with the list without it."""
        values = [value for facet in self.facets for value in facet.selected]
        choices = [Choice(value.label, value.query) for value in values]
        if self.selection.search:
            label = _("Search: %(text)s") % {"text": self.selection.search}
            choices.insert(0, Choice(label, self._without_search().query()))
        return choices

    @property
    def errors(self) -> dict[str, str]:
        """What is said about values that can't be read, by parameter; the facets have their own."""
        names = (SEARCH, WHERE, "sort", "view")
        return {name: error_text(name) for name in names if name in self.selection.unreadable}

    @property
    def sorts(self) -> list[Choice]:
        """The orders to choose from."""
        if not self.directory.people:
            return []
        names = [name for name in SORTS if name != "soonest" or self.directory.publishes_times]
        shown = {"current": self.sort, "own": self._own_sort}
        return [self._choice("sort", name, SORT_LABELS[name], **shown) for name in names]

    @property
    def views(self) -> list[Choice]:
        """The views to choose from; none in a practice with one city."""
        if len(self.directory.cities) < 2:
            return []
        shown = {"current": self.view, "own": self._own_view}
        return [self._choice("view", name, VIEW_LABELS[name], **shown) for name in VIEWS]

    @property
    def suggestions(self) -> list[Choice]:
        """Lists with one restriction less that are not empty, the longest first."""
        choices = []
        if self.selection.search and not self.selection.unreadable and self.selection.facets:
            label = _("Without the search")
            choices.append(Choice(label, self._without_search().query(), count=self.matcher.count_without("")))
        for name in self.selection.facets if not self.selection.unreadable else ():
            label = _("Without “%(filter)s”") % {"filter": FACET_LABELS[name]}
            query = self.selection.with_values(name, ()).query()
            choices.append(Choice(label, query, count=self.matcher.count_without(name)))
        return sorted((choice for choice in choices if choice.count), key=lambda choice: -choice.count)

    @cached_property
    def nearest(self) -> list[SupervisorCard]:
        """Those who match most of the selection, if nobody matches all of it."""
        scores = {person: self.matcher.score(person) for person in self.directory.people}
        people = [person for person in self._sorted(self.directory.people, "soonest") if person.accepts_new_clients]
        people.sort(key=lambda person: -scores[person])
        return list(self._cards(people[:MAX_NEAREST], Matcher(self.directory, Selection(), self._times)).values())

    @property
    def previous_query(self) -> str | None:
        """The query string of the previous page, empty for a first page without parameters; None if there is none."""
        page = self.selection.page
        return replace(self.selection, page=page - 1).query() if page > 1 else None

    @property
    def next_query(self) -> str | None:
        """The query string of the next page; None if there is none."""
        page = self.selection.page
        return replace(self.selection, page=page + 1).query() if page < self.page_count else None

    @property
    def canonical_query(self) -> str:
        """That of the page for search engines: order and view show the same people."""
        return replace(self.selection, sort="", view="").query()

    @cached_property
    def _entries(self) -> list[tuple[str | None, Person]]:
        """All matching supervisors in order, by city once for each city that was asked for."""
        people = self._sorted(self.directory.people_in(self.matcher.matches), self.sort)
        if self.view != "city":
            return [("", person) for person in people]
        labels = value_labels(self.directory, "city")
        asked = self.selection.values("city") or labels
        keys = {term.slug: term.keys for term in terms_of(self.directory, "city")}
        entries: list[tuple[str | None, Person]] = [
            (labels[city], person)
            for city in labels
            if city in asked
            for person in people
            if not person.offices.isdisjoint(keys[city])
        ]
        return entries + [(None, person) for person in people if not person.offices]

    def _sorted(self, people: Iterable[Person], sort: str) -> list[Person]:
        by_name = sorted(people, key=lambda person: (person.name.casefold(), person.pk))
        if sort == "city":
            cities = {pks: labels_of_keys(self.directory, "city", pks) for pks in {one.offices for one in by_name}}
            by_name.sort(key=lambda person: (not person.offices, [city.casefold() for city in cities[person.offices]]))
        elif sort == "soonest":
            starts = self.matcher.next_free
            by_name.sort(key=lambda person: (person.pk not in starts, starts.get(person.pk, 0)))
            by_name.sort(key=lambda person: not person.accepts_new_clients)
        return by_name

    def _cards(self, people: list[Person], matcher: Matcher) -> dict[int, SupervisorCard]:
        """By primary key; the next free times are those of ``matcher``."""
        if not people:
            return {}
        rows = with_card_relations(Supervisor.objects.filter(pk__in={person.pk for person in people}))
        by_pk = {record.pk: record for record in rows}
        records = [by_pk[pk] for pk in dict.fromkeys(person.pk for person in people) if pk in by_pk]
        cards = supervisor_cards(
            record_cards(records, self._site, self._request),
            self._site,
            self._request,
            openings={person.pk: matcher.usable_openings(person) for person in people},
            services=self._services or None,
        )
        people_by_pk = {person.pk: person for person in people}
        return {card.record.pk: self._with_choice(card, people_by_pk[card.record.pk], matcher) for card in cards}

    def _with_choice(self, card: SupervisorCard, person: Person, matcher: Matcher) -> SupervisorCard:
        openings = matcher.usable_openings(person)
        query = urlencode(times_parameters(person, self.directory, matcher.selection, openings))
        return replace(card, url=f"{card.url}?{query}") if card.url and query else card

    def _shown_facets(self) -> list[str]:
        others = (name for name in FACETS if name not in self._offered)
        given = {*self.selection.facets, *self.selection.unreadable}
        return [*dict.fromkeys(self._offered), *(name for name in others if name in given)]

    def _facet(self, name: str) -> FacetChoices:
        selected = self.selection.values(name)
        values = []
        for value, label in self._labels_in_use(name).items():
            others = [each for each in selected if each != value]
            query = self.selection.with_values(name, others).query()
            count = self.matcher.count(name, value)
            values.append(FacetValue(value, label, count, value in selected, query))
        error = error_text(name) if name in self.selection.unreadable else ""
        return FacetChoices(name, str(FACET_LABELS[name]), values, error)

    def _labels_in_use(self, name: str) -> dict[str, str]:
        labels = value_labels(self.directory, name)
        if name in TIME_FACETS:
            return labels if self.directory.publishes_times else {}
        if name == "format" and self._formats_are_services() and not self.selection.values(name):
            return {}
        everybody = self.directory.everybody
        counts = {value: self.matcher.mask(name, value) for value in values_of(self.directory, name)}
        if name == "accepts_new_clients" and counts["on"] == everybody and not self.selection.values(name):
            return {}
        chosen = self.selection.values(name)
        return {value: label for value, label in labels.items() if counts.get(value) or value in chosen}

    def _formats_are_services(self) -> bool:
        """Whether each service has one format of its own, so that both facets would ask the same."""
        formats = [facts.formats for facts in self.directory.service_facts.values()]
        return len(formats) > 1 and all(len(each) == 1 for each in formats) and len(set(formats)) == len(formats)

    def _choice(self, name: str, value: str, label: object, *, current: str, own: str) -> Choice:
        """A value of ``sort`` or ``view``; ``own`` is the page's, which clean URLs leave out."""
        selection = self.selection.with_change(name, **{name: "" if value == own else value})
        return Choice(str(label), selection.query(), value == current)

    def _without_search(self) -> Selection:
        return self.selection.with_change(SEARCH, search="")
