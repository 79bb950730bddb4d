"""Loads contact requests and sessions through the same functions as visitors and staff."""

import time
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone, translation
from wagtail.models import Site

from example_site.content import practices
from example_site.content.requests import NOTE, REQUESTS, RequestSpec
from wagtail_tyonohjaus.appointments.holds import HoldOptions, hold_first_available
from wagtail_tyonohjaus.appointments.series import book_series
from wagtail_tyonohjaus.appointments.types import Actor, Attendee, SlotRequest
from wagtail_tyonohjaus.availability import free
from wagtail_tyonohjaus.availability.query import AvailabilityQuery
from wagtail_tyonohjaus.availability.schedule import Slot
from wagtail_tyonohjaus.contact import workflow
from wagtail_tyonohjaus.contact.choices import Status
from wagtail_tyonohjaus.contact.form.contact_form import ContactForm
from wagtail_tyonohjaus.contact.form.tokens import FormToken
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.submission import Submission, submit
from wagtail_tyonohjaus.practice.choices import DeliveryMode
from wagtail_tyonohjaus.practice.models import Office, PracticeSettings, Service, Supervisor


def load_requests() -> None:
    for spec in REQUESTS:
        with translation.override(spec.language):
            _load(spec)


def _load(spec: RequestSpec) -> None:
    """Submit a request; the form key prevents a second one on the next load."""
    count = ContactRequest.objects.count()
    request = submit(_submission(spec), timezone.now() - timedelta(hours=spec.hours_ago))
    if ContactRequest.objects.count() == count:
        return
    user = get_user_model().objects.get(username=spec.username)
    for step in spec.steps:
        STEPS[step](request, user)
    if spec.session:
        _create_session(request, agreed=spec.session == "agreed")


def _submission(spec: RequestSpec) -> Submission:
    site = Site.objects.get(hostname=f"{spec.practice}.localhost")
    token = FormToken(language=spec.language, key=f"demo-{spec.key}", issued_at=time.time() - spec.seconds)
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


def _create_session(request: ContactRequest, agreed: bool) -> None:
    """A session at the first free time, held for the visitor or agreed."""
    supervisor = request.supervisor or request.service.supervisors.first()
    length = request.service.length_minutes[0]
    query = AvailabilityQuery(service=request.service_id, length=length, format=request.format)
    slot = free.first_free_slots([supervisor], query).get(supervisor.pk)
    if slot is None:
        return
    start = free.utc_datetime(slot.start)
    slot_request = SlotRequest(
        supervisor, request.service, start, start + timedelta(minutes=length), **_session_details(request, slot)
    )
    attendee = Attendee(request.name, request.email, request.phone, request.visitor_language)
    if agreed:
        book_series(slot_request, [start], attendee, actor=Actor.staff(request.assignee), request_id=request.pk)
        workflow.set_status(request, Status.AGREED, request.assignee)
    else:
        hold_first_available([slot_request], attendee, HoldOptions(request.pk, notify=False))


def _session_details(request: ContactRequest, slot: Slot) -> dict[str, Any]:
    office = (
        Office.objects.filter(pk=slot.restrictions.place).first() if isinstance(slot.restrictions.place, int) else None
    )
    mode = DeliveryMode.PREMISES if office else DeliveryMode.REMOTE
    return {"office": office, "mode": mode.value, "format": request.format or request.service.formats[0]}


STEPS = {
    "assign": workflow.assign_to_self,
    "note": lambda request, user: workflow.add_note(request, NOTE, user),
    "contact": lambda request, user: workflow.set_status(request, Status.IN_CONTACT, user),
    "close": lambda request, user: workflow.set_status(request, Status.CLOSED, user),
}
