"""Holds the time that a visitor prefers: the only module of this part that books appointments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..appointments import transitions
from ..appointments.exceptions import AlternativeSlot, HoldLimitReached, SlotUnavailable
from ..appointments.holds import HoldOptions, hold_first_available, hold_together
from ..appointments.locking import lock_supervisors
from ..appointments.models import Session, Status
from ..appointments.slots import assignment, bookable_slots
from ..appointments.types import Actor, Attendee, SlotRequest
from ..availability import free
from ..practice.choices import DeliveryMode, Format
from ..practice.models import Office, Service, Supervisor
from ..practice.users import Account
from .form.fields import PreferredTime
from .models import ContactRequest

# Supervisors who are tried for a time with no particular supervisor.
MAX_SUPERVISORS = 30

__all__ = [
    "Attendee",
    "HoldLimitReached",
    "SlotPreference",
    "SlotUnavailable",
    "attach",
    "hold_series",
    "hold_time",
    "lock_holds",
    "release_holds",
]


@dataclass(frozen=True)
class SlotPreference:
    """The time that a visitor prefers, with the other answers that restrict it; None and blank mean "any"."""

    time: PreferredTime
    supervisor: Supervisor | None = None
    service: Service | None = None
    office: Office | None = None
    mode: str = ""
    format: str = ""
    crisis: bool = False

    def slot_request(self, supervisor: Supervisor, service: Service) -> SlotRequest:
        """The request for the preferred time with a supervisor and service."""
        return SlotRequest(
            supervisor=supervisor,
            service=service,
            start=self.time.start,
            end=self.time.end,
            mode=self.mode,
            office=self.office,
            format=self.format,
        )

    @property
    def query(self) -> free.AvailabilityQuery:
        """The query for availability. At the client's premises, the office does not matter."""
        return free.AvailabilityQuery(
            service=self.service.pk if self.service else None,
            length=self.time.minutes,
            format=self.format,
            mode=self.mode,
            office=self.office.pk if self.office and self.mode != DeliveryMode.YOURS else None,
            crisis=self.crisis,
        )


def hold_time(preference: SlotPreference, attendee: Attendee, network: str = "") -> Session | None:
    """Holds the time, with the first supervisor in the assignment order if the visitor has no preference.

    None if the visitor chose neither a supervisor nor a service, so that there is nothing to hold. ``network`` is a
    key for the visitor's network. Raises ``SlotUnavailable``, or ``HoldLimitReached`` if there are too many live holds.
    Call it first in a transaction, since it takes locks.
    """
    if preference.supervisor is None and preference.service is None:
        return None
    slot_requests = list(_slot_requests(preference))
    if not slot_requests:
        raise SlotUnavailable(None, _alternatives(preference))
    options = HoldOptions(notify=False, is_limited=True, network=network)
    return hold_first_available(slot_requests, attendee, options)


def hold_series(
    preference: SlotPreference, further: Sequence[PreferredTime], attendee: Attendee, network: str = ""
) -> list[Session]:
    """Holds the time and further ones with the same supervisor as a series, all or none.

    Raises what ``hold_time`` does, and ``SlotUnavailable`` without a supervisor. Call it first in a transaction.
    """
    slot_requests = []
    for time in (preference.time, *further):
        # The others may be at another office of the supervisor.
        each = preference if time == preference.time else replace(preference, time=time, office=None)
        slot_request = _slot_request(preference.supervisor, each) if preference.supervisor else None
        if slot_request is None:
            raise SlotUnavailable(None, _alternatives(each))
        slot_requests.append(slot_request)
    return hold_together(slot_requests, attendee, HoldOptions(notify=False, is_limited=True, network=network))


def attach(session: Session, request_id: int) -> None:
    """Links a held session to the request that was stored after it. ``request_id`` is a primary key."""
    Session.objects.filter(pk=session.pk).update(request_id=request_id)


def lock_holds(request: ContactRequest) -> None:
    """Locks the supervisors whose times are held for a request.

    Call it before the request's row is locked, since who books or confirms a session locks in this order, too.
    """
    held = Session.objects.filter(request=request, status=Status.HELD).order_by()
    lock_supervisors(held.values_list("supervisor", flat=True))


def release_holds(request: ContactRequest, by: Account | None) -> None:
    """Frees the times that are held for a request, without a message."""
    held = Session.objects.filter(request=request, status=Status.HELD).order_by("pk")
    # One by one, since those of a series are released together.
    while session := held.first():
        transitions.release(session, actor=Actor.staff(by))


def _slot_requests(preference: SlotPreference) -> Iterator[SlotRequest]:
    """One for each supervisor who is free at the time."""
    for supervisor in _supervisors(preference):
        slot_request = _slot_request(supervisor, preference)
        if slot_request:
            yield slot_request


def _supervisors(preference: SlotPreference) -> list[Supervisor]:
    if preference.supervisor or not preference.service:
        return [preference.supervisor] if preference.supervisor else []
    service = preference.service
    rows = Supervisor.objects.filter(site=service.site_id, active=True, services=service)
    supervisors = rows.select_related("site").in_bulk()
    order = assignment.order_supervisors(supervisors) if len(supervisors) > 1 else list(supervisors)
    return [supervisors[pk] for pk in order[:MAX_SUPERVISORS]]


def _slot_request(supervisor: Supervisor, preference: SlotPreference) -> SlotRequest | None:
    """The preference with its blanks filled in from a free slot; None if the time is not free."""
    start, end = free.epoch_seconds(preference.time.start), free.epoch_seconds(preference.time.end)
    slots = free.slots_at(supervisor, preference.query, start, end)
    if not slots:
        return None
    restrictions = slots[0].restrictions
    service = preference.service or _first_service(restrictions.services)
    mode = preference.mode or bookable_slots.first_mode(restrictions.modes, service)
    office = preference.office or _office(restrictions.place)
    return SlotRequest(
        supervisor=supervisor,
        service=service,
        start=preference.time.start,
        end=preference.time.end,
        mode=mode,
        office=office if mode == DeliveryMode.PREMISES else None,
        format=preference.format or next(iter(service.formats), Format.INDIVIDUAL.value),
    )


def _first_service(keys: frozenset | None) -> Service:
    return Service.objects.get(pk=min(key for key in keys or () if isinstance(key, int)))


def _office(place: object) -> Office | None:
    return Office.objects.filter(pk=place).first() if isinstance(place, int) else None


def _alternatives(preference: SlotPreference) -> list[AlternativeSlot]:
    service, supervisor = preference.service, preference.supervisor
    if supervisor and not service:
        service = supervisor.services.first()
    if service and not supervisor:
        supervisor = service.supervisors.filter(active=True).first()
    if not service or not supervisor:
        return []
    return bookable_slots.nearest_alternatives(preference.slot_request(supervisor, service))
