from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.template import Context, Template

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
from tests.factories import make_practice, make_service, make_site, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.appointments.slots import assignment
from wagtail_tyonohjaus.appointments.slots.slot_picker import SlotQuery, load_week

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


def test_minimum_notice_of_an_hour_is_applied(clock):
    slot_request = make_first_request()
    clock.move_to(helsinki("2026-01-12 08:30"))
    first = load_week(slot_query(slot_request)).days[0].slots[0]
    assert first.start >= helsinki("2026-01-12 08:30") + timedelta(minutes=30)


def test_first_week_has_no_earlier_week():
    slot_request = make_first_request()
    assert load_week(slot_query(slot_request)).earlier is None
    assert load_week(slot_query(slot_request, first_day=date(2026, 1, 19))).earlier == date(2026, 1, 12)


def test_all_times_are_at_the_supervisors_only_office():
    slot_request = make_first_request()
    assert {slot.office for slot in load_week(slot_query(slot_request)).slots} == {slot_request.office}


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
