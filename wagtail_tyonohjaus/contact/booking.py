"""The one place where contact asks appointments for a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..appointments import holds, transitions
from ..appointments.exceptions import SlotUnavailable
from ..appointments.models import Session, Status
from ..appointments.slots import assignment, bookable_slots
from ..appointments.types import Actor, Attendee, SlotRequest
from ..availability import free
from ..practice.choices import DeliveryMode, Format
from ..practice.models import Office, Service, Supervisor
from .form_fields import PreferredTime
from .models import ContactRequest

MOST_ASKED = 30

__all__ = ["SlotPreference", "Attendee", "SlotUnavailable", "attach", "release_holds", "hold_time"]


@dataclass(frozen=True)
class SlotPreference:
    """A time and what the visitor said about it; blanks mean "any"."""

    time: PreferredTime
    supervisor: Supervisor | None = None
    service: Service | None = None
    office: Office | None = None
    mode: str = ""
    format: str = ""
    crisis: bool = False


def hold_time(hope: SlotPreference, person: Attendee) -> Session | None:
    """Holds the time, with whoever has it first in the practice's order where no supervisor was named.

    None where neither a supervisor nor a service was named, so that there is nothing to hold. Raises ``SlotUnavailable``.
    Goes first in the caller's transaction, since it locks.
    """
    if hope.supervisor is None and hope.service is None:
        return None
    choices = _choices(hope)
    if not choices:
        raise SlotUnavailable(None, _others(hope))
    return holds.hold_first_available(choices, person, quiet=True)


def attach(session: Session, request_id: int) -> None:
    Session.objects.filter(pk=session.pk).update(request_id=request_id)


def _choices(hope: SlotPreference) -> list[SlotRequest]:
    if hope.supervisor:
        supervisors = {hope.supervisor.pk: hope.supervisor}
    else:
        rows = Supervisor.objects.filter(site_id=hope.service.site_id, active=True, services=hope.service)
        supervisors = rows.select_related("site").in_bulk()
    order = assignment.in_order(supervisors) if len(supervisors) > 1 else list(supervisors)
    found = (_wanted(supervisors[pk], hope) for pk in order[:MOST_ASKED])
    return [wanted for wanted in found if wanted]


def _wanted(supervisor: Supervisor, hope: SlotPreference) -> SlotRequest | None:
    """What to ask this supervisor for; None where the time isn't free."""
    slots = free.slots_at(
        supervisor, _wish(hope), free.epoch_seconds(hope.time.start), free.epoch_seconds(hope.time.end)
    )
    if not slots:
        return None
    slot = slots[0]
    service = hope.service or Service.objects.get(
        pk=min(key for key in slot.restrictions.services or () if isinstance(key, int))
    )
    mode = hope.mode or _mode(slot.restrictions.modes, service)
    office = hope.office or (
        Office.objects.filter(pk=slot.restrictions.place).first() if isinstance(slot.restrictions.place, int) else None
    )
    return SlotRequest(
        supervisor=supervisor,
        service=service,
        start=hope.time.start,
        end=hope.time.end,
        mode=mode,
        office=office if mode == DeliveryMode.PREMISES else None,
        format=hope.format or next(iter(service.formats), Format.INDIVIDUAL.value),
    )


def _wish(hope: SlotPreference) -> free.AvailabilityQuery:
    return free.AvailabilityQuery(
        service=hope.service.pk if hope.service else None,
        length=hope.time.minutes,
        format=hope.format,
        mode=hope.mode,
        office=hope.office.pk if hope.office and hope.mode != DeliveryMode.YOURS else None,
        crisis=hope.crisis,
    )


def _mode(modes: frozenset | None, service: Service) -> str:
    allowed = modes or frozenset(service.delivery_modes) or frozenset(DeliveryMode.values)
    return next(mode for mode in DeliveryMode.values if mode in allowed)


def _others(hope: SlotPreference) -> Sequence:
    service = hope.service or (hope.supervisor.services.first() if hope.supervisor else None)
    supervisor = hope.supervisor or (service.supervisors.filter(active=True).first() if service else None)
    if not service or not supervisor:
        return ()
    wanted = SlotRequest(
        supervisor=supervisor,
        service=service,
        start=hope.time.start,
        end=hope.time.end,
        mode=hope.mode,
        office=hope.office,
        format=hope.format,
    )
    return bookable_slots.nearest_alternatives(wanted)


def release_holds(request: ContactRequest, by: Any) -> None:
    """Makes the times that are held for a request free again, and writes to nobody."""
    for session in Session.objects.filter(request=request, status=Status.HELD):
        transitions.release(session, actor=Actor.staff(by))
