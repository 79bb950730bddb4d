"""Stores a request, with its routing decision and its messages, in one transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from django.db import IntegrityError
from django.utils import timezone

from ..appointments.locking import run_with_retries
from ..appointments.models import Session
from ..messages.failpoints import reach
from ..practice.choices import Kind
from ..practice.fields import model_field
from ..practice.models import PracticeSettings
from ..practice.page_model import page_model
from ..signals import request_received, request_routed, send_after_commit
from . import notifications
from .booking import Attendee, HoldLimitReached, SlotPreference, SlotUnavailable, attach, hold_time
from .callbacks import plan_callback
from .choices import EventKind, PreferredContact, Urgency
from .deadlines import due_at
from .form.contact_form import ContactForm
from .form.standard_fields import HONEYPOT
from .form.tokens import FormToken, submission_key
from .history import record
from .models import ContactRequest
from .rate_limits.crisis_alerts import exceeded_ceiling, is_beyond_ceiling, send_summary
from .rate_limits.networks import network_key
from .routing.evaluation import RoutingDecision
from .routing.ruleset import decide, routing_input_of
from .spam import Post, spam_reasons

# A repeated click, a reload or a step back comes sooner. Later, the same content is a new request.
DUPLICATE_PERIOD = timedelta(hours=24)
COPIED_FIELDS = (
    *("name", "organisation", "email", "phone", "preferred_contact", "call_windows", "visitor_time_zone"),
    *("format", "delivery_mode", "language", "payer", "participants", "message"),
)
RECORDS = ("service", "office", "supervisor")


@dataclass(frozen=True)
class Submission:
    """A valid form. ``network`` is the visitor's, None if unknown."""

    form: ContactForm
    network: str | None = None

    @property
    def practice(self) -> PracticeSettings:
        return self.form.practice

    @property
    def token(self) -> FormToken:
        return self.form.token

    def key(self, now: datetime) -> str:
        """The key of the request that stores this submission, or of a new one if that was stored long ago."""
        content = self.form.content()
        keys = (submission_key(self.token, content, number, network=self.network) for number in count())
        old = ContactRequest.objects.filter(created_at__lt=now - DUPLICATE_PERIOD)
        return next(key for key in keys if not old.filter(submission_key=key).exists())

    @property
    def is_crisis(self) -> bool:
        """By the urgency, or by a crisis service in the ordinary form."""
        cleaned = self.form.cleaned_data
        is_urgent = cleaned.get("urgency") == Urgency.CRISIS
        return is_urgent or getattr(cleaned.get("service"), "kind", "") == Kind.CRISIS

    def spam_reasons(self) -> list[str]:
        """Of a crisis request, also whether it is beyond the ceiling of what is alerted one by one."""
        cleaned = self.form.cleaned_data
        reasons = spam_reasons(Post(self.token, cleaned.get(HONEYPOT, ""), self.network, cleaned))
        if self.is_crisis:
            reasons += exceeded_ceiling(self.practice.site_id, self.network, bool(reasons))
        return reasons


def submit(submission: Submission, now: datetime | None = None) -> ContactRequest:
    """Stores the request, or returns the one that the same form with the same content stored within a day.

    Raises ``SlotUnavailable`` if the preferred time is no longer free; nothing is stored then.
    """
    now = now or timezone.now()
    key = submission.key(now)
    stored = _stored(key)
    if stored:
        return stored
    reasons = submission.spam_reasons()
    try:
        return run_with_retries(lambda: _store(submission, key, reasons, now))
    except (IntegrityError, SlotUnavailable):
        # The same form may have been sent twice at once, and the other one was faster.
        stored = _stored(key)
        if stored:
            return stored
        raise


def _stored(key: str) -> ContactRequest | None:
    return ContactRequest.objects.filter(submission_key=key).first()


def _store(submission: Submission, key: str, reasons: list[str], now: datetime) -> ContactRequest:
    session, reached_limit = _hold_preferred_time(submission) if not reasons else (None, "")
    request = _new_request(submission, key, now)
    if session is not None:
        _assign_supervisor(request, session)
    request.spam_reasons = reasons
    # In a crisis a false alarm costs more than spam does, up to a ceiling.
    request.held_for_review = is_beyond_ceiling(reasons) if request.is_crisis else bool(reasons)
    decision = decide(submission.practice, routing_input_of(request, submission.practice))
    request.decision = decision.to_data()
    request.due_at = due_at(submission.practice, now, request.is_crisis, decision.response_minutes)
    request.save(force_insert=True)
    reach("request stored")
    if session is not None:
        attach(session, request.pk)
    _store_consequences(request, submission.practice, decision, now)
    if reached_limit:
        record(request, EventKind.NOT_HELD, at=now, data={"limit": reached_limit})
    reach("deliveries stored")
    send_after_commit(request_received, ContactRequest, contact_request=request)
    send_after_commit(request_routed, ContactRequest, contact_request=request, decision=decision)
    return request


def _store_consequences(
    request: ContactRequest, practice: PracticeSettings, decision: RoutingDecision, now: datetime
) -> None:
    request.recipients.set(decision.user_ids)
    record(request, EventKind.CREATED, at=now)
    if decision.needs_callback or request.preferred_contact == PreferredContact.CALL:
        plan_callback(request, practice, now)
    if request.held_for_review:
        record(request, EventKind.HELD, at=now, data={"spam_reasons": request.spam_reasons})
        send_summary(request.site, now)
    elif request.spam_reasons:
        # Anybody can enter anybody's address: a suspicious request sends nothing to it.
        notifications.notify_staff(request, practice, decision)
    else:
        notifications.notify_all(request, practice, decision, now)


def _new_request(submission: Submission, key: str, now: datetime) -> ContactRequest:
    form, cleaned = submission.form, submission.form.cleaned_data
    request = ContactRequest(site=submission.practice.site, submission_key=key, created_at=now)
    for name in COPIED_FIELDS:
        if cleaned.get(name) not in (None, ""):
            setattr(request, name, cleaned[name])
    _set_records(request, form)
    request.urgency = cleaned.get("urgency") or Urgency.NORMAL
    request.visitor_language = submission.token.language
    request.answers = form.answers()
    _set_page(request, submission.token.page)
    _set_consent(request, form, now)
    preferred = cleaned.get("preferred_start")
    if preferred:
        request.preferred_start, request.preferred_minutes = preferred.start, preferred.minutes
    return request


def _set_records(request: ContactRequest, form: ContactForm) -> None:
    """The records, with their names of today: the request keeps them if the record is deleted."""
    for field in RECORDS:
        selected = form.cleaned_data.get(field)
        if selected is not None:
            setattr(request, field, selected)
            name_field = model_field(ContactRequest, f"{field}_name")
            setattr(request, name_field.name, str(selected)[: name_field.max_length])
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


def _hold_preferred_time(submission: Submission) -> tuple[Session | None, str]:
    """The session, or which limit on holds was reached: the request is stored without a hold then."""
    cleaned = submission.form.cleaned_data
    preferred, service = cleaned.get("preferred_start"), cleaned.get("service")
    if not preferred:
        return None, ""
    preference = SlotPreference(
        preferred,
        supervisor=cleaned.get("supervisor"),
        service=service,
        office=cleaned.get("office"),
        mode=cleaned.get("delivery_mode") or "",
        format=cleaned.get("format") or "",
        crisis=submission.is_crisis,
    )
    try:
        return hold_time(preference, _attendee(submission), network_key(submission.network)), ""
    except HoldLimitReached as error:
        return None, error.limit


def _attendee(submission: Submission) -> Attendee:
    cleaned = submission.form.cleaned_data
    return Attendee(
        name=cleaned.get("name", ""),
        email=cleaned.get("email", ""),
        phone=cleaned.get("phone") or "",
        language=submission.token.language,
        time_zone=cleaned.get("visitor_time_zone", ""),
    )


def _assign_supervisor(request: ContactRequest, session: Session) -> None:
    """The request is for the supervisor whose time is held, even if the visitor had no preference."""
    request.supervisor, request.supervisor_name = session.supervisor, session.supervisor.name
    if request.service is None:
        request.service, request.service_name = session.service, session.service.name
        request.kind = session.service.kind
