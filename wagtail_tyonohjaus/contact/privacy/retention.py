"""Retention periods: anonymise or delete what a practice keeps no longer."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ...appointments.models import Session
from ...appointments.privacy import HAS_PERSONAL_DATA
from ...appointments.privacy import anonymise as anonymise_sessions
from ...conf import app_settings
from ...messages.models import Delivery, DeliveryState
from ...messages.turns import last_heartbeat, record_heartbeat
from ...practice.erasure.models import Erasure
from ...practice.erasure.recording import RETENTION, record_erasures
from ...practice.models import PracticeSettings
from ...practice.secret_tokens import new_receipt_key
from ..choices import EventKind, Status
from ..history import record
from ..models import ContactRequest, RequestEvent
from .data_subjects import delete_log_entries

BLANK_PERSONAL_DATA = {
    "name": "",
    "organisation": "",
    "email": "",
    "phone": "",
    "call_windows": [],
    "visitor_time_zone": "",
    "message": "",
    "answers": [],
    "spam_reasons": [],
    "search_text": "",
}
HEARTBEAT = "retention"
INTERVAL = timedelta(hours=24)
SESSION_BATCH_SIZE = 500


@dataclass(frozen=True)
class ExpiredData:
    """Closed and agreed requests to anonymise; spam and messages to delete.

    Open requests never expire: what nobody answered must not disappear.
    """

    closed: QuerySet[ContactRequest]
    agreed: QuerySet[ContactRequest]
    spam: QuerySet[ContactRequest]
    messages: QuerySet[Delivery]

    def counts(self) -> dict[str, int]:
        """The number of rows by the name of the field."""
        return {name: getattr(self, name).count() for name in ("closed", "agreed", "spam", "messages")}


def run(now: datetime) -> None:
    """Once a day, as a periodic task."""
    last = last_heartbeat(HEARTBEAT)
    if last and now - last < INTERVAL:
        return
    for practice in PracticeSettings.objects.select_related("site"):
        purge_expired(practice, now)
    record_heartbeat(HEARTBEAT, now)


def expired_data(practice: PracticeSettings, now: datetime | None = None) -> ExpiredData:
    """What has passed the practice's retention periods."""
    now = now or timezone.now()
    requests = ContactRequest.objects.filter(site_id=practice.site_id)
    closed_before = now - timedelta(days=practice.closed_retention_days)
    spam_before = now - timedelta(days=practice.spam_retention_days)
    log_before = now - timedelta(days=30 * app_settings.DELIVERY_LOG_MONTHS)
    return ExpiredData(
        closed=requests.filter(status=Status.CLOSED, closed_at__lt=closed_before, anonymised_at=None),
        agreed=_expired_agreed(requests, practice, now),
        spam=requests.filter(status=Status.SPAM, closed_at__lt=spam_before),
        messages=Delivery.objects.filter(site_id=practice.site_id, created_at__lt=log_before).exclude(
            state=DeliveryState.PENDING
        ),
    )


def purge_expired(practice: PracticeSettings, now: datetime | None = None) -> dict[str, int]:
    """Anonymises and deletes what has expired; returns the number of each."""
    now = now or timezone.now()
    expired = expired_data(practice, now)
    counts = {"closed": 0, "agreed": 0, "spam": 0, "messages": 0}
    for name in ("closed", "agreed"):
        for request in getattr(expired, name).iterator():
            anonymise(request, now)
            counts[name] += 1
    _anonymise_past_sessions(practice, now)
    for request in expired.spam.iterator():
        counts["messages"] += _delete_request(request)
        counts["spam"] += 1
    counts["messages"] += expired.messages.delete()[0]
    return counts


def anonymise(request: ContactRequest, now: datetime | None = None) -> None:
    """Removes who asked and what was written; what statistics need stays."""
    now = now or timezone.now()
    keys = {"submission_key": secrets.token_hex(32), "receipt_key": new_receipt_key()}
    with transaction.atomic():
        ContactRequest.objects.filter(pk=request.pk).update(**BLANK_PERSONAL_DATA, **keys, anonymised_at=now)
        record_erasures([(request.site_id, request.reference)], Erasure.ANONYMISED, RETENTION)
        RequestEvent.objects.filter(request=request).exclude(text="").update(text="")
        RequestEvent.objects.filter(request=request, kind=EventKind.REPLY).update(data={})
        Delivery.objects.filter(about=request.reference).delete()
        delete_log_entries(ContactRequest, [request])
        anonymise_sessions(list(Session.objects.filter(request=request, end__lt=now)))
        record(request, EventKind.ANONYMISED, at=now)


def _expired_agreed(
    requests: QuerySet[ContactRequest], practice: PracticeSettings, now: datetime
) -> QuerySet[ContactRequest]:
    """Agreed requests without an event or a session during the practice's retention period, if it has one."""
    if practice.agreed_retention_days is None:
        return requests.none()
    since = now - timedelta(days=practice.agreed_retention_days)
    with_events = RequestEvent.objects.filter(at__gte=since).values("request")
    with_sessions = Session.objects.filter(end__gte=since, request__isnull=False).values("request")
    agreed = requests.filter(status=Status.AGREED, anonymised_at=None)
    return agreed.exclude(pk__in=with_events).exclude(pk__in=with_sessions)


def _anonymise_past_sessions(practice: PracticeSettings, now: datetime) -> None:
    """Sessions that were still upcoming when their request was anonymised."""
    sessions = Session.objects.filter(HAS_PERSONAL_DATA, request__site=practice.site_id, end__lt=now)
    anonymise_sessions(sessions.filter(request__anonymised_at__isnull=False)[:SESSION_BATCH_SIZE])


def _delete_request(request: ContactRequest) -> int:
    """Returns the number of messages that were deleted with it."""
    with transaction.atomic():
        messages = Delivery.objects.filter(about=request.reference).delete()[0]
        delete_log_entries(ContactRequest, [request])
        record_erasures([(request.site_id, request.reference)], Erasure.DELETED, RETENTION)
        request.delete()
    return messages
