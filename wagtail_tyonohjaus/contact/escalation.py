"""Runs the escalation of requests. ``duty.alert_steps`` decides which step is due, for all requests by one function.

Run as periodic tasks, never by a page view. Crisis requests have a task of their own, at any hour, and no other request
can keep them waiting; ``alerting`` stores their alerts. Others count opening hours: the recipients are
reminded, and then the fallback recipients get a message.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import Site

from ..duty.alert_steps import MAX_CLOCK_DIFFERENCE, RequestState, RotaPicture, Step, decide
from ..messages.models import Delivery
from ..messages.periodic import process_rows, run_each
from ..practice.models import PracticeSettings
from ..practice.opening_hours import DEFAULT_SPANS, merged_spans, open_status
from . import notifications
from .alerting.steps import WATCHED, advance
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


class OpeningHoursClock:
    """A ``duty.alert_steps.Clock`` of a practice: it runs while the practice is open at ``now``."""

    def __init__(self, practice: PracticeSettings, now: datetime) -> None:
        self.practice = practice
        spans = merged_spans(practice.opening_hours.all()) or DEFAULT_SPANS
        local = timezone.localtime(now, practice.zone)
        self.is_open = open_status(spans, local, holiday_check(practice)).is_open

    def is_running(self, now: datetime) -> bool:
        return self.is_open

    def next_time(self, planned: datetime, state: RequestState) -> datetime:
        minutes = int(state.response_time.total_seconds() // 60)
        return due_at(self.practice, planned, False, minutes or None)


Clocks = Mapping[int, OpeningHoursClock]


def run(now: datetime) -> None:
    """Everything that is due at ``now`` (UTC)."""
    for tasks in (run_for_crises, run_for_others):
        for _step in tasks(now):
            pass


def run_for_crises(now: datetime) -> Iterator[object]:
    """The urgent periodic task: what is due for crisis requests at ``now``, at any hour."""
    return run_each(now, partial(_return_each, ContactRequest.objects.crisis()), _advance_each, send_summaries)


def run_for_others(now: datetime) -> Iterator[object]:
    """The periodic task for all other requests."""
    return_each = partial(_return_each, ContactRequest.objects.all())
    return run_each(now, return_each, _advance_each_other, request_reviews, purge_expired_buckets)


def return_abandoned(now: datetime) -> None:
    """Returns requests to the queue whose assignee has left, crisis requests first.

    Signals of the user model call this; the periodic tasks cover changes that send none.
    """
    for request in _abandoned(ContactRequest.objects.all())[:BATCH_SIZE]:
        return_to_queue(request, now)


def request_reviews(now: datetime) -> int:
    """Notifies the fallback recipients that requests are held for review, at most once an hour for each practice."""
    sites = Site.objects.filter(pk__in=_awaiting_review().values("site"))
    return sum(_request_review(site, now) for site in sites)


def _return_each(requests: ContactRequestQuerySet, now: datetime) -> Iterator[int]:
    return process_rows(lambda: _abandoned(requests), lambda request: return_to_queue(request, now))


def _abandoned(requests: ContactRequestQuerySet) -> ContactRequestQuerySet:
    return requests.abandoned().select_related("site", "office").order_by(crisis_first(), "pk")


def _advance_each(now: datetime) -> Iterator[int]:
    """The alerts that are due. A step that was planned later than now counts, since a clock may have been set back."""
    due = Q(escalation_due_at__lte=now) | Q(escalation_planned_at__gt=now + MAX_CLOCK_DIFFERENCE)
    # Stored by a version of the package without these steps.
    earlier = Q(escalation=0, status=Status.NEW, escalated_at=None, due_at__isnull=False)
    # No process should leave a request so; if one does, the request is alerted all the same.
    unplanned = Q(status=Status.NEW, escalation__gt=0, escalation_due_at=None) & ~Q(escalation_step=Step.FALLBACK)
    waiting = ContactRequest.objects.crisis().filter(
        due | earlier | unplanned, status__in=WATCHED, held_for_review=False
    )
    waiting = waiting.select_related("site", "office").order_by(Coalesce("escalation_due_at", "created_at"), "pk")
    return process_rows(waiting.all, lambda request: advance(request, now))


def _advance_each_other(now: datetime) -> Iterator[int]:
    """The reminders and the messages to the fallback recipients that are due, where the practice is open."""
    requests = ContactRequest.objects.exclude(is_crisis()).overdue(now).filter(escalated_at=None)
    clocks = _clocks(requests, now)
    # Before any slice of requests is taken, so that those of a practice that is closed keep no others waiting.
    due = requests.filter(site__in=[site for site, clock in clocks.items() if clock.is_open])
    due = due.filter(Q(reminded_at=None) | Q(escalation_due_at=None) | Q(escalation_due_at__lte=now))
    # Not in the same run as the reminder.
    due = due.exclude(reminded_at=now, escalation_due_at__isnull=False).select_related("site")
    due = due.order_by(Coalesce("escalation_due_at", "due_at"), "pk")
    return process_rows(due.all, lambda request: _advance_other(request, clocks[request.site_id], now))


def _clocks(requests: ContactRequestQuerySet, now: datetime) -> Clocks:
    """Those of the practices that have such requests, by the site's primary key."""
    practices = map(PracticeSettings.for_site, Site.objects.filter(pk__in=requests.values("site")))
    return {practice.site_id: OpeningHoursClock(practice, now) for practice in practices}


def _advance_other(request: ContactRequest, clock: OpeningHoursClock, now: datetime) -> bool:
    decision = decide(_state_of(request), RotaPicture(), now, clock)
    if decision.step is None:
        return request.escalation_due_at is None and _mark(request, "escalation_due_at", decision.next_at)
    with transaction.atomic():
        if decision.step == Step.REMINDER:
            return _remind(request, clock.practice, now, decision.next_at)
        return _escalate(request, clock.practice, now)


def _state_of(request: ContactRequest) -> RequestState:
    """Of a request that is overdue and not about a crisis."""
    return RequestState(
        due_at=request.due_at or request.created_at,
        is_crisis=False,
        step=Step.REMINDER if request.reminded_at else None,
        planned_at=request.reminded_at,
        next_at=request.escalation_due_at,
        response_time=timedelta(minutes=request.decision.get("response_minutes") or 0),
    )


def _remind(request: ContactRequest, practice: PracticeSettings, now: datetime, next_at: datetime | None) -> bool:
    if not _mark(request, "reminded_at", now, escalation_due_at=next_at):
        return False
    notifications.renotify(request, practice, "reminder")
    record(request, EventKind.REMINDED, at=now)
    return True


def _escalate(request: ContactRequest, practice: PracticeSettings, now: datetime) -> bool:
    if not _mark(request, "escalated_at", now):
        return False
    notifications.notify_fallback(request, practice, "escalation")
    record(request, EventKind.ESCALATED, at=now)
    return True


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
