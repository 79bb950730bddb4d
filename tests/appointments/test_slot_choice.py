"""Choosing a day and a time on a page, and the soonest times of several supervisors."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from tests.appointments.factories import (
    ATTENDEE,
    HELSINKI,
    STAFF,
    book,
    helsinki,
    make_bookable_service,
    make_first_request,
    make_slot_request,
    make_working_supervisor,
)
from tests.appointments.picker import render
from tests.factories import make_hours_exception, make_office, make_practice, make_weekly_hours
from wagtail_tyonohjaus.availability.models import WeeklyHours
from wagtail_tyonohjaus.practice.form_fields.slot_values import parse_slot_value
from wagtail_tyonohjaus.practice.models import Service, Supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def spans(picker):
    """Start and end of the displayed times."""
    parsed = [parse_slot_value(value) for value in picker.values]
    return [(start, start + timedelta(minutes=minutes)) for start, minutes in parsed]


def local_times(picker, zone=HELSINKI):
    return [start.astimezone(zone).strftime("%H:%M") for start, _ in spans(picker)]


def work_at(supervisor, *offices):
    supervisor.offices.set(offices)
    supervisor.save()


def make_supervisor_without_step(**service_options):
    make_practice()
    return make_working_supervisor(make_bookable_service(step=None, **service_options))


def test_first_free_day_is_selected_and_its_times_are_grouped():
    picker = render(supervisor=make_supervisor_without_step())
    assert picker.current_day == ["Monday 12 January 2026"]
    assert picker.headings == ["Choose a day", "Monday 12 January 2026", "Morning", "Afternoon"]
    assert local_times(picker) == ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00"]
    assert picker.times[0][0] == "09:00–10:00, Monday 12 January 2026"


def test_two_weeks_of_days_have_links_where_there_are_free_times():
    supervisor = make_supervisor_without_step()
    make_hours_exception(supervisor, date(2026, 1, 14))
    picker = render(supervisor=supervisor)
    assert picker.free_days == [
        f"{day} January 2026"
        for day in (
            *("Monday 12", "Tuesday 13", "Thursday 15", "Friday 16"),
            *("Monday 19", "Tuesday 20", "Wednesday 21", "Thursday 22", "Friday 23"),
        )
    ]
    assert "Wednesday 14 January 2026, no free times" in picker.page.text
    assert len(picker.page.select(".tyo-slot-picker__week li")) == 14


def test_day_link_selects_the_day():
    supervisor = make_supervisor_without_step()
    query = {"day": "2026-01-20"}
    picker = render(query, supervisor=supervisor)
    assert picker.current_day == ["Tuesday 20 January 2026"]
    assert {start.date() for start, _ in spans(picker)} == {date(2026, 1, 20)}
    assert picker.link("Later days") == {"from": "2026-02-02"}
    assert picker.link("Earlier days") == {"from": "2026-01-12"}
    assert not render(supervisor=supervisor).has_link("Earlier days")


def test_evening_times_have_a_heading_of_their_own():
    supervisor = make_supervisor_without_step()
    WeeklyHours.objects.filter(supervisor=supervisor).update(start="16:00", end="19:00")
    assert render(supervisor=supervisor).headings[2:] == ["Afternoon", "Evening"]


@pytest.mark.parametrize("step", [None, 5, 15, 30, 60])
@pytest.mark.parametrize(("lengths", "buffers"), [("45", (0, 0)), ("60, 90", (0, 15)), ("120", (20, 10))])
def test_no_two_displayed_times_overlap(step, lengths, buffers):
    supervisor = make_supervisor_without_step(lengths=lengths, buffer_before=buffers[0], buffer_after=buffers[1])
    Service.objects.update(step=step)
    WeeklyHours.objects.filter(supervisor=supervisor, weekday=0).update(start="07:00", end="21:00")
    make_weekly_hours(supervisor, 0, "09:10", "12:40", delivery_modes=["remote"])
    for length in lengths.split(", "):
        picker = render({"day": "2026-01-12", "length": length}, supervisor=supervisor)
        shown = spans(picker)
        # Each against each, instead of neighbours only.
        assert [
            (one, other) for one in shown for other in shown if one != other and one[0] < other[1] and other[0] < one[1]
        ] == []
        assert {(end - start).total_seconds() / 60 for start, end in shown} == {int(length)}
        assert 3 <= len(shown) <= 12


@pytest.mark.parametrize(("buffer_before", "buffer_after"), [(0, 0), (0, 15), (30, 10)])
def test_all_displayed_times_of_a_day_can_be_booked_one_beside_the_other(buffer_before, buffer_after):
    supervisor = make_supervisor_without_step(buffer_before=buffer_before, buffer_after=buffer_after)
    times = spans(render({"day": "2026-01-12"}, supervisor=supervisor))
    for start, _end in reversed(times):
        local = start.astimezone(HELSINKI)
        book(make_slot_request(supervisor, f"{local:%Y-%m-%d %H:%M}"), ATTENDEE, actor=STAFF)
    assert len(times) >= 4
    assert Supervisor.objects.get().sessions.count() == len(times)


def test_a_handful_of_times_is_displayed_before_all():
    supervisor = make_first_request().supervisor
    picker = render(supervisor=supervisor)
    assert local_times(picker) == ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00"]
    every = render(picker.link("Show all 13 times"), supervisor=supervisor)
    assert len(every.times) == 13
    assert not every.has_link("Show all 13 times")


def test_number_of_times_is_bounded_for_long_days_with_a_small_step():
    supervisor = make_supervisor_without_step(lengths="15")
    Service.objects.update(step=5)
    WeeklyHours.objects.filter(supervisor=supervisor).update(start="00:00", end="00:00")
    assert len(render({"day": "2026-01-13"}, supervisor=supervisor).times) == 12
    assert len(render({"day": "2026-01-13", "all": "1"}, supervisor=supervisor).times) == 48


@pytest.mark.parametrize("query", [{}, {"preferred_start": "2026-01-12T05:05Z/15"}])
@pytest.mark.parametrize(("step", "total"), [(5, 48), (15, 48), (30, 48), (60, 24)])
def test_show_all_displays_as_many_times_as_it_says(step, total, query):
    make_practice()
    supervisor = make_working_supervisor(make_bookable_service(lengths="15", step=step))
    WeeklyHours.objects.filter(supervisor=supervisor).update(start="00:00", end="00:00")
    picker = render({"day": "2026-01-13", **query}, supervisor=supervisor)
    (name,) = picker.link_names("Show all")
    every = render(picker.link(name), supervisor=supervisor)
    assert (name, len(every.times)) == (f"Show all {total} times", total)
    assert every.link_names("Show all") == []


def test_show_all_is_offered_only_if_it_displays_more():
    make_practice()
    # 73 starts a day, of which no more than seven do not overlap: all of these are displayed already.
    supervisor = make_working_supervisor(make_bookable_service(step=5))
    picker = render(supervisor=supervisor)
    assert (len(picker.times), picker.link_names("Show all")) == (7, [])


def test_day_without_free_times_says_so_and_replaces_nothing():
    supervisor = make_supervisor_without_step()
    make_hours_exception(supervisor, date(2026, 1, 14))
    picker = render({"day": "2026-01-14"}, supervisor=supervisor)
    assert "There are no free times on this day. Choose another day." in picker.page.text
    assert picker.current_day == ["Wednesday 14 January 2026, no free times"]
    assert picker.times == []


def test_weeks_without_free_times_lead_to_the_next_free_day():
    supervisor = make_supervisor_without_step()
    make_hours_exception(supervisor, date(2026, 1, 19), last_day=date(2026, 2, 3))
    picker = render({"from": "2026-01-19"}, supervisor=supervisor)
    assert picker.free_days == []
    assert picker.link("Wednesday 4 February 2026") == {"day": "2026-02-04"}


def test_supervisor_without_free_times_leads_to_the_form():
    supervisor = make_supervisor_without_step()
    WeeklyHours.objects.all().delete()
    picker = render(supervisor=supervisor)
    assert picker.link("Ask us for a time")["supervisor"] == str(supervisor.pk)


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ({"day": "x"}, ["The link contains no valid day. Choose one of these days."]),
        ({"from": "2026-02-31"}, ["The link contains no valid day. Choose one of these days."]),
        ({"day": "\x00"}, ["The link contains no valid day. Choose one of these days."]),
        ({"day": "2026-01-05"}, ["Monday 5 January 2026 has passed. Choose another day."]),
        (
            {"day": "2026-12-31"},
            ["You can choose times until Tuesday 10 March 2026. Choose one of these days."],
        ),
    ],
)
def test_day_that_cannot_be_shown_is_an_error_above_the_days(query, problems):
    picker = render(query, supervisor=make_supervisor_without_step())
    assert picker.problems == problems
    assert picker.free_days[0] == "Monday 12 January 2026"


@pytest.mark.parametrize(
    "query",
    [
        {"length": "45"},
        {"length": "٣"},
        {"format": "x"},
        {"service": "9" * 40},
        {"place": "99"},
        {"place": "yours; drop"},
        {"supervisor": "0"},
        {"supervisor": "1" * 18},
        {"tz": "../../etc/passwd"},
        {"tz": "\x00"},
    ],
)
def test_selection_that_does_not_exist_is_an_error_instead_of_another_selection(query):
    make_practice()
    make_working_supervisor(make_bookable_service())
    picker = render(query)
    assert len(picker.problems) == 1
    assert (picker.free_days, picker.times) == ([], [])


@pytest.mark.parametrize("name", ["service", "format", "place", "length"])
def test_field_with_an_error_is_described_by_it(name):
    make_practice()
    services = make_bookable_service(), make_bookable_service(name="Coaching")
    make_working_supervisor(*services)
    page = render({name: "x"}).page
    described = [(tag["name"], tag["aria-describedby"]) for tag in page.select("[aria-invalid=true]")]
    assert described == [(name, f"times-{name}-error")]
    (error,) = page.select(f"#times-{name}-error")
    assert " ".join(error.text.split()) == "This is not available here, or not any more. Choose another."
    assert render({}).page.select("[aria-invalid], [aria-describedby]") == []


@pytest.mark.parametrize(
    ("language", "regions", "cities"),
    [
        ("en", ["Africa", "America", "Asia", "Atlantic Ocean", "Australia", "Europe"], ["Copenhagen", "Tokyo"]),
        (
            "fi",
            ["Aasia", "Afrikka", "Amerikka", "Atlantin valtameri", "Australia", "Eurooppa"],
            ["Kööpenhamina", "Tokio"],
        ),
        ("sv", ["Afrika", "Amerika", "Asien", "Atlanten", "Australien", "Europa"], ["Köpenhamn", "Tokyo"]),
    ],
)
def test_time_zones_are_named_in_the_language_of_the_page(language, regions, cities):
    make_practice()
    make_working_supervisor(make_bookable_service())
    with translation.override(language):
        page = render({"zones": "1"}).page
    assert [tag["label"] for tag in page.select("select[name=tz] optgroup")][:6] == regions
    options = {tag["value"]: tag.text for tag in page.select("select[name=tz] option")}
    assert [options[name] for name in ("Europe/Copenhagen", "Asia/Tokyo")] == cities
    assert options["America/New_York"] == "New York"
    texts = [tag.text.casefold() for tag in page.select("optgroup")[0].select("option")]
    assert texts == sorted(texts)


def test_filters_are_folded_away_and_ask_only_what_has_alternatives():
    make_practice()
    plain = make_bookable_service(name="Plain", formats=["individual"], delivery_modes=["remote"])
    supervisor = make_working_supervisor(plain)
    picker = render(supervisor=supervisor)
    assert (picker.asked, picker.summary) == ({}, "Plain, Remotely, 60 min")
    assert picker.page.select("details") == []
    Service.objects.update(lengths="60, 90", formats=["individual", "group"], delivery_modes=["premises", "remote"])
    picker = render({"length": "90", "place": "remote"}, supervisor=supervisor)
    assert picker.asked == {
        "format": ["Any", "Individual supervision", "Group supervision"],
        "place": ["Any", "Helsinki", "Remotely"],
        "length": ["60 min", "90 min"],
    }
    assert picker.summary == "Plain, Remotely, 90 min Change"
    assert not picker.page.select_one("details").has_attr("open")
    assert render({"length": "1"}, supervisor=supervisor).page.select_one("details").has_attr("open")


def test_preset_service_is_the_commonest_and_crisis_services_are_last():
    make_practice()
    rare, pair = make_bookable_service(name="A rare one"), make_bookable_service(name="B pair", formats=["pair"])
    single = make_bookable_service(name="C single", formats=["individual"])
    crisis = make_bookable_service(name="0 crisis", kind="crisis")
    first = make_working_supervisor(rare, pair, single, crisis)
    make_working_supervisor(pair, single, crisis, name="Bo Berg")
    options = render(supervisor=first).asked["service"]
    assert options == ["C single", "B pair", "A rare one", "0 crisis"]


def test_service_that_is_preset_is_not_asked_and_cannot_be_changed():
    make_practice()
    one, other = make_bookable_service(name="One", lengths="60"), make_bookable_service(name="Other", lengths="90")
    supervisor = make_working_supervisor(one, other)
    picker = render({"service": str(other.pk)}, supervisor=supervisor, service=one)
    assert "service" not in picker.asked
    assert picker.times[0][1]["service"] == str(one.pk)


def test_times_lead_to_the_form_with_all_that_is_known():
    supervisor = make_supervisor_without_step()
    service, office = supervisor.services.get(), supervisor.offices.get()
    assert render(supervisor=supervisor).times[0][1] == {
        "service": str(service.pk),
        "supervisor": str(supervisor.pk),
        "office": str(office.pk),
        "delivery_mode": "premises",
        "preferred_start": "2026-01-12T07:00Z/60",
    }


def test_remote_time_has_no_office():
    supervisor = make_supervisor_without_step(delivery_modes=["remote"])
    picker = render(supervisor=supervisor)
    assert "Place: Remotely." in picker.page.text
    form = picker.times[0][1]
    assert (form["delivery_mode"], "office" in form) == ("remote", False)


def test_page_for_one_delivery_mode_offers_only_such_times():
    supervisor = make_supervisor_without_step()
    make_weekly_hours(supervisor, 5, "10:00", "12:00", delivery_modes=["premises"])
    picker = render({"day": "2026-01-17"}, supervisor=supervisor, delivery_mode="remote")
    assert (picker.times, "place" in picker.asked) == ([], False)
    assert {form["delivery_mode"] for _, form in render(delivery_mode="remote").times} == {"remote"}
    assert "Helsinki" not in render(delivery_mode="remote").page.text


def test_place_selects_times_at_one_office():
    supervisor = make_supervisor_without_step(delivery_modes=["premises"])
    other = make_office(city="Turku")
    supervisor.offices.add(other)
    supervisor.save()
    WeeklyHours.objects.filter(supervisor=supervisor).update(office=supervisor.offices.get(city="Helsinki"))
    make_weekly_hours(supervisor, 1, "17:00", "19:00", office=other)
    picker = render({"place": str(other.pk)}, supervisor=supervisor)
    assert picker.current_day == ["Tuesday 13 January 2026"]
    assert [form["office"] for _, form in picker.times] == [str(other.pk)] * 2
    both = render({"day": "2026-01-13"}, supervisor=supervisor)
    assert [name.rpartition(", ")[2] for name, _ in both.times][-3:] == ["Helsinki", "Turku", "Turku"]


def test_city_at_the_clients_premises_is_kept_until_the_form():
    supervisor = make_supervisor_without_step(delivery_modes=["premises", "yours"])
    office, elsewhere = supervisor.offices.get(), make_office(city="Oulu")
    picker = render({"place": "yours", "office": str(office.pk)}, supervisor=supervisor)
    assert {(form["office"], form["delivery_mode"]) for _, form in picker.times} == {(str(office.pk), "yours")}
    assert picker.link("Later days")["office"] == str(office.pk)
    for query in ({"place": "yours", "office": str(elsewhere.pk)}, {"place": "yours", "office": "x"}):
        assert "office" not in render(query, supervisor=supervisor).times[0][1]


def test_chosen_time_looks_chosen_and_its_day_is_selected():
    supervisor = make_supervisor_without_step(lengths="60, 90")
    query = {"supervisor": str(supervisor.pk), "preferred_start": "2026-01-21T08:15Z/90"}
    Service.objects.update(step=15)
    picker = render(query, supervisor=supervisor)
    assert picker.current_day == ["Wednesday 21 January 2026"]
    assert picker.chosen == ["10:15–11:45, Wednesday 21 January 2026, chosen"]
    assert picker.problems == []


def test_chosen_time_that_is_not_free_any_more_is_an_error():
    first = make_first_request()
    book(first, ATTENDEE, actor=STAFF)
    picker = render({"preferred_start": "2026-01-12T07:00Z/60"}, supervisor=first.supervisor)
    assert picker.chosen == []
    assert picker.problems == ["The time you chose is not free: Monday 12 January 2026, 09:00–10:00. Choose another."]


def test_times_in_another_zone_are_grouped_by_its_days_and_lead_to_the_same_instants():
    supervisor = make_supervisor_without_step()
    own = render({"day": "2026-01-12"}, supervisor=supervisor)
    query = own.link("Show in another time zone")
    assert query == {"zones": "1"}
    choice = render(query, supervisor=supervisor)
    assert "Auckland" in choice.page.text
    there = render({"tz": "Pacific/Auckland", "day": "2026-01-13"}, supervisor=supervisor)
    auckland = ZoneInfo("Pacific/Auckland")
    assert {start.astimezone(auckland).date() for start, _ in spans(there)} == {date(2026, 1, 13)}
    assert "Times: Auckland." in " ".join(there.page.text.split())
    queries = ({"tz": "Pacific/Auckland", "day": day} for day in ("2026-01-12", "2026-01-13"))
    instants = {value for query in queries for value in render(query, supervisor=supervisor).values}
    assert set(own.values) <= instants
    assert there.link("Show in Finnish time") == {}
    assert there.link("Show in another time zone")["tz"] == "Pacific/Auckland"


@pytest.mark.parametrize(
    ("now", "day", "expected"),
    [
        ("2026-03-27 12:00", "2026-03-29", ["00:30", "01:30", "02:30", "04:30", "05:30"]),
        ("2026-10-23 12:00", "2026-10-25", ["00:30", "01:30", "02:30", "03:30", "04:30", "05:30"]),
    ],
)
def test_days_of_clock_changes_offer_each_time_once(clock, now, day, expected):
    clock.move_to(helsinki(now))
    supervisor = make_supervisor_without_step()
    make_weekly_hours(supervisor, 6, "00:30", "06:30")
    picker = render({"day": day, "all": "1"}, supervisor=supervisor)
    assert local_times(picker) == expected
    shown = spans(picker)
    assert all(one[1] <= other[0] for one, other in zip(shown, shown[1:], strict=False))


def test_several_supervisors_are_shown_by_city_with_different_people():
    make_practice()
    service = make_bookable_service(delivery_modes=["premises"])
    helsinki_office, turku = make_office(), make_office(city="Turku")
    for name, office in (("Aino", helsinki_office), ("Bo", helsinki_office), ("Cia", turku)):
        work_at(make_working_supervisor(service, name=name), office)
    picker = render()
    assert picker.headings == ["The soonest times at each place", "Helsinki", "Turku"]
    assert [name for name, _ in picker.times] == [
        "Monday 12 January 2026, 09:00–10:00 Aino",
        "Monday 12 January 2026, 09:00–10:00 Bo",
        "Monday 12 January 2026, 09:00–10:00 Cia",
    ]
    in_turku = render(picker.link("Other times, Turku"))
    assert in_turku.headings == ["The soonest time with each supervisor", "Cia"]
    days = render(in_turku.link("Other times, Cia"))
    assert days.current_day == ["Monday 12 January 2026"]
    assert "Times with Cia" in days.page.text
    assert days.link("Show other supervisors") == {"place": str(turku.pk)}


def test_supervisor_at_two_places_is_shown_at_both():
    make_practice()
    service = make_bookable_service(delivery_modes=["premises"])
    supervisor = make_working_supervisor(service)
    rare = make_office(city="Turku")
    supervisor.offices.add(rare)
    supervisor.save()
    WeeklyHours.objects.update(office=supervisor.offices.get(city="Helsinki"))
    make_hours_exception(supervisor, date(2026, 2, 20), start="09:00", end="11:00", office=rare)
    assert [name for name, _ in render().times] == [
        "Monday 12 January 2026, 09:00–10:00 Aino Laine",
        "Friday 20 February 2026, 09:00–10:00 Aino Laine",
    ]


def test_people_at_one_place_are_sorted_by_their_soonest_time_and_folded():
    make_practice()
    service = make_bookable_service(delivery_modes=["premises"])
    office = make_office()
    for number in range(30):
        work_at(make_working_supervisor(service, name=f"Supervisor {number:02}"), office)
    late = Supervisor.objects.get(name="Supervisor 00")
    WeeklyHours.objects.filter(supervisor=late).update(start="15:00")
    picker = render()
    assert len(picker.times) == 8
    assert all("09:00–10:00" in name for name, _ in picker.times)
    every = render(picker.link("Show more supervisors"))
    assert len(every.times) == 24
    assert "Supervisor 00" not in every.page.text


def test_one_of_equally_soon_supervisors_is_chosen_by_the_assignment():
    make_practice()
    service = make_bookable_service(delivery_modes=["premises"])
    busy, idle = (make_working_supervisor(service, name=name) for name in ("Aino", "Bo"))
    work_at(idle, busy.offices.get())
    book(make_slot_request(busy, "2026-01-20 09:00"), ATTENDEE, actor=STAFF)
    assert [form["supervisor"] for _, form in render().times] == [str(idle.pk), str(busy.pk)]


def test_nobody_with_free_times_leads_to_the_form():
    make_practice()
    make_working_supervisor(make_bookable_service())
    WeeklyHours.objects.all().delete()
    picker = render()
    assert "There are no free times now." in picker.page.text
    assert picker.has_link("Ask us for a time")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_names_of_days_and_hours_are_those_of_the_language(language):
    supervisor = make_supervisor_without_step()
    expected = {
        "fi": "9.00–10.00, maanantai 12. tammikuuta 2026",
        "sv": "09:00–10:00, måndag 12 januari 2026",
        "en": "09:00–10:00, Monday 12 January 2026",
    }
    with translation.override(language):
        assert render(supervisor=supervisor).times[0][0] == expected[language]


@pytest.mark.parametrize(("count", "queries"), [(1, 16), (2, 17), (500, 17)])
def test_queries_do_not_grow_with_supervisors(django_assert_num_queries, count, queries):
    make_practice()
    service, office = make_bookable_service(delivery_modes=["premises"]), make_office()
    supervisors = Supervisor.objects.bulk_create(
        [Supervisor(site=service.site, name=f"Supervisor {number}") for number in range(count)]
    )
    for name, record in (("service_id", service), ("office_id", office)):
        through = getattr(Supervisor, name.replace("_id", "s")).through
        through.objects.bulk_create([through(supervisor_id=one.pk, **{name: record.pk}) for one in supervisors])
    WeeklyHours.objects.bulk_create(
        [WeeklyHours(supervisor=one, weekday=0, start="09:00", end="16:00") for one in supervisors]
    )
    with django_assert_num_queries(queries):
        assert len(render().times) == min(count, 8)


def test_first_slots_of_the_cache_are_renewed_when_they_pass(clock):
    supervisor = make_supervisor_without_step()
    second = make_working_supervisor(supervisor.services.get(), name="Bo")
    WeeklyHours.objects.filter(supervisor=second).update(start="12:00")
    assert render().times[0][1]["preferred_start"] == "2026-01-12T07:00Z/60"
    clock.move_to(helsinki("2026-01-12 08:30"))
    assert render().times[0][1]["preferred_start"] == "2026-01-12T07:00Z/60"
    clock.move_to(helsinki("2026-01-12 09:30"))
    assert render().times[0][1]["preferred_start"] == "2026-01-12T08:00Z/60"
    assert datetime(2026, 1, 12, 8, tzinfo=UTC) == helsinki("2026-01-12 10:00")
