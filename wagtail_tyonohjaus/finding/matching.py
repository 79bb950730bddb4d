"""Which supervisors match a selection, how many would with another value, and when each of them is free next.

Values of one facet are alternatives; facets restrict each other. A supervisor is free this week if the time can be used
for what else is selected: the service, the format, the city and the delivery mode.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from ..practice.choices import DeliveryMode
from .directory import Directory, Person
from .openings import Opening, PartOfDay, Week
from .selection import FACETS, TIME_FACETS, Selection, selected_keys, terms_of, values_of

#: Facets that restrict which of a supervisor's free times count.
USES_OF_TIME = ("service", "format", "city", "delivery_mode")
_WEEKS = {"this-week": Week.THIS, "next-week": Week.NEXT}
_PARTS = {"morning": PartOfDay.MORNING, "afternoon": PartOfDay.AFTERNOON, "evening": PartOfDay.EVENING}
#: Facet -> attribute of ``Person`` with keys or codes.
_ATTRIBUTES = {
    "service": "services",
    "format": "formats",
    "city": "offices",
    "delivery_mode": "delivery_modes",
    "language": "languages",
    "approach": "approaches",
    "work_field": "work_fields",
}

Openings = Mapping[int, tuple[Opening, ...]]


class Matcher:
    """The supervisors of a directory who match a selection. ``found`` is the set of those who match the search."""

    def __init__(
        self, directory: Directory, selection: Selection, openings: Openings, found: int | None = None
    ) -> None:
        self.directory = directory
        self.selection = selection
        self._openings = openings
        self._found = directory.everybody if found is None else found

    @cached_property
    def matches(self) -> int:
        """The set of those who match everything. Nobody matches what can't be read."""
        return 0 if self.selection.unreadable else self._free(self._without(None), self.selection)

    @cached_property
    def next_free(self) -> dict[int, int]:
        """The first free start (UTC epoch seconds) that can be used for what is selected, by primary key."""
        starts = ((person.pk, self._first_start(person, self.selection)) for person in self.directory.people)
        return {pk: start for pk, start in starts if start is not None}

    def mask(self, facet: str, value: str) -> int:
        """The set of those who have a value, with anything else selected."""
        return self._masks[facet].get(value, 0)

    def count(self, facet: str, value: str) -> int:
        """How many would match if this were the only value of its facet."""
        mask = self._without(facet) & self._masks[facet].get(value, self.directory.everybody)
        return self._free(mask, self.selection.with_values(facet, [value]), facet).bit_count()

    def count_without(self, facet: str) -> int:
        """How many would match without this facet, or without the search, if it is blank."""
        if not facet:
            return self._free(self._facets_but(None), self.selection).bit_count()
        return self._free(self._without(facet), self.selection.with_values(facet, ()), facet).bit_count()

    def score(self, person: Person) -> int:
        """How many of the selected facets, and the search, a supervisor matches."""
        bit = self.directory.bits[person.pk]
        names = [name for name in self.selection.facets if name not in TIME_FACETS]
        matched = sum(1 for name in names if self._facet_mask(name) & bit)
        matched += bool(self.selection.search and self._found & bit)
        has_times = any(name in self.selection.facets for name in TIME_FACETS)
        return matched + (has_times and self._first_start(person, self.selection) is not None)

    def _without(self, facet: str | None) -> int:
        return self._facets_but(facet) & self._found

    def _facets_but(self, facet: str | None) -> int:
        """By all facets but one and those of time."""
        mask = self.directory.everybody
        for name in self.selection.facets:
            if name != facet and name not in TIME_FACETS:
                mask &= self._facet_mask(name)
        return mask

    def _facet_mask(self, facet: str) -> int:
        mask = 0
        for value in self.selection.values(facet):
            mask |= self._masks[facet].get(value, 0)
        return mask

    def _free(self, mask: int, selection: Selection, facet: str | None = None) -> int:
        """Those of a set who are free when the visitor wants; ``facet`` is what differs from the selection."""
        if not any(name in selection.facets for name in TIME_FACETS):
            return mask
        if facet not in USES_OF_TIME:
            return mask & self._free_then(selection)
        free = 0
        for person in self.directory.people_in(mask):
            if self._first_start(person, selection) is not None:
                free |= self.directory.bits[person.pk]
        return free

    def _free_then(self, selection: Selection) -> int:
        """Those who are free in the weeks and parts of the day of ``selection``, for the uses of the matcher's own."""
        use = _use_of_time(self.directory, selection)
        free = 0
        for (week, part), mask in self._free_by_time.items():
            if (not use.weeks or week in use.weeks) and (not use.parts or part in use.parts):
                free |= mask
        return free

    @cached_property
    def _free_by_time(self) -> dict[tuple[Week, PartOfDay], int]:
        """Week and part of the day -> those who are free then, for what is selected."""
        at_any_time = replace(
            self.selection, facets={k: v for k, v in self.selection.facets.items() if k not in TIME_FACETS}
        )
        masks: dict[tuple[Week, PartOfDay], int] = {}
        for person in self.directory.people:
            bit = self.directory.bits[person.pk]
            for opening in self._usable(person, at_any_time):
                key = opening.week, opening.part
                masks[key] = masks.get(key, 0) | bit
        return masks

    def usable_openings(self, person: Person) -> tuple[Opening, ...]:
        """The supervisor's openings that are good for what is selected."""
        return tuple(self._usable(person, self.selection))

    def _first_start(self, person: Person, selection: Selection) -> int | None:
        return next((opening.start for opening in self._usable(person, selection)), None)

    def _usable(self, person: Person, selection: Selection) -> Iterable[Opening]:
        openings = self._openings.get(person.pk, ())
        if not openings or not selection.facets:
            return openings
        use = _use_of_time(self.directory, selection)
        services = use.services_of(person, self.directory)
        return (opening for opening in openings if use.admits(opening, services))

    @cached_property
    def _masks(self) -> dict[str, dict[str, int]]:
        return masks_of(self.directory)


def masks_of(directory: Directory) -> dict[str, dict[str, int]]:
    """Facet -> value -> the supervisors who have it; computed once for a directory. Without the facets of time."""
    known = vars(directory).get("_masks")
    if known is None:
        known = {facet: _masks_of_facet(directory, facet) for facet in FACETS}
        vars(directory)["_masks"] = known
    return known


def _masks_of_facet(directory: Directory, facet: str) -> dict[str, int]:
    if facet == "accepts_new_clients":
        return {"on": _mask(directory, (person for person in directory.people if person.accepts_new_clients))}
    attribute = _ATTRIBUTES.get(facet)
    if attribute is None:
        return {}
    by_key: dict[int | str, int] = {}
    for person in directory.people:
        bit = directory.bits[person.pk]
        for key in getattr(person, attribute):
            by_key[key] = by_key.get(key, 0) | bit
    keys = {term.slug: term.keys for term in terms_of(directory, facet)}
    masks = {}
    for value in values_of(directory, facet):
        mask = 0
        for key in keys.get(value, (value,)):
            mask |= by_key.get(key, 0)
        masks[value] = mask
    return masks


def _mask(directory: Directory, people: Iterable[Person]) -> int:
    return sum(directory.bits[person.pk] for person in people)


class _UseOfTime:
    """What free time has to be good for."""

    def __init__(self, directory: Directory, selection: Selection) -> None:
        self.weeks = {_WEEKS[value] for value in selection.values("free")}
        self.parts = {_PARTS[value] for value in selection.values("time")}
        self.modes = frozenset(selection.values("delivery_mode"))
        self.formats = frozenset(selection.values("format"))
        self.services = _keys(directory, selection, "service")
        # Where it does not matter, as at the client's premises, times of all places count.
        somewhere_else = self.modes & {DeliveryMode.YOURS, DeliveryMode.REMOTE}
        self.offices = None if somewhere_else else _keys(directory, selection, "city")

    def services_of(self, person: Person, directory: Directory) -> frozenset[int] | None:
        """The supervisor's services that are meant; None for any."""
        services = person.services if self.services is None else person.services & self.services
        if self.formats:
            wanted = self.formats & person.formats if person.formats else self.formats
            facts = directory.service_facts
            services = frozenset(pk for pk in services if not facts[pk].formats or facts[pk].formats & wanted)
        return None if self.services is None and not self.formats else services

    def admits(self, opening: Opening, services: frozenset[int] | None) -> bool:
        limits = opening.restrictions
        return (
            (not self.weeks or opening.week in self.weeks)
            and (not self.parts or opening.part in self.parts)
            and (services is None or bool(services if limits.services is None else services & limits.services))
            and (not self.modes or limits.modes is None or bool(self.modes & limits.modes))
            and (self.offices is None or limits.place is None or limits.place in self.offices)
        )


def _keys(directory: Directory, selection: Selection, facet: str) -> frozenset[int] | None:
    """Primary keys of the selected terms; None if none is selected."""
    return selected_keys(directory, selection, facet) if selection.values(facet) else None


def _use_of_time(directory: Directory, selection: Selection) -> _UseOfTime:
    known = vars(selection).get("_use")
    if known is None:
        known = vars(selection)["_use"] = _UseOfTime(directory, selection)
    return known
