"""Rights of data subjects (GDPR articles 15 to 20): find, export and erase the personal data of a visitor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException
from wagtail.models import ModelLogEntry

from ...appointments.models import Session
from ...appointments.privacy import erase as erase_sessions
from ...messages.models import Audience, Delivery
from ...practice.erasure.models import Erasure
from ...practice.erasure.recording import COMMAND, Eraser, record_erasures
from ...practice.form_fields.texts import clean_email
from ...practice.references import normalise_request_reference
from ..models import ContactRequest

NOT_EXPORTED = {
    ContactRequest: ("submission_key", "receipt_key", "receipt_hash", "recipients", "decision", "search_text"),
    Session: ("token_secret", "token_hash", "network_key"),
    Delivery: ("message_id", "key"),
}


@dataclass(frozen=True)
class DataSubject:
    """A visitor, by any of: e-mail address, telephone number in any notation, reference of a request.

    ``region`` is the country of a national number (ISO 3166). ``sites`` are primary keys of the sites to search; None
    searches all.
    """

    email: str = ""
    phone: str = ""
    reference: str = ""
    region: str = "FI"
    sites: frozenset[int] | None = None

    @property
    def plain_email(self) -> str:
        """As addresses are stored."""
        return clean_email(self.email)

    @property
    def number(self) -> str:
        """As E.164; blank if it is no number."""
        try:
            return PhoneNumber.from_string(self.phone, region=self.region).as_e164 if self.phone else ""
        except NumberParseException:
            return ""

    @property
    def contact_details(self) -> Q:
        """Rows with the same e-mail address or telephone number; matches nothing specific if both are blank."""
        condition = Q()
        if self.plain_email:
            condition |= Q(email__iexact=self.plain_email)
        if self.number:
            condition |= Q(phone=self.number)
        return condition

    def on_sites(self, lookup: str) -> Q:
        """The condition that limits rows to ``sites``. ``lookup`` leads from the row to its site."""
        return Q() if self.sites is None else Q(**{f"{lookup}__in": self.sites})


def requests_of(data_subject: DataSubject) -> QuerySet[ContactRequest]:
    """The data subject's contact requests; none if nothing identifies the data subject."""
    condition = data_subject.contact_details
    reference = normalise_request_reference(data_subject.reference)
    if reference:
        condition |= Q(reference=reference)
    if not condition:
        return ContactRequest.objects.none()
    return ContactRequest.objects.filter(condition, data_subject.on_sites("site"))


def sessions_of(data_subject: DataSubject, requests: Iterable[ContactRequest]) -> QuerySet[Session]:
    """Sessions with the data subject's contact details, and those of ``requests``."""
    condition = data_subject.contact_details | Q(request__in=[request.pk for request in requests])
    return Session.objects.filter(condition, data_subject.on_sites("supervisor__site"))


def messages_of(data_subject: DataSubject, references: Iterable[str]) -> QuerySet[Delivery]:
    """Deliveries about ``references``, and all to the data subject's own address or number."""
    condition = Q(about__in=list(references))
    if data_subject.plain_email:
        condition |= Q(address__iexact=data_subject.plain_email, audience=Audience.VISITOR)
    if data_subject.number:
        condition |= Q(address=data_subject.number, audience=Audience.VISITOR)
    return Delivery.objects.filter(condition, data_subject.on_sites("site"))


def export(data_subject: DataSubject) -> dict[str, Any]:
    """All personal data as JSON: requests with their history and callbacks, sessions, messages."""
    requests = list(requests_of(data_subject))
    sessions = list(sessions_of(data_subject, requests))
    return {
        "requests": [_request_data(request) for request in requests],
        "sessions": [_session_data(session) for session in sessions],
        "messages": [_row_data(delivery) for delivery in messages_of(data_subject, _references(requests, sessions))],
    }


def format_as_text(data: Any, indent: int = 0) -> str:
    """The export as indented lines, without blank values."""
    space = "  " * indent
    if isinstance(data, dict):
        rows = [(key, value) for key, value in data.items() if value not in (None, "", [], {})]
        return "\n".join(f"{space}{key}:{_value_as_text(value, indent)}" for key, value in rows)
    if isinstance(data, list):
        return "\n".join(f"{space}-\n{format_as_text(value, indent + 1)}" for value in data)
    return f"{space}{data}"


def erase(data_subject: DataSubject, eraser: Eraser = COMMAND) -> dict[str, int]:
    """Deletes requests and messages and anonymises sessions, in every table; returns the number of each.

    Sessions stay as busy time of the supervisor, and an ``ErasureRecord`` stays of each reference.
    """
    with transaction.atomic():
        requests = list(requests_of(data_subject))
        sessions = list(sessions_of(data_subject, requests))
        messages = messages_of(data_subject, _references(requests, sessions))
        counts = {"messages": messages.delete()[0], "sessions": erase_sessions(sessions, eraser)}
        record_erasures([(request.site_id, request.reference) for request in requests], Erasure.DELETED, eraser)
        delete_log_entries(ContactRequest, requests)
        delete_log_entries(Session, sessions)
        for request in requests:
            request.delete()
        counts["requests"] = len(requests)
    return counts


def delete_log_entries(model: type[Model], rows: Iterable[Model]) -> None:
    """Wagtail's audit log keeps the text of a row after its deletion."""
    content_type = ContentType.objects.get_for_model(model)
    ModelLogEntry.objects.filter(content_type=content_type, object_id__in=[str(row.pk) for row in rows]).delete()


def _references(requests: Iterable[ContactRequest], sessions: Iterable[Session]) -> list[str]:
    return [*(request.reference for request in requests), *(session.reference for session in sessions)]


def _request_data(request: ContactRequest) -> dict[str, Any]:
    return {
        **_row_data(request),
        "is_crisis": request.is_crisis,  # also if the visitor has answered nothing about the urgency
        "history": [_row_data(event) for event in request.events.all()],
        "callbacks": [_row_data(callback) for callback in request.callbacks.all()],
    }


def _session_data(session: Session) -> dict[str, Any]:
    return {**_row_data(session), "history": [_row_data(event) for event in session.events.all()]}


def _row_data(row: Model) -> dict[str, Any]:
    excluded = NOT_EXPORTED.get(type(row), ())
    fields = [field for field in row._meta.concrete_fields if field.name not in excluded]
    return {field.name: _json_value(field.value_from_object(row)) for field in fields}


def _json_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int | float | bool | list | dict | type(None)) else str(value)


def _value_as_text(value: Any, indent: int) -> str:
    return f"\n{format_as_text(value, indent + 1)}" if isinstance(value, dict | list) else f" {value}"
