import csv
import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from openpyxl import load_workbook

from tests.appointments.factories import ATTENDEE, STAFF, agenda, at, supervisor, times, wanted
from tests.factories import make_office
from wagtail_tyonohjaus.appointments.holds import book, hold
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.policy import sessions_for, supervisors_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def user(django_user_model):
    """Somebody who may enter the admin and nothing else."""

    def make(name="somebody"):
        made = django_user_model.objects.create_user(name, password="x")
        group, _ = Group.objects.get_or_create(name="Practice")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        made.groups.add(group)
        return made

    return make


def url(name, *args):
    return reverse(f"tyonohjaus_session:{name}", args=args)


def test_staff_confirms_by_one_click(admin_client):
    session = hold(agenda(), ATTENDEE)
    answer = admin_client.post(url("confirm", session.pk), follow=True)
    assert times() == ["01-12 09:00 confirmed"]
    assert "Both sides get an invitation." in answer.content.decode()


def test_get_of_a_step_changes_nothing(admin_client):
    session = hold(agenda(), ATTENDEE)
    for step in ("confirm", "cancel", "decline"):
        assert admin_client.get(url(step, session.pk)).status_code == 405
    assert times() == ["01-12 09:00 held"]


def test_staff_cancels_with_words_to_the_visitor(admin_client):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    admin_client.post(url("cancel", session.pk), {"reason": "I am ill, sorry."})
    assert session.events.last().reason == "I am ill, sorry."
    assert times() == ["01-12 09:00 cancelled"]


def test_staff_moves_to_a_time_shown_or_any_other(admin_client):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    page = admin_client.get(url("move", session.pk)).content.decode()
    assert 'value="2026-01-12T08:00Z/60"' in page
    admin_client.post(url("move", session.pk), {"time": "2026-01-12T08:00Z/60"})
    assert times() == ["01-12 10:00 confirmed"]
    admin_client.post(url("move", session.pk), {"other": "2026-01-13T18:15"})
    assert times() == ["01-13 18:15 confirmed"]


@pytest.mark.parametrize("data", [{}, {"other": "yesterday"}, {"other": "2020-01-01T09:00"}, {"time": "x"}])
def test_move_to_no_time_says_what_to_do(admin_client, data):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    answer = admin_client.post(url("move", session.pk), data)
    assert answer.status_code == 200
    assert not answer.context["form"].is_valid()
    assert times() == ["01-12 09:00 confirmed"]


def test_staff_proposes_other_times(admin_client):
    session = hold(agenda(), ATTENDEE)
    initial = admin_client.get(url("propose", session.pk)).context["form"].initial
    assert initial["first"] == "2026-01-12T09:00"
    data = {"first": "2026-01-13T09:00", "second": "2026-01-14T09:00", "third": ""}
    admin_client.post(url("propose", session.pk), data)
    assert times() == ["01-12 09:00 declined", "01-13 09:00 held", "01-14 09:00 held"]


def booking(wish, **kwargs):
    return {
        "supervisor": wish.supervisor.pk,
        "service": wish.service.pk,
        "format": "individual",
        "mode": "premises",
        "office": wish.office.pk,
        "start": "2026-01-12T09:00",
        "minutes": 60,
        "name": "Elli",
        "email": "elli@visitor.example",
        **kwargs,
    }


def test_staff_books_a_series(admin_client):
    wish = agenda()
    admin_client.post(url("new"), booking(wish, every_days=14, times=3))
    assert times() == ["01-12 09:00 confirmed", "01-26 09:00 confirmed", "02-09 09:00 confirmed"]


def test_series_that_clashes_names_the_times_and_keeps_what_was_typed(admin_client):
    wish = agenda()
    book(wish.starting_at(at("2026-01-26 09:30")), ATTENDEE, actor=STAFF)
    answer = admin_client.post(url("new"), booking(wish, every_days=14, times=3))
    assert "26 January 2026, 09:00–10:00" in str(answer.context["form"].errors["start"])
    assert 'value="elli@visitor.example"' in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("office", {"office": ""}),
        ("start", {"start": "2020-01-01T09:00"}),
        ("times", {"every_days": 7}),
        ("supervisor", {"supervisor": 999_999}),
        ("minutes", {"minutes": 0}),
    ],
)
def test_booking_that_cannot_be_is_refused_at_the_field(admin_client, field, data):
    answer = admin_client.post(url("new"), booking(agenda(), **data))
    assert list(answer.context["form"].errors) == [field]


def test_supervisor_sees_own_sessions_and_no_others(user):
    wish = agenda()
    mine = book(wish, ATTENDEE, actor=STAFF)
    other = supervisor(wish.service, name="Bo Berg")
    book(wanted(other, service=wish.service), ATTENDEE, actor=STAFF)
    account = user()
    assert not sessions_for(account).exists()
    wish.supervisor.user = account
    wish.supervisor.save()
    account = type(account).objects.get(pk=account.pk)
    assert list(sessions_for(account)) == [mine]
    assert list(supervisors_for(account)) == [wish.supervisor]


def test_coordinator_sees_the_offices_sessions_and_its_supervisors_remote_ones(user):
    wish = agenda()
    at_office = book(wish, ATTENDEE, actor=STAFF)
    remote = book(wanted(wish.supervisor, "2026-01-13 09:00", mode="remote", office=None), ATTENDEE, actor=STAFF)
    elsewhere = wanted(supervisor(wish.service, name="Bo Berg"), service=wish.service, office=make_office(city="Turku"))
    book(elsewhere, ATTENDEE, actor=STAFF)
    account = user()
    wish.office.coordinators = [account]
    wish.office.save()
    assert list(sessions_for(account)) == [at_office, remote]


def test_views_of_somebody_elses_session_are_as_if_it_did_not_exist(client, user):
    session = hold(agenda(), ATTENDEE)
    account = user()
    supervisor(name="Bo Berg", user=account)
    client.force_login(account)
    assert client.get(url("index")).status_code == 200
    for name in ("detail", "move", "propose"):
        assert client.get(url(name, session.pk)).status_code == 404
    for name in ("confirm", "cancel", "decline", "move", "propose"):
        assert client.post(url(name, session.pk)).status_code == 404
    assert session.reference not in client.get(url("index")).content.decode()
    for name in ("week", "month"):
        assert session.name not in client.get(url(name), {"day": "2026-01-12"}).content.decode()


def test_account_that_works_nowhere_gets_no_list(client, user):
    client.force_login(user())
    assert client.get(url("index")).status_code in (302, 403)
    assert client.get(url("new")).status_code in (302, 403)


@pytest.mark.parametrize("name", ["week", "month"])
def test_overview_shows_sessions_at_their_local_day(admin_client, name):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    answer = admin_client.get(url(name), {"day": "2026-01-14"})
    found = [
        (day.day.isoformat(), entry.hours, entry.session)
        for week in answer.context["weeks"]
        for day in week
        for entry in day.entries
    ]
    assert found == [("2026-01-12", "09:00–10:00", session)]


@pytest.mark.parametrize("day", ["", "garbage", "2026-02-31", "9999-12-31", "0001-01-01"])
def test_overview_of_an_absurd_day_is_todays(admin_client, day):
    assert admin_client.get(url("month"), {"day": day, "supervisor": "x"}).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_sessions(admin_client, django_assert_max_num_queries, count):
    wish = agenda()
    for number in range(count):
        book(wish.starting_at(at(f"2026-01-{12 + number // 6:02} {9 + number % 6:02}:00")), ATTENDEE, actor=STAFF)
    admin_client.get(url("index"))
    for name in ("index", "week", "month"):
        with django_assert_max_num_queries(24):
            assert admin_client.get(url(name), {"day": "2026-01-12"}).status_code == 200
    with django_assert_max_num_queries(45):
        assert admin_client.get(reverse("wagtailadmin_home")).status_code == 200


def test_dashboard_shows_todays_sessions_and_what_waits(admin_client, clock):
    wish = agenda()
    today = book(wish, ATTENDEE, actor=STAFF)
    clock.move_to(at("2026-01-12 07:00"))
    waiting = hold(wish.starting_at(at("2026-01-14 09:00")), ATTENDEE)
    page = admin_client.get(reverse("wagtailadmin_home")).content.decode()
    assert f'href="{url("detail", today.pk)}"' in page
    assert f'action="{url("confirm", waiting.pk)}"' in page


def test_list_is_of_what_lies_ahead_and_search_finds_by_name(admin_client, clock):
    wish = agenda()
    book(wish, ATTENDEE, actor=STAFF)
    clock.move_to(at("2026-01-13 07:00"))
    assert list(admin_client.get(url("index")).context["object_list"]) == []
    assert len(admin_client.get(url("index"), {"q": "Esimerkki"}).context["object_list"]) == 1


def test_exported_list_starts_no_formula_and_tells_local_times(admin_client):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    type(session.supervisor).objects.update(name="=1+1\x0b")
    address = reverse("tyonohjaus_session:index")
    text = b"".join(admin_client.get(address, {"export": "csv"}).streaming_content).decode()
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["Supervisor"], row["Starts"]) == ("'=1+1", "2026-01-12 09:00")
    book_of = load_workbook(io.BytesIO(b"".join(admin_client.get(address, {"export": "xlsx"}).streaming_content)))
    assert [cell.value for cell in book_of.active[2]][1:4] == ["2026-01-12 09:00", "2026-01-12 10:00", "=1+1"]
    assert book_of.active[2][3].data_type == "s"


def test_deleting_a_service_with_sessions_ahead_is_refused_with_the_list(admin_client):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    for record in (session.service, session.supervisor, session.office):
        address = reverse(record.snippet_viewset.get_url_name("delete"), args=[record.pk])
        answer = admin_client.post(address)
        assert answer.status_code == 409
        assert session.reference in answer.content.decode()
    assert Session.objects.count() == 1


def test_menu_leads_to_sessions_for_whoever_works_here_and_nobody_else(client, admin_client, user):
    from django.test import Client

    home = reverse("wagtailadmin_home")
    assert url("index") in admin_client.get(home).content.decode()
    outsider = Client()
    outsider.force_login(user())
    assert url("index") not in outsider.get(home).content.decode()


@pytest.mark.parametrize("name", ["week", "month", "new", "index"])
def test_every_page_of_the_desk_has_a_heading(admin_client, name):
    agenda()
    assert admin_client.get(url(name)).content.decode().count("<h1") == 1
