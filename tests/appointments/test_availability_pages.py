"""The pages of a supervisor's availability: what they show, who may see them, and changes with sessions in the time."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.appointments.factories import ATTENDEE, STAFF, book, hold, make_first_request, make_slot_request
from tests.factories import make_hours_exception, make_office, make_site, make_supervisor
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.availability.hours_changes.loading import load_hours
from wagtail_tyonohjaus.availability.models import ExceptionEffect, HoursException
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

MONDAY = date(2026, 1, 12)
QUERIES = {"weeks": 28, "day": 33}


@pytest.fixture
def supervisor() -> Supervisor:
    """Works Monday to Friday from 9 to 16; it is Friday evening."""
    return make_first_request().supervisor


@pytest.fixture
def own(client: Client, supervisor: Supervisor) -> Client:
    """The supervisor's own browser."""
    return log_in(client, supervisor=supervisor)


def log_in(client: Client, name: str = "aino", supervisor: Supervisor | None = None) -> Client:
    user = get_user_model().objects.create_user(name, password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    if supervisor:
        Supervisor.objects.filter(pk=supervisor.pk).update(user=user)
    client.force_login(user)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"tyonohjaus_availability:{name}", args=args)


def day_url(supervisor: Supervisor, day: date = MONDAY) -> str:
    return url("day", supervisor.pk, day.isoformat())


def submit(client: Client, supervisor: Supervisor, change: str, day: date = MONDAY, **values: object):
    """Opens the page of the day and submits one of its forms."""
    page = client.get(day_url(supervisor, day))
    form = page.context["forms"].get(change)
    state = form["state"].value() if form else page.context["forms"]["add"]["state"].value()
    data = {"change": change, f"{change}-state": state, **{f"{change}-{name}": value for name, value in values.items()}}
    return client.post(day_url(supervisor, day), data)


def spans(supervisor: Supervisor, day: date = MONDAY) -> list:
    return load_hours(supervisor).spans(day)


def test_supervisor_is_led_to_the_own_weeks_and_others_to_a_choice(own, supervisor):
    assert own.get(url("mine")).url == url("weeks", supervisor.pk)
    log_in(own, "other")
    assert own.get(url("mine")).status_code == 302
    assert own.get(url("mine")).url != url("weeks", supervisor.pk)


def test_menu_item_is_shown_to_supervisors_only(own, supervisor):
    home = reverse("wagtailadmin_home")
    assert url("mine") in own.get(home).content.decode()
    log_in(own, "other")
    assert url("mine") not in own.get(home).content.decode()


def test_weeks_link_to_each_coming_day_and_to_more_weeks(own, supervisor):
    page = own.get(url("weeks", supervisor.pk)).content.decode()
    assert day_url(supervisor) in page and day_url(supervisor, date(2026, 2, 1)) in page
    assert day_url(supervisor, date(2026, 1, 8)) not in page
    later = f"{url('weeks', supervisor.pk)}?from=2026-02-02"
    assert later in page
    page = own.get(later).content.decode()
    assert day_url(supervisor, date(2026, 3, 1)) in page and url("weeks", supervisor.pk) in page


@pytest.mark.parametrize("text", ["2099-01-01", "2020-01-01", "x", "", "9999-12-31", "2026-W05-1"])
def test_weeks_that_can_not_be_shown_lead_to_the_nearest(own, supervisor, text):
    assert own.get(url("weeks", supervisor.pk), {"from": text}).status_code == 200


def test_weeks_show_holds_and_sessions_with_their_references(own, supervisor):
    held = hold(make_slot_request(supervisor), ATTENDEE)
    booked = book(make_slot_request(supervisor, "2026-01-13 10:00"), ATTENDEE, actor=STAFF)
    grid = own.get(url("weeks", supervisor.pk)).context["week_grid"]
    found = {(bar.kind, bar.label) for day in grid.days for bar in day.bars if bar.label}
    assert found == {("hold", held.reference), ("session", booked.reference)}


@pytest.mark.parametrize("day", ["2026-13-01", "x", "20260112", "1900-01-01", "undo-it"])
def test_day_that_does_not_exist_is_not_found(own, supervisor, day):
    assert own.get(url("day", supervisor.pk, day)).status_code == 404


def test_pages_of_supervisors_whom_the_user_may_not_change_are_not_found(client, supervisor):
    log_in(client, "stranger", make_supervisor(name="Other", site=make_site("other.localhost")))
    for path in (url("weeks", supervisor.pk), day_url(supervisor)):
        assert client.get(path).status_code == 404
    assert client.post(day_url(supervisor), {"change": "close_day"}).status_code == 404
    assert client.post(url("undo", supervisor.pk)).status_code == 404
    assert HoursException.objects.count() == 0


def test_coordinator_changes_hours_of_the_own_office_only(client, supervisor):
    log_in(client, "coordinator")
    office = supervisor.offices.get()
    office.coordinators = [get_user_model().objects.get(username="coordinator")]
    office.save()
    assert submit(client, supervisor, "close_day").status_code == 302
    assert spans(supervisor) == []
    other = make_supervisor(name="Other", offices=[make_office(slug="other")])
    assert client.get(url("weeks", other.pk)).status_code == 404


def test_day_is_closed_at_once_and_undone(own, supervisor):
    response = submit(own, supervisor, "close_day")
    assert (response.status_code, response.url) == (302, day_url(supervisor))
    assert spans(supervisor) == []
    page = own.get(response.url)
    assert "Monday 12 January 2026 is closed." in page.content.decode()
    response = own.post(url("undo", supervisor.pk), {"token": page.context["done"]["token"]})
    assert spans(supervisor) == [(540, 960)]
    assert own.get(response.url).context["done"] is None
    assert ModelLogEntry.objects.filter(action="wagtail.edit", object_id=str(supervisor.pk)).count() == 2


@pytest.mark.parametrize(
    ("change", "values", "expected"),
    [
        ("close_part", {"start": "klo 11", "end": "12.30"}, [(540, 660), (750, 960)]),
        ("add", {"start": "18", "end": "00:00"}, [(540, 960), (1080, 1440)]),
        ("holiday", {"first": "12.1.2026", "last": "2026-01-16"}, []),
    ],
)
def test_form_changes_the_day(own, supervisor, change, values, expected):
    assert submit(own, supervisor, change, **values).status_code == 302
    assert spans(supervisor) == expected


def test_weekly_hours_are_set_to_alternate_weeks(own, supervisor):
    row = supervisor.weekly_hours.order_by("weekday").first()
    values = {"row": row.pk, "interval": "2", "reference": (MONDAY + timedelta(weeks=1)).isoformat()}
    assert submit(own, supervisor, "weeks", **values).status_code == 302
    assert [spans(supervisor, MONDAY + timedelta(weeks=n)) for n in range(3)] == [[], [(540, 960)], []]


def test_usual_hours_and_the_end_of_an_exception_are_buttons(own, supervisor):
    make_hours_exception(supervisor, MONDAY)
    assert submit(own, supervisor, "usual").status_code == 302
    row = make_hours_exception(supervisor, MONDAY, last_day=MONDAY + timedelta(days=3))
    assert submit(own, supervisor, "remove", row=row.pk).status_code == 302
    assert spans(supervisor) == [(540, 960)]


@pytest.mark.parametrize(
    ("change", "values", "field"),
    [
        ("close_part", {"start": "12", "end": "11"}, "end"),
        ("close_part", {"start": "25", "end": "26"}, "start"),
        ("close_part", {"start": "20", "end": "21"}, "start"),
        ("add", {"start": "9", "end": "10"}, "start"),
        ("holiday", {"first": "9.1.2020", "last": "10.1.2020"}, "first"),
        ("holiday", {"first": "12.1.2026", "last": "11.1.2026"}, "last"),
        ("holiday", {"first": "12.1.", "last": "13.1."}, "first"),
        ("weeks", {"row": "0", "interval": "2", "reference": MONDAY}, "row"),
        ("weeks", {"row": "x", "interval": "0", "reference": "x"}, "interval"),
    ],
)
def test_error_is_at_the_field_and_keeps_what_was_typed(own, supervisor, change, values, field):
    response = submit(own, supervisor, change, **values)
    form = response.context["forms"][change]
    assert (response.status_code, field in form.errors) == (200, True), form.errors
    assert form[field].value() is not None
    assert HoursException.objects.count() == 0


def test_sessions_in_the_time_are_listed_before_it_is_closed(own, supervisor):
    booked = book(make_slot_request(supervisor, "2026-01-12 10:00"), ATTENDEE, actor=STAFF)
    held = hold(make_slot_request(supervisor, "2026-01-12 13:00"), ATTENDEE)
    response = submit(own, supervisor, "close_day")
    page = response.content.decode()
    assert HoursException.objects.count() == 0
    assert reverse("tyonohjaus_session:move", args=[booked.pk]) in page
    assert reverse("tyonohjaus_session:propose", args=[held.pk]) in page
    assert "ATTENDEE" not in page and ATTENDEE.name not in page
    form = response.context["form"]
    data = {"change": "close_day"} | {f"close_day-{name}": form[name].value() for name in ("state", "confirmed")}
    # Another time is booked meanwhile, so the list is shown again.
    late = book(make_slot_request(supervisor, "2026-01-12 14:30"), ATTENDEE, actor=STAFF)
    again = own.post(day_url(supervisor), data)
    assert (HoursException.objects.count(), late.reference in again.content.decode()) == (0, True)
    data["close_day-confirmed"] = again.context["form"]["confirmed"].value()
    assert own.post(day_url(supervisor), data).status_code == 302
    assert spans(supervisor) == []
    assert Session.objects.upcoming().count() == 3
    page = own.get(day_url(supervisor))
    listed = [line.session for line in [*page.context["done"]["sessions"], *page.context["sessions"]]]
    assert sorted(session.pk for session in listed) == sorted([booked.pk, held.pk, late.pk])


def test_only_sessions_in_the_closed_part_are_asked_about(own, supervisor):
    book(make_slot_request(supervisor, "2026-01-12 10:00"), ATTENDEE, actor=STAFF)
    assert submit(own, supervisor, "close_part", start="12", end="16").status_code == 302
    assert submit(own, supervisor, "close_part", start="10:30", end="11").status_code == 200
    assert spans(supervisor) == [(540, 720)]


def test_last_change_is_not_announced_once_the_hours_have_changed_again(own, supervisor):
    submit(own, supervisor, "close_day")
    HoursException.objects.get().delete()
    for path in (url("weeks", supervisor.pk), day_url(supervisor)):
        page = own.get(path)
        assert page.context["done"] is None and "Monday 12 January 2026 is closed." not in page.content.decode()


def test_undoing_twice_is_no_error(own, supervisor):
    submit(own, supervisor, "close_day")
    token = own.get(day_url(supervisor)).context["done"]["token"]
    own.post(url("undo", supervisor.pk), {"token": token}, follow=True)
    page = own.post(url("undo", supervisor.pk), {"token": token}, follow=True)
    assert [(str(message), message.level_tag) for message in page.context["messages"]] == [
        ("This change has been undone already.", "info")
    ]
    assert spans(supervisor) == [(540, 960)]


def test_other_user_with_access_may_undo_and_without_access_may_not(own, supervisor):
    submit(own, supervisor, "close_day")
    token = own.get(day_url(supervisor)).context["done"]["token"]
    other = make_supervisor(name="Other", offices=[make_office(slug="other")])
    log_in(own, "stranger", other)
    assert own.post(url("undo", supervisor.pk), {"token": token}).status_code == 404
    own.post(url("undo", other.pk), {"token": token})
    assert spans(supervisor) == []
    log_in(own, "coordinator")
    office = supervisor.offices.get()
    office.coordinators = [get_user_model().objects.get(username="coordinator")]
    office.save()
    assert own.get(day_url(supervisor)).context["done"] is None
    own.post(url("undo", supervisor.pk), {"token": token})
    assert spans(supervisor) == [(540, 960)]


def test_sessions_of_another_office_are_counted_for_coordinators_but_not_shown(client, supervisor):
    mine, other = make_office(slug="mine"), make_office(slug="theirs")
    supervisor.offices = [mine, other]
    supervisor.save()
    booked = book(make_slot_request(supervisor, "2026-01-12 10:00"), ATTENDEE, actor=STAFF)
    Session.objects.filter(pk=booked.pk).update(office=other)
    log_in(client, "coordinator")
    mine.coordinators = [get_user_model().objects.get(username="coordinator")]
    mine.save()
    page = submit(client, supervisor, "close_day")
    assert (page.context["sessions"], page.context["hidden_count"]) == ([], 1)
    for shown in (page, client.get(day_url(supervisor)), client.get(url("weeks", supervisor.pk))):
        text = shown.content.decode()
        assert ATTENDEE.name not in text and ATTENDEE.email not in text
        assert reverse("tyonohjaus_session:move", args=[booked.pk]) not in text


def test_heading_of_a_day_fits_on_a_phone_and_names_the_supervisor_of_others(own, supervisor):
    def heading() -> str:
        return own.get(day_url(supervisor)).context["breadcrumbs_items"][-1]["label"]

    assert heading() == "Mon 12 Jan"
    assert "Monday 12 January 2026" in own.get(day_url(supervisor)).content.decode()
    log_in(own, "coordinator")
    office = supervisor.offices.get()
    office.coordinators = [get_user_model().objects.get(username="coordinator")]
    office.save()
    assert heading() == "Aino Laine, Mon 12 Jan"


@pytest.mark.parametrize("is_closed", [False, True])
def test_error_in_a_form_is_announced_at_the_top_and_never_lost(own, supervisor, is_closed):
    page = own.get(day_url(supervisor))
    if is_closed:
        make_hours_exception(supervisor, MONDAY)
    state = page.context["forms"]["close_part"]["state"].value()
    data = {"change": "close_part", "close_part-state": state, "close_part-start": "12", "close_part-end": "11"}
    response = own.post(day_url(supervisor), data)
    text = response.content.decode()
    assert "The form could not be saved. Check the marked field." in [str(m) for m in response.context["messages"]]
    assert "The end must be after the start." in text and 'name="close_part-start"' in text


def test_added_hours_with_a_session_are_not_undone(own, supervisor):
    submit(own, supervisor, "add", start="18", end="20")
    token = own.get(day_url(supervisor)).context["done"]["token"]
    book(make_slot_request(supervisor, "2026-01-12 18:00"), ATTENDEE, actor=STAFF)
    own.post(url("undo", supervisor.pk), {"token": token})
    assert spans(supervisor) == [(540, 960), (1080, 1200)]


def test_submitting_twice_changes_once(own, supervisor):
    page = own.get(day_url(supervisor))
    state = page.context["forms"]["add"]["state"].value()
    data = {"change": "add", "add-state": state, "add-start": "18", "add-end": "20"}
    answers = [own.post(day_url(supervisor), data).status_code for _ in range(2)]
    assert (answers, HoursException.objects.count()) == ([302, 302], 1)


@pytest.mark.parametrize("change", ["close_part", "close_day"])
def test_change_by_somebody_else_meanwhile_is_reported(own, supervisor, change):
    state = own.get(day_url(supervisor)).context["forms"][change]["state"].value()
    make_hours_exception(supervisor, MONDAY, "10:00", "20:00", effect=ExceptionEffect.REPLACE)
    data = {"change": change, f"{change}-state": state, f"{change}-start": "11", f"{change}-end": "12"}
    page = own.post(day_url(supervisor), data, follow=True).content.decode()
    assert "Somebody has changed these hours after you opened the page." in page
    assert spans(supervisor) == [(600, 1200)]


@pytest.mark.parametrize(
    "data", [{}, {"change": "x"}, {"change": "close_day"}, {"change": "remove", "remove-row": "x"}]
)
def test_other_submissions_change_nothing(own, supervisor, data):
    assert own.post(day_url(supervisor), data).status_code in (200, 302)
    assert spans(supervisor) == [(540, 960)]


@pytest.mark.parametrize("token", ["", "x", "a:b:c"])
def test_undo_of_something_else_changes_nothing(own, supervisor, token):
    submit(own, supervisor, "close_day")
    assert own.post(url("undo", supervisor.pk), {"token": token}).status_code == 302
    assert spans(supervisor) == []
    assert own.get(url("undo", supervisor.pk)).status_code == 405


def test_past_day_has_no_forms(own, supervisor):
    page = own.get(day_url(supervisor, date(2026, 1, 8))).content.decode()
    assert "Past days can't be changed." in page and "Close the whole day" not in page


def test_public_holiday_says_that_only_added_hours_are_open(own, supervisor):
    page = own.get(day_url(supervisor, date(2026, 4, 6))).content.decode()
    assert "This is a public holiday. Only the hours that you add will be open." in page
    assert "Close the whole day" not in page


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("page", ["weeks", "day"])
def test_pages_need_a_constant_number_of_queries(own, supervisor, page, count, django_assert_num_queries):
    for number in range(count):
        make_hours_exception(supervisor, MONDAY + timedelta(days=number), "07:00", "20:00")
        slot = make_slot_request(supervisor, f"2026-01-{12 + number // 2:02} {8 + number % 2 * 3:02}:00")
        book(slot, ATTENDEE, actor=STAFF)
    path = url("weeks", supervisor.pk) if page == "weeks" else day_url(supervisor)
    own.get(path)
    with django_assert_num_queries(QUERIES[page]):
        assert own.get(path).status_code == 200


def test_home_page_leads_supervisors_to_the_days_of_the_coming_week(own, supervisor):
    home = reverse("wagtailadmin_home")
    page = own.get(home).content.decode()
    assert [day_url(supervisor, date(2026, 1, 9 + number)) in page for number in range(8)] == [True] * 7 + [False]
    log_in(own, "other")
    assert url("weeks", supervisor.pk) not in own.get(home).content.decode()


def test_home_page_has_the_days_of_a_supervisor_first(own, supervisor):
    panels = own.get(reverse("wagtailadmin_home")).context["panels"]
    ours = [panel.name for panel in panels if panel.name.startswith("tyonohjaus_")]
    assert (ours[0], len(ours) > 1) == ("tyonohjaus_availability", True)
