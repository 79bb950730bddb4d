"""The soonest free time of each supervisor, in each city or at one place. Free of requests and HTML."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from zlib import crc32

from ...availability import free
from ...availability.free import Slot
from ...practice.choices import DeliveryMode
from ...practice.formatting import format_city_and_name
from ...practice.models import Office
from . import assignment
from .bookable_slots import first_mode
from .slot_picker import SlotOption, SlotQuery, matching_supervisors, slot_options

#: Displayed at first, and at most.
PEOPLE, MAX_PEOPLE = 8, 24
CITIES, MAX_CITIES = 8, 24
#: Times in each city: one more if there are few cities.
TIMES_PER_CITY, FEW_CITIES = 1, 4
#: Supervisors who are free at the same time and compared by ``assignment``, for each displayed time.
CANDIDATES = 3


class Soonest(NamedTuple):
    """The first slot of a supervisor (primary key) at a place: an office's key or a delivery mode."""

    supervisor: int
    slot: Slot
    place: Hashable


@dataclass(frozen=True)
class City:
    """A place and the soonest times there, of different supervisors. ``place_value`` selects it in the filter."""

    label: str
    place_value: str
    times: list[SlotOption]


@dataclass(frozen=True)
class SoonestTimes:
    """Either ``cities``, if there are several places and none is selected, or the soonest time of each of ``people``.

    ``hidden_count`` is the number of cities or people that are not displayed.
    """

    query: SlotQuery
    cities: list[City]
    people: list[SlotOption]
    hidden_count: int = 0

    @property
    def has_times(self) -> bool:
        """Whether there is any free time."""
        return bool(self.cities or self.people)


def load_soonest(
    query: SlotQuery, *, show_all: bool = False, offices: Mapping[int, Office] | None = None
) -> SoonestTimes:
    """The soonest times of all supervisors who match the query. If several are free at once, ``assignment`` decides.

    A constant number of queries, regardless of the number of supervisors and places; ``offices`` are those already
    loaded, by primary key.
    """
    query = replace(query, length=query.selected_length)
    found = _find(query)
    places = {one.place for one in found}
    if len(places) > 1 and not (query.office or query.mode):
        return _by_city(query, found, MAX_CITIES if show_all else query.limit or CITIES, offices)
    return _by_person(query, found, MAX_PEOPLE if show_all else query.limit or PEOPLE, offices)


def _find(query: SlotQuery) -> list[Soonest]:
    slots = free.soonest_slots(matching_supervisors(query), query.availability_query)
    return [Soonest(pk, slot, _place(slot, query)) for pk, of_supervisor in slots.items() for slot in of_supervisor]


def _place(slot: Slot, query: SlotQuery) -> Hashable:
    mode = query.mode or first_mode(slot.restrictions.modes, query.service)
    place = slot.restrictions.place
    return place if mode == DeliveryMode.PREMISES and isinstance(place, int) else mode


def _by_person(
    query: SlotQuery, found: list[Soonest], limit: int, offices: Mapping[int, Office] | None
) -> SoonestTimes:
    first: dict[int, Soonest] = {}
    for one in sorted(found, key=lambda one: one.slot[:2]):
        first.setdefault(one.supervisor, one)
    people = _in_order(_candidates(first.values(), limit))[:limit]
    options = slot_options([(one.supervisor, one.slot) for one in people], query, offices)
    return SoonestTimes(query, [], options, len(first) - len(people))


def _by_city(query: SlotQuery, found: list[Soonest], limit: int, offices: Mapping[int, Office] | None) -> SoonestTimes:
    by_place: dict[Hashable, list[Soonest]] = {}
    for one in sorted(found, key=lambda one: one.slot[:2]):
        by_place.setdefault(one.place, []).append(one)
    places = list(by_place)[:limit]
    count = TIMES_PER_CITY + (len(places) <= FEW_CITIES)
    ordered = _in_order([one for place in places for one in _candidates(by_place[place], count)])
    shown = [one for place in places for one in [one for one in ordered if one.place == place][:count]]
    options = slot_options([(one.supervisor, one.slot) for one in shown], query, offices)
    by_label: dict[Hashable, list[SlotOption]] = {place: [] for place in places}
    for one, option in zip(shown, options, strict=True):
        by_label[one.place].append(option)
    cities = [City(_label(place, times), str(place), times) for place, times in by_label.items()]
    return SoonestTimes(query, cities, [], len(by_place) - len(places))


def _label(place: Hashable, times: list[SlotOption]) -> str:
    if isinstance(place, int):
        office = times[0].office
        return format_city_and_name(office) if office else ""
    return str(DeliveryMode(str(place)).label)


def _candidates(found: Iterable[Soonest], count: int) -> list[Soonest]:
    """The soonest ones. Who of the equally soon ones is among them changes by the hour, so that it is fair."""
    hour = free.current_hour()
    ordered = sorted(found, key=lambda one: (one.slot[:2], crc32(f"{one.supervisor} {hour}".encode())))
    return ordered[: count * CANDIDATES]


def _in_order(candidates: list[Soonest]) -> list[Soonest]:
    """By start; who is proposed first, if several are free at once, is decided by ``assignment``."""
    ids = list({one.supervisor for one in candidates})
    order = {pk: number for number, pk in enumerate(assignment.order_supervisors(ids) if len(ids) > 1 else ids)}
    return sorted(candidates, key=lambda one: (one.slot[:2], order[one.supervisor]))
