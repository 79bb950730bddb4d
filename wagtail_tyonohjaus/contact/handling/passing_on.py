"""Passes a request on to an office, a supervisor or another member of staff: it is routed again, and they are notified.

The request is new again and has no assignee. Its response time starts again, since those who have it now could not know
of it before; response times in the report count from when the visitor has sent it. A crisis request is alerted from the
first step at once, so that its escalation never stops.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...practice.models import Office, PracticeSettings, Supervisor
from ...practice.users import Account, display_name
from .. import notifications, workflow
from ..alerting.steps import cancel_alerts
from ..alerting.steps import start as start_alerts
from ..choices import EventKind, Status
from ..history import record
from ..models import OPEN_STATUSES, ContactRequest
from ..routing.evaluation import RoutingDecision, with_recipient
from ..routing.ruleset import keys_of, load_rule_set, routing_input_of
from .changes import check_state, columns, differences, store

Target = Office | Supervisor | Account


def refusal(request: ContactRequest) -> str:
    """Why the request can't be passed on, in the active language; empty if it can."""
    if request.anonymised_at:
        return str(_("Personal data of this request has been erased, so there is nothing to pass on."))
    if request.held_for_review:
        return str(_("This request is held for review. Release it first, which notifies the recipients."))
    if request.status not in OPEN_STATUSES:
        status = request.get_status_display()
        return str(
            _("The status of this request is “%(status)s”. Reopen it before you pass it on.") % {"status": status}
        )
    return ""


def key_of(target: Target) -> str:
    """The key of a routing recipient, such as ``office:3``."""
    kind = "office" if isinstance(target, Office) else "supervisor" if isinstance(target, Supervisor) else "user"
    return f"{kind}:{target.pk}"


def pass_on(
    request: ContactRequest,
    to: Target,
    by: Account,
    reason: str,
    *,
    seen: str | None = None,
    now: datetime | None = None,
) -> None:
    """Stores it with the routing decision of today's rules, which ``to`` is always a part of, and notifies everybody.

    ``seen`` is the ``state_token`` of the form. Raises ``ValidationError`` if the request can't be passed on, if ``to``
    can't be notified, or if somebody else was faster.
    """
    now, former, old = now or timezone.now(), request.assignee, request.status
    former_name, practice = request.assignee_name, request.practice
    check_state(request, seen)
    if text := refusal(request):
        raise ValidationError(text, "refused")
    values = _records(request, to)
    changes = differences(request, values)
    with transaction.atomic():
        row: dict[str, Any] = {"assignee": None, "assignee_name": "", "status": Status.NEW}
        store(request, {**columns(changes, values), **row})
        decision = _decide(request, practice, to, now)
        data = {"to": key_of(to), "name": name_of(to), "changes": changes}
        event = record(request, EventKind.PASSED_ON, by, reason, data, now)
        if former_name:
            record(request, EventKind.ASSIGNED, by, "", {"old": former_name, "new": ""}, now)
        if old != Status.NEW:
            record(request, EventKind.STATUS, by, "", {"old": old, "new": Status.NEW}, now)
        notifications.notify_assignees(request, None, former, by, event.pk)
        workflow.store_decision(request, decision, now)
        notify_of_routing(request, practice, decision, now, by, [key_of(to)])


def notify_of_routing(
    request: ContactRequest,
    practice: PracticeSettings,
    decision: RoutingDecision,
    now: datetime,
    by: Account,
    others: list[str] | None = None,
    *,
    is_corrected: bool = False,
) -> None:
    """Notifies the recipients of a decision that a member of staff has brought about.

    ``others`` are the keys of further recipients of the alerts about a crisis. ``is_corrected`` tells that the request
    was routed again after a correction, instead of passed on.
    """
    cancel_alerts(request)  # also of a request that is no crisis any more
    if request.is_crisis and request.status == Status.NEW:
        start_alerts(request, practice, decision, now, others or [])
    else:
        name = display_name(by)
        notifications.notify_of_passing_on(request, practice, decision, now, name, is_corrected=is_corrected)


def _records(request: ContactRequest, to: Target) -> dict[str, Any]:
    """The office and supervisor that the request has from now on."""
    if isinstance(to, Office):
        works_there = request.supervisor is not None and request.supervisor.offices.filter(pk=to.pk).exists()
        return {"office": to, "supervisor": request.supervisor if works_there else None}
    if not isinstance(to, Supervisor):
        return {}
    offices = list(to.offices.all())
    # The visitor's choice, unless it is clear where the supervisor works instead.
    moves = len(offices) == 1 and request.office_id != offices[0].pk
    return {"supervisor": to, **({"office": offices[0]} if moves else {})}


def _decide(request: ContactRequest, practice: PracticeSettings, to: Target, now: datetime) -> RoutingDecision:
    routing_input = routing_input_of(request, practice, at=now)
    key = key_of(to)
    rule_set = load_rule_set(practice, routing_input.at, [*keys_of(routing_input), key])
    if not rule_set.directory.can_reach(key):
        text = _("%(name)s can’t be notified: there is no e-mail address. Choose somebody else.")
        raise ValidationError(text % {"name": name_of(to)}, "unreachable")
    decision = rule_set.route(routing_input)
    return with_recipient(decision, key, rule_set.directory, is_crisis=request.is_crisis)


def name_of(to: Target) -> str:
    """How the target is named in histories and lists."""
    return str(to) if isinstance(to, Office) else to.name if isinstance(to, Supervisor) else display_name(to)
