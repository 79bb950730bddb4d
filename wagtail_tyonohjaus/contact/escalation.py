"""Requests that nobody has started work on: a reminder, then the fallback recipients.

Run as a periodic task, never by a page view.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ..messages.models import Delivery
from ..practice.models import PracticeSettings
from ..practice.opening_hours import DEFAULT_SPANS, merged_spans, open_status
from . import notifications
from .choices import EventKind, Status
from .deadlines import due_at, holiday_check
from .history import record
from .models import ContactRequest, ContactRequestQuerySet
from .rate_limits.counters import purge_expired_buckets
from .rate_limits.crisis_alerts import send_summaries
from .workflow import return_to_queue

BATCH_SIZE = 200
REVIEW_INTERVAL = timedelta(hours=1)


def run(now: datetime) -> None:
    """Everything that is due at ``now`` (UTC); may run twice at once."""
    return_abandoned(now)
    send_reminders(now)
    escalate(now)
    request_reviews(now)
    send_summaries(now)
    purge_expired_buckets(now)


def return_abandoned(now: datetime) -> int:
    """Returns requests to the queue whose assignee has left; returns how many.

    Signals of the user model do so at once; this covers changes that send none.
    """
    abandoned = ContactRequest.objects.abandoned().select_related("site", "office").order_by("pk")[:BATCH_SIZE]
    for request in abandoned:
        return_to_queue(request, now)
    return len(abandoned)


def send_reminders(now: datetime) -> int:
    """Reminds the recipients of overdue requests, in opening hours or in a crisis at any time; returns how many."""
    overdue = ContactRequest.objects.overdue(now).filter(reminded_at=None).select_related("site")
    return sum(_remind(request, now) for request in overdue.order_by("due_at")[:BATCH_SIZE])


def escalate(now: datetime) -> int:
    """Notifies the fallback recipients if the response time has passed a second time since the reminder."""
    overdue = ContactRequest.objects.overdue(now).filter(reminded_at__isnull=False, escalated_at=None)
    # Not in the same run as the reminder. A reminder later than now counts, since a clock may have been set back.
    overdue = overdue.exclude(reminded_at=now).select_related("site")
    return sum(_escalate(request, now) for request in overdue.order_by("due_at")[:BATCH_SIZE])


def request_reviews(now: datetime) -> int:
    """Notifies the fallback recipients that requests are held for review, at most once an hour for each practice."""
    latest = _awaiting_review().select_related("site").order_by("-created_at")[:BATCH_SIZE]
    oldest_by_site = {request.site_id: request for request in latest}
    return sum(_request_review(request, now) for request in oldest_by_site.values())


def _remind(request: ContactRequest, now: datetime) -> bool:
    practice = request.practice
    if not _is_working_time(practice, request, now):
        return False
    with transaction.atomic():
        if not _mark(request, "reminded_at", now):
            return False
        notifications.renotify(request, practice, "reminder")
        record(request, EventKind.REMINDED, at=now)
    return True


def _escalate(request: ContactRequest, now: datetime) -> bool:
    practice = request.practice
    if request.due_at is None:
        return False
    if now < _escalation_due(request, practice, request.due_at) or not _is_working_time(practice, request, now):
        return False
    with transaction.atomic():
        if not _mark(request, "escalated_at", now):
            return False
        notifications.notify_fallback(request, practice, "escalation")
        record(request, EventKind.ESCALATED, at=now)
    return True


def _escalation_due(request: ContactRequest, practice: PracticeSettings, reminder_due: datetime) -> datetime:
    if request.is_crisis:
        return reminder_due
    return due_at(practice, reminder_due, False, request.decision.get("response_minutes"))


def _request_review(request: ContactRequest, now: datetime) -> bool:
    around = (now - REVIEW_INTERVAL, now + REVIEW_INTERVAL)
    if Delivery.objects.filter(site=request.site_id, message_type="review", created_at__range=around).exists():
        return False
    with transaction.atomic():
        if not _mark(request, "reminded_at", now):
            return False
        notifications.notify_fallback(request, request.practice, "review")
        _awaiting_review().filter(site_id=request.site_id).update(reminded_at=now)
    return True


def _awaiting_review() -> ContactRequestQuerySet:
    """Without crisis requests, of which ``send_summaries`` notifies more people, and more often."""
    held = ContactRequest.objects.filter(held_for_review=True, status=Status.NEW, reminded_at=None)
    return held.exclude(pk__in=ContactRequest.objects.crisis().values("pk"))


def _mark(request: ContactRequest, field: str, now: datetime) -> bool:
    """Whether this process is the first to set the field."""
    rows = ContactRequest.objects.filter(pk=request.pk, status=Status.NEW, **{field: None})
    return bool(rows.update(**{field: now}))


def _is_working_time(practice: PracticeSettings, request: ContactRequest, now: datetime) -> bool:
    if request.is_crisis:
        return True
    spans = merged_spans(practice.opening_hours.all()) or DEFAULT_SPANS
    return open_status(spans, timezone.localtime(now, practice.zone), holiday_check(practice)).is_open
