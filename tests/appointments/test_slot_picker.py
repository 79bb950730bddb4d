from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from tests.appointments.factories import ATTENDEE, STAFF, agenda, at, service, supervisor, wanted
from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.appointments.holds import book, hold
from wagtail_tyonohjaus.appointments.slots import assignment
from wagtail_tyonohjaus.appointments.slots.picker_context import slot_picker_context
from wagtail_tyonohjaus.appointments.slots.slot_picker import Question, times
from wagtail_tyonohjaus.availability.models import WeeklyHours

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def question(wish, **kwargs):
    practice = wish.supervisor.practice
    return Question(**{"practice": practice, "service": wish.service, "supervisor": wish.supervisor, **kwargs})


def test_times_are_by_day_from_the_first_week_that_has_one():
    shown = times(question(agenda()))
    assert [day.label for day in shown.days][:2] == ["Monday 12 January 2026", "Tuesday 13 January 2026"]
    assert [choice.hours for choice in shown.days[0].choices][:2] == ["09:00–10:00", "09:30–10:30"]
    assert shown.later == date(2026, 1, 19)


def test_every_time_shown_can_be_held():
    wish = agenda()
    for day in times(question(wish)).days:
        choice = day.choices[-1]
        assert hold(replace(wish, start=choice.start, end=choice.end), ATTENDEE).start == choice.start


def test_no_time_is_lost_or_shown_twice_between_two_weeks():
    wish = agenda()
    first = times(question(wish, first_day=date(2026, 1, 12)))
    second = times(question(wish, first_day=first.later))
    days = [day.day for day in (*first.days, *second.days)]
    assert days == sorted(set(days))
    assert len(days) == 10


def test_week_before_today_is_todays():
    shown = times(question(agenda(), first_day=date(2020, 1, 1)))
    assert (shown.earlier, shown.question.first_day) == (None, date(2020, 1, 1))
    assert shown.days[0].day == date(2026, 1, 12)


def test_last_week_has_no_later_one():
    assert times(question(agenda(), first_day=date(2026, 3, 9))).later is None


def test_visitors_own_clock_is_shown_where_it_differs():
    wish = agenda()
    choice = times(question(wish, visitor_time_zone="Asia/Tokyo")).days[0].choices[0]
    assert choice.own_hours == "16:00–17:00"
    choice = times(question(wish, visitor_time_zone="Pacific/Auckland")).days[0].choices[-1]
    assert choice.own_hours == "Tuesday 13 January 2026, 02:00–03:00"
    assert times(question(wish, visitor_time_zone="Europe/Tallinn")).own_zone == ""


def test_anybody_who_is_free_is_proposed_least_recently_given_first():
    first = agenda()
    other = supervisor(first.service, name="Bo Berg")
    book(first.starting_at(at("2026-01-20 09:00")), ATTENDEE, actor=STAFF)
    shown = times(question(first, supervisor=None))
    assert {choice.supervisor for choice in shown.days[0].choices} == {other}
    assert assignment.least_recently_assigned([first.supervisor.pk, other.pk]) == [other.pk, first.supervisor.pk]
    assert assignment.fewest_upcoming_sessions([first.supervisor.pk, other.pk]) == [other.pk, first.supervisor.pk]
    assert sorted(assignment.random_order([1, 2])) == [1, 2]


def test_assignment_is_tuned_by_a_setting(settings):
    settings.WAGTAIL_TYONOHJAUS = {"ASSIGNMENT": "tests.appointments.test_slot_picker.highest_key"}
    assert assignment.in_order([1, 3, 2]) == [3, 2, 1]


def highest_key(supervisor_ids):
    return sorted(supervisor_ids, reverse=True)


def test_crisis_service_sees_reserved_times():
    make_practice()
    ordinary, crisis = service(), service(name="Crisis", kind="crisis")
    who = supervisor(ordinary, crisis)
    make_weekly_hours(who, 5, "10:00", "11:00", crisis_only=True)
    saturday = date(2026, 1, 17)
    for each, expected in ((ordinary, False), (crisis, True)):
        shown = times(question(wanted(who, service=each), first_day=date(2026, 1, 12)))
        assert (saturday in [day.day for day in shown.days]) is expected


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_supervisors(django_assert_max_num_queries, count):
    make_practice()
    asked = service()
    for number in range(count):
        supervisor(asked, name=f"Supervisor {number}")
    practice = asked.practice
    with django_assert_max_num_queries(26):
        assert times(Question(practice=practice, service=asked)).days


@pytest.mark.parametrize(
    "query",
    [
        {"from": "x", "length": "x", "tz": "Nowhere/Land", "format": "x", "service": "x"},
        {"from": "9999-12-31", "length": "99999999999999999999", "service": "-1"},
        {"from": "2026-02-31", "length": "٣", "tz": "../../etc/passwd", "service": "9" * 40},
        {"from": "\x00", "length": "\x00", "tz": "\x00", "format": "\x00"},
    ],
)
def test_garbage_in_the_address_shows_the_first_times(query):
    wish = agenda()
    shown = slot_picker_context(RequestFactory().get("/", query), wish.supervisor.practice, supervisor=wish.supervisor)
    assert shown["times"].days


def test_chosen_time_goes_to_the_contact_form_with_all_that_belongs_to_it(client):
    wish = agenda()
    query = {"time": f"2026-01-12T07:00Z/60/{wish.supervisor.pk}", "service": wish.service.pk, "to": "/contact/"}
    answer = client.get(reverse("wagtail_tyonohjaus:choose_time"), query)
    assert answer.status_code == 302
    assert answer["Location"] == (
        f"/contact/?service={wish.service.pk}&supervisor={wish.supervisor.pk}&preferred_start=2026-01-12T07%3A00Z%2F60#contact"
    )


@pytest.mark.parametrize(
    "to", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_chosen_time_goes_to_no_other_site(client, to):
    make_practice()
    location = client.get(reverse("wagtail_tyonohjaus:choose_time"), {"to": to, "time": "x"})["Location"]
    assert location.startswith(("/?", "/#"))


def test_hold_of_the_last_moment_is_not_shown_an_hour_ahead(clock):
    wish = agenda()
    clock.move_to(at("2026-01-12 08:30"))
    first = times(question(wish)).days[0].choices[0]
    assert first.start >= at("2026-01-12 08:30") + timedelta(minutes=30)


def test_first_week_with_a_time_has_none_earlier_and_a_chosen_one_has():
    wish = agenda()
    assert times(question(wish)).earlier is None
    assert times(question(wish, first_day=date(2026, 1, 19))).earlier == date(2026, 1, 12)


def test_office_is_named_once_where_all_times_are_there():
    wish = agenda()
    assert times(question(wish)).only_office == wish.office


def test_block_with_another_practices_supervisor_shows_no_times(rf):
    wish = agenda()
    other = make_site("other")
    stranger = make_supervisor(site=other, services=[make_service(site=other)])
    for weekday in range(5):
        make_weekly_hours(stranger, weekday, "09:00", "16:00")
    template = Template("{% load tyonohjaus_appointments %}{% tyo_slot_picker supervisor=who service=what %}")
    shown = [
        template.render(Context({"request": rf.get("/"), "who": who, "what": who.services.get()}))
        for who in (wish.supervisor, stranger)
    ]
    assert ["09:00" in text for text in shown] == [True, False]


def choices_of(shown):
    """The names of the choices on a page and what stands over each row of them."""
    page = BeautifulSoup(str(shown), "html.parser")
    names = [" ".join(label.text.split()) for label in page.select(".tyo-slot-picker__slot")]
    return names, [" ".join(over.text.split()) for over in page.select(".tyo-slot-picker__supervisor")]


def shown_times(**kwargs):
    context = Context({"request": RequestFactory().get("/", {"from": "2026-01-12"}), **kwargs})
    return Template(
        "{% load tyonohjaus_appointments %}{% tyo_slot_picker supervisor=who max_times=max_times %}"
    ).render(context)


def test_who_has_the_times_is_said_once_over_them_and_in_each_name():
    wish = agenda()
    late = supervisor(wish.service, name="Bo Berg")
    WeeklyHours.objects.filter(supervisor=wish.supervisor).update(end=time(11))
    WeeklyHours.objects.filter(supervisor=late).update(start=time(11))
    names, over = choices_of(shown_times(who=None, max_times=5))
    assert over == ["Aino Laine, Helsinki", "Bo Berg, Helsinki"]
    assert names == [
        *(
            f"Monday 12 January 2026, {hours}, Aino Laine, Helsinki"
            for hours in ("09:00–10:00", "09:30–10:30", "10:00–11:00")
        ),
        *(f"Monday 12 January 2026, {hours}, Bo Berg, Helsinki" for hours in ("11:00–12:00", "11:30–12:30")),
    ]


def test_times_of_one_supervisor_in_two_places_say_where():
    wish = agenda()
    other = make_office(city="Turku")
    wish.supervisor.offices.add(other)
    WeeklyHours.objects.filter(supervisor=wish.supervisor).update(end=time(11), office=wish.office)
    make_weekly_hours(wish.supervisor, 0, "11:00", "13:00", office=other)
    names, over = choices_of(shown_times(who=wish.supervisor, max_times=4))
    assert over == ["Helsinki", "Turku"]
    assert [name.rpartition(", ")[2] for name in names] == ["Helsinki", "Helsinki", "Helsinki", "Turku"]
