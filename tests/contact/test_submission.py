from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from time_machine import travel

from tests.factories import make_office, make_practice, make_service, make_supervisor
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.rendering import render
from wagtail_tyonohjaus.messages.sending import deliver_due

from .helpers import errors, filled, make_token, post, send

pytestmark = pytest.mark.django_db
GONE = "This is no longer available. Choose another."


@pytest.fixture(autouse=True)
def practice():
    return make_practice()


def notified(request: ContactRequest) -> list[tuple[str, str]]:
    return sorted(Delivery.objects.filter(about=request.reference).values_list("message_type", "address"))


def test_submission_is_stored_routed_and_confirmed():
    supervisor = make_supervisor(email="aino@example.com", services=[make_service()])
    response = post(filled(supervisor=supervisor.pk, message="Our team is tired."))
    stored = ContactRequest.objects.get()
    assert (response.status_code, response["Location"]) == (303, stored.receipt_url)
    page = Client().get(stored.receipt_url)
    assert stored.reference in page.content.decode()
    deliver_due()
    subjects = sorted((message.to[0], message.subject) for message in mail.outbox)
    assert subjects == [
        ("aino@example.com", f"Contact request {stored.reference}"),
        ("maija@example.org", f"We received your request {stored.reference}"),
    ]


def test_repeated_submission_has_the_same_receipt():
    data = filled()
    assert post(data)["Location"] == post(data)["Location"]
    assert ContactRequest.objects.count() == 1


@pytest.mark.parametrize(("hours", "requests"), [(0, 1), (23, 1), (25, 2)])
def test_same_content_after_a_day_is_a_new_request(hours, requests):
    token, start = make_token(), timezone.now()
    for moment in (start, start + timedelta(hours=hours), start + timedelta(hours=hours, minutes=1)):
        with travel(moment, tick=False):
            assert post(filled(token)).status_code == 303
    assert ContactRequest.objects.count() == requests


def test_two_visitors_on_one_cached_page_are_two_requests():
    token = make_token()
    first, second = send(token), send(token, name="Somebody Else")
    assert first.pk != second.pk


def test_office_is_notified_without_a_supervisor():
    office = make_office(email="turku@example.com", city="Turku")
    assert notified(send(office=office.pk))[1] == ("staff_notice", "turku@example.com")


def test_practice_is_notified_without_office_and_supervisor():
    assert notified(send()) == [("receipt", "maija@example.org"), ("staff_notice", "practice@example.com")]


def test_greeting_does_not_contain_an_address():
    send()
    assert render(Delivery.objects.get(message_type="staff_notice")).text.startswith("Hello,\n")


def test_missing_consent_is_an_error_of_its_field():
    response = post(filled(consent="", message="My text"))
    assert errors(response) == {"consent": ["Give your consent, so that we can store and answer your request."]}
    assert "My text" in response.content.decode()
    assert ContactRequest.objects.count() == 0


@pytest.mark.parametrize("count", [1, 30])
def test_submission_takes_few_queries_however_large_the_practice_is(django_assert_max_num_queries, count):
    service = make_service()
    for number in range(count):
        supervisor = make_supervisor([make_office(city=f"City {number}")], [service], email=f"{number}@example.com")
    post(filled(phone="040 1234567"))
    with django_assert_max_num_queries(14):
        post(filled(email="", phone="040 1234567"))
    with django_assert_max_num_queries(24):
        post(filled(email="eero@example.org", supervisor=supervisor.pk, service=service.pk))
    assert ContactRequest.objects.count() == 3


def test_fields_that_are_left_blank_are_displayed_again_with_their_choices():
    one, other = make_service(name="Individual"), make_service(name="Pair")
    make_office(city="Tampere")
    response = post(filled(name="", service="0", format="group"))
    form = response.context["form"]
    assert errors(response) == {"name": ["This field is required."], "service": [GONE]}
    assert [value for value, _label in form.fields["service"].choices] == ["", one.pk, other.pk]
    assert form["office"].is_hidden and not form["service"].is_hidden
    assert "supervisor" not in form.fields
