"""Taking and giving back a supervisor's time. Everything here is called with the supervisor's row locked."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from .exceptions import GroupFull, TimeTaken
from .models import Session, SessionTick


def clashes(supervisor_id: int, start: datetime, end: datetime, *, ignoring: Sequence[int] = ()) -> list[Session]:
    """Sessions that take some of the supervisor's time in the span, apart from those with the given ids.

    Read with FOR UPDATE where the database has it: a transaction on MariaDB that has read before would else see its
    old snapshot.
    """
    taken = Session.objects.select_for_update().filter(supervisor_id=supervisor_id, seat__isnull=False)
    return [each for each in taken.between(start, end).order_by("pk") if each.pk not in ignoring]


def take(session: Session) -> None:
    """Give the session its time: alone, or a seat in the group that already meets then. Sets fields; the caller saves.

    Raises ``TimeTaken``, or ``GroupFull`` where every seat of the group is gone.
    """
    others = clashes(session.supervisor_id, session.start, session.end, ignoring=[session.pk] if session.pk else [])
    if others:
        _join(session, others)
    else:
        _open(session)


def release(session: Session) -> None:
    """Give the session's time back. Sets ``seat`` and stores it."""
    if session.seat is None:
        return
    session.seat = None
    session.save(update_fields=["seat"])
    if not Session.objects.filter(meeting=session.meeting, seat__isnull=False).exists():
        SessionTick.objects.filter(meeting=session.meeting).delete()


def is_group(session: Session) -> bool:
    return session.service.capacity > 1


def _join(session: Session, others: list[Session]) -> None:
    if not all(_same_meeting(session, other) for other in others):
        raise TimeTaken
    seats = {other.seat for other in others}
    free = next((seat for seat in range(session.service.capacity) if seat not in seats), None)
    if free is None:
        raise GroupFull if is_group(session) else TimeTaken
    session.meeting, session.seat = others[0].meeting, free


def _same_meeting(session: Session, other: Session) -> bool:
    return (
        is_group(session)
        and other.service_id == session.service_id
        and (other.start, other.end) == (session.start, session.end)
        and (other.office_id, other.mode) == (session.office_id, session.mode)
    )


def _open(session: Session) -> None:
    # A meeting that moves gets a new identity where it is a group's, since others may stay in the old one.
    session.meeting = uuid.uuid4() if is_group(session) else session.uid
    session.seat = 0
    rows = [
        SessionTick(supervisor_id=session.supervisor_id, tick=tick, meeting=session.meeting) for tick in session.ticks()
    ]
    try:
        with transaction.atomic():
            SessionTick.objects.bulk_create(rows)
    except IntegrityError as error:
        raise TimeTaken from error
