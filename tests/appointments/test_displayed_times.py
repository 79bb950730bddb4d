"""Every time that a page displays can be requested, and is held as displayed."""

from datetime import timedelta

import pytest

from tests.appointments.factories import make_bookable_service, make_working_supervisor
from tests.appointments.picker import render
from tests.contact.helpers import filled, make_token, post
from tests.factories import make_office, make_practice, make_weekly_hours
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.availability.models import WeeklyHours
from wagtail_tyonohjaus.practice.form_fields.slot_values import parse_slot_value

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def supervisors():
    """One at two offices and remotely, one only remotely, one at the client's premises."""
    make_practice()
    service = make_bookable_service(
        lengths="60, 90",
        step=None,
        buffer_after=15,
        formats=["individual", "group"],
        delivery_modes=["premises", "yours", "remote"],
    )
    coaching = make_bookable_service(name="Coaching", kind="coaching", lengths="45", step=15)
    both = make_working_supervisor(service, coaching, name="Aino")
    both.offices.add(make_office(city="Turku"))
    both.save()
    WeeklyHours.objects.update(office=both.offices.get(city="Helsinki"))
    make_weekly_hours(both, 1, "16:30", "19:00", office=both.offices.get(city="Turku"))
    make_weekly_hours(both, 5, "10:10", "13:00", delivery_modes=["remote"])
    make_working_supervisor(service, name="Bo", delivery_modes=["remote"])
    return [both, make_working_supervisor(service, name="Cia", delivery_modes=["yours"])]


def request_time(form, number):
    """Sends the form that a displayed time leads to, as a person of its own; returns the held session."""
    sent = {name: form[name] for name in form.keys() - {"place", "length", "tz", "day"}}
    data = filled(make_token(), email=f"visitor{number}@example.org", name=f"Visitor {number}", **sent)
    response = post(data)
    assert response.status_code == 303, response.context["form"].errors
    return Session.objects.latest("pk")


def assert_all_can_be_requested(picker, settings):
    settings.WAGTAIL_TYONOHJAUS = {"HOLDS_PER_NETWORK": 999, "HOLDS_PER_SUPERVISOR": 999, "FORM_MIN_SECONDS": 0}
    # Those between are of the same kinds; each submission takes as long as a page.
    times = dict([picker.times[0], picker.times[len(picker.times) // 2], picker.times[-1]])
    for number, (name, form) in enumerate(times.items()):
        start, minutes = parse_slot_value(form["preferred_start"])
        session = request_time(form, number)
        assert (session.start, session.end) == (start, start + timedelta(minutes=minutes)), name
        assert (str(session.supervisor_id), session.mode) == (
            form["supervisor"],
            form.get("delivery_mode", session.mode),
        )
        assert str(session.office_id or "") == form.get("office", ""), name
        assert session.status == "held"
        session.delete()


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"length": "90"},
        {"place": "remote"},
        {"place": "yours"},
        {"day": "2026-01-13"},
        {"day": "2026-01-17", "format": "group"},
        {"day": "2026-01-14", "tz": "Asia/Tokyo"},
    ],
)
def test_every_time_of_a_day_can_be_requested_as_displayed(supervisors, query, settings):
    picker = render(query, supervisor=supervisors[0])
    assert len(picker.times) >= 1
    assert_all_can_be_requested(picker, settings)


def test_every_time_of_another_service_can_be_requested_as_displayed(supervisors, settings):
    coaching = supervisors[0].services.get(kind="coaching")
    picker = render({"service": str(coaching.pk), "all": "1"}, supervisor=supervisors[0])
    assert {form["service"] for _, form in picker.times} == {str(coaching.pk)}
    assert_all_can_be_requested(picker, settings)


@pytest.mark.parametrize("query", [{}, {"all": "1", "length": "90"}, {"place": "remote"}, {"place": "yours"}])
def test_every_soonest_time_can_be_requested_as_displayed(supervisors, query, settings):
    picker = render(query, service=supervisors[1].services.get())
    assert len(picker.times) >= 2
    assert_all_can_be_requested(picker, settings)
