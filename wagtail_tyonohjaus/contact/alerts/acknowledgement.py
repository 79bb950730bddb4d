"""Acknowledging an alert: one person takes a crisis request, and everybody else learns who it is.

An alert is used by its link (``views``) or its code (``sms_replies``). It can be used as long as its request is
open and its person could be alerted today, at most for ``duty.alerts.VALIDITY``.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from django.core.exceptions import ValidationError

from ...appointments.locking import run_with_retries
from ...duty.alert_models import Alert
from ...duty.alerts import belongs_to_rota, is_recent
from ...messages.turns import is_within
from ...practice.users import Account
from .. import callbacks, workflow
from ..alerting.addressees import last_acknowledged
from ..alerting.attempts import attempts_of
from ..choices import CallbackOutcome, EventKind, Status
from ..history import record
from ..models import ContactRequest
from ..routing.ruleset import load_directory

# Keys of recipients that are an address; there is no record of them that could have left.
PLAIN_KEYS = ("mail", "number", "fallback")
#: So long the same link may ask for the name and number again: a button is pressed twice, or a response is lost.
REPEAT = timedelta(minutes=1)


class Way(StrEnum):
    """How an alert is acknowledged."""

    LINK = "link"
    SMS = "sms"


def is_valid(alert: Alert, now: datetime) -> bool:
    """Whether the alert can be used: its request is open, its person has not left, and it is not too old."""
    request = alert.request
    is_open = request.is_open and not request.held_for_review and request.anonymised_at is None
    return is_open and is_recent(alert, now) and _is_reachable(alert, now)


def has_taken(alert: Alert) -> bool:
    """Whether the alert's person is the one who works on the request."""
    request = alert.request
    if request.status == Status.NEW:
        return False
    if request.assignee_id is not None:
        return request.assignee_id == alert.user_id
    acknowledged = last_acknowledged(request)
    return acknowledged is not None and _is_same_person(acknowledged, alert)


def acknowledge(alert: Alert, way: Way, now: datetime) -> bool:
    """Whether the alert's person has the request now; False if somebody else was faster or the alert is not valid.

    The request is assigned to the person, if there is an account, and work on it starts. ``alert.request`` is loaded
    anew.
    """
    try:
        return run_with_retries(lambda: _acknowledge(alert, way, now))
    except ValidationError:  # somebody else has changed the status at the same moment
        alert.request.refresh_from_db()
        return has_taken(alert)


def was_just_revealed(alert: Alert, now: datetime) -> bool:
    """Whether this link showed the visitor's name and number less than ``REPEAT`` ago."""
    revealed_at = Alert.objects.filter(pk=alert.pk).values_list("revealed_at", flat=True).first()
    return is_within(revealed_at, now, REPEAT)


def can_reveal(alert: Alert, now: datetime) -> bool:
    """Whether no browser has shown the visitor's name and number to the alert's person yet, or this link just has."""
    if was_just_revealed(alert, now):
        return True
    alerts = alert.request.alerts.filter(escalation=alert.escalation, recipient=alert.recipient, user=alert.user_id)
    return not alerts.filter(revealed_at__isnull=False).exists()


def reveal(alert: Alert, now: datetime) -> bool:
    """Whether a browser may show the visitor's name and number now.

    That is the first one in which the person asks for them. For ``REPEAT`` the same link may ask again.
    """

    def claim() -> bool:
        alert.request = _locked_request(alert)
        if not is_valid(alert, now) or not has_taken(alert):
            return False
        if was_just_revealed(alert, now):
            return True
        is_first = can_reveal(alert, now)
        return is_first and bool(Alert.objects.filter(pk=alert.pk, revealed_at=None).update(revealed_at=now))

    return run_with_retries(claim)


def record_call(alert: Alert, outcome: CallbackOutcome, now: datetime, attempt: int | None = None) -> None:
    """The person who has taken the request has called the visitor.

    ``attempt`` is how many calls were recorded before. If there are more by now, the same one was sent twice.
    """

    def add() -> None:
        alert.request = request = _locked_request(alert)
        if not is_valid(alert, now) or not has_taken(alert) or request.status != Status.IN_PROGRESS:
            return
        if attempt in (None, attempts_of(request).count):
            callbacks.record_call(request, outcome, _account(alert), now)

    run_with_retries(add)


def _acknowledge(alert: Alert, way: Way, now: datetime) -> bool:
    alert.request = request = _locked_request(alert)
    if not is_valid(alert, now):
        return False
    if request.status != Status.NEW:
        return has_taken(alert)
    user = _account(alert)
    Alert.objects.filter(pk=alert.pk).update(acknowledged_at=now, revealed_at=now if way == Way.LINK else None)
    record(request, EventKind.ACKNOWLEDGED, user, data={"name": alert.name, "way": way.value}, at=now)
    if user is not None:
        request.recipients.add(user)
    # Also without an account: nobody else has the request any more.
    workflow.assign(request, user, user)
    workflow.set_status(request, Status.IN_PROGRESS, user, now=now)
    return True


def _locked_request(alert: Alert) -> ContactRequest:
    # Without related rows: PostgreSQL can't lock what an outer join may lack.
    return ContactRequest.objects.select_for_update().get(pk=alert.request_id)


def _account(alert: Alert) -> Account | None:
    return alert.user if alert.user is not None and alert.user.is_active else None


def _is_same_person(one: Alert, other: Alert) -> bool:
    return (one.recipient, one.user_id) == (other.recipient, other.user_id)


def _is_reachable(alert: Alert, now: datetime) -> bool:
    kind, _, value = alert.recipient.partition(":")
    if kind in PLAIN_KEYS:
        return True
    directory = load_directory(alert.request.practice, [alert.recipient])
    # An office stands for several people, each with an account.
    is_known = any(recipient.user == alert.user_id for recipient in directory.get(alert.recipient))
    return is_known and (kind != "supervisor" or belongs_to_rota(alert, int(value), now))
