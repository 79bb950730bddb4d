"""The steps of a session's life: confirm, move, cancel, decline, expire.

Each is one transaction that locks the supervisor (which also moves the revision that feeds go by), changes the row,
raises SEQUENCE (RFC 5546, 2.1.4: on every change of time or status), writes history and puts the messages into the
outbox. ``by`` says who does it: visitors are bound by the practice's deadline and by what is free, staff are not.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from . import notifications, time_claims
from .exceptions import TimeTaken, TooLate, WrongStatus
from .history import record
from .locking import lock, retrying
from .models import Session, SessionEvent, SessionQuerySet, Status
from .slots import bookable_slots
from .types import By, Wanted

Kind = SessionEvent.Kind


def confirm(session: Session, *, by: By) -> Session:
    """The time is agreed: both sides get an invitation.

    A hold that has run out can still be confirmed as long as nobody else has the time; else raises ``TimeTaken``.
    Other times proposed with it are given back. Raises ``WrongStatus``.
    """
    return step(session, lambda fresh: confirm_locked(fresh, by))


def move(session: Session, start: datetime, end: datetime | None = None, *, by: By) -> Session:
    """To another time of the same supervisor, as long as before unless ``end`` says otherwise.

    Raises ``TimeTaken`` with other times near it, ``TooLate`` for a visitor after the deadline, ``WrongStatus``.
    """
    end = end or start + (session.end - session.start)
    try:
        return step(session, lambda fresh: _move(fresh, start, end, by))
    except TimeTaken as error:
        raise type(error)(
            error.message, bookable_slots.near(Wanted.like(session).at(start), ignoring=session)
        ) from error


def cancel(session: Session, *, by: By, reason: str = "") -> Session:
    """Take back what was asked for or agreed. Raises ``TooLate`` for a visitor after the deadline, ``WrongStatus``."""
    return step(session, lambda fresh: _cancel(fresh, by, reason))


def move_meeting(session: Session, start: datetime, *, by: By) -> Session:
    """Move an open group with everybody in it; a session of one person like ``move``. For staff."""
    return step(session, lambda fresh: _move_meeting(fresh, start, by))


def cancel_meeting(session: Session, *, by: By, reason: str = "") -> Session:
    """Cancel an open group for everybody in it; a session of one person like ``cancel``. For staff."""

    def work(fresh: Session) -> None:
        if not fresh.is_live():
            raise WrongStatus
        for each in in_meeting(fresh):
            _cancel(each, by, reason)

    return step(session, work)


def in_meeting(session: Session) -> list[Session]:
    """The live sessions of a meeting, the given one among them."""
    return list(Session.objects.live().with_records().filter(meeting=session.meeting).order_by("pk"))


def decline(session: Session, *, by: By, reason: str = "") -> Session:
    """Say no to a held time. Raises ``WrongStatus``."""
    return step(session, lambda fresh: _end_hold(fresh, Status.DECLINED, Kind.DECLINED, by, reason))


def give_back(session: Session, *, by: By) -> Session:
    """End a hold and tell nobody, as that of spam. Raises ``WrongStatus``."""
    return step(session, lambda fresh: replace_held(fresh, by))


def expire(session: Session) -> Session:
    """End a hold whose time is over; a no-op where it was confirmed, prolonged or ended meanwhile."""

    def work(fresh: Session) -> None:
        if fresh.status == Status.HELD and not fresh.is_live():
            _end_hold(fresh, Status.EXPIRED, Kind.EXPIRED, By.system())

    return step(session, work)


def deadline(session: Session) -> datetime:
    """Until when (UTC) a visitor may move or cancel the session. A held one is not agreed yet: until it starts."""
    hours = session.practice.cancel_hours if session.is_confirmed else 0
    return session.start - timedelta(hours=hours)


def step(session: Session, work: Callable[[Session], object]) -> Session:
    """Run ``work`` on the row as it is now, with the supervisor locked. Refreshes and returns ``session``."""

    concerned = {session.supervisor_id, *_siblings(session).values_list("supervisor_id", flat=True)}

    def locked() -> None:
        lock(concerned)
        work(Session.objects.select_for_update().get(pk=session.pk))

    retrying(locked)
    session.refresh_from_db()
    return session


def confirm_locked(session: Session, by: By) -> None:
    """``confirm`` for callers that hold the lock."""
    if session.status not in (Status.HELD, Status.EXPIRED):
        raise WrongStatus
    if session.seat is None or not session.is_live():
        sweep(session.supervisor_id, but=session)
        time_claims.release(session)
        time_claims.take(session)
    _release_siblings(session, by)
    session.status, session.hold_until, session.proposal = Status.CONFIRMED, None, None
    session.invited = True
    changed(session)
    notifications.send(record(session, Kind.CONFIRMED, by))


def replace_held(session: Session, by: By) -> None:
    """Decline a held time for others that are proposed in its place, which the message about them says. Lock held."""
    fresh = Session.objects.select_for_update().get(pk=session.pk)
    if fresh.status != Status.HELD:
        raise WrongStatus
    close(fresh, Status.DECLINED)
    record(fresh, Kind.DECLINED, by)


def sweep(supervisor_id: int, *, but: Session | None = None) -> None:
    """Expire the supervisor's holds that are over. Called with the lock held, before anything is taken."""
    lapsed = Session.objects.lapsed().with_records().filter(supervisor_id=supervisor_id)
    for session in lapsed.exclude(pk=but.pk if but else None):
        _end_hold(session, Status.EXPIRED, Kind.EXPIRED, By.system())


def changed(session: Session) -> None:
    """Raise SEQUENCE and store the row."""
    session.sequence += 1
    session.changed_at = timezone.now()
    session.save()


def _move(session: Session, start: datetime, end: datetime, by: By) -> None:
    if not session.is_live():
        raise WrongStatus
    wanted, old_start, old_meeting = Wanted.like(session), session.start, session.meeting
    check_deadline(session, by)
    sweep(session.supervisor_id, but=session)
    if by.is_visitor and not bookable_slots.is_offered(replace(wanted, start=start, end=end), ignoring=session):
        raise TimeTaken
    notifications.withdraw_reminders(session)
    time_claims.release(session)
    session.start, session.end, session.reminded, session.conflict_told_at = start, end, "", None
    time_claims.take(session)
    changed(session)
    event = record(session, Kind.MOVED, by, old_start=old_start, new_start=start)
    notifications.send(event, old_meeting=old_meeting)


def _move_meeting(session: Session, start: datetime, by: By) -> None:
    if not session.is_live():
        raise WrongStatus
    sweep(session.supervisor_id, but=session)
    everybody, old_start, old_meeting = in_meeting(session), session.start, session.meeting
    for each in everybody:
        notifications.withdraw_reminders(each)
        time_claims.release(each)
    for number, each in enumerate(everybody):
        each.end += start - each.start
        each.start, each.reminded, each.conflict_told_at = start, "", None
        time_claims.take(each)
        changed(each)
        event = record(each, Kind.MOVED, by, old_start=old_start, new_start=start)
        notifications.send(event, old_meeting=old_meeting, staff=not number)


def _cancel(session: Session, by: By, reason: str) -> None:
    if not session.is_live():
        raise WrongStatus
    check_deadline(session, by)
    _release_siblings(session, by)
    close(session, Status.CANCELLED)
    notifications.send(record(session, Kind.CANCELLED, by, reason=reason), old_meeting=session.meeting)


def _end_hold(session: Session, status: Status, kind: Kind, by: By, reason: str = "") -> None:
    if session.status != Status.HELD:
        raise WrongStatus
    siblings = [] if status == Status.EXPIRED else _release_siblings(session, by, status=status, kind=kind)
    close(session, status)
    notifications.send(record(session, kind, by, reason=reason), siblings=siblings)


def check_deadline(session: Session, by: By) -> None:
    """Raises ``TooLate`` where a visitor comes after the deadline."""
    if by.is_visitor and timezone.now() > deadline(session):
        raise TooLate


def close(session: Session, status: Status) -> None:
    """End a session in the given way: its time is free and it reminds nobody any more."""
    notifications.withdraw_reminders(session)
    time_claims.release(session)
    session.status, session.hold_until = status, None
    changed(session)


def _siblings(session: Session) -> SessionQuerySet:
    """The other times of a proposal that are still open."""
    if session.proposal is None:
        return Session.objects.none()
    return Session.objects.filter(proposal=session.proposal, status=Status.HELD).exclude(pk=session.pk)


def _release_siblings(
    session: Session, by: By, *, status: Status = Status.DECLINED, kind: Kind = Kind.DECLINED
) -> list[Session]:
    """Give back the other times of a proposal, without a word to anybody: the chosen one's message says it.

    They expire one by one, since then nobody holds the lock of all their supervisors.
    """
    released = list(_siblings(session).with_records())
    for other in released:
        close(other, status)
        record(other, kind, by)
    return released
