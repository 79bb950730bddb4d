"""Nobody is invited to a time that has passed, whichever way it was entered."""

import pytest
from django.urls import reverse

from tests.appointments.factories import ATTENDEE, STAFF, book, helsinki, make_first_request, session_states
from wagtail_tyonohjaus.appointments.admin.forms import MoveForm, ProposalForm
from wagtail_tyonohjaus.appointments.exceptions import InvalidTransition, TimePassed
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.proposals import accept, propose
from wagtail_tyonohjaus.appointments.series import book_series
from wagtail_tyonohjaus.appointments.tokens import get_token
from wagtail_tyonohjaus.messages.models import Delivery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAST = "2026-01-09 09:00"


def test_past_time_cannot_be_booked():
    with pytest.raises(TimePassed):
        book(make_first_request().starting_at(helsinki(PAST)), ATTENDEE, actor=STAFF)
    assert not Session.objects.exists() and not Delivery.objects.exists()


@pytest.mark.parametrize("starts", [[PAST, "2026-01-12 09:00"], ["2026-01-12 09:00", PAST]])
def test_series_with_a_past_time_stores_nothing(starts):
    with pytest.raises(TimePassed):
        book_series(make_first_request(), [helsinki(start) for start in starts], ATTENDEE, actor=STAFF)
    assert not Session.objects.exists() and not Delivery.objects.exists()


def test_booking_form_shows_the_error_at_the_start(admin_client):
    slot_request = make_first_request()
    data = {
        "supervisor": slot_request.supervisor.pk,
        "service": slot_request.service.pk,
        "office": slot_request.office.pk,
        "format": "individual",
        "mode": "premises",
        "start": PAST,
        "minutes": 60,
        "every_days": 7,
        "times": 3,
        "name": "Elli",
    }
    response = admin_client.post(reverse("tyonohjaus_session:create"), data)
    assert response.context["form"].errors == {"start": ["Enter a time in the future."]}
    assert not Session.objects.exists()


def test_move_form_shows_the_error_at_the_time_that_was_entered():
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    form = MoveForm({"other": PAST}, session=session)
    assert form.errors == {"other": ["Enter a time in the future."]}
    form = MoveForm({"time": "2026-01-09T07:00Z/60"}, session=session)
    assert form.errors == {"__all__": ["Enter a time in the future."]}


def test_proposal_form_shows_the_error_at_each_past_time():
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    form = ProposalForm({"first": "2026-01-13 09:00", "second": PAST, "third": "2026-01-08 09:00"}, session=session)
    assert form.errors == {"second": ["Enter a time in the future."], "third": ["Enter a time in the future."]}


def test_visitor_cannot_move_a_session_to_a_past_time(client):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    url = reverse("wagtail_tyonohjaus:session_move", args=[get_token(session)])
    response = client.post(url, {"time": "2026-01-09T07:00Z/60"})
    assert response.status_code == 409
    assert "This time has passed. Choose a time in the future." in response.content.decode()
    assert session_states() == ["01-12 09:00 confirmed"]


@pytest.mark.parametrize("choice", [0, 1])
def test_visitor_cannot_accept_a_proposed_time_that_has_passed(client, clock, choice):
    first = make_first_request()
    proposed = propose([first, first.starting_at(helsinki("2026-01-12 10:00"))], ATTENDEE, actor=STAFF)
    Delivery.objects.all().delete()
    clock.move_to(helsinki("2026-01-12 10:01"))
    with pytest.raises(InvalidTransition):
        accept(proposed[0], proposed[choice].pk)
    url = reverse("wagtail_tyonohjaus:session", args=[get_token(proposed[0])])
    response = client.post(url, {"choice": proposed[choice].pk})
    assert response.status_code == 409
    assert not Session.objects.filter(status="confirmed").exists() and not Delivery.objects.exists()
