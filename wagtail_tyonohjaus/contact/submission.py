"""Stores a request, with its routing decision and its messages, in one transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from phonenumber_field.phonenumber import PhoneNumber

from ..appointments.locking import run_with_retries
from ..appointments.models import Session
from ..messages.failpoints import reach
from ..practice.models import PracticeSettings
from ..practice.page_model import page_model
from . import notifications, spam
from .booking import Attendee, SlotPreference, SlotUnavailable, attach, hold_time
from .callbacks import plan_callback
from .choices import EventKind, PreferredContact, Urgency
from .deadlines import due_at
from .form import HONEYPOT, ContactForm
from .history import record
from .models import ContactRequest
from .routing import RoutingDecision
from .ruleset import load_rule_set_for, routing_input_of
from .tokens import FormToken, submission_key

# A click, a reload or a way back is no later than this. Who sends the same again after it still waits for an answer.
REPEATED = timedelta(hours=24)
PLAIN = [
    "name",
    "organisation",
    "email",
    "phone",
    "preferred_contact",
    "call_windows",
    "visitor_time_zone",
    "format",
    "delivery_mode",
    "language",
    "payer",
    "participants",
    "message",
]


@dataclass(frozen=True)
class Submission:
    """A form that is in order, and where it came from."""

    form: ContactForm
    token: FormToken
    network: str | None = None

    @property
    def practice(self) -> PracticeSettings:
        return self.form.practice

    def key(self, now: datetime) -> str:
        """Of the request that this is, or is to be: one that was stored long ago leaves the turn to the next."""
        content = self.form.content()
        keys = (submission_key(self.token, content, turn) for turn in count())
        stored = ContactRequest.objects.filter(created_at__lt=now - REPEATED)
        return next(key for key in keys if not stored.filter(submission_key=key).exists())


def submit(submission: Submission, now: datetime | None = None) -> ContactRequest:
    """Stores the request, or finds the one that the same form with the same content stored within a day.

    Raises ``SlotUnavailable`` where the wished time is gone; nothing is stored then.
    """
    now = now or timezone.now()
    key = submission.key(now)
    known = ContactRequest.objects.filter(submission_key=key).first()
    if known:
        return known
    spam_reasons = _suspicions(submission)
    try:
        return run_with_retries(lambda: _store(submission, key, spam_reasons, now))
    except (IntegrityError, SlotUnavailable):
        # Whoever was faster may have been this very form, sent twice at once.
        known = ContactRequest.objects.filter(submission_key=key).first()
        if known:
            return known
        raise


def _suspicions(submission: Submission) -> list[str]:
    cleaned = submission.form.cleaned_data
    return spam.spam_reasons(spam.Post(submission.token, cleaned.get(HONEYPOT, ""), submission.network, cleaned))


def _store(submission: Submission, key: str, spam_reasons: list[str], now: datetime) -> ContactRequest:
    practice, cleaned = submission.practice, submission.form.cleaned_data
    session = _held_session(submission) if not spam_reasons else None
    request = _row(submission, key, now)
    if session is not None:
        _take_over(request, session)
    request.spam_reasons = spam_reasons
    # In a crisis a wrong suspicion costs more than spam does.
    request.held_for_review = bool(spam_reasons) and not request.is_crisis
    facts = routing_input_of(request, practice)
    decision = load_rule_set_for(practice, facts).decide(facts)
    request.decision = decision.to_data()
    request.due_at = due_at(practice, now, request.is_crisis, decision.response_minutes)
    request.save(force_insert=True)
    reach("request stored")
    if session is not None:
        attach(session, request.pk)
    request.recipients.set(decision.user_ids)
    record(request, EventKind.CREATED, at=now)
    if decision.call or cleaned.get("preferred_contact") == PreferredContact.CALL:
        plan_callback(request, practice, now)
    _notify_unless_held(request, practice, decision, now)
    reach("deliveries stored")
    return request


def _notify_unless_held(
    request: ContactRequest, practice: PracticeSettings, decision: RoutingDecision, now: datetime
) -> None:
    if request.held_for_review:
        record(request, EventKind.HELD, at=now, data={"spam_reasons": request.spam_reasons})
        return
    notifications.notify_all(request, practice, decision, now)


def _row(submission: Submission, key: str, now: datetime) -> ContactRequest:
    practice, form, token = submission.practice, submission.form, submission.token
    cleaned = form.cleaned_data
    request = ContactRequest(site=practice.site, submission_key=key, created_at=now)
    for name in PLAIN:
        if cleaned.get(name) not in (None, ""):
            setattr(request, name, cleaned[name])
    _set_records(request, cleaned)
    request.urgency = cleaned.get("urgency") or Urgency.NORMAL
    request.visitor_language = token.language
    request.answers = form.answers()
    _set_page(request, token.page)
    _set_consent(request, form, now)
    wished = cleaned.get("preferred_start")
    if wished:
        request.preferred_start, request.preferred_minutes = wished.start, wished.minutes
    return request


def _set_records(request: ContactRequest, cleaned: dict[str, Any]) -> None:
    for name in ("service", "office", "supervisor"):
        record_ = cleaned.get(name)
        if record_ is not None:
            setattr(request, name, record_)
            setattr(request, f"{name}_name", str(record_)[: request._meta.get_field(f"{name}_name").max_length])
    request.kind = request.service.kind if request.service else ""


def _set_page(request: ContactRequest, pk: int | None) -> None:
    page = page_model().objects.filter(pk=pk).first() if pk else None
    if page is not None:
        request.page_id, request.page_title = page.pk, page.title[:255]


def _set_consent(request: ContactRequest, form: ContactForm, now: datetime) -> None:
    request.consent_text = form.consent.text
    request.consent_version = form.consent.version
    request.consent_language = form.consent.language
    request.consent_at = now


def _held_session(submission: Submission) -> Session | None:
    cleaned = submission.form.cleaned_data
    wished = cleaned.get("preferred_start")
    if not wished:
        return None
    service = cleaned.get("service")
    hope = SlotPreference(
        wished,
        supervisor=cleaned.get("supervisor"),
        service=service,
        office=cleaned.get("office"),
        mode=cleaned.get("delivery_mode") or "",
        format=cleaned.get("format") or "",
        crisis=cleaned.get("urgency") == Urgency.CRISIS or getattr(service, "kind", "") == "crisis",
    )
    return hold_time(hope, _person(submission))


def _person(submission: Submission) -> Attendee:
    cleaned = submission.form.cleaned_data
    phone: PhoneNumber | str = cleaned.get("phone") or ""
    return Attendee(
        name=cleaned.get("name", ""),
        email=cleaned.get("email", ""),
        phone=phone,
        language=submission.token.language,
        zone=cleaned.get("visitor_time_zone", ""),
    )


def _take_over(request: ContactRequest, session: Any) -> None:
    """The supervisor whose time is held receives the request, also where anybody's time was asked for."""
    request.supervisor, request.supervisor_name = session.supervisor, session.supervisor.name
    if request.service is None:
        request.service, request.service_name = session.service, session.service.name
        request.kind = session.service.kind
