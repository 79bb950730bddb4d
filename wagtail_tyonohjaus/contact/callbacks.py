"""Callbacks: when to make them, and their outcomes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ..practice.models import PracticeSettings
from ..practice.users import Account
from .call_windows import next_window
from .choices import CallbackOutcome, EventKind, Status
from .deadlines import add_opening_minutes, due_at
from .history import record
from .models import Callback, ContactRequest
from .workflow import mark_answered, set_status

# Minutes of opening hours until the next attempt.
RETRY_MINUTES = 120
MIN_DURATION = timedelta(minutes=10)
NOT_REACHED = (CallbackOutcome.NO_ANSWER, CallbackOutcome.VOICEMAIL)


def plan_callback(request: ContactRequest, practice: PracticeSettings, after: datetime, number: int = 1) -> Callback:
    """Plans a callback in the visitor's next window, else by the time at which the request is due.

    Visitors who gave no window are called in opening hours, or in a crisis at any time.
    """
    due_from, due_until = next_window(request.call_windows, practice.zone, after) or _default_window(
        request, practice, after
    )
    return Callback.objects.create(
        request=request, due_from=due_from, due_until=max(due_until, due_from + MIN_DURATION), number=number
    )


def record_callback(
    callback: Callback, outcome: str, by: Account | None, note: str = "", now: datetime | None = None
) -> Callback | None:
    """Completes a callback; returns the next one if the visitor was not reached.

    A callback that somebody else has completed stays as it is.
    """
    now = now or timezone.now()
    with transaction.atomic():
        pending = Callback.objects.filter(pk=callback.pk, done_at=None)
        if not pending.update(outcome=outcome, done_at=now, done_by=by):
            return None
        request = callback.request
        record(request, EventKind.CALL, by, note, {"outcome": outcome, "number": callback.number}, now)
        if outcome == CallbackOutcome.REACHED:
            _mark_reached(request, by, now)
        if outcome not in NOT_REACHED or not request.is_open:
            return None
        practice = request.practice
        return plan_callback(request, practice, add_opening_minutes(practice, now, RETRY_MINUTES), callback.number + 1)


def _default_window(request: ContactRequest, practice: PracticeSettings, after: datetime) -> tuple[datetime, datetime]:
    start = after if request.is_crisis else add_opening_minutes(practice, after, 0)
    return start, request.due_at or due_at(practice, after, request.is_crisis)


def _mark_reached(request: ContactRequest, by: Account | None, now: datetime) -> None:
    mark_answered(request, now)
    if request.status in (Status.NEW, Status.IN_PROGRESS):
        set_status(request, Status.IN_CONTACT, by, now=now)
