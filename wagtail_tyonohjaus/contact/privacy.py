"""A person's data: finding it, handing it over, removing it, and letting it go when its time is over."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException
from wagtail.models import ModelLogEntry

from ..appointments.models import Session
from ..appointments.privacy import HAS_PERSONAL_DATA, forget
from ..conf import app_settings
from ..messages.models import Delivery, DeliveryState
from ..messages.periodic import last_heartbeat, record_heartbeat
from ..practice.models import PracticeSettings
from ..practice.references import normalise_request_reference
from ..practice.secret_tokens import new_receipt_key
from .choices import EventKind, Status
from .history import record
from .models import ContactRequest, RequestEvent

PERSONAL = {
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
RETENTION = "retention"


@dataclass(frozen=True)
class DataSubject:
    """Somebody who wrote to us, by any of what they may know: address, number (any notation), reference.

    ``sites`` are the primary keys of the sites where the person is looked for; None looks everywhere.
    """

    email: str = ""
    phone: str = ""
    reference: str = ""
    region: str = "FI"
    sites: frozenset[int] | None = None

    @property
    def number(self) -> str:
        try:
            return PhoneNumber.from_string(self.phone, region=self.region).as_e164 if self.phone else ""
        except NumberParseException:
            return ""

    def on_sites(self, lookup: str) -> Q:
        return Q() if self.sites is None else Q(**{f"{lookup}__in": self.sites})


def requests_of(person: DataSubject) -> QuerySet[ContactRequest]:
    wanted = _matching(person)
    reference = normalise_request_reference(person.reference)
    if reference:
        wanted |= Q(reference=reference)
    return ContactRequest.objects.filter(wanted, person.on_sites("site")) if wanted else ContactRequest.objects.none()


def sessions_of(person: DataSubject, requests: Iterable[ContactRequest]) -> QuerySet[Session]:
    wanted = _matching(person) | Q(request__in=[request.pk for request in requests])
    return Session.objects.filter(wanted, person.on_sites("supervisor__site"))


def messages_of(person: DataSubject, references: Iterable[str]) -> QuerySet[Delivery]:
    wanted = Q(about__in=list(references))
    if person.email:
        wanted |= Q(address__iexact=person.email) & Q(audience="visitor")
    if person.number:
        wanted |= Q(address=person.number) & Q(audience="visitor")
    return Delivery.objects.filter(wanted, person.on_sites("site"))


def export(person: DataSubject) -> dict[str, Any]:
    """Everything about the person, as JSON: requests with their history and calls, sessions, messages."""
    requests = list(requests_of(person))
    sessions = list(sessions_of(person, requests))
    references = [row.reference for row in (*requests, *sessions)]
    return {
        "requests": [_request_data(request) for request in requests],
        "sessions": [_session_data(session) for session in sessions],
        "messages": [_plain(delivery, exclude=("message_id", "key")) for delivery in messages_of(person, references)],
    }


def readable(data: Any, indent: int = 0) -> str:
    """The export as lines of text, without what is blank."""
    space = "  " * indent
    if isinstance(data, dict):
        rows = [(key, value) for key, value in data.items() if value not in (None, "", [], {})]
        return "\n".join(f"{space}{key}:{_value_text(value, indent)}" for key, value in rows)
    if isinstance(data, list):
        return "\n".join(f"{space}-\n{readable(value, indent + 1)}" for value in data)
    return f"{space}{data}"


def erase(person: DataSubject) -> dict[str, int]:
    """Removes everything about the person from every table; returns how many rows of what went or were emptied.

    Sessions stay as time that was taken, without the person.
    """
    with transaction.atomic():
        requests = list(requests_of(person))
        sessions = list(sessions_of(person, requests))
        references = [row.reference for row in (*requests, *sessions)]
        counts = {"messages": messages_of(person, references).delete()[0], "sessions": forget(sessions)}
        _forget_log(ContactRequest, requests)
        _forget_log(Session, sessions)
        for request in requests:
            request.delete()
        counts["requests"] = len(requests)
    return counts


def anonymise(request: ContactRequest, now: datetime | None = None) -> None:
    """Empties a request of what says who asked and what was written; what statistics need stays."""
    now = now or timezone.now()
    with transaction.atomic():
        secret = {"submission_key": secrets.token_hex(32), "receipt_key": new_receipt_key()}
        ContactRequest.objects.filter(pk=request.pk).update(**PERSONAL, **secret, anonymised_at=now)
        RequestEvent.objects.filter(request=request).exclude(text="").update(text="")
        RequestEvent.objects.filter(request=request, kind=EventKind.REPLY).update(data={})
        Delivery.objects.filter(about=request.reference).delete()
        _forget_log(ContactRequest, [request])
        forget(list(Session.objects.filter(request=request, end__lt=now)))
        record(request, EventKind.ANONYMISED, at=now)


@dataclass(frozen=True)
class ExpiredData:
    """What a practice's retention has reached: requests to anonymise, spam to delete, old log of messages.

    Requests that wait for somebody have no end: what nobody answered must not vanish.
    """

    closed: QuerySet[ContactRequest]
    agreed: QuerySet[ContactRequest]
    spam: QuerySet[ContactRequest]
    messages: QuerySet[Delivery]

    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name).count() for name in ("closed", "agreed", "spam", "messages")}


def expired_data(practice: PracticeSettings, now: datetime | None = None) -> ExpiredData:
    now = now or timezone.now()
    requests = ContactRequest.objects.filter(site_id=practice.site_id)
    log_ends = now - timedelta(days=30 * app_settings.DELIVERY_LOG_MONTHS)
    return ExpiredData(
        requests.filter(
            status=Status.CLOSED, closed_at__lt=now - timedelta(days=practice.keep_closed_days), anonymised_at=None
        ),
        _agreed_long_ago(requests, practice, now),
        requests.filter(status=Status.SPAM, closed_at__lt=now - timedelta(days=practice.keep_spam_days)),
        Delivery.objects.filter(site_id=practice.site_id, created_at__lt=log_ends).exclude(state=DeliveryState.PENDING),
    )


def _agreed_long_ago(
    requests: QuerySet[ContactRequest], practice: PracticeSettings, now: datetime
) -> QuerySet[ContactRequest]:
    """Agreed requests of which nothing has been heard, and no session held, for the days that the practice has set."""
    if practice.keep_agreed_days is None:
        return requests.none()
    since = now - timedelta(days=practice.keep_agreed_days)
    heard = RequestEvent.objects.filter(at__gte=since).values("request")
    met = Session.objects.filter(end__gte=since, request__isnull=False).values("request")
    return requests.filter(status=Status.AGREED, anonymised_at=None).exclude(pk__in=heard).exclude(pk__in=met)


def purge_expired(practice: PracticeSettings, now: datetime | None = None) -> dict[str, int]:
    """Anonymises and deletes what has expired; returns how many rows of what."""
    now = now or timezone.now()
    found = expired_data(practice, now)
    counts = {"closed": 0, "agreed": 0, "spam": 0, "messages": 0}
    for name in ("closed", "agreed"):
        for request in getattr(found, name).iterator():
            anonymise(request, now)
            counts[name] += 1
    # Sessions that were still ahead when their request was let go.
    forget(
        Session.objects.filter(
            HAS_PERSONAL_DATA, request__site=practice.site_id, request__anonymised_at__isnull=False, end__lt=now
        )[:500]
    )
    for request in found.spam.iterator():
        with transaction.atomic():
            counts["messages"] += Delivery.objects.filter(about=request.reference).delete()[0]
            _forget_log(ContactRequest, [request])
            request.delete()
        counts["spam"] += 1
    counts["messages"] += found.messages.delete()[0]
    return counts


def tend(now: datetime) -> None:
    """Once a day, by the worker."""
    last = last_heartbeat(RETENTION)
    if last and now - last < timedelta(hours=24):
        return
    for practice in PracticeSettings.objects.select_related("site"):
        purge_expired(practice, now)
    record_heartbeat(RETENTION, now)


def _matching(person: DataSubject) -> Q:
    wanted = Q()
    if person.email:
        wanted |= Q(email__iexact=person.email)
    if person.number:
        wanted |= Q(phone=person.number)
    return wanted


def _forget_log(model: type, rows: Iterable[Any]) -> None:
    ids = [str(row.pk) for row in rows]
    content_type = ContentType.objects.get_for_model(model)
    ModelLogEntry.objects.filter(content_type=content_type, object_id__in=ids).delete()


def _request_data(request: ContactRequest) -> dict[str, Any]:
    data = _plain(request, exclude=("submission_key", "receipt_key", "recipients", "decision", "search_text"))
    data["history"] = [_plain(event) for event in request.events.all()]
    data["calls"] = [_plain(call) for call in request.callbacks.all()]
    return data


def _session_data(session: Session) -> dict[str, Any]:
    data = _plain(session, exclude=("token_secret", "token_hash"))
    data["history"] = [_plain(event) for event in session.events.all()]
    return data


def _plain(row: Any, exclude: Iterable[str] = ()) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if field.name not in exclude]
    return {field.name: _json(field.value_from_object(row)) for field in fields}


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int | float | bool | list | dict | type(None)) else str(value)


def _value_text(value: Any, indent: int) -> str:
    return f"\n{readable(value, indent + 1)}" if isinstance(value, dict | list) else f" {value}"
