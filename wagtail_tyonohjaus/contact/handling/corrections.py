"""Corrects the service, the office and the like that staff works with. The visitor's answers stay in the history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...practice.users import Account
from .. import workflow
from ..choices import EventKind, Status
from ..history import record
from ..models import ContactRequest
from ..routing.ruleset import decide, routing_input_of
from .changes import Changes, check_state, columns, differences, store
from .passing_on import notify_of_routing


def refusal(request: ContactRequest) -> str:
    """Why nothing of the request can be corrected, in the active language; empty if it can."""
    if request.anonymised_at:
        return str(_("Personal data of this request has been erased, so it can’t be corrected any more."))
    return ""


def can_be_routed(request: ContactRequest) -> bool:
    """Whether somebody still has to work on it, and it is not held for review."""
    return request.is_open and not request.held_for_review


def correct(
    request: ContactRequest,
    values: Mapping[str, Any],
    by: Account,
    reason: str = "",
    *,
    route_again: bool = False,
    seen: str | None = None,
    now: datetime | None = None,
) -> Changes:
    """Stores ``values``, records or codes by ``changes.FIELDS``, with an event; returns what has changed.

    With ``route_again`` the rules of today decide again, their recipients are notified, and the response time starts
    again; so it does if the request becomes a crisis or is none any more, since it is escalated in another way then.
    Raises ``ValidationError`` if that is not possible, or if somebody else was faster.
    """
    now, was_crisis = now or timezone.now(), request.is_crisis
    check_state(request, seen)
    if text := refusal(request):
        raise ValidationError(text, "refused")
    if route_again and not can_be_routed(request):
        raise ValidationError(_("Only open requests that are not held for review can be routed again."), "not_open")
    changes = differences(request, values)
    if not changes and not route_again:
        raise ValidationError(_("Nothing has been changed."), "unchanged")
    with transaction.atomic():
        store(request, columns(changes, values))
        is_routed = route_again or (was_crisis != request.is_crisis and can_be_routed(request))
        data = {"changes": changes, "routed": is_routed}
        record(request, EventKind.CORRECTED, by, reason, data, now)
        if is_routed:
            _route(request, by, now)
    return changes


def _route(request: ContactRequest, by: Account, now: datetime) -> None:
    practice = request.practice
    decision = decide(practice, routing_input_of(request, practice, at=now))
    workflow.store_decision(request, decision, now)
    notify_of_routing(request, practice, decision, now, by, is_corrected=True)
    if request.is_crisis and request.status != Status.NEW:
        workflow.watch_promised_time(request, now)
