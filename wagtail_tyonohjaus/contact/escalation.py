"""Requests that nobody has started work on: a reminder, then the fallback recipients.

Run as periodic tasks, never by a page view. Crisis requests have a task of their own, and no other request can keep
them waiting.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from ..messages.models import Delivery
from ..messages.periodic import process_rows, run_each
from ..practice.models import PracticeSettings
from ..practice.opening_hours import DEFAULT_SPANS, merged_spans, open_status
from . import notifications
from .choices import EventKind, Status
from .crisis import crisis_first, is_crisis
from .deadlines import due_at, holiday_check
from .history import record
from .models import ContactRequest, ContactRequestQuerySet
from .rate_limits.counters import purge_expired_buckets
from .rate_limits.crisis_alerts import send_summaries
from .workflow import return_to_queue

#: So many requests are returned at once while a user is deactivated or deleted; the worker returns the others.
BATCH_SIZE = 200
REVIEW_INTERVAL = timedelta(hours=1)


def run(now: datetime) -> None:
    """Everything that is due at ``now`` (UTC)."""
    for tasks in (run_for_crises, run_for_others):
        for _step in tasks(now):
            pass


def run_for_crises(now: datetime) -> Iterator[object]:
    """The urgent periodic task: what is due for crisis requests at ``now``, at any hour."""
    crises = ContactRequest.objects.crisis()
    parts = [partial(part, crises) for part in (_remind_each, _escalate_each, _return_each)]
    return run_each(now, *parts, send_summaries)


def run_for_others(now: datetime) -> Iterator[object]:
    """The periodic task for all other requests."""
    # Before any slice of requests is taken, so that those of a practice that is closed keep no others waiting.
    requests = ContactRequest.objects.exclude(is_crisis()).filter(site__in=_open_sites(now))
    parts = [partial(part, requests) for part in (_remind_each, _escalate_each)]
    return_each = partial(_return_each, ContactRequest.objects.all())
    return run_each(now, return_each, _plan_each_escalation, *parts, request_reviews, purge_expired_buckets)


def return_abandoned(now: datetime) -> None:
    """Returns requests to the queue whose assignee has left, crisis requests first.

    Signals of the user model call this; the periodic tasks cover changes that send none.
    """
    for request in _abandoned(ContactRequest.objects.all())[:BATCH_SIZE]:
        return_to_queue(request, now)


def _return_each(requests: ContactRequestQuerySet, now: datetime) -> Iterator[int]:
    return process_rows(lambda: _abandoned(requests), lambda request: return_to_queue(request, now))


def _abandoned(requests: ContactRequestQuerySet) -> ContactRequestQuerySet:
    return requests.abandoned().select_related("site", "office").order_by(crisis_first(), "pk")


def _remind_each(requests: ContactRequestQuerySet, now: datetime) -> Iterator[int]:
    """Reminds the recipients of overdue requests."""
    overdue = requests.overdue(now).filter(reminded_at=None).select_related("site")
    return process_rows(lambda: overdue.order_by("due_at", "pk"), lambda request: _remind(request, now))


def _escalate_each(requests: ContactRequestQuerySet, now: datetime) -> Iterator[int]:
    """Notifies the fallback recipients if the response time has passed a second time since the reminder."""
    overdue = requests.overdue(now).filter(reminded_at__isnull=False, escalated_at=None, escalation_due_at__lte=now)
    # Not in the same run as the reminder. A reminder later than now counts, since a clock may have been set back.
    overdue = overdue.exclude(reminded_at=now).select_related("site")
    return process_rows(lambda: overdue.order_by("escalation_due_at", "pk"), lambda request: _escalate(request, now))


def _plan_each_escalation(now: datetime) -> Iterator[int]:
    """For requests that a process of an earlier version has reminded of."""
    reminded = ContactRequest.objects.overdue(now).filter(reminded_at__isnull=False, escalated_at=None)
    unplanned = reminded.filter(escalation_due_at=None).select_related("site")
    return process_rows(lambda: unplanned.order_by("due_at", "pk"), _plan_escalation)


def _open_sites(now: datetime) -> list[int]:
    """Primary keys of the sites with overdue requests whose practice is open now."""
    overdue = ContactRequest.objects.overdue(now).filter(escalated_at=None)
    practices = map(PracticeSettings.for_site, Site.objects.filter(pk__in=overdue.values("site")))
    return [practice.site_id for practice in practices if _is_open(practice, now)]


def request_reviews(now: datetime) -> int:
    """Notifies the fallback recipients that requests are held for review, at most once an hour for each practice."""
    sites = Site.objects.filter(pk__in=_awaiting_review().values("site"))
    return sum(_request_review(site, now) for site in sites)


def _remind(request: ContactRequest, now: datetime) -> bool:
    practice = request.practice
    with transaction.atomic():
        if not _mark(request, "reminded_at", now, escalation_due_at=_escalation_due(request, practice)):
            return False
        notifications.renotify(request, practice, "reminder")
        record(request, EventKind.REMINDED, at=now)
    return True


def _escalate(request: ContactRequest, now: datetime) -> bool:
    with transaction.atomic():
        if not _mark(request, "escalated_at", now):
            return False
        notifications.notify_fallback(request, request.practice, "escalation")
        record(request, EventKind.ESCALATED, at=now)
    return True


def _plan_escalation(request: ContactRequest) -> bool:
    return _mark(request, "escalation_due_at", _escalation_due(request, request.practice))


def _escalation_due(request: ContactRequest, practice: PracticeSettings) -> datetime | None:
    if request.is_crisis or request.due_at is None:
        return request.due_at
    return due_at(practice, request.due_at, False, request.decision.get("response_minutes"))


def _request_review(site: Site, now: datetime) -> bool:
    around = (now - REVIEW_INTERVAL, now + REVIEW_INTERVAL)
    if Delivery.objects.filter(site=site, message_type="review", created_at__range=around).exists():
        return False
    waiting = _awaiting_review().filter(site=site)
    with transaction.atomic():
        request = waiting.select_related("site").order_by("created_at").last()
        if request is None or not _mark(request, "reminded_at", now):
            return False
        notifications.notify_fallback(request, request.practice, "review")
        waiting.update(reminded_at=now)
    return True


def _awaiting_review() -> ContactRequestQuerySet:
    """Without crisis requests, of which ``send_summaries`` notifies more people, and more often."""
    held = ContactRequest.objects.filter(held_for_review=True, status=Status.NEW, reminded_at=None)
    return held.exclude(pk__in=ContactRequest.objects.crisis().values("pk"))


def _mark(request: ContactRequest, field: str, value: datetime | None, **values: datetime | None) -> bool:
    """Whether this process is the first to set the field; it also sets ``values``."""
    rows = ContactRequest.objects.filter(pk=request.pk, status=Status.NEW, **{field: None})
    return bool(rows.update(**{field: value}, **values))


def _is_open(practice: PracticeSettings, now: datetime) -> bool:
    spans = merged_spans(practice.opening_hours.all()) or DEFAULT_SPANS
    return open_status(spans, timezone.localtime(now, practice.zone), holiday_check(practice)).is_open
