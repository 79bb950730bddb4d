"""Retention periods: anonymise or delete what a practice keeps no longer."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ...appointments.models import Session
from ...appointments.privacy import HAS_PERSONAL_DATA
from ...appointments.privacy import anonymise as anonymise_sessions
from ...conf import app_settings
from ...messages.models import Delivery, DeliveryState
from ...messages.periodic import process_rows, run_each
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
SLICE = 200


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


def run(now: datetime) -> Iterator[object]:
    """The periodic task, once a day."""
    practices = PracticeSettings.objects.select_related("site")
    return run_each(now, *(partial(purge_each, practice) for practice in practices))


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


def purge_each(practice: PracticeSettings, now: datetime) -> Iterator[Counter[str]]:
    """Anonymises and deletes what has expired, in small transactions; yields after each how many of what it was.

    Several processes may do this at once: each row is claimed, and its purge is recorded once.
    """
    expired = expired_data(practice, now)
    for name in ("closed", "agreed"):
        rows = getattr(expired, name).order_by("pk")
        for count in process_rows(rows.all, lambda request: anonymise(request, now)):
            yield Counter({name: count})
    yield from _each_slice("sessions", lambda: _anonymise_past_sessions(practice, now))
    for count in process_rows(lambda: expired.spam.order_by("pk"), _delete_spam):
        yield Counter(spam=count)
    yield from _each_slice("messages", lambda: _delete_messages(expired.messages))


def anonymise(request: ContactRequest, now: datetime | None = None) -> bool:
    """Removes who asked and what was written; what statistics need stays.

    False if it is anonymised already, or if its status has changed since it was read.
    """
    now = now or timezone.now()
    keys = {"submission_key": secrets.token_hex(32), "receipt_key": new_receipt_key()}
    unchanged = ContactRequest.objects.filter(pk=request.pk, anonymised_at=None, status=request.status)
    with transaction.atomic():
        if not unchanged.update(**BLANK_PERSONAL_DATA, **keys, anonymised_at=now):
            return False
        record_erasures([(request.site_id, request.reference)], Erasure.ANONYMISED, RETENTION)
        RequestEvent.objects.filter(request=request).exclude(text="").update(text="")
        RequestEvent.objects.filter(request=request, kind=EventKind.REPLY).update(data={})
        Delivery.objects.filter(about=request.reference).delete()
        delete_log_entries(ContactRequest, [request])
        anonymise_sessions(list(Session.objects.filter(request=request, end__lt=now)))
        record(request, EventKind.ANONYMISED, at=now)
    return True


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


def _each_slice(name: str, purge_slice: Callable[[], int]) -> Iterator[Counter[str]]:
    while count := purge_slice():
        yield Counter({name: count})


def _anonymise_past_sessions(practice: PracticeSettings, now: datetime) -> int:
    """Sessions that were still upcoming when their request was anonymised."""
    requests = ContactRequest.objects.filter(site_id=practice.site_id, anonymised_at__isnull=False)
    sessions = Session.objects.filter(HAS_PERSONAL_DATA, request__in=requests, end__lt=now).order_by("pk")
    with transaction.atomic():
        return anonymise_sessions(sessions.select_for_update()[:SLICE])


def _delete_spam(request: ContactRequest) -> bool:
    """With its messages; False if it is gone or no longer spam."""
    with transaction.atomic():
        spam = ContactRequest.objects.select_for_update().filter(pk=request.pk, status=Status.SPAM).first()
        if spam is None:
            return False
        Delivery.objects.filter(about=spam.reference).delete()
        delete_log_entries(ContactRequest, [spam])
        record_erasures([(spam.site_id, spam.reference)], Erasure.DELETED, RETENTION)
        spam.delete()
    return True


def _delete_messages(messages: QuerySet[Delivery]) -> int:
    pks = list(messages.order_by("pk").values_list("pk", flat=True)[:SLICE])
    return Delivery.objects.filter(pk__in=pks).delete()[0]
