"""Check whether a time is offered, and find alternatives, with the same engine that pages use."""

from collections.abc import Sequence
from datetime import timedelta

from ...availability import free
from ...availability.free import AvailabilityQuery
from ...practice.choices import DeliveryMode
from ...practice.models import Service, Supervisor
from ..busy_source import busy_key
from ..exceptions import AlternativeSlot
from ..models import Session
from ..types import SlotRequest

SEARCH_DAYS = timedelta(days=21)
MAX_ALTERNATIVES = 6


def is_offered(slot_request: SlotRequest, *, moving: Session | None = None) -> bool:
    """Whether pages offer exactly this time now. ``moving`` is a session to move, whose own time counts as free."""
    start, end = _epoch_span(slot_request)
    return bool(free.slots_at(slot_request.supervisor, availability_query(slot_request, moving), start, end))


def nearest_alternatives(slot_request: SlotRequest, *, moving: Session | None = None) -> list[AlternativeSlot]:
    """Free times nearest to an unavailable one, of the same supervisor or else of all who offer the service."""
    same_supervisor = _nearest([slot_request.supervisor], slot_request, moving)
    return same_supervisor or _nearest(_other_supervisors(slot_request), slot_request, None)


def availability_query(slot_request: SlotRequest, moving: Session | None = None) -> AvailabilityQuery:
    """The query for availability. A session to move belongs to a known client."""
    office = slot_request.office if slot_request.mode == DeliveryMode.PREMISES else None
    return AvailabilityQuery(
        service=slot_request.service.pk,
        length=slot_request.minutes,
        format=slot_request.format,
        mode=slot_request.mode,
        office=office.pk if office else None,
        known_client=moving is not None,
        exclude_keys=frozenset({busy_key(moving.pk)}) if moving else frozenset(),
    )


def possible_modes(modes: frozenset[str] | None, service: Service | None) -> list[str]:
    """How a session of the service can be held in time that is limited to ``modes``; None limits nothing."""
    allowed = modes or frozenset(service.delivery_modes if service else ()) or frozenset(DeliveryMode.values)
    return [mode for mode in DeliveryMode.values if mode in allowed]


def first_mode(modes: frozenset[str] | None, service: Service | None) -> str:
    """How a session is held if the visitor has no preference; see ``possible_modes``."""
    return possible_modes(modes, service)[0]


def _other_supervisors(slot_request: SlotRequest) -> list[Supervisor]:
    service = slot_request.service
    supervisors = Supervisor.objects.filter(site=service.site_id, active=True, services=service)
    return list(supervisors.exclude(pk=slot_request.supervisor.pk))


def _nearest(
    supervisors: Sequence[Supervisor], slot_request: SlotRequest, moving: Session | None
) -> list[AlternativeSlot]:
    by_pk = {supervisor.pk: supervisor for supervisor in supervisors}
    start, end = _epoch_span(slot_request)
    margin = int(SEARCH_DAYS.total_seconds())
    query = availability_query(slot_request, moving)
    slots_by_supervisor = free.free_slots(supervisors, query, since=start - margin, until=start + margin)
    times = {(slot.start, slot.end, pk) for pk, slots in slots_by_supervisor.items() for slot in slots}
    times.discard((start, end, slot_request.supervisor.pk))
    nearest = sorted(times, key=lambda time: (abs(time[0] - start), time[2], time))[:MAX_ALTERNATIVES]
    return [
        AlternativeSlot(by_pk[pk], free.utc_datetime(slot_start), free.utc_datetime(slot_end))
        for slot_start, slot_end, pk in nearest
    ]


def _epoch_span(slot_request: SlotRequest) -> tuple[int, int]:
    return free.epoch_seconds(slot_request.start), free.epoch_seconds(slot_request.end)
