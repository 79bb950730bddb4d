"""Calls to a visitor in a crisis since the work on the request began, and by when the next one is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ...duty.alert_steps import RETRY_INTERVAL
from ..choices import CallbackOutcome, Status
from ..models import ContactRequest


@dataclass(frozen=True)
class Attempts:
    """``is_reached``: one of the calls reached the visitor. ``last_at`` and ``outcome`` are those of the last call.

    ``count`` is how many calls there were.
    """

    is_reached: bool = False
    last_at: datetime | None = None
    outcome: str = ""
    count: int = 0

    @property
    def retry_at(self) -> datetime | None:
        """By when somebody has to call again; None if the visitor was reached or nobody has called."""
        return self.last_at + RETRY_INTERVAL if self.last_at and not self.is_reached else None


def attempts_of(request: ContactRequest) -> Attempts:
    """Of the work that goes on now; calls of an earlier one do not count, and neither do those of a new request."""
    if request.status == Status.NEW:
        return Attempts()
    since = request.taken_at or request.created_at
    calls = request.callbacks.exclude(outcome="").filter(done_at__gte=since).order_by("done_at", "number")
    rows: Sequence[tuple[datetime | None, str]] = list(calls.values_list("done_at", "outcome"))
    if not rows:
        return Attempts()
    return Attempts(any(outcome == CallbackOutcome.REACHED for _, outcome in rows), *rows[-1], len(rows))
