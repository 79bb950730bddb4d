"""Alerts about crisis requests: stores a step of the escalation with its messages and its event.

``escalation`` decides which step is due. Each step is stored in one transaction, by the process that is the first to
set it in the request's row, so there is one delivery for each person, channel and step.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from ...conf import app_settings
from ...duty import alert_steps
from ...duty.alert_models import Alert
from ...duty.alert_steps import RequestState, RotaPicture, Step
from ...duty.alerts import alert_interval, new_secrets, rota_people
from ...messages.failpoints import reach
from ...messages.models import Priority
from ...messages.outbox import Addressed, Message, cancel_waiting, delivery_key, enqueue_first
from ...messages.recipients import Recipient
from ...practice.models import PracticeSettings
from ..choices import EventKind, Status
from ..history import record
from ..models import ContactRequest, ContactRequestQuerySet
from ..notifications import inbox_url
from ..routing.evaluation import RoutingDecision
from ..routing.ruleset import decide, routing_input_of
from .addressees import (
    Addressee,
    decision_addressees,
    known_addressees,
    last_acknowledged,
    load_people,
    rota_picture,
    rotas_of,
    step_addressees,
    with_rotas,
)
from .attempts import attempts_of

ALERT, LATE_ALERT = "alert", "alert_late"
#: The statuses in which nobody has contacted the visitor yet.
WATCHED = (Status.NEW, Status.IN_PROGRESS)


def start(
    request: ContactRequest,
    practice: PracticeSettings,
    decision: RoutingDecision,
    now: datetime,
    others: Sequence[str] = (),
) -> bool:
    """Alerts the person on duty and all other recipients of the decision at once, in the caller's transaction.

    The caller has just stored the decision with the request. ``others`` are keys of further recipients.
    """
    rotas = rotas_of(request)
    people = rota_people(rotas, now)
    directory = load_people(practice, people, others)
    addressees = [*decision_addressees(decision, directory), *known_addressees(others, directory)]
    first = tuple(dict.fromkeys(each.recipient.key for each in addressees))
    keys = rota_picture(people, directory, first=first).people(Step.DUTY)
    addressees += known_addressees([key for key in keys if key not in first], directory)
    next_at = alert_steps.ROUND_THE_CLOCK.next_time(now, state_of(request, rotas))
    return _store(request, Step.DUTY, with_rotas(addressees, people), now, next_at)


def advance(request: ContactRequest, now: datetime) -> bool:
    """Stores the step that is due, or else when the next one is; False if another process was faster."""
    rotas = rotas_of(request)
    state = state_of(request, rotas)
    with transaction.atomic():
        decision = alert_steps.decide(state, RotaPicture(), now)
        if decision.step is None:
            return _plan(request, decision.next_at, now)
        practice = request.practice
        if decision.step == Step.DUTY:
            return _start_again(request, practice, now)
        people = rota_people(rotas, now)
        directory = load_people(practice, people)
        decision = alert_steps.decide(state, rota_picture(people, directory, alerted=_alerted(request)), now)
        if decision.step is None:
            return _plan(request, decision.next_at, now)
        addressees = step_addressees(decision.step, decision.people, request, directory)
        return _store(request, decision.step, with_rotas(addressees, people), now, decision.next_at)


def _start_again(request: ContactRequest, practice: PracticeSettings, now: datetime) -> bool:
    """By the rules of ``now``, whose rotas the later steps follow as well; False if another process was faster."""
    decision = decide(practice, routing_input_of(request, practice, at=now))
    request.decision = decision.to_data()
    return bool(_unchanged(request).update(decision=request.decision)) and start(request, practice, decision, now)


def watch_next_attempt(request: ContactRequest, now: datetime) -> None:
    """Somebody works on a crisis request and has not reached the visitor: its next call is watched like the first one.

    Its alerts belong to an escalation of their own, so that they can be sent again after each attempt. Call it in the
    transaction that stores the attempt.
    """
    rows = ContactRequest.objects.filter(pk=request.pk, status__in=WATCHED)
    rows.update(
        escalation=F("escalation") + 1,
        escalation_step="",
        escalation_due_at=now + alert_steps.RETRY_INTERVAL,
        escalation_planned_at=now,
    )
    fields = ["escalation", "escalation_step", "escalation_due_at", "escalation_planned_at"]
    request.refresh_from_db(fields=fields)
    cancel_alerts(request)


def cancel_alerts(request: ContactRequest) -> None:
    """Alerts that are still waiting to be sent are not sent: the request is not as they say any more."""
    cancel_waiting(request.site, request.reference, [ALERT, LATE_ALERT])


def state_of(request: ContactRequest, rotas: Sequence[int]) -> RequestState:
    """What escalation knows of a crisis request. ``rotas`` are those that decide how long a step waits."""
    minutes = request.decision.get("response_minutes") or app_settings.CRISIS_RESPONSE_MINUTES
    known = request.escalation > 0
    step = Step(request.escalation_step) if request.escalation_step else None
    attempts = attempts_of(request)
    return RequestState(
        due_at=request.due_at or request.created_at + timedelta(minutes=minutes),
        # A version of the package without these steps has notified the recipients when it stored the request.
        step=step if known else Step.DUTY,
        planned_at=request.escalation_planned_at or request.created_at,
        next_at=request.escalation_due_at if known else None,
        taken_at=None if request.status == Status.NEW else request.taken_at or request.created_at,
        tried_at=attempts.last_at,
        is_done=_is_done(request, is_reached=attempts.is_reached),
        step_interval=alert_interval(rotas),
        response_time=timedelta(minutes=minutes),
    )


def message_key(request_id: int, escalation: int, step: str) -> str:
    """What identifies the messages of a step."""
    return f"{request_id}:{ALERT}:{escalation}:{step}"


def _is_done(request: ContactRequest, *, is_reached: bool) -> bool:
    if request.held_for_review or request.status not in WATCHED:
        return True
    if request.status == Status.NEW:
        return False
    # The visitor was contacted since the work that goes on now began. A call without an answer changes nothing.
    since = request.taken_at or request.created_at
    is_answered = request.answered_at is not None and request.answered_at >= since
    return request.escalation == 0 or is_answered or is_reached


def _alerted(request: ContactRequest) -> frozenset[str]:
    alerts = Alert.objects.filter(request=request, escalation=request.escalation)
    return frozenset(alerts.values_list("recipient", flat=True))


def _plan(request: ContactRequest, next_at: datetime | None, now: datetime) -> bool:
    """Stores when the next step is due, unless another process has changed the request."""
    step = request.escalation_step or (Step.DUTY.value if request.escalation == 0 else "")
    changes = {"escalation": max(request.escalation, 1), "escalation_step": step}
    return bool(_unchanged(request).update(**changes, escalation_due_at=next_at, escalation_planned_at=now))


def _unchanged(request: ContactRequest) -> ContactRequestQuerySet:
    return ContactRequest.objects.filter(
        pk=request.pk, status=request.status, escalation=request.escalation, escalation_step=request.escalation_step
    )


def _store(
    request: ContactRequest, step: Step, addressees: Iterable[Addressee], now: datetime, next_at: datetime | None
) -> bool:
    """False if another process was faster."""
    escalation = max(request.escalation, 1) if step != Step.DUTY else request.escalation + 1
    changes: dict[str, Any] = {
        "escalation": escalation,
        "escalation_step": step.value,
        "escalation_planned_at": now,
        "escalation_due_at": next_at,
    }
    if step == Step.FALLBACK:
        changes |= {"reminded_at": request.reminded_at or now, "escalated_at": now}
    with transaction.atomic():
        if not _unchanged(request).update(**changes):
            return False
        for name, value in changes.items():
            setattr(request, name, value)
        alerts = _send(request, step, addressees, now)
        names = list(dict.fromkeys(alert.name or alert.recipient.partition(":")[2] for alert in alerts))
        record(request, EventKind.ALERTED, data={"step": step.value, "to": names}, at=now)
        request.recipients.add(*{alert.user_id for alert in alerts if alert.user_id})
        reach("step stored")
    return True


def _send(request: ContactRequest, step: Step, addressees: Iterable[Addressee], now: datetime) -> list[Alert]:
    key = message_key(request.pk, request.escalation, step)
    messages_by_role = {has_taken: _message(request, step, has_taken=has_taken) for has_taken in (True, False)}
    alerts: dict[str, Alert] = {}
    messages: list[Addressed] = []
    for addressee in addressees:
        recipient = addressee.recipient
        # A message does not greet an address.
        name = "" if recipient.name in addressee.addresses.values() else recipient.name
        for channel, address in addressee.addresses.items():
            sent_to = Recipient(address, channel, name, recipient.language)
            alert = _alert(request, step, addressee, now)
            alert.channel, alert.key = channel, delivery_key(key, sent_to)
            if alerts.setdefault(alert.key, alert) is alert:
                messages.append(Addressed(messages_by_role[addressee.has_taken], sent_to, key))
    Alert.objects.bulk_create(alerts.values())
    enqueue_first(messages)
    return list(alerts.values())


def _alert(request: ContactRequest, step: Step, addressee: Addressee, now: datetime) -> Alert:
    recipient = addressee.recipient
    return Alert(
        request=request,
        rota_id=addressee.rota,
        escalation=request.escalation,
        step=step.value,
        recipient=recipient.key[:300],
        user_id=recipient.user,
        name=recipient.name[:160],
        language=recipient.language,
        created_at=now,
        **new_secrets(),
    )


def _message(request: ContactRequest, step: Step, *, has_taken: bool) -> Message:
    """To who works on the request, or to others. It holds nothing of the visitor, since anybody may see the screen of
    a telephone.
    """
    due_at = attempts_of(request).retry_at or request.due_at
    context = {
        "reference": request.reference,
        "office": request.office_name,
        "due_at": due_at.isoformat() if due_at else "",
        "step": step.value,
        "suspicious": bool(request.spam_reasons),
        "taken_by": taken_by(request),
        "has_taken": has_taken,
        "link": inbox_url(request),
    }
    message_type = LATE_ALERT if step in alert_steps.TAKEN_STEPS else ALERT
    return Message(message_type, site=request.site, about=request.reference, context=context, priority=Priority.CRISIS)


def taken_by(request: ContactRequest) -> str:
    """The name of who has acknowledged the alert or taken the request; blank while nobody has."""
    if request.status == Status.NEW:
        return ""
    alert = last_acknowledged(request)
    return request.assignee_name or (alert.name if alert else "")
