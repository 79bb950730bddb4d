"""Claim and release a supervisor's time. Every function requires the lock on the supervisor's row."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from .exceptions import GroupFull, SlotUnavailable
from .models import Session, Status, TimeClaim


def conflicting_sessions(
    supervisor_id: int, start: datetime, end: datetime, *, exclude_ids: Collection[int] = ()
) -> list[Session]:
    """The sessions that occupy part of the supervisor's time from ``start`` to ``end``.

    Read with FOR UPDATE if the database supports it: on MariaDB, a transaction that has read before would otherwise
    see its old snapshot.
    """
    occupying = Session.objects.select_for_update().filter(supervisor_id=supervisor_id, seat__isnull=False)
    conflicts = occupying.overlapping(start, end).order_by("pk")
    return [session for session in conflicts if session.pk not in exclude_ids]


def claim(session: Session, seats: int | None = None) -> None:
    """Claim the session's time, or a seat in the group session at that time. Set fields; the caller saves.

    The group has as many ``seats`` as the service has, unless they are given. Raises ``SlotUnavailable``, or
    ``GroupFull`` if the group has no free seat.
    """
    exclude_ids = [session.pk] if session.pk else []
    conflicts = conflicting_sessions(session.supervisor_id, session.start, session.end, exclude_ids=exclude_ids)
    if conflicts:
        _join_meeting(session, conflicts, seats or session.service.capacity)
    else:
        _open_meeting(session)


def release(session: Session) -> None:
    """Release the session's time: set ``seat`` to None and save it."""
    if session.seat is None:
        return
    session.seat = None
    session.save(update_fields=["seat"])
    _release_empty_meeting(session)


def renew_unconfirmed_meeting(session: Session, meeting: uuid.UUID) -> None:
    """Give a group of which only holds are left a new meeting: calendars have cancelled the old one for good.

    ``session`` is the confirmed one that has left.
    """
    seats = Session.objects.filter(meeting=meeting, seat__isnull=False)
    if not session.is_group or not seats.exists() or seats.filter(status=Status.CONFIRMED).exists():
        return
    new_meeting = uuid.uuid4()
    seats.update(meeting=new_meeting)
    TimeClaim.objects.filter(meeting=meeting).update(meeting=new_meeting)


def release_deleted(session: Session) -> None:
    """Release the claims of a deleted session's meeting, unless other participants remain."""
    _release_empty_meeting(session)


def release_orphans(limit: int) -> int:
    """Release the claims of up to ``limit`` meetings that no session belongs to; return the number of meetings.

    Needs no lock: a claim and its session are stored in one transaction.
    """
    sessions = Session.objects.filter(meeting=OuterRef("meeting"), seat__isnull=False)
    orphans = TimeClaim.objects.filter(~Exists(sessions)).order_by().values_list("meeting", flat=True).distinct()
    meetings = list(orphans[:limit])
    TimeClaim.objects.filter(~Exists(sessions), meeting__in=meetings).delete()
    return len(meetings)


def _join_meeting(session: Session, conflicts: list[Session], seats: int) -> None:
    if not all(_is_same_meeting(session, other) for other in conflicts):
        raise SlotUnavailable
    taken_seats = {other.seat for other in conflicts}
    seat = next((seat for seat in range(seats) if seat not in taken_seats), None)
    if seat is None:
        raise GroupFull if session.is_group else SlotUnavailable
    session.meeting, session.seat = conflicts[0].meeting, seat


def _release_empty_meeting(session: Session) -> None:
    if not Session.objects.filter(meeting=session.meeting, seat__isnull=False).exists():
        TimeClaim.objects.filter(meeting=session.meeting).delete()


def _is_same_meeting(session: Session, other: Session) -> bool:
    return (
        session.is_group
        and other.is_group
        and other.service_id == session.service_id
        and (other.start, other.end) == (session.start, session.end)
        and (other.office_id, other.mode) == (session.office_id, session.mode)
    )


def _open_meeting(session: Session) -> None:
    # A group session that moves gets a new meeting id, because other participants may remain in the old meeting.
    session.meeting = uuid.uuid4() if session.is_group else session.uid
    session.seat = 0
    claims = [
        TimeClaim(supervisor_id=session.supervisor_id, unit=unit, meeting=session.meeting)
        for unit in session.time_units()
    ]
    try:
        with transaction.atomic():
            TimeClaim.objects.bulk_create(claims)
    except IntegrityError as error:
        # Another error than the constraint on claims must not look like a time that is no longer free.
        if not _existing_claims(claims).exists():
            raise
        raise SlotUnavailable from error


def _existing_claims(claims: list[TimeClaim]) -> QuerySet[TimeClaim]:
    units = [claim.unit for claim in claims]
    supervisor_ids = {claim.supervisor_id for claim in claims}
    return TimeClaim.objects.select_for_update().filter(supervisor_id__in=supervisor_ids, unit__in=units)
