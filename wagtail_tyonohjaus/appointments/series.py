"""Several sessions agreed at once: every few weeks, or a few close together after a crisis."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ..availability.clock import DAY, clock
from .exceptions import SeriesTaken, TimeTaken
from .holds import open_supervisors, store
from .locking import retrying
from .models import Session
from .transitions import confirm_locked
from .types import By, Person, Wanted

MOST = 52


def starts(first: datetime, zone: str, *, days: int, times: int) -> list[datetime]:
    """Starts (UTC) of a series ``days`` apart by the wall clock of ``zone``, which a clock change leaves as it is.

    A wall time that the clock skips in spring is the instant of the change, one that it repeats in autumn the first of
    the two, as in the slot engine. Raises ``ValueError`` for a series that makes no sense.
    """
    if days < 1 or not 1 <= times <= MOST:
        raise ValueError(f"a series has 1 to {MOST} sessions, at least a day apart")
    wall = first.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return [on_the_clock(wall + timedelta(days=days * number), zone) for number in range(times)]


def on_the_clock(wall: datetime, zone: str) -> datetime:
    """The instant (UTC) at which the clock of ``zone`` shows a naive wall time, or first shows a later one."""
    local = int(wall.replace(tzinfo=UTC).timestamp())
    return datetime.fromtimestamp(clock(zone, local - DAY, local + DAY).instant(local), UTC)


def book_series(
    wanted: Wanted, at: Sequence[datetime], person: Person, *, by: By, request_id: int | None = None
) -> list[Session]:
    """Confirm a session at each start, all or none; each can later be moved or cancelled by itself.

    Raises ``SeriesTaken`` with the starts that clash with other sessions.
    """

    def work() -> list[Session]:
        open_supervisors([wanted])
        key = uuid.uuid4()
        made, taken = [], []
        for start in at:
            try:
                made.append(store(wanted.at(start), person, request_id=request_id, series=key))
            except TimeTaken:
                taken.append(start)
        if taken:
            raise SeriesTaken(taken)
        for session in made:
            confirm_locked(session, by)
        return made

    return retrying(work)


def of_series(session: Session) -> list[Session]:
    """All sessions of a session's series in order, those that ended or were cancelled too."""
    if session.series is None:
        return [session]
    return list(Session.objects.with_records().filter(series=session.series).order_by("start", "pk"))
