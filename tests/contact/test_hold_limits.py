"""Limits on live holds: beyond them a request is stored without a hold, and says so."""

import pytest
from django.test import Client
from time_machine import travel

from tests.contact.helpers import filled, make_token, post
from tests.factories import make_service, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.slots.hold_limits import normalised_email
from wagtail_tyonohjaus.appointments.transitions import release
from wagtail_tyonohjaus.appointments.types import Actor
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.inbox.event_texts import event_text

pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture(autouse=True)
def today():
    with travel("2026-11-20T10:00:00Z", tick=False):
        yield


@pytest.fixture
def service():
    return make_service(lengths="60", step=30)


@pytest.fixture
def supervisor(service):
    return make_working(service)


def make_working(service, **kwargs):
    row = make_supervisor(services=[service], **kwargs)
    for weekday in range(5):
        make_weekly_hours(row, weekday)
    return row


def request_time(number: int, supervisor=None, network: str = "", **answers) -> ContactRequest:
    """Requests the time of that number, each on a day of its own."""
    day = [30, 1, 2, 3, 4, 7, 8, 9][number]
    time = f"2026-{11 if day == 30 else 12}-{day:02}T08:00Z/60"
    answers = {"email": f"visitor{number}@example.org", "preferred_start": time, **answers}
    data = filled(make_token(), supervisor=supervisor.pk if supervisor else "", **answers)
    response = post(data, Client(REMOTE_ADDR=network or f"10.0.{number}.1"))
    assert response.status_code == 303
    return ContactRequest.objects.latest("pk")


def test_one_person_holds_a_limited_number_of_times(supervisor, service):
    spellings = ["maija@example.org", "Maija@Example.org", "maija+1@example.org", "MAIJA+2@example.org"]
    requests = [
        request_time(number, supervisor, service=service.pk, email=email) for number, email in enumerate(spellings)
    ]
    assert Session.objects.count() == 3
    last = requests[-1]
    assert (last.held_for_review, last.preferred_start is not None) == (False, True)
    text = event_text(last.events.get(kind="not_held"), last.practice.zone)
    assert text == "many times are reserved for the same e-mail address or telephone number"
    assert "could not reserve it" in Client().get(last.receipt_url).content.decode()
    assert "could not reserve it" not in Client().get(requests[0].receipt_url).content.decode()


def test_one_telephone_number_holds_a_limited_number_of_times(service):
    """Also with several supervisors, and in any notation."""
    supervisors = [make_working(service, name=f"Supervisor {number}") for number in range(4)]
    for number, phone in enumerate(("040 123 4567", "+358 40 1234567", "0401234567", "(040) 1234567")):
        request_time(number, supervisors[number], service=service.pk, phone=phone)
    assert Session.objects.count() == 3


def test_one_network_holds_a_limited_number_of_times(settings, supervisor, service):
    settings.WAGTAIL_TYONOHJAUS = {"HOLDS_PER_NETWORK": 2}
    for number in range(4):
        request_time(number, supervisor, f"192.0.2.{number}", service=service.pk)
    assert Session.objects.count() == 2
    request_time(5, supervisor, "198.51.100.1", service=service.pk)
    assert Session.objects.count() == 3
    assert "192.0.2" not in "".join(Session.objects.values_list("network_key", flat=True))


def test_one_supervisor_has_a_limited_number_of_holds(settings, supervisor, service):
    settings.WAGTAIL_TYONOHJAUS = {"HOLDS_PER_SUPERVISOR": 2}
    requests = [request_time(number, supervisor, service=service.pk) for number in range(3)]
    assert Session.objects.count() == 2
    assert requests[-1].events.get(kind="not_held").data == {"limit": "supervisor"}


def test_time_with_any_supervisor_is_held_with_one_below_the_limit(settings, supervisor, service):
    settings.WAGTAIL_TYONOHJAUS = {"HOLDS_PER_SUPERVISOR": 1}
    other = make_working(service, name="Other")
    for number in range(3):
        request_time(number, service=service.pk)
    assert set(Session.objects.values_list("supervisor", flat=True)) == {supervisor.pk, other.pk}
    assert Session.objects.count() == 2


def test_ended_hold_does_not_count_and_forgets_the_network(settings, supervisor, service):
    settings.WAGTAIL_TYONOHJAUS = {"HOLDS_PER_SUPERVISOR": 1}
    request_time(0, supervisor, service=service.pk)
    session = Session.objects.get()
    release(session, actor=Actor.staff())
    assert session.network_key == ""
    request_time(1, supervisor, service=service.pk)
    assert Session.objects.filter(status="held").count() == 1


@pytest.mark.parametrize(
    ("address", "normalised"),
    [
        ("A.B+c@Example.org", "a.b@example.org"),
        ("a.b+c@GMAIL.com", "ab@gmail.com"),
        ("+tag@example.org", "+tag@example.org"),
    ],
)
def test_spellings_of_one_mailbox_are_equal(address, normalised):
    assert normalised_email(address) == normalised
