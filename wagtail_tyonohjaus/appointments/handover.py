"""Hand a session over to another supervisor, because its own no longer works at the practice."""

from copy import copy
from dataclasses import replace
from datetime import date, datetime

from ..availability import free
from ..practice.choices import DeliveryMode
from ..practice.models import Office, Supervisor
from . import notifications, time_claims, transitions
from .exceptions import InvalidTransition, SlotUnavailable
from .models import Session, Status
from .slots import bookable_slots
from .slots.slot_picker import SlotQuery, matching_supervisor_ids
from .types import Actor, SlotRequest


def needs_other_supervisor(session: Session) -> bool:
    """Whether the visitor can only move the session to another supervisor.

    The times of a proposal are those that staff has chosen, so staff proposes others.
    """
    return not session.supervisor.active and session.proposal is None


def replacement_query(session: Session, first_day: date | None = None, zone: str = "") -> SlotQuery:
    """The times of the practice's other supervisors for the same service: at the same office, else at any."""
    query = SlotQuery(
        practice=session.practice,
        service=session.service,
        office=session.office,
        length=session.minutes,
        mode=session.mode,
        format=session.format,
        first_day=first_day,
        zone=zone,
    )
    return query if matching_supervisor_ids(query) else replace(query, office=None)


def hand_over(session: Session, supervisor_id: int, start: datetime, end: datetime, *, actor: Actor) -> Session:
    """Move the session to an offered time of another supervisor. The visitor and both supervisors are notified.

    Raises ``SlotUnavailable``, ``ChangeDeadlinePassed`` for a late visitor, ``InvalidTransition``.
    """
    query = replacement_query(session)
    supervisor = Supervisor.objects.filter(pk=supervisor_id, pk__in=matching_supervisor_ids(query)).first()
    if supervisor is None:
        raise SlotUnavailable
    target = replace(
        SlotRequest.from_session(session), supervisor=supervisor, start=start, end=end, office=query.office
    )
    return transitions.run_locked(session, lambda fresh: _hand_over(fresh, target, actor), [supervisor.pk])


def _hand_over(session: Session, target: SlotRequest, actor: Actor) -> None:
    if not (session.is_live() and needs_other_supervisor(session)):
        raise InvalidTransition
    transitions.check_deadline(session, actor)
    transitions.check_not_passed(target.start)
    transitions.expire_stale_holds(target.supervisor.pk)
    office = _office_of_offer(target)
    former = copy(session)
    transitions.release_time(session)
    session.supervisor, session.office = target.supervisor, office
    session.time_zone, session.recurrence_start = target.supervisor.zone_name, None
    event = transitions.claim_time(
        session, target.start, target.end, actor, reason=f"{former.supervisor.name} → {target.supervisor.name}"
    )
    former.status, former.sequence, former.changed_at = Status.CANCELLED, session.sequence, session.changed_at
    notifications.send_handover(event, former)
    time_claims.renew_unconfirmed_meeting(former, former.meeting)


def _office_of_offer(target: SlotRequest) -> Office | None:
    """The office at which the time is offered, None if it is at none. Raises ``SlotUnavailable``."""
    query = bookable_slots.availability_query(target)
    span = free.epoch_seconds(target.start), free.epoch_seconds(target.end)
    slots = free.slots_at(target.supervisor, query, *span)
    if not slots:
        raise SlotUnavailable
    if target.mode != DeliveryMode.PREMISES:
        return None
    place = slots[0].restrictions.place
    return target.office or (Office.objects.filter(pk=place).first() if isinstance(place, int) else None)
