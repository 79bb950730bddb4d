"""What staff does with a request. Each step is stored together with its event, in one transaction."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..practice.users import Account, display_name
from ..signals import request_closed, request_routed, request_taken, send_after_commit
from . import booking, notifications
from .alerting.steps import cancel_alerts
from .alerting.steps import start as start_alerts
from .choices import EventKind, Status
from .deadlines import due_at
from .history import record
from .models import ContactRequest, RequestEvent
from .routing.evaluation import RoutingDecision
from .routing.ruleset import decide, routing_input_of

TRANSITIONS: dict[str, tuple[str, ...]] = {
    Status.NEW: (Status.IN_PROGRESS, Status.IN_CONTACT, Status.AGREED, Status.CLOSED, Status.SPAM),
    Status.IN_PROGRESS: (Status.NEW, Status.IN_CONTACT, Status.AGREED, Status.CLOSED, Status.SPAM),
    Status.IN_CONTACT: (Status.IN_PROGRESS, Status.AGREED, Status.CLOSED, Status.SPAM),
    Status.AGREED: (Status.IN_PROGRESS, Status.IN_CONTACT, Status.CLOSED),
    Status.CLOSED: (Status.IN_PROGRESS, Status.IN_CONTACT),
    Status.SPAM: (Status.NEW,),
}
ENDED = (Status.CLOSED, Status.SPAM)

User = Account | None


def next_statuses(request: ContactRequest) -> list[tuple[str, str]]:
    """(code, label) of the statuses that the request can change to."""
    return [(status, str(Status(status).label)) for status in TRANSITIONS[request.status]]


def set_status(
    request: ContactRequest, status: str, by: User = None, note: str = "", now: datetime | None = None
) -> None:
    """Raises ``ValidationError`` if the workflow has no such transition, or if somebody else was faster."""
    now, old = now or timezone.now(), request.status
    if status == old:
        return
    _check_transition(old, status)
    with transaction.atomic():
        if status == Status.SPAM:
            booking.lock_holds(request)
        _store_status(request, status, now)
        if by is not None and request.assignee_id is None and status not in (Status.NEW, *ENDED):
            _set_assignee(request, by, by)
        record(request, EventKind.STATUS, by, note, {"old": old, "new": status}, now)
        _update_callbacks(request, old, status, by, now)
        if status in ENDED:
            send_after_commit(request_closed, ContactRequest, contact_request=request, by=by)
        if status == Status.SPAM:
            booking.release_holds(request, by)
        # Work on a request means that it is not spam.
        if request.held_for_review and status not in ENDED:
            release(request, by)


def assign_to_self(request: ContactRequest, by: Account) -> None:
    """Assigns the request to the user and, if it is new, starts work on it."""
    with transaction.atomic():
        assign(request, by, by)
        if request.status == Status.NEW:
            set_status(request, Status.IN_PROGRESS, by)


def assign(request: ContactRequest, user: User, by: User = None) -> None:
    """Assigns the request to ``user``, or to nobody with None; the new and the former assignee get a message.

    A request in progress that nobody has any more is new again, so that a crisis is alerted from the first step. Raises
    ``ValidationError`` if somebody else was faster.
    """
    if request.assignee_id == (user.pk if user else None):
        return
    old, former = request.assignee_name, request.assignee
    with transaction.atomic():
        if not _set_assignee(request, user, by):
            request.refresh_from_db(fields=["assignee", "assignee_name"])
            if request.assignee_id != (user.pk if user else None):  # not the same click twice
                raise _stale_error()
            return
        event = record(request, EventKind.ASSIGNED, by, "", {"old": old, "new": request.assignee_name})
        notifications.notify_assignees(request, user, former, by, event.pk)
        if user is None and request.status == Status.IN_PROGRESS:
            set_status(request, Status.NEW, by)


def add_note(request: ContactRequest, text: str, by: User) -> RequestEvent:
    """Adds a note of staff to the history; ``text`` stays internal."""
    return record(request, EventKind.NOTE, by, text)


def reply(request: ContactRequest, subject: str, text: str, by: User) -> None:
    """E-mails the visitor and stores the text; raises ``ValidationError`` if there is no e-mail address."""
    if not request.email:
        raise ValidationError(_("This request has no e-mail address."), "no_address")
    with transaction.atomic():
        delivery = notifications.send_reply(request, request.practice, subject, text, by)
        record(request, EventKind.REPLY, by, text, {"subject": subject, "delivery": delivery.pk})
        mark_answered(request)
        if request.status in (Status.NEW, Status.IN_PROGRESS):
            set_status(request, Status.IN_CONTACT, by)


def release(request: ContactRequest, by: User) -> None:
    """Releases a request that was held for review: it is routed by the rules of today, and the visitor gets a receipt.

    The response time starts again, since nobody could know of the request before.
    """
    with transaction.atomic():
        held = ContactRequest.objects.filter(pk=request.pk, held_for_review=True)
        if not held.update(held_for_review=False):
            return
        request.held_for_review = False
        if request.status == Status.SPAM:
            set_status(request, Status.NEW, by)
        record(request, EventKind.RELEASED, by)
        _reroute(request, timezone.now())


def return_to_queue(request: ContactRequest, now: datetime | None = None) -> bool:
    """Takes an open request from an assignee who has left: it is new again, and those whom the rules name today and the
    office's coordinators are notified. The response time starts again. False if somebody else was faster.
    """
    now, old, name = now or timezone.now(), request.status, request.assignee_name
    with transaction.atomic():
        changes = {"assignee": None, "assignee_name": "", "status": Status.NEW}
        same_assignee = ContactRequest.objects.filter(pk=request.pk, status=old, assignee_name=name)
        if not same_assignee.update(**changes):
            return False
        _set_attributes(request, changes)
        # The row is locked now; the worker may have stored a step since the request was loaded.
        request.refresh_from_db(fields=["escalation", "escalation_step", "escalation_planned_at"])
        record(request, EventKind.ASSIGNED, None, "", {"old": name, "new": ""}, now)
        if old != Status.NEW:
            record(request, EventKind.STATUS, None, "", {"old": old, "new": Status.NEW}, now)
        decision = _route_again(request, now)
        if not request.held_for_review:
            _notify_of_return(request, decision, now)
    return True


def _notify_of_return(request: ContactRequest, decision: RoutingDecision, now: datetime) -> None:
    if request.is_crisis:
        cancel_alerts(request)
        coordinators = request.office.coordinators.filter(is_active=True) if request.office else ()
        start_alerts(request, request.practice, decision, now, [f"user:{user.pk}" for user in coordinators])
    else:
        notifications.notify_of_return(request, request.practice, decision, now)


def mark_answered(request: ContactRequest, now: datetime | None = None) -> None:
    """Stores the time of the first answer; later answers do not change it."""
    now = now or timezone.now()
    if ContactRequest.objects.filter(pk=request.pk, answered_at=None).update(answered_at=now):
        request.answered_at = now


def _check_transition(old: str, new: str) -> None:
    if new not in TRANSITIONS[old]:
        labels = {"old": Status(old).label, "new": Status(new).label}
        raise ValidationError(_("You can’t change the status from “%(old)s” to “%(new)s”.") % labels, "transition")


def _store_status(request: ContactRequest, status: str, now: datetime) -> None:
    changes: dict[str, Any] = {"status": status, "closed_at": now if status in ENDED else None}
    if status not in (Status.NEW, *ENDED) and request.work_started_at is None:
        changes["work_started_at"] = now
    if request.is_crisis:
        changes |= _escalation_after(request.status, status, now)
    # The stored number of the escalation, which may have grown since the request was loaded.
    escalation = {"escalation": Greatest("escalation", 1)} if request.is_crisis else {}
    if not ContactRequest.objects.filter(pk=request.pk, status=request.status).update(**changes, **escalation):
        raise _stale_error()
    _set_attributes(request, changes)
    if request.is_crisis:
        request.refresh_from_db(fields=["escalation"])
        cancel_alerts(request)


def _stale_error() -> ValidationError:
    return ValidationError(_("Somebody else has just changed this request. Reload the page and try again."), "stale")


def _escalation_after(old: str, new: str, now: datetime) -> dict[str, Any]:
    """A crisis request that nobody works on any more is alerted from the first step; else its escalation is planned."""
    if new == Status.NEW:  # with step "", so that the worker begins with the first one
        return {"taken_at": None, "escalation_step": "", "escalation_due_at": now}
    return {"escalation_due_at": now, **({"taken_at": now} if old == Status.NEW else {})}


def _update_callbacks(request: ContactRequest, old: str, new: str, by: User, now: datetime) -> None:
    if new in ENDED:
        request.callbacks.filter(done_at=None).update(done_at=now, done_by=by)
    elif old in ENDED:
        # Without an outcome: closed with the request, but not made.
        request.callbacks.filter(outcome="").update(done_at=None, done_by=None)


def _reroute(request: ContactRequest, now: datetime) -> None:
    decision = _route_again(request, now)
    notifications.notify_all(request, request.practice, decision, now)
    if request.is_crisis and request.status == Status.NEW:
        start_alerts(request, request.practice, decision, now)
    elif request.is_crisis:
        watch_promised_time(request, now)


def watch_promised_time(request: ContactRequest, now: datetime) -> None:
    """Of a crisis request that somebody works on, in the transaction that has routed it."""
    changes = {"taken_at": now, "escalation_due_at": now, "escalation": max(request.escalation, 1)}
    ContactRequest.objects.filter(pk=request.pk).update(**changes)
    _set_attributes(request, changes)


def _route_again(request: ContactRequest, now: datetime) -> RoutingDecision:
    """Stores what the rules and people of today decide."""
    practice = request.practice
    decision = decide(practice, routing_input_of(request, practice))
    store_decision(request, decision, now)
    return decision


def store_decision(request: ContactRequest, decision: RoutingDecision, now: datetime) -> None:
    """Stores a decision that has been made later than the request: the response time starts again.

    Call it in the transaction that notifies the recipients.
    """
    request.decision = decision.to_data()
    request.due_at = due_at(request.practice, now, request.is_crisis, decision.response_minutes)
    request.taken_at = None
    # A reminder so far was about the review or to somebody else.
    request.reminded_at = request.escalation_due_at = request.escalated_at = None
    request.save(update_fields=["decision", "due_at", "reminded_at", "escalation_due_at", "escalated_at", "taken_at"])
    request.recipients.set(decision.user_ids)
    send_after_commit(request_routed, ContactRequest, contact_request=request, decision=decision)


def _set_assignee(request: ContactRequest, user: User, by: User) -> bool:
    """False if somebody else was faster."""
    changes = {"assignee": user, "assignee_name": display_name(user)[:160]}
    if not ContactRequest.objects.filter(pk=request.pk, assignee=request.assignee_id).update(**changes):
        return False
    _set_attributes(request, changes)
    if user is not None:
        send_after_commit(request_taken, ContactRequest, contact_request=request, user=user, by=by)
    return True


def _set_attributes(request: ContactRequest, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(request, name, value)
