from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from tests.appointments.factories import (
    ATTENDEE,
    STAFF,
    book,
    helsinki,
    hold,
    make_bookable_service,
    make_first_request,
    make_slot_request,
    make_working_supervisor,
)
from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.appointments.slots import assignment
from wagtail_tyonohjaus.appointments.slots.picker_context import PickerOptions, slot_picker_context
from wagtail_tyonohjaus.appointments.slots.slot_picker import SlotQuery, load_week
from wagtail_tyonohjaus.availability.models import WeeklyHours

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def slot_query(slot_request, **kwargs):
    practice = slot_request.supervisor.practice
    return SlotQuery(
        **{"practice": practice, "service": slot_request.service, "supervisor": slot_request.supervisor, **kwargs}
    )


def test_week_starts_with_the_first_free_time():
    week = load_week(slot_query(make_first_request()))
    assert [day.label for day in week.days][:2] == ["Monday 12 January 2026", "Tuesday 13 January 2026"]
    assert [slot.hours for slot in week.days[0].slots][:2] == ["09:00–10:00", "09:30–10:30"]
    assert week.later == date(2026, 1, 19)


def test_every_displayed_time_can_be_held():
    slot_request = make_first_request()
    for day in load_week(slot_query(slot_request)).days:
        slot = day.slots[-1]
        assert hold(replace(slot_request, start=slot.start, end=slot.end), ATTENDEE).start == slot.start


def test_consecutive_weeks_have_no_gap_or_duplicate():
    slot_request = make_first_request()
    first = load_week(slot_query(slot_request, first_day=date(2026, 1, 12)))
    second = load_week(slot_query(slot_request, first_day=first.later))
    days = [day.date for day in (*first.days, *second.days)]
    assert days == sorted(set(days))
    assert len(days) == 10


def test_past_first_day_selects_the_current_week():
    week = load_week(slot_query(make_first_request(), first_day=date(2020, 1, 1)))
    assert (week.earlier, week.query.first_day) == (None, date(2020, 1, 1))
    assert week.days[0].date == date(2026, 1, 12)


def test_last_week_has_no_later_week():
    assert load_week(slot_query(make_first_request(), first_day=date(2026, 3, 9))).later is None


def test_visitors_time_is_displayed_if_it_differs():
    slot_request = make_first_request()
    slot = load_week(slot_query(slot_request, visitor_time_zone="Asia/Tokyo")).days[0].slots[0]
    assert slot.visitor_hours == "16:00–17:00"
    slot = load_week(slot_query(slot_request, visitor_time_zone="Pacific/Auckland")).days[0].slots[-1]
    assert slot.visitor_hours == "Tuesday 13 January 2026, 02:00–03:00"
    assert load_week(slot_query(slot_request, visitor_time_zone="Europe/Tallinn")).visitor_zone_label == ""


def test_least_recently_assigned_supervisor_is_proposed_first():
    first = make_first_request()
    other = make_working_supervisor(first.service, name="Bo Berg")
    book(first.starting_at(helsinki("2026-01-20 09:00")), ATTENDEE, actor=STAFF)
    week = load_week(slot_query(first, supervisor=None))
    assert {slot.supervisor for slot in week.days[0].slots} == {other}
    assert assignment.least_recently_assigned([first.supervisor.pk, other.pk]) == [other.pk, first.supervisor.pk]
    assert assignment.fewest_upcoming_sessions([first.supervisor.pk, other.pk]) == [other.pk, first.supervisor.pk]
    assert sorted(assignment.random_order([1, 2])) == [1, 2]


def test_assignment_setting_selects_the_function(settings):
    settings.WAGTAIL_TYONOHJAUS = {"ASSIGNMENT": "tests.appointments.test_slot_picker.highest_key"}
    assert assignment.order_supervisors([1, 3, 2]) == [3, 2, 1]


def highest_key(supervisor_ids):
    return sorted(supervisor_ids, reverse=True)


def test_crisis_service_includes_reserved_times():
    make_practice()
    ordinary, crisis = make_bookable_service(), make_bookable_service(name="Crisis", kind="crisis")
    supervisor = make_working_supervisor(ordinary, crisis)
    make_weekly_hours(supervisor, 5, "10:00", "11:00", crisis_only=True)
    saturday = date(2026, 1, 17)
    for each, expected in ((ordinary, False), (crisis, True)):
        week = load_week(slot_query(make_slot_request(supervisor, service=each), first_day=date(2026, 1, 12)))
        assert (saturday in [day.date for day in week.days]) is expected


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_supervisors(django_assert_max_num_queries, count):
    make_practice()
    service = make_bookable_service()
    for number in range(count):
        make_working_supervisor(service, name=f"Supervisor {number}")
    query = SlotQuery(practice=service.practice, service=service)
    with django_assert_max_num_queries(26):
        assert load_week(query).days


@pytest.mark.parametrize(
    "query",
    [
        {"from": "x", "length": "x", "tz": "Nowhere/Land", "format": "x", "service": "x"},
        {"from": "9999-12-31", "length": "99999999999999999999", "service": "-1"},
        {"from": "2026-02-31", "length": "٣", "tz": "../../etc/passwd", "service": "9" * 40},
        {"from": "\x00", "length": "\x00", "tz": "\x00", "format": "\x00"},
    ],
)
def test_invalid_query_parameters_are_ignored(query):
    slot_request = make_first_request()
    context = slot_picker_context(
        RequestFactory().get("/", query),
        slot_request.supervisor.practice,
        PickerOptions(supervisor=slot_request.supervisor),
    )
    assert context["slot_week"].days


def test_selected_time_is_passed_to_the_contact_form(client):
    slot_request = make_first_request()
    query = {
        "time": f"2026-01-12T07:00Z/60/{slot_request.supervisor.pk}",
        "service": slot_request.service.pk,
        "to": "/contact/",
    }
    response = client.get(reverse("wagtail_tyonohjaus:choose_slot"), query)
    assert response.status_code == 302
    assert response["Location"] == (
        f"/contact/?service={slot_request.service.pk}&supervisor={slot_request.supervisor.pk}&preferred_start=2026-01-12T07%3A00Z%2F60#contact"
    )


@pytest.mark.parametrize(
    "to", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_selected_time_is_not_passed_to_another_site(client, to):
    make_practice()
    location = client.get(reverse("wagtail_tyonohjaus:choose_slot"), {"to": to, "time": "x"})["Location"]
    assert location.startswith(("/?", "/#"))


def test_minimum_notice_of_an_hour_is_applied(clock):
    slot_request = make_first_request()
    clock.move_to(helsinki("2026-01-12 08:30"))
    first = load_week(slot_query(slot_request)).days[0].slots[0]
    assert first.start >= helsinki("2026-01-12 08:30") + timedelta(minutes=30)


def test_first_week_has_no_earlier_week():
    slot_request = make_first_request()
    assert load_week(slot_query(slot_request)).earlier is None
    assert load_week(slot_query(slot_request, first_day=date(2026, 1, 19))).earlier == date(2026, 1, 12)


def test_only_office_is_set_if_all_slots_are_there():
    slot_request = make_first_request()
    assert load_week(slot_query(slot_request)).only_office == slot_request.office


def test_slot_picker_is_empty_for_another_practices_records(rf):
    slot_request = make_first_request()
    other = make_site("other")
    stranger = make_supervisor(site=other, services=[make_service(site=other)])
    for weekday in range(5):
        make_weekly_hours(stranger, weekday, "09:00", "16:00")
    template = Template("{% load tyonohjaus_appointments %}{% tyo_slot_picker supervisor=supervisor service=service %}")
    pages = [
        template.render(
            Context({"request": rf.get("/"), "supervisor": supervisor, "service": supervisor.services.get()})
        )
        for supervisor in (slot_request.supervisor, stranger)
    ]
    assert ["09:00" in text for text in pages] == [True, False]


def slots_and_headings(html):
    """The accessible labels of the slots on a page, and the headings above them."""
    page = BeautifulSoup(str(html), "html.parser")
    labels = [" ".join(label.text.split()) for label in page.select(".tyo-slot-picker__slot")]
    return labels, [" ".join(heading.text.split()) for heading in page.select(".tyo-slot-picker__supervisor")]


def render_slot_picker(**kwargs):
    context = Context({"request": RequestFactory().get("/", {"from": "2026-01-12"}), **kwargs})
    return Template(
        "{% load tyonohjaus_appointments %}{% tyo_slot_picker supervisor=supervisor max_times=max_times %}"
    ).render(context)


def test_supervisor_is_in_the_heading_and_in_each_label():
    slot_request = make_first_request()
    late = make_working_supervisor(slot_request.service, name="Bo Berg")
    WeeklyHours.objects.filter(supervisor=slot_request.supervisor).update(end=time(11))
    WeeklyHours.objects.filter(supervisor=late).update(start=time(11))
    labels, headings = slots_and_headings(render_slot_picker(supervisor=None, max_times=5))
    assert headings == ["Aino Laine, Helsinki", "Bo Berg, Helsinki"]
    assert labels == [
        *(
            f"Monday 12 January 2026, {hours}, Aino Laine, Helsinki"
            for hours in ("09:00–10:00", "09:30–10:30", "10:00–11:00")
        ),
        *(f"Monday 12 January 2026, {hours}, Bo Berg, Helsinki" for hours in ("11:00–12:00", "11:30–12:30")),
    ]


def test_offices_are_displayed_if_there_are_several():
    slot_request = make_first_request()
    other = make_office(city="Turku")
    slot_request.supervisor.offices.add(other)
    WeeklyHours.objects.filter(supervisor=slot_request.supervisor).update(end=time(11), office=slot_request.office)
    make_weekly_hours(slot_request.supervisor, 0, "11:00", "13:00", office=other)
    labels, headings = slots_and_headings(render_slot_picker(supervisor=slot_request.supervisor, max_times=4))
    assert headings == ["Helsinki", "Turku"]
    assert [name.rpartition(", ")[2] for name in labels] == ["Helsinki", "Helsinki", "Helsinki", "Turku"]
