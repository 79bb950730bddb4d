"""Calls to make: when, and what came of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..practice.models import PracticeSettings
from ..practice.opening_hours import add_minutes, spans_of
from .call_windows import next_window
from .choices import CallOutcome, EventKind, Status
from .deadlines import due_at
from .history import record
from .models import CallTask, ContactRequest
from .ruleset import is_closed
from .workflow import mark_answered, set_status

# Working minutes until a call in vain is tried again.
PAUSE_MINUTES = 120
UNREACHED = (CallOutcome.NO_ANSWER, CallOutcome.VOICEMAIL)


def plan_call(request: ContactRequest, practice: PracticeSettings, after: datetime, number: int = 1) -> CallTask:
    """A call in the visitor's next window, else in the time in which the request should be answered.

    Whoever named no time is not called at night, but for a crisis.
    """
    begin = after if request.is_crisis else _later(practice, after, 0)
    window = next_window(request.call_windows, practice.zone, after)
    due_from, due_until = window or (begin, request.due_at or due_at(practice, after, request.is_crisis))
    return CallTask.objects.create(
        request=request, due_from=due_from, due_until=max(due_until, due_from + timedelta(minutes=10)), number=number
    )


def record_call(task: CallTask, outcome: str, by: Any, note: str = "", now: datetime | None = None) -> CallTask | None:
    """Ticks a call off; returns the next one where nobody was reached. A task that is done stays as it is."""
    now = now or timezone.now()
    with transaction.atomic():
        mine = CallTask.objects.filter(pk=task.pk, done_at=None)
        if not mine.update(outcome=outcome, done_at=now, done_by=by):
            return None
        request = task.request
        record(request, EventKind.CALL, by, note, {"outcome": outcome, "number": task.number}, now)
        if outcome == CallOutcome.REACHED:
            mark_answered(request, now)
            if request.status in (Status.NEW, Status.IN_PROGRESS):
                set_status(request, Status.IN_CONTACT, by, now=now)
        if outcome not in UNREACHED or not request.is_open:
            return None
        practice = request.practice
        return plan_call(request, practice, _later(practice, now, PAUSE_MINUTES), task.number + 1)


def _later(practice: PracticeSettings, now: datetime, minutes: int) -> datetime:
    """So many minutes of opening hours later, or as soon as it opens."""
    local = now.astimezone(practice.zone)
    spans = spans_of(practice.openings.all())
    return add_minutes(local, minutes, spans, is_closed(practice)).astimezone(UTC)
