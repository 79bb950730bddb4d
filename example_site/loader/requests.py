"""Loads contact requests and what has happened since, through the same functions as visitors and staff."""

import time
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone, translation
from wagtail.models import Site

from example_site.content import practices
from example_site.content.past_requests import PAST_REQUESTS
from example_site.content.requests import NOTE, REPLY, REQUESTS, RequestSpec
from wagtail_tyonohjaus.contact import workflow
from wagtail_tyonohjaus.contact.alerts.acknowledgement import Way, acknowledge
from wagtail_tyonohjaus.contact.callbacks import record_callback
from wagtail_tyonohjaus.contact.choices import CallbackOutcome, EventKind, Status
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.form.contact_form import ContactForm
from wagtail_tyonohjaus.contact.form.tokens import FormToken
from wagtail_tyonohjaus.contact.form.urgent_form import urgent_config
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.submission import Submission, submit
from wagtail_tyonohjaus.messages.models import Audience, Delivery, DeliveryState
from wagtail_tyonohjaus.messages.signals import failure_stored
from wagtail_tyonohjaus.practice.models import Office, PracticeSettings, Service, Supervisor

from .sessions import load_sessions

#: Hours after which the messages of a request have long been sent.
LONG_AGO = 24
#: The events whose times the fields of a request repeat.
TIMES = {
    "work_started_at": (EventKind.STATUS, EventKind.ACKNOWLEDGED),
    "answered_at": (EventKind.REPLY, EventKind.CALL, EventKind.SESSION),
    "closed_at": (EventKind.STATUS,),
}


def load_requests() -> None:
    for spec in (*REQUESTS, *PAST_REQUESTS):
        with translation.override(spec.language):
            _load(spec)


def _load(spec: RequestSpec) -> None:
    """Submit a request, unless it was loaded before; the form key recognises it."""
    submission = _submission(spec)
    if ContactRequest.objects.filter(submission_key=next(submission.candidate_keys())).exists():
        return
    started, created = timezone.now(), _created(spec)
    request = submit(submission, created)
    user = get_user_model().objects.get(username=spec.username)
    for step in spec.steps:
        STEPS[step](request, user)
        request.refresh_from_db()
    load_sessions(request, spec)
    request.refresh_from_db()
    _set_times(request, spec, started)
    _set_messages(request, spec)


def _submission(spec: RequestSpec) -> Submission:
    site = Site.objects.get(hostname=f"{spec.practice}.localhost")
    config = urgent_config() if spec.urgent else FormConfig()
    issued_at = time.time() - spec.seconds
    token = FormToken(config=config, language=spec.language, key=f"demo-{spec.key}", issued_at=issued_at)
    form = ContactForm(_data(spec, site), practice=PracticeSettings.for_site(site), token=token)
    if not form.is_valid():
        raise ValueError(f"{spec.key}: {form.errors.as_json()}")
    return Submission(form)


def _data(spec: RequestSpec, site: Site) -> dict[str, Any]:
    data = {**spec.answers, "consent": "on"}
    for name, model in (("service", Service), ("office", Office)):
        if name in data:
            data[name] = str(model.objects.get(site=site, slug=data[name]).pk)
    if "supervisor" in data:
        data["supervisor"] = str(_supervisor(site, data["supervisor"]).pk)
    return data


def _supervisor(site: Site, slug: str) -> Supervisor:
    specs = next(practice.supervisors for practice in practices() if practice.hostname == site.hostname)
    return Supervisor.objects.get(site=site, name=next(spec.name for spec in specs if spec.slug == slug))


def _acknowledge(request: ContactRequest, user: Any) -> None:
    """By the user, if it is their turn, else by the first who was alerted."""
    alert = request.alerts.filter(user=user).first() or request.alerts.first()
    at = alert.created_at + timedelta(minutes=7)
    acknowledge(alert, Way.LINK, at)
    request.events.filter(kind=EventKind.ASSIGNED).update(at=at)


def _no_answer(request: ContactRequest, user: Any) -> None:
    callback = request.callbacks.open().first()
    record_callback(callback, CallbackOutcome.NO_ANSWER, user, now=timezone.now())


STEPS = {
    "assign": workflow.assign_to_self,
    "note": lambda request, user: workflow.add_note(request, NOTE, user),
    "contact": lambda request, user: workflow.set_status(request, Status.IN_CONTACT, user),
    "reply": lambda request, user: workflow.reply(request, *REPLY, user),
    "no_answer": _no_answer,
    "acknowledge": _acknowledge,
    "spam": lambda request, user: workflow.set_status(request, Status.SPAM, user),
    "close": lambda request, user: workflow.set_status(request, Status.CLOSED, user),
}


def _created(spec: RequestSpec) -> datetime:
    """Older requests were sent in the day."""
    created = timezone.localtime() - timedelta(hours=spec.hours_ago)
    if spec.hours_ago < LONG_AGO:
        return created
    return created.replace(hour=8 + spec.hours_ago % 8, minute=spec.hours_ago * 7 % 60)


def _set_times(request: ContactRequest, spec: RequestSpec, started: datetime) -> None:
    """Spread what has happened since ``started`` over the time since the request."""
    events = list(request.events.filter(at__gte=started).order_by("pk"))
    longest = timedelta(minutes=25 + spec.hours_ago % 60)
    step = min(longest, (started - request.created_at) / (len(events) + 1))
    for number, event in enumerate(events, start=1):
        event.at = request.created_at + number * step
        event.save(update_fields=["at"])
    times = {}
    for name, kinds in TIMES.items():
        events_of_kind = request.events.filter(kind__in=kinds).order_by("-at" if name == "closed_at" else "at", "pk")
        event = events_of_kind.first()
        if event and getattr(request, name):
            times[name] = event.at
    ContactRequest.objects.filter(pk=request.pk).update(**times)


def _set_messages(request: ContactRequest, spec: RequestSpec) -> None:
    created, messages = request.created_at, Delivery.objects.filter(about=request.reference)
    messages.update(created_at=created)
    if spec.hours_ago >= LONG_AGO:
        sent = {"attempts": 1, "last_attempt_at": created, "finished_at": created}
        messages.update(state=DeliveryState.SENT, **sent)
    receipt = messages.filter(audience=Audience.VISITOR).order_by("pk").first()
    if spec.receipt and receipt:
        RECEIPTS[spec.receipt](receipt)


def _fail(delivery: Delivery) -> None:
    delivery.state, delivery.attempts, delivery.finished_at = DeliveryState.FAILED, 1, delivery.created_at
    delivery.last_response = "550 5.1.2 Host or domain name not found"
    delivery.save()
    failure_stored.send(Delivery, delivery=delivery)


def _delay(delivery: Delivery) -> None:
    now = timezone.now()
    delivery.attempts, delivery.last_attempt_at, delivery.next_attempt_at = 3, now, now + timedelta(hours=5)
    delivery.last_response = "451 4.7.1 Greylisted, please try again later"
    delivery.save()


RECEIPTS = {"failed": _fail, "delayed": _delay}
