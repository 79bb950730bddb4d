"""Finding, exporting and erasing personal data in the admin."""

import pytest
import time_machine

from tests.appointments.factories import NOW, STAFF, book, make_slot_request, make_working_supervisor
from tests.factories import make_practice, make_site
from tests.inbox.factories import (
    client_for,
    make_delivery,
    make_manager,
    make_request,
    response_text,
)
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.types import Attendee
from wagtail_tyonohjaus.messages.models import Delivery

from .helpers import inbox_url

pytestmark = pytest.mark.django_db

PERSONAL_DATA = inbox_url("personal_data")


def test_personal_data_is_listed_exported_and_erased(contact_request):
    make_delivery(contact_request)
    client, search = client_for(make_manager()), {"email": "maija@example.org"}
    results = client.post(PERSONAL_DATA, {**search, "operation": "find"})
    assert contact_request.reference in response_text(results)
    assert client.post(PERSONAL_DATA, {**search, "operation": "json"}).json()["requests"][0]["name"] == "Maija Virtanen"
    assert "Maija Virtanen" in response_text(client.post(PERSONAL_DATA, {**search, "operation": "text"}))
    assert "Tick this box" in response_text(client.post(PERSONAL_DATA, {**search, "operation": "erase"}))
    assert type(contact_request).objects.count() == 1
    client.post(PERSONAL_DATA, {**search, "operation": "erase", "confirm": "on"})
    assert type(contact_request).objects.count() == 0
    assert Delivery.objects.count() == 0


def test_personal_data_is_limited_to_the_managers_site(contact_request):
    there = make_request(site=make_practice(make_site("other.example")).site, email=contact_request.email)
    elsewhere = make_working_supervisor(site=there.site)
    make_delivery(contact_request), make_delivery(there)
    with time_machine.travel(NOW):
        book(make_slot_request(elsewhere), Attendee(name="Maija", email=contact_request.email), actor=STAFF)
    client, search = client_for(make_manager(contact_request.site)), {"email": contact_request.email}
    exported = client.post(PERSONAL_DATA, {**search, "operation": "json"}).json()
    assert ([row["reference"] for row in exported["requests"]], exported["sessions"]) == (
        [contact_request.reference],
        [],
    )
    assert [row["about"] for row in exported["messages"]] == [contact_request.reference]
    client.post(PERSONAL_DATA, {**search, "operation": "erase", "confirm": "on"})
    assert list(type(contact_request).objects.all()) == [there]
    assert not Delivery.objects.filter(about=contact_request.reference).exists()
    assert Delivery.objects.filter(about=there.reference).count() == 1
    assert Session.objects.get().email == contact_request.email


def test_personal_data_requires_the_delete_permission(contact_request):
    client = client_for(make_manager(contact_request.site, ["change_contactrequest"]))
    assert client.post(PERSONAL_DATA, {"email": contact_request.email, "operation": "json"}).status_code == 302
    assert PERSONAL_DATA not in response_text(client.get(inbox_url("detail", contact_request.pk)))


def test_personal_data_requires_a_search_term(contact_request):
    response = client_for(make_manager()).post(PERSONAL_DATA, {"operation": "erase", "confirm": "on"})
    assert "Enter an e-mail address, a telephone number or a reference." in response_text(response)
    assert type(contact_request).objects.count() == 1


def test_personal_data_is_not_available_to_coordinators(staff_client, contact_request):
    assert staff_client.post(PERSONAL_DATA, {"email": "maija@example.org", "operation": "json"}).status_code == 302
