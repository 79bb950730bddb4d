"""Series: several sessions booked together, for example every two weeks or on consecutive days after a crisis."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ..availability.zone_offsets import DAY, load_zone_offsets
from .exceptions import SeriesUnavailable, SlotUnavailable
from .holds import create_session, lock_and_expire
from .locking import run_with_retries
from .models import Session
from .transitions import confirm_locked
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
) -> list[Session]:
    """Confirm a session at each start, all or none. Each can be moved or cancelled separately later.

    Raises ``SeriesUnavailable`` with the starts that conflict with other sessions.
    """

    def work() -> list[Session]:
        lock_and_expire([slot_request])
        sessions = _create_sessions(slot_request, starts, attendee, request_id)
        for session in sessions:
            confirm_locked(session, actor)
        return sessions

    return run_with_retries(work)


def _create_sessions(
    slot_request: SlotRequest, starts: Sequence[datetime], attendee: Attendee, request_id: int | None
) -> list[Session]:
    series = uuid.uuid4()
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


def sessions_in_series(session: Session) -> list[Session]:
    """All sessions of the session's series in order, including past and cancelled ones."""
    if session.series is None:
        return [session]
    return list(Session.objects.with_related().filter(series=session.series).order_by("start", "pk"))
