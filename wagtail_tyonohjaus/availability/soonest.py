"""The first slots of many supervisors. Only those without one soon are searched to the horizon."""

from collections.abc import Collection, Hashable, Iterable
from typing import NamedTuple

from ..practice.choices import DeliveryMode
from . import engine
from .offers import Offer, OfferBatch
from .query import AvailabilityQuery, ServiceGroup, restrict_hours
from .schedule import ExceptionRow, Restrictions, Slot, WeeklyRow
from .snapshots import SupervisorSnapshot
from .zone_offsets import DAY

#: Searched first; only supervisors without a slot at one of their places are then searched to the horizon.
FIRST_SPAN = 15 * DAY


class FirstSlots(NamedTuple):
    """The first slot at each place of a supervisor, sorted by start.

    Without changes to the data they stay the first from ``computed_at`` until ``valid_until``, the last hour (UTC epoch
    seconds) at which all of them can still be booked.
    """

    slots: tuple[Slot, ...]
    computed_at: int
    valid_until: int


def find_first_slots(supervisor_ids: Collection[int], query: AvailabilityQuery, as_of: int) -> dict[int, FirstSlots]:
    """The first slots of each supervisor; ``slots`` is empty for one without any."""
    near = OfferBatch(supervisor_ids, query, as_of, (as_of, as_of + FIRST_SPAN))
    found = {pk: first_slots(near.offers(pk, until=as_of + FIRST_SPAN), query, as_of) for pk in near.snapshots}
    incomplete = [pk for pk, first in found.items() if len(first.slots) < len(_places(near, pk, query))]
    if incomplete:
        far = OfferBatch(incomplete, query, as_of)
        found |= {pk: first_slots(far.offers(pk), query, as_of) for pk in far.snapshots}
    return found


def first_slots(offers: Iterable[Offer], query: AvailabilityQuery, as_of: int) -> FirstSlots:
    """The first slot of the offers at each place; remotely, all places are one."""
    first: dict[Hashable, tuple[Slot, int]] = {}
    for rule, windows in offers:
        for window in windows:
            place = _place(window.restrictions, query)
            if place not in first or window.start < first[place][0].start:
                slot = engine.slots([window], rule)[0]
                if place not in first or slot[:2] < first[place][0][:2]:
                    first[place] = slot, slot.start - rule.notice * 60
    slots = sorted((slot for slot, _ in first.values()), key=lambda slot: slot[:2])
    return FirstSlots(tuple(slots), as_of, min((last for _, last in first.values()), default=as_of))


def _places(batch: OfferBatch, pk: int, query: AvailabilityQuery) -> set[Hashable]:
    """The places at which the supervisor has hours for the query."""
    snapshot = batch.snapshots[pk]
    return {
        _place(row.restrictions, query)
        for group in batch.groups[pk]
        for row in _rows(snapshot, group)
        if group.accepts(row.restrictions) and group.rule.admits(row.restrictions)
    }


def _rows(snapshot: SupervisorSnapshot, group: ServiceGroup) -> list[WeeklyRow | ExceptionRow]:
    hours = restrict_hours(snapshot.hours, group)
    return [*hours.weekly, *(row for row in hours.exceptions if row.start is not None)]


def _place(restrictions: Restrictions, query: AvailabilityQuery) -> Hashable:
    return None if query.mode in (DeliveryMode.REMOTE, DeliveryMode.YOURS) else restrictions.place
