"""Correcting the service, office and format of a request."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_office, make_practice, make_service, make_site
from tests.inbox.factories import client_for, make_manager, make_request, response_text
from wagtail_tyonohjaus.contact import escalation, workflow
from wagtail_tyonohjaus.contact.handling.changes import state_token
from wagtail_tyonohjaus.contact.handling.corrections import correct
from wagtail_tyonohjaus.contact.privacy.data_subjects import DataSubject, export
from wagtail_tyonohjaus.contact.visitor.receipt_rows import requested_rows
from wagtail_tyonohjaus.duty.alert_models import Alert
from wagtail_tyonohjaus.inbox.event_texts import event_text
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.rendering import render
from wagtail_tyonohjaus.practice.models import Office
from wagtail_tyonohjaus.practice.users import display_name

from .helpers import inbox_url, post_action

pytestmark = pytest.mark.django_db


@pytest.fixture
def services(office):
    return [
        make_service(name="Supervision", formats=["individual", "group"]),
        make_service(name="Coaching", kind="coaching", formats=["pair"]),
        make_service(name="Crisis help", kind="crisis"),
    ]


@pytest.fixture
def request_(office, services):
    service = services[0]
    values = {"service": service, "service_name": service.name, "kind": service.kind, "format": "group"}
    return make_request(office, email="maija@example.org", **values)


@pytest.fixture
def manager():
    return make_manager()


def post(client, request, **data):
    stored = {
        "service": request.service_id or "",
        "office": request.office_id or "",
        "format": request.format,
        "delivery_mode": request.delivery_mode,
        "language": request.language,
        "state": state_token(request),
    }
    return post_action(client, "correct", request, **{**stored, **data})


def details(request):
    return [event_text(event, request.practice.zone) for event in request.events.filter(kind="corrected")]


def test_correction_is_in_the_history_and_both_values_are_shown(manager, request_, services):
    client = client_for(manager)
    post(client, request_, service=services[1].pk, format="pair", language="sv", reason="Agreed by phone")
    assert (request_.service, request_.service_name, request_.kind) == (services[1], "Coaching", "coaching")
    assert (request_.format, request_.language) == ("pair", "sv")
    assert Delivery.objects.count() == 0
    event = request_.events.get(kind="corrected")
    assert event.data["changes"]["format"] == {"old": "group", "new": "pair"}
    assert event.data["changes"]["service"]["old"] == services[0].pk
    assert "Service: Supervision → Coaching" in details(request_)[0]
    assert "Format: Group → Pair" in details(request_)[0]
    page = client.get(inbox_url("detail", request_.pk))
    answers = dict(page.context["visitor_answers"])
    assert (answers["Service"], answers["Format"]) == ("Supervision", "Group")
    assert "As the visitor has answered" in response_text(page)
    assert "Supervision" in str(export(DataSubject(email="maija@example.org")))


def test_form_shows_what_is_stored(manager, request_, services, office):
    response = client_for(manager).get(inbox_url("correct", request_.pk))
    form = response.context["form"]
    shown = {name: form[name].value() for name in ("service", "office", "format", "language")}
    assert shown == {"service": services[0].pk, "office": office.pk, "format": "group", "language": ""}
    assert f'value="{office.pk}" selected' in response_text(response)


def test_answer_that_was_put_back_is_shown_once(manager, request_, services):
    for service, code in ((services[1], "pair"), (services[0], "group")):
        correct(request_, {"service": service, "format": code}, manager)
    page = client_for(manager).get(inbox_url("detail", request_.pk))
    assert page.context["visitor_answers"] == []


def test_receipt_shows_what_the_visitor_has_asked_for(manager, request_, services):
    correct(request_, {"service": services[1], "office": make_office(city="Tampere")}, manager)
    request_.refresh_from_db()
    rows = dict(requested_rows(request_, request_.practice))
    assert rows["Service"] == "Supervision"
    assert "Helsinki" in rows["Place"]


def test_deleted_service_keeps_its_name_in_the_history(manager, request_, services):
    correct(request_, {"service": services[1], "format": ""}, manager)
    services[0].delete()
    assert "Service: Supervision → Coaching" in details(request_)[0]


@pytest.mark.parametrize(
    ("data", "field"),
    [({"format": "pair"}, "format"), ({"format": "dance"}, "format"), ({"service": "x"}, "service"), ({}, "__all__")],
)
def test_error_is_at_its_field(manager, request_, data, field):
    response = post(client_for(manager), request_, **data)
    assert list(response.context["form"].errors) == [field]
    assert request_.format == "group"
    assert details(request_) == []


def test_record_of_another_practice_is_refused(manager, request_):
    elsewhere = make_practice(site=make_site("elsewhere")).site
    foreign = {"service": make_service(site=elsewhere).pk, "office": make_office(site=elsewhere).pk}
    response = post(client_for(manager), request_, **foreign)
    assert set(response.context["form"].errors) == {"service", "office"}


def test_coordinator_is_told_before_the_office_is_another_ones(staff_client, request_, office):
    tampere = make_office(city="Tampere", email="tampere@example.org")
    response = post(staff_client, request_, office=tampere.pk)
    assert "You will no longer see this request" in response_text(response)
    assert request_.office == office
    response = post(staff_client, request_, office=tampere.pk, confirmed=response.context["confirmed"])
    assert response.url == inbox_url("index")
    assert request_.office == tampere
    assert Delivery.objects.count() == 0


def test_routing_again_notifies_the_recipients_and_starts_the_response_time(manager, request_):
    request_.due_at = timezone.now() - timedelta(days=2)
    request_.save()
    tampere = make_office(city="Tampere", email="tampere@example.org")
    post(client_for(manager), request_, office=tampere.pk, route_again="on")
    assert list(Delivery.objects.values_list("message_type", "address")) == [("passed_on", "tampere@example.org")]
    assert request_.due_at > timezone.now()
    assert details(request_) == ["Office: Helsinki → Tampere; routed again"]


@pytest.mark.parametrize(
    ("service", "status", "sentence"),
    [
        (0, "new", "Contact request {} has come to you after a correction by {}. What has changed is in its history."),
        (2, "in_progress", "Crisis request {} has come to you after a correction by {}. Please look at it at once."),
    ],
)
def test_recipients_read_that_the_request_was_corrected(manager, request_, services, service, status, sentence):
    if status != "new":
        workflow.assign_to_self(request_, manager)
    tampere = make_office(city="Tampere", email="tampere@example.org")
    values = {"service": services[service], "office": tampere, "format": ""}
    correct(request_, values, manager, route_again=True)
    (message,) = map(render, Delivery.objects.filter(message_type="passed_on", address="tampere@example.org"))
    assert message.subject == f"Corrected request {request_.reference} has come to you"
    assert sentence.format(request_.reference, display_name(manager)) in message.text
    assert "passed" not in message.text


@pytest.mark.parametrize("values", [{"status": "closed"}, {"status": "agreed"}, {"held_for_review": True}])
def test_request_that_is_not_open_is_corrected_without_routing(manager, office, services, values):
    request = make_request(office, **values)
    client = client_for(manager)
    assert "route_again" not in client.get(inbox_url("correct", request.pk)).context["form"].fields
    post(client, request, service=services[0].pk, route_again="on")
    assert request.service == services[0]
    assert Delivery.objects.count() == 0


def test_erased_request_is_refused(manager, office, services):
    request = make_request(office, anonymised_at=timezone.now())
    response = post(client_for(manager), request, service=services[0].pk)
    assert "has been erased" in response_text(response)
    assert request.service is None


@pytest.mark.parametrize("status", ["new", "in_progress"])
def test_request_that_becomes_a_crisis_is_escalated_as_one(manager, request_, services, status):
    if status != "new":
        workflow.assign_to_self(request_, manager)
    correct(request_, {"service": services[2], "format": ""}, manager)
    request_.refresh_from_db()
    assert request_.escalation == 1
    assert request_.escalation_due_at is not None
    assert Alert.objects.filter(request=request_).exists() == (status == "new")
    escalation.run(request_.due_at + timedelta(hours=5))
    assert Alert.objects.filter(request=request_).exists()


def test_crisis_that_is_none_is_reminded_of_as_any_other(manager, office, services):
    practice = make_practice()
    practice.fallback_recipients = "fallback@example.com"
    practice.save()
    Office.objects.filter(pk=office.pk).update(email="helsinki@example.org")
    request = make_request(office, service=services[2], service_name="Crisis help", kind="crisis", escalation=1)
    correct(request, {"service": services[0]}, manager)
    request.refresh_from_db()
    assert not request.is_crisis
    for hours in range(0, 10 * 24, 3):
        escalation.run(request.due_at + timedelta(hours=hours))
    messages = Delivery.objects.filter(about=request.reference).order_by("pk")
    assert list(messages.values_list("message_type", flat=True)) == ["passed_on", "reminder", "escalation"]


def test_of_two_corrections_at_once_the_second_is_told(manager, request_, services):
    client, state = client_for(manager), state_token(request_)
    post(client, request_, format="individual", state=state)
    response = post(client, request_, language="sv", state=state)
    assert "Somebody else has just changed this request" in response_text(response)
    assert request_.language == ""


def test_request_is_routed_again_without_any_other_change(manager, request_):
    Office.objects.filter(pk=request_.office_id).update(email="helsinki@example.org")
    response = post(client_for(manager), request_, route_again="on")
    assert response.status_code == 302
    assert list(Delivery.objects.values_list("message_type", "address")) == [("passed_on", "helsinki@example.org")]
    assert details(request_) == ["routed again"]
