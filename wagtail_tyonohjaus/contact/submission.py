"""Stores a request, with its routing decision and its messages, in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from ..appointments.locking import run_with_retries
from ..appointments.models import Session
from ..messages.failpoints import reach
from ..practice.choices import Kind
from ..practice.fields import model_field
from ..practice.models import PracticeSettings
from ..practice.page_model import page_model
from ..signals import request_received, request_routed, send_after_commit
from . import notifications
from .alerting.steps import start as start_alerts
from .booking import Attendee, HoldLimitReached, SlotPreference, SlotUnavailable, attach, hold_series, hold_time
from .callbacks import plan_callback
from .choices import EventKind, PreferredContact, Urgency
from .deadlines import due_at
from .form.contact_form import ContactForm
from .form.field_builder import time_label
from .form.fields import PreferredTime
from .form.standard_fields import FURTHER_TIMES, HONEYPOT
from .form.tokens import FormToken, idempotency_prefix, idempotent_submission_key, submission_key
from .history import record
from .models import ContactRequest
from .rate_limits.counters import claim_once, noted_counts, take_back
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


class IdempotencyKeyReused(Exception):
    """The client has sent other content under the same name before."""


@dataclass(frozen=True)
class Submission:
    """A valid form. ``network`` is the visitor's, None if unknown.

    ``idempotency_key`` is the client's own name for the submission; blank if it has none.
    """

    form: ContactForm
    network: str | None = None
    idempotency_key: str = ""

    @property
    def practice(self) -> PracticeSettings:
        return self.form.practice

    @property
    def token(self) -> FormToken:
        return self.form.token

    @property
    def client_key(self) -> str:
        """The client's name for the submission, which is one of its practice's; blank without one."""
        return f"{self.practice.site_id} {self.idempotency_key}" if self.idempotency_key else ""

    def candidate_keys(self) -> Iterator[str]:
        """The keys of the request that stores this submission, and of those that store it again much later."""
        content = self.form.content()
        if self.client_key:
            yield idempotent_submission_key(self.client_key, content)
        else:
            yield from (submission_key(self.token, content, number, network=self.network) for number in count())

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
            phone = str(cleaned.get("phone") or "")
            reasons += exceeded_ceiling(self.practice.site_id, self.network, bool(reasons), phone)
        return reasons


def submit(submission: Submission, now: datetime | None = None) -> ContactRequest:
    """Stores the request, or returns the one that the same form with the same content stored within a day.

    Raises ``SlotUnavailable`` if the preferred time is no longer free, and ``IdempotencyKeyReused``; nothing is stored
    then.
    """
    now = now or timezone.now()
    key, stored = _find(submission, now)
    if stored:
        return stored
    prefix = idempotency_prefix(submission.client_key) if submission.client_key else ""
    if prefix and ContactRequest.objects.filter(submission_key__startswith=prefix).exists():
        raise IdempotencyKeyReused
    with noted_counts() as counts:
        reasons = submission.spam_reasons()
    try:
        return run_with_retries(lambda: _store(submission, key, reasons, now))
    except (IntegrityError, SlotUnavailable, IdempotencyKeyReused):
        # Nothing was stored, so that the visitor's next attempt is the first one that counts.
        take_back(counts)
        # The same form may have been sent twice at once, and the other one was faster.
        stored = _stored(key)
        if stored:
            return stored
        raise


def _find(submission: Submission, now: datetime) -> tuple[str, ContactRequest | None]:
    """The key of the request that stores the submission, and the request if it is stored already."""
    for key in submission.candidate_keys():
        created = list(
            ContactRequest.objects.filter(submission_key=key).order_by().values_list("created_at", flat=True)
        )
        if not created:
            return key, None
        if submission.client_key or created[0] >= now - DUPLICATE_PERIOD:
            return key, _stored(key)
    raise AssertionError("unreachable")


def _stored(key: str) -> ContactRequest | None:
    return ContactRequest.objects.filter(submission_key=key).first()


def _store(submission: Submission, key: str, reasons: list[str], now: datetime) -> ContactRequest:
    name = submission.client_key
    # Before anything else: another submission of this name may be on its way with other content.
    if name and not claim_once(f"idempotency {name}", now):
        raise IdempotencyKeyReused
    sessions, reached_limit = _hold_preferred_times(submission) if not reasons else ([], "")
    request = _new_request(submission, key, now)
    if sessions:
        _assign_supervisor(request, sessions[0])
    if len(sessions) <= 1:
        request.answers += _further_answers(submission)
    request.spam_reasons = reasons
    # In a crisis a false alarm costs more than spam does, up to a ceiling.
    request.held_for_review = is_beyond_ceiling(reasons) if request.is_crisis else bool(reasons)
    decision = decide(submission.practice, routing_input_of(request, submission.practice))
    request.decision = decision.to_data()
    request.due_at = due_at(submission.practice, now, request.is_crisis, decision.response_minutes)
    request.save(force_insert=True)
    reach("request stored")
    for session in sessions:
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
    if decision.user_ids:
        request.recipients.add(*decision.user_ids)
    record(request, EventKind.CREATED, at=now)
    if decision.needs_callback or request.preferred_contact == PreferredContact.CALL:
        plan_callback(request, practice, now)
    if request.held_for_review:
        record(request, EventKind.HELD, at=now, data={"spam_reasons": request.spam_reasons})
        send_summary(request.site, now)
    else:
        # Anybody can enter anybody's address: a suspicious request sends nothing to it.
        notifications.announce(request, practice, decision, now, to_visitor=not request.spam_reasons)
        if request.is_crisis:
            start_alerts(request, practice, decision, now)


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
    # By the same kind, pages choose the number that they show.
    other_kind = Kind.CRISIS.value if form.config.urgent else ""
    request.kind = request.service.kind if request.service else other_kind


def _set_page(request: ContactRequest, pk: int | None) -> None:
    page = page_model().objects.filter(pk=pk).first() if pk else None
    if page is not None:
        request.page_id, request.page_title = page.pk, page.title[:255]


def _set_consent(request: ContactRequest, form: ContactForm, now: datetime) -> None:
    consent = form.agreed_consent
    request.consent_text = consent.text
    request.consent_version = consent.version
    request.consent_language = consent.language
    request.consent_at = now


def _hold_preferred_times(submission: Submission) -> tuple[list[Session], str]:
    """The sessions, or which limit on holds was reached: the request is stored without a hold then."""
    cleaned = submission.form.cleaned_data
    preferred, service = cleaned.get("preferred_start"), cleaned.get("service")
    if not preferred:
        return [], ""
    preference = SlotPreference(
        preferred,
        supervisor=cleaned.get("supervisor"),
        service=service,
        office=cleaned.get("office"),
        mode=cleaned.get("delivery_mode") or "",
        format=cleaned.get("format") or "",
        crisis=submission.is_crisis,
    )
    owner = (_attendee(submission), network_key(submission.network))
    further = _further_times(submission)
    try:
        if further:
            return hold_series(preference, further, *owner), ""
        session = hold_time(preference, *owner)
        return [session] if session else [], ""
    except HoldLimitReached as error:
        return [], error.limit


def _further_times(submission: Submission) -> tuple[PreferredTime, ...]:
    """Those that can be held: none if there are more than the service's series has. They come from a hidden field."""
    cleaned = submission.form.cleaned_data
    further: tuple[PreferredTime, ...] = cleaned.get(FURTHER_TIMES) or ()
    limit = getattr(cleaned.get("service"), "series_sessions", None) or 1
    return further if len(further) < limit else ()


def _further_answers(submission: Submission) -> list[dict[str, str]]:
    """The further times as answers, which staff sees, for a request that holds none of them."""
    further: tuple[PreferredTime, ...] = submission.form.cleaned_data.get(FURTHER_TIMES) or ()
    labels = [time_label(each, submission.practice) for each in further]
    return [{"key": FURTHER_TIMES, "label": _("Further time"), "value": label} for label in labels]


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
