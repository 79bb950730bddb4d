import csv
import io
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from openpyxl import load_workbook

from tests.appointments.factories import (
    ATTENDEE,
    STAFF,
    book,
    helsinki,
    hold,
    make_first_request,
    make_slot_request,
    make_working_supervisor,
    session_states,
)
from tests.factories import make_office, make_supervisor
from tests.inbox.factories import make_request
from wagtail_tyonohjaus.appointments import tokens
from wagtail_tyonohjaus.appointments.models import Session, Status
from wagtail_tyonohjaus.appointments.policy import sessions_for, supervisors_for
from wagtail_tyonohjaus.appointments.series import book_series
from wagtail_tyonohjaus.appointments.types import Actor
from wagtail_tyonohjaus.messages.models import Delivery, DeliveryState
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def user(django_user_model):
    """Creates accounts with access to the admin only."""

    def make(name="somebody"):
        account = django_user_model.objects.create_user(name, password="x")
        group, _ = Group.objects.get_or_create(name="Practice")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        account.groups.add(group)
        return account

    return make


def url(name, *args):
    return reverse(f"tyonohjaus_session:{name}", args=args)


def test_staff_confirms_a_session(admin_client):
    session = hold(make_first_request(), ATTENDEE)
    response = admin_client.post(url("confirm", session.pk), follow=True)
    assert session_states() == ["01-12 09:00 confirmed"]
    assert "Both sides will receive an invitation." in response.content.decode()


def test_transition_views_reject_get(admin_client):
    session = hold(make_first_request(), ATTENDEE)
    for step in ("confirm", "cancel", "decline"):
        assert admin_client.get(url(step, session.pk)).status_code == 405
    assert session_states() == ["01-12 09:00 held"]


def test_staff_cancels_with_a_reason(admin_client):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    admin_client.post(url("cancel", session.pk), {"reason": "I am ill, sorry."})
    assert session.events.last().reason == "I am ill, sorry."
    assert session_states() == ["01-12 09:00 cancelled"]


def test_staff_moves_to_a_displayed_or_another_time(admin_client):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    page = admin_client.get(url("move", session.pk)).content.decode()
    assert 'value="2026-01-12T08:00Z/60"' in page
    admin_client.post(url("move", session.pk), {"time": "2026-01-12T08:00Z/60"})
    assert session_states() == ["01-12 10:00 confirmed"]
    admin_client.post(url("move", session.pk), {"other": "2026-01-13T14:15"})
    assert session_states() == ["01-13 14:15 confirmed"]


@pytest.mark.parametrize("data", [{}, {"other": "yesterday"}, {"other": "2020-01-01T09:00"}, {"time": "x"}])
def test_move_without_a_valid_time_shows_an_error(admin_client, data):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    response = admin_client.post(url("move", session.pk), data)
    assert response.status_code == 200
    assert not response.context["form"].is_valid()
    assert session_states() == ["01-12 09:00 confirmed"]


def test_staff_proposes_other_times(admin_client):
    session = hold(make_first_request(), ATTENDEE)
    initial = admin_client.get(url("propose", session.pk)).context["form"].initial
    assert initial["first"] == datetime(2026, 1, 12, 9)
    data = {"first": "2026-01-13T09:00", "second": "2026-01-14T09:00", "third": ""}
    admin_client.post(url("propose", session.pk), data)
    assert session_states() == ["01-12 09:00 declined", "01-13 09:00 held", "01-14 09:00 held"]


def booking(slot_request, **kwargs):
    return {
        "supervisor": slot_request.supervisor.pk,
        "service": slot_request.service.pk,
        "format": "individual",
        "mode": "premises",
        "office": slot_request.office.pk,
        "start": "2026-01-12T09:00",
        "minutes": 60,
        "name": "Elli",
        "email": "elli@visitor.example",
        **kwargs,
    }


def test_staff_books_a_series(admin_client):
    slot_request = make_first_request()
    admin_client.post(url("create"), booking(slot_request, every_days=14, times=3))
    assert session_states() == ["01-12 09:00 confirmed", "01-26 09:00 confirmed", "02-09 09:00 confirmed"]


def test_conflicting_series_lists_the_times_and_preserves_input(admin_client):
    slot_request = make_first_request()
    book(slot_request.starting_at(helsinki("2026-01-26 09:30")), ATTENDEE, actor=STAFF)
    response = admin_client.post(url("create"), booking(slot_request, every_days=14, times=3))
    page = response.content.decode()
    assert "26 January 2026, 09:00–10:00</legend>" in page and "has another session: 09:30–10:30" in page
    assert 'value="elli@visitor.example"' in page


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
def test_invalid_booking_shows_an_error_at_the_field(admin_client, field, data):
    response = admin_client.post(url("create"), booking(make_first_request(), **data))
    assert list(response.context["form"].errors) == [field]


def test_supervisor_has_access_to_own_sessions_only(user):
    slot_request = make_first_request()
    mine = book(slot_request, ATTENDEE, actor=STAFF)
    other = make_working_supervisor(slot_request.service, name="Bo Berg")
    book(make_slot_request(other, service=slot_request.service), ATTENDEE, actor=STAFF)
    account = user()
    assert not sessions_for(account).exists()
    slot_request.supervisor.user = account
    slot_request.supervisor.save()
    account = type(account).objects.get(pk=account.pk)
    assert list(sessions_for(account)) == [mine]
    assert list(supervisors_for(account)) == [slot_request.supervisor]


def test_coordinator_has_access_to_sessions_of_the_offices_supervisors(user):
    slot_request = make_first_request()
    at_office = book(slot_request, ATTENDEE, actor=STAFF)
    remote = book(
        make_slot_request(slot_request.supervisor, "2026-01-13 09:00", mode="remote", office=None),
        ATTENDEE,
        actor=STAFF,
    )
    elsewhere = make_slot_request(
        make_working_supervisor(slot_request.service, name="Bo Berg"),
        service=slot_request.service,
        office=make_office(city="Turku"),
    )
    book(elsewhere, ATTENDEE, actor=STAFF)
    account = user()
    slot_request.office.coordinators = [account]
    slot_request.office.save()
    assert list(sessions_for(account)) == [at_office, remote]


def test_views_return_404_without_access(client, user):
    session = hold(make_first_request(), ATTENDEE)
    account = user()
    make_working_supervisor(name="Bo Berg", user=account)
    client.force_login(account)
    assert client.get(url("index")).status_code == 200
    for name in ("detail", "move", "propose"):
        assert client.get(url(name, session.pk)).status_code == 404
    for name in ("confirm", "cancel", "decline", "move", "propose"):
        assert client.post(url(name, session.pk)).status_code == 404
    assert session.reference not in client.get(url("index")).content.decode()
    for name in ("week", "month"):
        assert session.name not in client.get(url(name), {"day": "2026-01-12"}).content.decode()


def test_account_without_role_cannot_open_the_list(client, user):
    client.force_login(user())
    assert client.get(url("index")).status_code in (302, 403)
    assert client.get(url("create")).status_code in (302, 403)


@pytest.mark.parametrize("name", ["week", "month"])
def test_calendar_shows_sessions_on_their_local_day(admin_client, name):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    response = admin_client.get(url(name), {"day": "2026-01-14"})
    entries = [
        (day.date.isoformat(), entry.hours, entry.session)
        for week in response.context["weeks"]
        for day in week
        for entry in day.entries
    ]
    assert entries == [("2026-01-12", "09:00–10:00", session)]


@pytest.mark.parametrize("day", ["", "garbage", "2026-02-31", "9999-12-31", "0001-01-01"])
def test_calendar_ignores_an_invalid_day(admin_client, day):
    assert admin_client.get(url("month"), {"day": day, "supervisor": "x"}).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_sessions(admin_client, django_assert_max_num_queries, count):
    slot_request = make_first_request()
    for number in range(count):
        book(
            slot_request.starting_at(helsinki(f"2026-01-{12 + number // 6:02} {9 + number % 6:02}:00")),
            ATTENDEE,
            actor=STAFF,
        )
    admin_client.get(url("index"))
    for name in ("index", "week", "month"):
        with django_assert_max_num_queries(24):
            assert admin_client.get(url(name), {"day": "2026-01-12"}).status_code == 200
    with django_assert_max_num_queries(70):  # two of them for the rows that Wagtail's migrations create
        assert admin_client.get(reverse("wagtailadmin_home")).status_code == 200


@pytest.mark.parametrize("text", ["{reference}", "{lower}", "{request}", "{typed}", "maija@e.example", "HAARA", "aino"])
def test_session_is_found_by_its_references_and_people(admin_client, text):
    slot_request = make_first_request()
    Supervisor.objects.filter(pk=slot_request.supervisor.pk).update(name="Aino Laine")
    contact_request = make_request()
    session = book(slot_request, ATTENDEE, actor=STAFF, request_id=contact_request.pk)
    other = book(slot_request.starting_at(helsinki("2026-01-13 09:00")), ATTENDEE, actor=STAFF)
    Session.objects.filter(pk=other.pk).update(supervisor=make_supervisor(name="Bo"), name="Other")
    Session.objects.filter(pk=session.pk).update(name="Maija Haara", email="Maija@e.example")
    request_reference, reference = contact_request.reference, session.reference
    texts = {
        "reference": reference,
        "lower": reference.lower(),
        "request": request_reference,
        "typed": request_reference.lower().replace("-", " "),
    }
    listed = admin_client.get(url("index"), {"period": "", "q": text.format(**texts)}).context["object_list"]
    assert list(listed) == [session]


def test_dashboard_shows_todays_sessions_and_pending_holds(admin_client, clock):
    slot_request = make_first_request()
    today = book(slot_request, ATTENDEE, actor=STAFF)
    clock.move_to(helsinki("2026-01-12 07:00"))
    waiting = hold(slot_request.starting_at(helsinki("2026-01-14 09:00")), ATTENDEE)
    page = admin_client.get(reverse("wagtailadmin_home")).content.decode()
    assert f'href="{url("detail", today.pk)}"' in page
    assert f'action="{url("confirm", waiting.pk)}"' in page


def test_list_has_upcoming_sessions_and_search_matches_names(admin_client, clock):
    slot_request = make_first_request()
    book(slot_request, ATTENDEE, actor=STAFF)
    clock.move_to(helsinki("2026-01-13 07:00"))
    assert list(admin_client.get(url("index")).context["object_list"]) == []
    assert len(admin_client.get(url("index"), {"q": "Esimerkki"}).context["object_list"]) == 1


def test_export_escapes_formulas_and_has_local_times(admin_client):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    type(session.supervisor).objects.update(name="=1+1\x0b")
    address = reverse("tyonohjaus_session:index")
    text = b"".join(admin_client.get(address, {"export": "csv"}).streaming_content).decode()
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["Supervisor"], row["Starts"]) == ("'=1+1", "2026-01-12 09:00")
    book_of = load_workbook(io.BytesIO(b"".join(admin_client.get(address, {"export": "xlsx"}).streaming_content)))
    assert [cell.value for cell in book_of.active[2]][1:4] == [
        datetime(2026, 1, 12, 9),
        datetime(2026, 1, 12, 10),
        "=1+1",
    ]
    assert book_of.active[2][3].data_type == "s"


def test_export_has_the_status_in_the_words_of_the_list(admin_client):
    book(make_first_request(), ATTENDEE, actor=STAFF)
    address = reverse("tyonohjaus_session:index")
    text = b"".join(admin_client.get(address, {"export": "csv"}).streaming_content).decode()
    assert next(csv.DictReader(io.StringIO(text)))["Status"] == Status.CONFIRMED.label


def test_deletion_with_upcoming_sessions_is_prevented(admin_client):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    for record in (session.service, session.supervisor, session.office):
        address = reverse(record.snippet_viewset.get_url_name("delete"), args=[record.pk])
        response = admin_client.post(address)
        assert response.status_code == 409
        assert session.reference in response.content.decode()
    assert Session.objects.count() == 1


def test_menu_item_requires_access_to_sessions(client, admin_client, user):
    from django.test import Client

    home = reverse("wagtailadmin_home")
    assert url("index") in admin_client.get(home).content.decode()
    outsider = Client()
    outsider.force_login(user())
    assert url("index") not in outsider.get(home).content.decode()


@pytest.mark.parametrize("name", ["week", "month", "create", "index"])
def test_every_admin_page_has_a_heading(admin_client, name):
    make_first_request()
    assert admin_client.get(url(name)).content.decode().count("<h1") == 1


def test_coordinator_sees_the_failed_invitation_of_a_session_that_she_booked(client, user):
    slot_request, coordinator = make_first_request(), user()
    slot_request.office.coordinators = [coordinator]
    slot_request.office.save()
    session = book(slot_request, ATTENDEE, actor=Actor.staff(coordinator))
    Delivery.objects.update(state=DeliveryState.FAILED, last_response="550 unknown")
    client.force_login(coordinator)
    content = client.get(reverse("tyonohjaus_log:index")).content.decode()
    assert session.reference in content and "550 unknown" in content
    delivery = Delivery.objects.get(address=ATTENDEE.email)
    content = client.get(reverse("tyonohjaus_log:detail", args=[delivery.pk])).content.decode()
    assert url("detail", session.pk) in content
    assert tokens.get_token(session) not in content


def test_coordinator_does_not_see_messages_of_other_offices(client, user):
    slot_request, coordinator = make_first_request(), user()
    make_office(city="Kotka", coordinators=[coordinator])
    session = book(slot_request, ATTENDEE, actor=STAFF)
    client.force_login(coordinator)
    assert session.reference not in client.get(reverse("tyonohjaus_log:index")).content.decode()
    for delivery in Delivery.objects.all():
        assert client.get(reverse("tyonohjaus_log:detail", args=[delivery.pk])).status_code == 404


def test_staff_cancels_all_upcoming_sessions_of_a_series(admin_client):
    slot_request = make_first_request()
    starts = [slot_request.start, slot_request.start + timedelta(days=1)]
    sessions = book_series(slot_request, starts, ATTENDEE, actor=STAFF)
    assert "All upcoming sessions of the series (2)" in admin_client.get(url("detail", sessions[0].pk)).content.decode()
    admin_client.post(url("cancel", sessions[0].pk), {"series": "1"})
    assert session_states() == ["01-12 09:00 cancelled", "01-13 09:00 cancelled"]


@pytest.mark.parametrize("step", ["decline", "cancel"])
def test_message_to_the_visitor_that_is_too_long_is_an_error_and_stays_in_the_field(admin_client, step):
    session = (
        hold(make_first_request(), ATTENDEE) if step == "decline" else book(make_first_request(), ATTENDEE, actor=STAFF)
    )
    response = admin_client.post(url(step, session.pk), {"reason": "x" * 1001})
    html = response.content.decode()
    assert Session.objects.get().status == session.status
    assert ("x" * 1001 in html, "at most 1000 characters" in html) == (True, True)


@pytest.mark.parametrize("field", ["minutes", "every_days", "times"])
@pytest.mark.parametrize("typed", ["5-6", "1,5", "10 or 20", "5 6"])
def test_number_of_a_booking_is_one_whole_number(admin_client, field, typed):
    html = admin_client.post(url("create"), booking(make_first_request(), **{field: typed})).content.decode()
    assert "Enter one whole number" in html
    assert f'value="{typed}"' in html


def test_past_or_closed_are_all_sessions_that_are_not_upcoming(admin_client, clock):
    slot_request = make_first_request()
    times = ("2026-01-12 09:00", "2026-01-12 10:00", "2026-01-16 09:00", "2026-01-16 10:00")
    past, cancelled, confirmed, held = [
        book(slot_request.starting_at(helsinki(time)), ATTENDEE, actor=STAFF) for time in times
    ]
    Session.objects.filter(pk=cancelled.pk).update(status="cancelled")
    Session.objects.filter(pk=held.pk).update(status="held", hold_until=helsinki("2026-01-15 12:00"))
    clock.move_to(helsinki("2026-01-14 07:00"))
    listed = {
        period: list(admin_client.get(url("index"), {"period": period}).context["object_list"])
        for period in ("upcoming", "past")
    }
    assert listed == {"upcoming": [confirmed, held], "past": [past, cancelled]}
