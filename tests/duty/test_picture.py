"""The coming weeks of a rota in the admin."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.duty.helpers import make_weekly_turn
from tests.factories import make_hours_exception, make_supervisor
from wagtail_tyonohjaus.duty.models import DutyChange, DutyTurn
from wagtail_tyonohjaus.duty.picture import build_picture
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 7, 6, tzinfo=UTC)  # a Monday
WEEK = timedelta(days=7)


def page(client, name: str, *args) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def tomorrow() -> date:
    return timezone.now().date() + timedelta(days=1)


@pytest.fixture
def turn():
    """Tomorrow from 8 to 24."""
    day = tomorrow()
    return make_weekly_turn(make_supervisor(name="Aino", phone="+358401234567"), weekday=day.weekday())


def test_picture_shows_turns_gaps_and_their_causes():
    aino, kalle = (
        make_supervisor(name="Aino"),
        make_supervisor(name="Kalle", phone="+358401234567", email="k@example.com"),
    )
    rota = make_weekly_turn(aino, end="16:00").rota
    make_hours_exception(aino, date(2026, 12, 14))
    DutyChange.objects.create(rota=rota, absent=aino, substitute=kalle, start=NOW, end=NOW + timedelta(hours=4))
    picture = build_picture(rota, NOW, weeks=2)
    entries = [
        (week.number, day.date.day, entry.times, entry.name, entry.instead_of, entry.notes)
        for week in picture.weeks
        for day in week.days
        for entry in day.entries
    ]
    missing = ("no telephone number", "no e-mail address")
    assert entries == [
        (50, 7, "08:00–12:00", "Kalle", "Aino", ()),
        (50, 7, "12:00–16:00", "Aino", "", missing),
        (51, 14, "08:00–16:00", "", "", ("Aino is away",)),
    ]
    assert picture.unreachable == [(aino, ", ".join(missing))]
    assert picture.gap_count == 1


def test_substitute_on_closed_days_is_marked():
    aino, kalle = (
        make_supervisor(name="Aino"),
        make_supervisor(name="Kalle", phone="+358401234567", email="k@example.com"),
    )
    rota = make_weekly_turn(aino).rota
    make_hours_exception(kalle, NOW.date())
    DutyChange.objects.create(rota=rota, absent=aino, substitute=kalle, start=NOW, end=NOW + timedelta(days=1))
    entries = build_picture(rota, NOW, weeks=1).weeks[0].days[0].entries
    assert [(entry.name, entry.notes) for entry in entries] == [("Kalle", ("has closed this day in the hours",))]


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_do_not_grow_with_the_turns(rows, django_assert_num_queries):
    rota = make_weekly_turn(make_supervisor()).rota
    for number in range(rows):
        make_weekly_turn(make_supervisor(name=f"Person {number}"), rota=rota)
    rota.zone  # noqa: B018
    with django_assert_num_queries(6):
        build_picture(rota, NOW)


def test_turn_is_given_to_a_substitute_and_taken_back(admin_client, turn):
    kalle = make_supervisor(name="Kalle")
    shown = page(admin_client, "tyonohjaus_rota", turn.rota_id)
    url = next(part.split('"')[0] for part in shown.split('href="') if f"/change/{turn.supervisor_id}/" in part)
    values = {"substitute": kalle.pk, "start": f"{tomorrow()} 10:00", "end": f"{tomorrow()} 12:00"}
    early = values | {"start": f"{tomorrow()} 04:00", "end": f"{tomorrow()} 05:00"}
    assert "Aino has no turn at that time." in admin_client.post(url, early).content.decode()
    assert "This field is required." in admin_client.post(url, values | {"substitute": ""}).content.decode()
    reversed_times = values | {"end": f"{tomorrow()} 09:00"}
    assert "ends before it starts" in admin_client.post(url, reversed_times).content.decode()
    assert admin_client.post(url, values).status_code == 302
    change = DutyChange.objects.get()
    assert (change.absent_id, change.substitute_id) == (turn.supervisor_id, kalle.pk)
    assert "Kalle instead of Aino" in page(admin_client, "tyonohjaus_rota", turn.rota_id)
    admin_client.post(reverse("tyonohjaus_rota_undo", args=[turn.rota_id, change.pk]))
    assert DutyChange.objects.count() == 0


def test_turn_is_swapped_for_one_at_another_time(admin_client, turn):
    start = datetime.combine(tomorrow() + timedelta(days=2), time(8), UTC)
    other = DutyTurn.objects.create(
        rota=turn.rota, supervisor=make_supervisor(name="Kalle"), start=start, end=start + timedelta(hours=4)
    )
    shown = page(admin_client, "tyonohjaus_rota", turn.rota_id)
    url = next(part.split('"')[0] for part in shown.split('href="') if f"/change/{turn.supervisor_id}/" in part)
    value = f"{other.supervisor_id}-{int(other.start.timestamp())}-{int(other.end.timestamp())}"
    assert value in admin_client.get(url).content.decode()
    assert admin_client.post(url, {"swap": "1", "other": value}).status_code == 302
    people = list(DutyChange.objects.values_list("absent_id", "substitute_id"))
    assert people == [(turn.supervisor_id, other.supervisor_id), (other.supervisor_id, turn.supervisor_id)]
    assert DutyChange.objects.count() == 2
    again = admin_client.post(url, {"swap": "1", "other": value}, follow=True)
    assert "Somebody has changed this turn meanwhile." in again.content.decode()
    assert DutyChange.objects.count() == 2


def test_turn_that_somebody_else_changes_at_the_same_time_is_changed_once(admin_client, turn):
    """The other change is stored just before this one has the lock of the rota."""
    kalle, others = make_supervisor(name="Kalle"), []
    start = datetime.combine(tomorrow(), time(), UTC) - timedelta(days=1)
    times = {"start": start, "end": start + timedelta(days=3)}

    def other_manager_is_first(execute, sql, params, many, context):
        is_lock = re.match(r"SELECT \W?wagtail_tyonohjaus_rota\W+id\W+(AS \W?pk\W+)?FROM", sql)
        if is_lock and not others:
            others.append("changed")
            DutyChange.objects.create(rota=turn.rota, absent=turn.supervisor, substitute=None, **times)
        return execute(sql, params, many, context)

    shown = page(admin_client, "tyonohjaus_rota", turn.rota_id)
    url = next(part.split('"')[0] for part in shown.split('href="') if f"/change/{turn.supervisor_id}/" in part)
    values = {"substitute": kalle.pk, "start": f"{tomorrow()} 10:00", "end": f"{tomorrow()} 12:00"}
    with connection.execute_wrapper(other_manager_is_first):
        response = admin_client.post(url, values, follow=True)
    assert "Somebody has changed this turn meanwhile." in response.content.decode()
    assert list(DutyChange.objects.values_list("substitute")) == [(None,)]


def test_gap_is_filled_by_a_turn_with_its_times(admin_client, turn):
    make_hours_exception(turn.supervisor, tomorrow())
    shown = page(admin_client, "tyonohjaus_rota", turn.rota_id)
    url = next(part.split('"')[0] for part in shown.split('href="') if "/add/?start=" in part).replace("&amp;", "&")
    assert f'value="{tomorrow()} 08:00"' in admin_client.get(url).content.decode()
    values = {"supervisor": make_supervisor(name="Kalle").pk, "start": f"{tomorrow()} 08:00"}
    response = admin_client.post(url, values | {"end": f"{tomorrow() + timedelta(days=1)} 00:00"})
    assert response.status_code == 302
    assert DutyTurn.objects.get().supervisor.name == "Kalle"


def test_rotation_is_added_in_the_order_of_the_weeks(admin_client, turn):
    url = reverse("tyonohjaus_rota_rotation", args=[turn.rota_id])
    kalle = make_supervisor(name="Kalle")
    values = {"first_day": "2026-12-07", "start": "8", "end_weekday": 0, "end": "8", "week_1": kalle.pk}
    assert admin_client.post(url, values | {"week_2": turn.supervisor_id}).status_code == 302
    rows = turn.rota.weekly_turns.filter(interval_weeks=2).order_by("pk")
    assert [(row.supervisor.name, row.minutes) for row in rows] == [("Kalle", 7 * 1440), ("Aino", 7 * 1440)]


def test_rotation_has_no_blank_week_before_a_later_one(admin_client, turn):
    url = reverse("tyonohjaus_rota_rotation", args=[turn.rota_id])
    values = {"first_day": "2026-12-07", "start": "8", "end_weekday": 0, "end": "8", "week_1": turn.supervisor_id}
    form = admin_client.post(url, values | {"week_3": turn.supervisor_id, "week_5": "unknown"}).context["form"]
    blank = ["Select a supervisor, or leave all later weeks blank, too."]
    unknown = ["Select a valid choice. That choice is not one of the available choices."]
    assert form.errors == {"week_2": blank, "week_4": blank, "week_5": unknown}
    assert turn.rota.weekly_turns.count() == 1


def login_supervisor(client) -> Supervisor:
    user = get_user_model().objects.create_user("supervisor", "s@example.com", "secret")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    return make_supervisor(name="Supervisor", user=user)


@pytest.mark.parametrize("name", ["tyonohjaus_rota_add", "tyonohjaus_rota_rotation"])
def test_only_managers_of_the_practice_change_a_rota(client, name):
    turn = make_weekly_turn(login_supervisor(client))
    assert client.get(reverse(name, args=[turn.rota_id])).status_code == 404


def test_people_of_a_rota_read_its_picture(client):
    turn, kalle = make_weekly_turn(login_supervisor(client)), make_supervisor(name="Kalle", phone="", email="")
    make_weekly_turn(kalle, rota=turn.rota, weekday=3)
    start = datetime.combine(tomorrow(), time(), UTC)
    DutyChange.objects.create(rota=turn.rota, absent=kalle, substitute=turn.supervisor, start=start, end=start + WEEK)
    shown = page(client, "tyonohjaus_rota", turn.rota_id)
    assert all(text in shown for text in ("Supervisor", "Kalle", "instead of Kalle", "The managers change turns."))
    hidden = ("/change/", "/add/", "/undo/", "/edit/", "can be reached", "no telephone number", "Select a turn")
    assert [text for text in hidden if text in shown.partition("<main")[2]] == []


@pytest.mark.parametrize("case", ["no turn", "left", "no record"])
def test_nobody_else_reads_the_picture_of_a_rota(client, case):
    own = login_supervisor(client)
    turn = make_weekly_turn(make_supervisor(name="Kalle") if case == "no turn" else own)
    if case == "left":
        Supervisor.objects.filter(pk=own.pk).update(active=False)
    elif case == "no record":
        Supervisor.objects.filter(pk=own.pk).update(user=None)
    assert client.get(reverse("tyonohjaus_rota", args=[turn.rota_id])).status_code == 404


def test_change_is_undone_once(admin_client, turn):
    start = datetime.combine(tomorrow(), time(), UTC)
    times = {"start": start, "end": start + timedelta(days=1)}
    change = DutyChange.objects.create(rota=turn.rota, absent=turn.supervisor, **times)
    url, others = reverse("tyonohjaus_rota_undo", args=[turn.rota_id, change.pk]), []

    def other_manager_is_first(execute, sql, params, many, context):
        is_lock = re.match(r"SELECT \W?wagtail_tyonohjaus_rota\W+id\W+(AS \W?pk\W+)?FROM", sql)
        if is_lock and not others:
            others.append("undone")
            DutyChange.objects.all().delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(other_manager_is_first):
        first = admin_client.post(url, follow=True)
    for response in (first, admin_client.post(url, follow=True)):
        assert "Somebody has changed this turn meanwhile." in response.content.decode()
    assert not Delivery.objects.exists()
    assert not ModelLogEntry.objects.filter(action="wagtail.edit").exists()


@pytest.mark.parametrize("span", [(5, 5), (1, 10**30)])
def test_turn_with_impossible_times_is_not_found(admin_client, turn, span):
    url = reverse("tyonohjaus_rota_change", args=[turn.rota_id, turn.supervisor_id, *span])
    assert admin_client.get(url).status_code == 404


@pytest.mark.parametrize("start", ["9" * 5000, "9" * 18, "-1", "soon"])
def test_turn_is_added_without_the_times_that_no_gap_has(admin_client, turn, start):
    response = admin_client.get(reverse("tyonohjaus_rota_add", args=[turn.rota_id]), {"start": start, "end": "0"})
    assert response.status_code == 200
    assert response.context["form"].initial == {"end": datetime(1970, 1, 1, tzinfo=UTC)}


def test_list_of_rotas_links_to_the_coming_weeks(admin_client, turn):
    listed = admin_client.get(reverse("wagtailsnippets_wagtail_tyonohjaus_rota:list")).content.decode()
    assert (
        listed.count(f'href="{reverse("tyonohjaus_rota", args=[turn.rota_id])}"') == 2
    )  # in its column, and among the buttons
    assert "Private calendar" in listed
