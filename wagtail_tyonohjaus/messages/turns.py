"""Turns: which process runs a periodic task or a command, and how its last run went.

A turn is claimed by compare-and-swap with a lease, in the same way on every database, so that a process that is killed
delays the work but does not stop it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from .models import Heartbeat

#: After so long without a renewal, a turn may be taken from a process that was killed.
LEASE = timedelta(seconds=60)
# A claim that is renewed more often than this costs a query for nothing.
RENEWAL = LEASE / 3


#: The name of the heartbeat of ``tyonohjaus_sync_calendars``.
CALENDAR_SYNC = "sync_calendars"


@dataclass
class Turn:
    """A claimed turn. End it by ``complete``, ``leave`` or ``fail``."""

    name: str
    started_at: datetime
    claimed_at: datetime

    def renew(self, now: datetime | None = None) -> bool:
        """Extends the lease where necessary; False if another process has taken the turn."""
        now = now or timezone.now()
        if now - self.claimed_at < RENEWAL:
            return True
        if not self._row().update(claimed_at=now):
            return False
        self.claimed_at = now
        return True

    def complete(self) -> None:
        """All work that was due is done."""
        self._row().update(claimed_at=None, at=self.started_at, seconds=self._seconds(), failures=0, error="")

    def leave(self) -> None:
        """More is due, which the next turn goes on with."""
        self._row().update(claimed_at=None, seconds=self._seconds(), failures=0, error="")

    def fail(self, error: Exception) -> None:
        """Stores the class of the error, and not its text, which may contain personal data."""
        failure = {"failures": F("failures") + 1, "error": type(error).__name__[:80]}
        self._row().update(claimed_at=None, seconds=self._seconds(), **failure)

    def _row(self) -> QuerySet[Heartbeat]:
        """The row, unless another process has taken the turn."""
        return Heartbeat.objects.filter(name=self.name, claimed_at=self.claimed_at)

    def _seconds(self) -> float:
        return max((timezone.now() - self.started_at).total_seconds(), 0)


def claim_turn(name: str, every: timedelta = timedelta(0), now: datetime | None = None) -> Turn | None:
    """None if another process has the turn, or if the work was last complete less than ``every`` ago."""
    now = now or timezone.now()
    row, _created = Heartbeat.objects.get_or_create(name=name)
    if is_within(row.at, now, every) or is_within(row.claimed_at, now, LEASE):
        return None
    unchanged = Heartbeat.objects.filter(pk=row.pk, at=row.at, claimed_at=row.claimed_at)
    return Turn(name, now, now) if unchanged.update(claimed_at=now) else None


@contextmanager
def recorded_run(name: str) -> Iterator[None]:
    """Records the run of a command that several processes may run at once, since it claims its rows."""
    started_at = timezone.now()
    turn = Turn(name, started_at, started_at)
    Heartbeat.objects.update_or_create(name=name, defaults={"at": started_at, "claimed_at": started_at})
    try:
        yield
    except Exception as error:
        turn.fail(error)
        raise
    turn.complete()


def record_heartbeat(name: str, now: datetime) -> None:
    """The work was complete at ``now``."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def last_heartbeat(name: str) -> datetime | None:
    """When the work was last complete."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def is_within(moment: datetime | None, now: datetime, span: timedelta) -> bool:
    """A later moment than now was stored before the clock was set back; beyond the span it does not count."""
    return moment is not None and abs(now - moment) < span
