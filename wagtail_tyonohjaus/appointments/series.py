"""Series: several sessions booked together, for example every two weeks or on consecutive days after a crisis."""

import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from ..availability.zone_offsets import DAY, load_zone_offsets
from . import notifications, time_claims
from .exceptions import ChangeDeadlinePassed, InvalidTransition, SeriesUnavailable, SlotUnavailable
from .holds import create_session, lock_and_expire
from .invitations.recurrence import set_recurrence_starts
from .locking import run_with_retries
from .models import Session
from .starts.request_guard import check_request
from .transitions import can_change, cancel_without_notification, confirm_without_notification, run_locked
from .types import Actor, Attendee, SlotRequest

MAX_SESSIONS = 52


def series_starts(first: datetime, zone: str, *, days: int, count: int) -> list[datetime]:
    """The starts (UTC) of ``count`` sessions ``days`` apart, at the same wall time in ``zone``.

    A wall time skipped by the clock change in spring becomes the instant of the change; a wall time that occurs twice
    in autumn is the first of the two, as in the slot engine. Raises ``ValueError`` for an invalid interval or count.
    """
    if days < 1 or not 1 <= count <= MAX_SESSIONS:
        raise ValueError(f"a series has 1 to {MAX_SESSIONS} sessions, at least a day apart")
    wall = first.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return [from_wall_time(wall + timedelta(days=days * number), zone) for number in range(count)]


def from_wall_time(wall: datetime, zone: str) -> datetime:
    """The first instant (UTC) at which the clock in ``zone`` shows the naive wall time or a later one."""
    local = int(wall.replace(tzinfo=UTC).timestamp())
    return datetime.fromtimestamp(load_zone_offsets(zone, local - DAY, local + DAY).to_utc(local), UTC)


def book_series(
    slot_request: SlotRequest,
    starts: Sequence[datetime],
    attendee: Attendee,
    *,
    actor: Actor,
    request_id: int | None = None,
    known_sessions: Collection[int] | None = None,
    submission: uuid.UUID | None = None,
) -> list[Session]:
    """Confirm a session at each start, all or none; each side receives one message with all of them.

    Each session can be moved or cancelled separately later. With ``known_sessions``, the contact request is checked,
    see ``request_guard.check_request``. A ``submission`` that was booked before books nothing and returns its sessions.
    Raises ``SeriesUnavailable`` with the starts that conflict with other sessions, or ``TimePassed``.
    """

    def work() -> list[Session]:
        lock_and_expire([slot_request])
        if submission is not None and (booked := _submitted(submission)):
            return booked
        if request_id is not None and known_sessions is not None:
            check_request(request_id, known_sessions)
        sessions = _create_sessions(slot_request, starts, attendee, request_id, submission or uuid.uuid4())
        set_recurrence_starts(sessions)
        notifications.send_together([confirm_without_notification(session, actor) for session in sessions])
        return sessions

    return run_with_retries(work)


def _submitted(submission: uuid.UUID) -> list[Session]:
    return list(Session.objects.select_for_update().filter(series=submission).order_by("start", "pk"))


def _create_sessions(
    slot_request: SlotRequest, starts: Sequence[datetime], attendee: Attendee, request_id: int | None, series: uuid.UUID
) -> list[Session]:
    sessions, unavailable = [], []
    for start in starts:
        try:
            request = slot_request.starting_at(start)
            sessions.append(create_session(request, attendee, request_id=request_id, series=series))
        except SlotUnavailable:
            unavailable.append(start)
    if unavailable:
        raise SeriesUnavailable(unavailable)
    return sessions


def cancel_series(session: Session, *, actor: Actor, reason: str = "") -> Session:
    """Cancel all upcoming sessions of the session's series; each side receives one message about them.

    For a visitor, those whose deadline for changes has passed remain. Without a series, it cancels the session alone.
    Raises ``InvalidTransition`` if none is upcoming, ``ChangeDeadlinePassed`` if it is too late for all of them.
    """

    def work(fresh: Session) -> None:
        upcoming = upcoming_in_series(fresh)
        if not upcoming:
            raise InvalidTransition
        cancellable = [other for other in upcoming if can_change(other, actor)]
        if not cancellable:
            raise ChangeDeadlinePassed
        events = [cancel_without_notification(other, actor, reason) for other in cancellable]
        notifications.send_together(events)
        for other in cancellable:
            time_claims.renew_unconfirmed_meeting(other, other.meeting)

    return run_locked(session, work)


def upcoming_in_series(session: Session) -> list[Session]:
    """The live sessions of the session's series that have not started, in order; without a series, the session."""
    now = timezone.now()
    sessions = Session.objects.live(now).with_related().filter(start__gt=now)
    series = sessions.filter(series=session.series) if session.series else sessions.filter(pk=session.pk)
    return list(series.order_by("start", "pk"))


def sessions_in_series(session: Session) -> list[Session]:
    """All sessions of the session's series in order, including past and cancelled ones."""
    if session.series is None:
        return [session]
    return list(Session.objects.with_related().filter(series=session.series).order_by("start", "pk"))
