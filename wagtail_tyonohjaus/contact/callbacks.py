"""Callbacks: when to make them, and their outcomes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ..duty.alert_steps import RETRY_INTERVAL
from ..practice.models import PracticeSettings
from ..practice.users import Account
from .alerting.steps import WATCHED, watch_next_attempt
from .call_windows import next_window
from .choices import CallbackOutcome, EventKind, Status
from .deadlines import add_opening_minutes, due_at
from .history import record
from .models import Callback, ContactRequest
from .workflow import mark_answered, set_status

# Minutes of opening hours until the next attempt. In a crisis it is ``RETRY_INTERVAL``, at any hour.
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

    A callback that somebody else has completed stays as it is. Only a call that reached the visitor ends the watch of a
    crisis request; who records another one has taken the request.
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
        is_watched = request.is_crisis and request.status in WATCHED and not request.held_for_review
        if is_watched:
            _watch_attempt(request, by, now)
        if outcome not in NOT_REACHED or not request.is_open:
            return None
        return _plan_retry(request, now, within=RETRY_INTERVAL if is_watched else None)


def record_call(request: ContactRequest, outcome: str, by: Account | None, now: datetime) -> None:
    """Completes the next planned callback, or one that nobody has planned. Lock the request first."""
    callback = request.callbacks.filter(done_at=None).order_by("number").first()
    if callback is None:
        number, until = last_number(request) + 1, now + MIN_DURATION
        callback = Callback(request=request, due_from=now, due_until=until, number=number)
        callback.save()
    callback.request = request
    record_callback(callback, outcome, by, now=now)


def last_number(request: ContactRequest) -> int:
    """That of the request's last callback; 0 without any."""
    return request.callbacks.aggregate(last=Max("number"))["last"] or 0


def _watch_attempt(request: ContactRequest, by: Account | None, now: datetime) -> None:
    if request.status == Status.NEW:
        set_status(request, Status.IN_PROGRESS, by, now=now)
    watch_next_attempt(request, now)


def _plan_retry(request: ContactRequest, now: datetime, within: timedelta | None) -> Callback:
    """``within`` so long at any hour; None for a request that is not urgent."""
    practice, number = request.practice, last_number(request) + 1
    if within is None:
        return plan_callback(request, practice, add_opening_minutes(practice, now, RETRY_MINUTES), number)
    until = now + within
    return Callback.objects.create(request=request, due_from=until - MIN_DURATION, due_until=until, number=number)


def _default_window(request: ContactRequest, practice: PracticeSettings, after: datetime) -> tuple[datetime, datetime]:
    start = after if request.is_crisis else add_opening_minutes(practice, after, 0)
    return start, request.due_at or due_at(practice, after, request.is_crisis)


def _mark_reached(request: ContactRequest, by: Account | None, now: datetime) -> None:
    mark_answered(request, now)
    if request.status in (Status.NEW, Status.IN_PROGRESS):
        set_status(request, Status.IN_CONTACT, by, now=now)
