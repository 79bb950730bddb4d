"""What staff does with a request. Each step is stored with a line of history, in one transaction."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import booking, notifications
from .choices import EventKind, Status
from .deadlines import due_at
from .history import name_of, record
from .models import ContactRequest, RequestEvent
from .ruleset import load_rule_set_for, routing_input_of

TRANSITIONS: dict[str, tuple[str, ...]] = {
    Status.NEW: (Status.IN_PROGRESS, Status.IN_CONTACT, Status.AGREED, Status.CLOSED, Status.SPAM),
    Status.IN_PROGRESS: (Status.NEW, Status.IN_CONTACT, Status.AGREED, Status.CLOSED, Status.SPAM),
    Status.IN_CONTACT: (Status.IN_PROGRESS, Status.AGREED, Status.CLOSED, Status.SPAM),
    Status.AGREED: (Status.IN_CONTACT, Status.CLOSED),
    Status.CLOSED: (Status.IN_PROGRESS, Status.IN_CONTACT),
    Status.SPAM: (Status.NEW,),
}
ENDED = (Status.CLOSED, Status.SPAM)


def next_statuses(request: ContactRequest) -> list[tuple[str, Any]]:
    """(code, label) of the statuses that the request may go to."""
    return [(status, Status(status).label) for status in TRANSITIONS[request.status]]


def set_status(
    request: ContactRequest, status: str, by: Any = None, note: str = "", now: datetime | None = None
) -> None:
    """Raises ``ValidationError`` where the workflow has no such step, also where somebody else was faster."""
    now, old = now or timezone.now(), request.status
    if status == old:
        return
    if status not in TRANSITIONS[old]:
        raise ValidationError(_("A request can't go from “%(old)s” to “%(new)s”.") % _names(old, status), "transition")
    changes = _times(request, status, now)
    with transaction.atomic():
        changed = ContactRequest.objects.filter(pk=request.pk, status=old).update(status=status, **changes)
        if not changed:
            raise ValidationError(_("Somebody else has changed this request meanwhile. Look at it again."), "stale")
        _apply(request, status=status, **changes)
        if status != Status.NEW and by is not None and request.assignee_id is None and status not in ENDED:
            _set_assignee(request, by)
        record(request, EventKind.STATUS, by, note, {"old": old, "new": status}, now)
        if status in ENDED:
            request.callbacks.filter(done_at=None).update(done_at=now, done_by=by)
        elif old in ENDED:
            # Nobody made the calls that the end of the request ended.
            request.callbacks.filter(outcome="").update(done_at=None, done_by=None)
        if status == Status.SPAM:
            booking.release_holds(request, by)
        # Whoever works on a request has found it to be a real one.
        if request.held_for_review and status not in ENDED:
            release(request, by)


def take(request: ContactRequest, by: Any) -> None:
    """Assigns the request to whoever takes it, and takes it out of the new ones."""
    with transaction.atomic():
        assign(request, by, by)
        if request.status == Status.NEW:
            set_status(request, Status.IN_PROGRESS, by)


def assign(request: ContactRequest, user: Any, by: Any = None) -> None:
    """Gives the request to ``user``, None for nobody."""
    if request.assignee_id == (user.pk if user else None):
        return
    old = request.assignee_name
    with transaction.atomic():
        _set_assignee(request, user)
        record(request, EventKind.ASSIGNED, by, "", {"old": old, "new": request.assignee_name})


def add_note(request: ContactRequest, text: str, by: Any) -> RequestEvent:
    return record(request, EventKind.NOTE, by, text)


def reply(request: ContactRequest, subject: str, text: str, by: Any) -> None:
    """Writes to the visitor and keeps what was written; raises ``ValidationError`` without an address."""
    if not request.email:
        raise ValidationError(_("This request has no e-mail address."), "no_address")
    with transaction.atomic():
        delivery = notifications.send_reply(request, request.practice, subject, text, by)
        record(request, EventKind.REPLY, by, text, {"subject": subject, "delivery": delivery.pk})
        mark_answered(request)
        if request.status in (Status.NEW, Status.IN_PROGRESS):
            set_status(request, Status.IN_CONTACT, by)


def release(request: ContactRequest, by: Any) -> None:
    """Says that a request held for review is a real one: it goes the way that today's rules say.

    The visitor was promised a receipt by mail like everybody, and has it now. The time in which somebody is to take it
    begins anew, for nobody could know of it before.
    """
    now = timezone.now()
    with transaction.atomic():
        if not ContactRequest.objects.filter(pk=request.pk, held_for_review=True).update(held_for_review=False):
            return
        request.held_for_review = False
        if request.status == Status.SPAM:
            set_status(request, Status.NEW, by)
        record(request, EventKind.RELEASED, by)
        practice = request.practice
        facts = routing_input_of(request, practice)
        decision = load_rule_set_for(practice, facts).decide(facts)
        request.decision = decision.to_data()
        request.due_at = due_at(practice, now, request.is_crisis, decision.response_minutes)
        # What was asked for is a review; of the request itself nobody has been reminded.
        request.reminded_at = None
        request.save(update_fields=["decision", "due_at", "reminded_at"])
        request.recipients.set(decision.user_ids)
        notifications.notify_all(request, practice, decision, now)


def mark_answered(request: ContactRequest, now: datetime | None = None) -> None:
    """Keeps the time of the first answer; later ones don't change it."""
    now = now or timezone.now()
    if ContactRequest.objects.filter(pk=request.pk, answered_at=None).update(answered_at=now):
        request.answered_at = now


def _times(request: ContactRequest, status: str, now: datetime) -> dict[str, Any]:
    changes: dict[str, Any] = {"closed_at": now if status in ENDED else None}
    if status not in (Status.NEW, *ENDED) and request.work_started_at is None:
        changes["work_started_at"] = now
    return changes


def _set_assignee(request: ContactRequest, user: Any) -> None:
    changes = {"assignee": user, "assignee_name": name_of(user)[:160] if user else ""}
    ContactRequest.objects.filter(pk=request.pk).update(**changes)
    _apply(request, **changes)


def _apply(request: ContactRequest, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(request, name, value)


def _names(old: str, new: str) -> dict[str, Any]:
    return {"old": Status(old).label, "new": Status(new).label}
