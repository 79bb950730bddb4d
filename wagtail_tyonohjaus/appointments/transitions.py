"""State transitions of a session: confirm, move, cancel, decline, release, expire.

Each one is a transaction that locks the supervisor (which also increases the revision that feeds depend on), changes
the row, increases SEQUENCE (RFC 5546, 2.1.4: on every change of time or status), writes the history and enqueues the
notifications. ``actor`` is the party that makes the change: visitors are bound by the practice's deadline and by the
offered times, staff is not.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from . import notifications, time_claims
from .exceptions import ChangeDeadlinePassed, InvalidTransition, SlotUnavailable, TimePassed
from .history import record_event
from .invitations.messages import Meeting
from .invitations.recurrence import is_in_order, latest_revision
from .locking import lock_supervisors, run_with_retries
from .models import Session, SessionEvent, SessionQuerySet, Status
from .slots import bookable_slots
from .types import Actor, SlotRequest

Kind = SessionEvent.Kind


def confirm(session: Session, *, actor: Actor) -> Session:
    """Confirm a held session, with the others of its series that have not started; both sides receive an invitation.

    An expired hold can still be confirmed while the time is free. Other times of the same proposal are released.
    Raises ``SlotUnavailable``, ``TimePassed``, ``InvalidTransition``.
    """

    def work(fresh: Session) -> None:
        if fresh.status in (Status.HELD, Status.EXPIRED):
            check_not_passed(fresh.start)
        now = timezone.now()
        sessions = [fresh, *(each for each in _held_in_series(fresh) if each.start > now)]
        events = [confirm_without_notification(each, actor) for each in sessions]
        if fresh.series is None:
            notifications.send(events[0])
        else:
            notifications.send_together(events)

    return run_locked(session, work)


def move(session: Session, start: datetime, end: datetime | None = None, *, actor: Actor) -> Session:
    """Move the session to another time of the same supervisor, with the same duration unless ``end`` is given.

    Raises ``SlotUnavailable`` with alternatives, ``ChangeDeadlinePassed`` for a late visitor, ``InvalidTransition``.
    """
    end = end or start + (session.end - session.start)
    try:
        return run_locked(session, lambda fresh: _move(fresh, start, end, actor))
    except SlotUnavailable as error:
        slot_request = SlotRequest.from_session(session).starting_at(start)
        alternatives = bookable_slots.nearest_alternatives(slot_request, moving=session)
        raise type(error)(error.message, alternatives) from error


def cancel(session: Session, *, actor: Actor, reason: str = "") -> Session:
    """Cancel a held or confirmed session.

    Raises ``ChangeDeadlinePassed`` for a late visitor, ``InvalidTransition``.
    """

    def work(fresh: Session) -> None:
        cancel_locked(fresh, actor, reason)
        time_claims.renew_unconfirmed_meeting(fresh, fresh.meeting)

    return run_locked(session, work)


def move_meeting(session: Session, start: datetime, *, actor: Actor) -> Session:
    """Move a group session with all participants; like ``move`` for a session with one participant. For staff."""
    return run_locked(session, lambda fresh: _move_meeting(fresh, start, actor))


def cancel_meeting(session: Session, *, actor: Actor, reason: str = "") -> Session:
    """Cancel a group session for all participants; like ``cancel`` for a session with one participant. For staff."""

    def work(fresh: Session) -> None:
        if not fresh.is_live():
            raise InvalidTransition
        participants = sessions_of_meeting(fresh)
        for participant in participants:
            cancel_locked(participant, actor, reason, notify_staff=participant is participants[-1])

    return run_locked(session, work)


def sessions_of_meeting(session: Session) -> list[Session]:
    """The live sessions of the same meeting, including the given one."""
    return list(Session.objects.live().with_related().filter(meeting=session.meeting).order_by("pk"))


def decline(session: Session, *, actor: Actor, reason: str = "") -> Session:
    """Decline a held session. Raises ``InvalidTransition``."""
    return run_locked(session, lambda fresh: _end_hold(fresh, Status.DECLINED, actor, reason))


def release(session: Session, *, actor: Actor) -> Session:
    """Release a hold without a notification, for example that of a spam request. Raises ``InvalidTransition``."""
    return run_locked(session, lambda fresh: withdraw_hold(fresh, actor))


def expire(session: Session) -> Session:
    """Expire a stale hold; does nothing if it has been confirmed, extended or ended in the meantime."""

    def work(fresh: Session) -> None:
        if fresh.status == Status.HELD and not fresh.is_live():
            _end_hold(fresh, Status.EXPIRED, Actor.system())

    return run_locked(session, work)


def change_deadline(session: Session) -> datetime:
    """Until when (UTC) a visitor may move or cancel the session. A hold can be changed until it starts."""
    hours = session.practice.change_deadline_hours if session.is_confirmed else 0
    return session.start - timedelta(hours=hours)


def can_change(session: Session, actor: Actor) -> bool:
    """Whether the practice's deadline for changes allows the actor to move or cancel the session now."""
    return not actor.is_visitor or timezone.now() <= change_deadline(session)


def run_locked(
    session: Session, work: Callable[[Session], object], other_supervisor_ids: Iterable[int] = ()
) -> Session:
    """Run ``work`` on the current row with the supervisors locked. Refreshes and returns ``session``."""
    proposed_ids = _proposed_with(session).values_list("supervisor_id", flat=True)
    supervisor_ids = {session.supervisor_id, *proposed_ids, *other_supervisor_ids}

    def locked_work() -> None:
        lock_supervisors(supervisor_ids)
        work(Session.objects.select_for_update().get(pk=session.pk))

    run_with_retries(locked_work)
    session.refresh_from_db()
    return session


def confirm_without_notification(session: Session, actor: Actor) -> SessionEvent:
    """``confirm`` of one session for callers that hold the lock and send one message about several sessions."""
    if session.status not in (Status.HELD, Status.EXPIRED):
        raise InvalidTransition
    if session.seat is None or not session.is_live():
        expire_stale_holds(session.supervisor_id, exclude=session)
        time_claims.release(session)
        time_claims.claim(session)
    _release_proposed(session, Status.DECLINED, actor)
    session.status, session.hold_until, session.proposal = Status.CONFIRMED, None, None
    session.invitation_sent = True
    save_change(session)
    return record_event(session, Kind.CONFIRMED, actor)


def cancel_locked(session: Session, actor: Actor, reason: str = "", *, notify_staff: bool = True) -> None:
    """``cancel`` for callers that hold the lock."""
    notifications.send(cancel_without_notification(session, actor, reason), notify_staff=notify_staff)


def cancel_without_notification(session: Session, actor: Actor, reason: str = "") -> SessionEvent:
    """``cancel_locked`` for callers that send one message about several sessions."""
    if not session.is_live():
        raise InvalidTransition
    check_deadline(session, actor)
    _release_proposed(session, Status.DECLINED, actor)
    close(session, Status.CANCELLED)
    return record_event(session, Kind.CANCELLED, actor, reason=reason)


def check_not_passed(start: datetime) -> None:
    """Raise ``TimePassed`` for a time that nobody can agree on any more."""
    if start <= timezone.now():
        raise TimePassed


def withdraw_hold(session: Session, actor: Actor) -> None:
    """Decline a held session, with the others of its series, without a notification. Requires the lock."""
    fresh = Session.objects.select_for_update().get(pk=session.pk)
    if fresh.status != Status.HELD:
        raise InvalidTransition
    for each in [fresh, *_held_in_series(fresh)]:
        close(each, Status.DECLINED)
        record_event(each, Kind.DECLINED, actor)


def expire_stale_holds(supervisor_id: int, *, exclude: Session | None = None) -> None:
    """Expire the supervisor's stale holds. Requires the lock; call it before any time is claimed."""
    stale = Session.objects.stale_holds().with_related().filter(supervisor_id=supervisor_id)
    if exclude is not None:
        stale = stale.exclude(pk=exclude.pk)
        # What is confirmed together with it does not expire meanwhile.
        stale = stale.exclude(series=exclude.series) if exclude.series else stale
    ended: set[int] = set()
    for session in stale:
        if session.pk not in ended:
            ended |= _end_hold(session, Status.EXPIRED, Actor.system())


def save_change(session: Session) -> None:
    """Increase SEQUENCE and save the row. In a series it exceeds that of all sessions, which may have one UID."""
    is_later_in_series = session.series is not None and session.sequence
    session.sequence = 1 + (latest_revision(session).sequence if is_later_in_series else session.sequence)
    session.changed_at = timezone.now()
    if session.status != Status.HELD:
        session.network_key = ""
    session.save()


def close(session: Session, status: Status) -> None:
    """End a session with the given status: release its time and cancel its pending reminders."""
    notifications.cancel_pending_reminders(session)
    time_claims.release(session)
    session.status, session.hold_until = status, None
    save_change(session)


def check_deadline(session: Session, actor: Actor) -> None:
    """Raise ``ChangeDeadlinePassed`` if it is too late for the actor."""
    if not can_change(session, actor):
        raise ChangeDeadlinePassed


def release_time(session: Session) -> None:
    """Release the time of a session that moves; the caller claims another."""
    notifications.cancel_pending_reminders(session)
    time_claims.release(session)


def claim_time(
    session: Session, start: datetime, end: datetime, actor: Actor, *, reason: str = "", seats: int | None = None
) -> SessionEvent:
    """Move the session to a time of its supervisor, and record that. Raises ``SlotUnavailable``.

    ``seats`` as of ``time_claims.claim``.
    """
    previous_start = session.start
    session.start, session.end, session.reminders_sent, session.conflict_notified_at = start, end, "", None
    time_claims.claim(session, seats)
    if not is_in_order(session):
        session.recurrence_start = None
    save_change(session)
    return record_event(session, Kind.MOVED, actor, reason=reason, old_start=previous_start, new_start=start)


def _move(session: Session, start: datetime, end: datetime, actor: Actor) -> None:
    if not session.is_live():
        raise InvalidTransition
    check_deadline(session, actor)
    check_not_passed(start)
    expire_stale_holds(session.supervisor_id, exclude=session)
    slot_request = replace(SlotRequest.from_session(session), start=start, end=end)
    if actor.is_visitor and not bookable_slots.is_offered(slot_request, moving=session):
        raise SlotUnavailable
    previous = Meeting.of(session)
    release_time(session)
    event = claim_time(session, start, end, actor)
    notifications.send(event, previous=previous)
    time_claims.renew_unconfirmed_meeting(session, previous.uid)


def _move_meeting(session: Session, start: datetime, actor: Actor) -> None:
    if not session.is_live():
        raise InvalidTransition
    check_not_passed(start)
    expire_stale_holds(session.supervisor_id, exclude=session)
    participants = sessions_of_meeting(session)
    previous = [Meeting.of(participant) for participant in participants]
    for participant in participants:
        release_time(participant)
    for number, participant in enumerate(participants):
        end = participant.end + (start - participant.start)
        # All of them keep their seats, even if the service has fewer by now.
        seats = max(participant.service.capacity, len(participants))
        event = claim_time(participant, start, end, actor, seats=seats)
        notifications.send(event, previous=previous[number], notify_staff=number == 0)


def _end_hold(session: Session, status: Status, actor: Actor, reason: str = "") -> set[int]:
    """Ends it, with the others of its series that are held; returns the primary keys."""
    if session.status != Status.HELD:
        raise InvalidTransition
    # Proposed times expire one by one, because only this supervisor is locked.
    released = [] if status == Status.EXPIRED else _release_proposed(session, status, actor)
    sessions = [session, *_held_in_series(session)]
    for each in sessions:
        close(each, status)
    events = [record_event(each, Kind(status), actor, reason=reason) for each in sessions]
    if len(events) > 1:
        notifications.send_together(events)
    else:
        notifications.send(events[0], proposed_with=released)
    return {each.pk for each in sessions}


def _held_in_series(session: Session) -> list[Session]:
    """The other sessions of its series in the same state, which were held with it and end or are confirmed with it.

    Only those of the same supervisor, who is locked: a session that was handed over stands alone.
    """
    if session.series is None or session.status not in (Status.HELD, Status.EXPIRED):
        return []
    same = Session.objects.filter(series=session.series, status=session.status, supervisor=session.supervisor_id)
    return list(same.exclude(pk=session.pk).with_related().order_by("start", "pk"))


def _proposed_with(session: Session) -> SessionQuerySet:
    """The other held times of the session's proposal."""
    if session.proposal is None:
        return Session.objects.none()
    return Session.objects.filter(proposal=session.proposal, status=Status.HELD).exclude(pk=session.pk)


def _release_proposed(session: Session, status: Status, actor: Actor) -> list[Session]:
    """Close the other times of the proposal; the message about ``session`` covers them."""
    released = list(_proposed_with(session).with_related())
    for other in released:
        close(other, status)
        record_event(other, Kind(status), actor)
    return released
