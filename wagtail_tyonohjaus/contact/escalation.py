"""Requests that nobody has taken: a reminder, then the fallback. Run by the worker, never by a page view."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ..messages.models import Delivery
from ..practice.models import PracticeSettings
from ..practice.opening_hours import USUAL, merged_spans, open_status
from . import notifications
from .choices import EventKind, Status
from .deadlines import due_at, holiday_check
from .history import record
from .models import ContactRequest
from .spam import purge_expired_buckets

BATCH = 200
REVIEW_PAUSE = timedelta(hours=1)


def tend(now: datetime) -> None:
    """Everything that is due at ``now`` (UTC); safe to run twice at once."""
    remind(now)
    escalate(now)
    ask_for_review(now)
    purge_expired_buckets(now)


def remind(now: datetime) -> int:
    """Reminds those who were told of a request that nobody has taken in time; in a crisis the fallback hears too."""
    late = ContactRequest.objects.overdue(now).filter(reminded_at=None).select_related("site")
    return sum(_remind(request, now) for request in late.order_by("due_at")[:BATCH])


def escalate(now: datetime) -> int:
    """Passes on what nobody has taken in the same time again after the reminder."""
    late = ContactRequest.objects.overdue(now).filter(reminded_at__isnull=False, escalated_at=None)
    # Not in the round of the reminder itself; one of later than now is as good, since a clock may be set back.
    late = late.exclude(reminded_at=now).select_related("site")
    return sum(_escalate(request, now) for request in late.order_by("due_at")[:BATCH])


def ask_for_review(now: datetime) -> int:
    """Tells the fallback that requests wait for review, once an hour at most, however many there are."""
    waiting = ContactRequest.objects.filter(held_for_review=True, status=Status.NEW, reminded_at=None).select_related(
        "site"
    )
    oldest = {request.site_id: request for request in waiting.order_by("-created_at")[:BATCH]}
    return sum(_ask_for_review(request, now) for request in oldest.values())


def _remind(request: ContactRequest, now: datetime) -> bool:
    practice = request.practice
    if not _is_working_time(practice, request, now):
        return False
    with transaction.atomic():
        if not _mark(request, "reminded_at", now):
            return False
        notifications.renotify(request, practice, "reminder", f"{request.pk}:reminder")
        record(request, EventKind.REMINDED, at=now)
    return True


def _escalate(request: ContactRequest, now: datetime) -> bool:
    practice = request.practice
    minutes = request.decision.get("minutes")
    if request.due_at is None:
        return False
    deadline = request.due_at if request.is_crisis else due_at(practice, request.due_at, False, minutes)
    if now < deadline or not _is_working_time(practice, request, now):
        return False
    with transaction.atomic():
        if not _mark(request, "escalated_at", now):
            return False
        notifications.notify_fallback(request, practice, "escalation", f"{request.pk}:escalation")
        record(request, EventKind.ESCALATED, at=now)
    return True


def _ask_for_review(request: ContactRequest, now: datetime) -> bool:
    hour = (now - REVIEW_PAUSE, now + REVIEW_PAUSE)
    if Delivery.objects.filter(site_id=request.site_id, message_type="review", created_at__range=hour).exists():
        return False
    with transaction.atomic():
        if not _mark(request, "reminded_at", now):
            return False
        notifications.notify_fallback(request, request.practice, "review", f"{request.pk}:review")
        same = ContactRequest.objects.filter(
            site_id=request.site_id, held_for_review=True, status=Status.NEW, reminded_at=None
        )
        same.update(reminded_at=now)
    return True


def _mark(request: ContactRequest, field: str, now: datetime) -> bool:
    rows = ContactRequest.objects.filter(pk=request.pk, status=Status.NEW, **{field: None})
    return bool(rows.update(**{field: now}))


def _is_working_time(practice: PracticeSettings, request: ContactRequest, now: datetime) -> bool:
    if request.is_crisis:
        return True
    spans = merged_spans(practice.opening_hours.all()) or USUAL
    return open_status(spans, timezone.localtime(now, practice.zone), holiday_check(practice)).is_open
