"""Every time that is shown can be requested."""

import pytest
from time_machine import travel

from tests.factories import make_office, make_service, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.appointments.models import Session

from .requests import get, post, problem, stored_by

pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture(autouse=True)
def today():
    with travel("2026-11-20T10:00:00Z", tick=False):
        yield


@pytest.fixture
def service(practice):
    return make_service(lengths="60, 90", formats=["individual", "pair"])


@pytest.fixture
def office(practice):
    return make_office(city="Turku", address="Linnankatu 1")


@pytest.fixture
def supervisor(service, office):
    row = make_supervisor(services=[service], offices=[office], phone="+358409999999", show_phone=False)
    make_weekly_hours(row, office=office, delivery_modes=["premises"])
    make_weekly_hours(row, weekday=2, delivery_modes=["remote"])
    return row


def slots_of(times) -> list[dict]:
    return [slot for day in times["days"] for slot in day["slots"]]


def test_times_are_those_of_the_slot_picker(supervisor, service, office):
    times = get("times/").json()
    day = times["days"][0]
    assert (times["service"], times["length"], times["lengths"]) == (
        {"id": "work-supervision", "name": "Work supervision"},
        60,
        [60, 90],
    )
    assert times["time_zone"] == {"name": "Europe/Helsinki", "label": "Finnish time"}
    assert (times["visitor_time_zone"], times["earlier"], times["later"]) == (None, None, "2026-11-30")
    assert (day["date"], day["label"]) == ("2026-11-23", "Monday 23 November 2026")
    assert day["slots"][0] == {
        "start": "2026-11-23T07:00:00Z",
        "end": "2026-11-23T08:00:00Z",
        "minutes": 60,
        "label": "09:00–10:00",
        "visitor_label": "",
        "supervisor": {"id": str(supervisor.uuid), "name": "Aino Laine"},
        "office": {"id": "turku", "name": "Turku"},
        "form": {
            "supervisor": str(supervisor.uuid),
            "service": "work-supervision",
            "office": "turku",
            "preferred_start": "2026-11-23T07:00Z/60",
        },
    }


@pytest.mark.parametrize("query", [{}, {"length": "90"}, {"format": "pair"}, {"delivery_mode": "remote"}])
def test_each_time_can_be_requested(query, supervisor):
    slots = slots_of(get("times/", query).json())
    assert slots != []
    for number, slot in enumerate([slots[0], slots[-1]]):
        form = get("form/", slot["form"]).json()
        hidden = {field["name"]: field["value"] for field in form["hidden"]}
        shown = {field["name"]: field["value"] for group in form["groups"] for field in group["fields"]}
        name = {"name": f"Visitor {number}", "email": f"{number}@example.org", "consent": True}
        stored = stored_by(post({"token": form["token"], "answers": {**shown, **hidden, **name}}))
        assert stored.preferred_start.isoformat() == slot["start"].replace("Z", "+00:00")
        assert stored.supervisor == supervisor
        if not stored.spam_reasons:
            assert Session.objects.filter(request=stored).count() == 1


def test_times_of_one_supervisor_and_office(supervisor, service, office):
    make_weekly_hours(make_supervisor(name="Berta", services=[service]))
    names = {slot["supervisor"]["name"] for slot in slots_of(get("times/", {"supervisor": supervisor.uuid}).json())}
    offices = {slot["office"]["id"] for slot in slots_of(get("times/", {"office": "turku"}).json())}
    assert (names, offices) == ({"Aino Laine"}, {"turku"})


def test_times_in_the_visitors_time_zone(supervisor):
    times = get("times/", {"tz": "Europe/Stockholm"}).json()
    assert times["visitor_time_zone"] == {"name": "Europe/Stockholm", "label": "Swedish time"}
    assert slots_of(times)[0]["visitor_label"] == "08:00–09:00"


def test_another_week(supervisor):
    times = get("times/", {"from": "2026-12-07"}).json()
    assert (times["earlier"], times["later"], times["days"][0]["date"]) == ("2026-11-30", "2026-12-14", "2026-12-07")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("from", "tomorrow"),
        ("from", "2026-02-30"),
        ("length", "45"),
        ("length", "-60"),
        ("length", "0"),
        ("length", "9999999999"),
        ("format", "crowd"),
        ("delivery_mode", "moon"),
        ("tz", "Mars"),
        ("service", "nothing"),
        ("page", "1"),
    ],
)
def test_invalid_parameter_is_named(name, value, supervisor):
    response = get("times/", {name: value})
    assert problem(response) == (400, "invalid-parameter")
    assert [error["parameter"] for error in response.json()["errors"]] == [name]


def test_unpublished_times_are_not_found(supervisor, practice):
    practice.publish_free_times = False
    practice.save()
    assert problem(get("times/")) == (404, "not-found")
    assert get().json()["publishes_times"] is False


def test_practice_without_a_service_has_no_times():
    assert problem(get("times/")) == (404, "not-found")


def test_times_may_be_cached_for_a_minute(supervisor):
    assert get("times/")["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("path", ["", "times/", "form/"])
def test_hidden_numbers_and_addresses_stay_hidden(path, supervisor, office):
    supervisor.email, supervisor.show_email = "aino.private@example.com", False
    supervisor.save()
    office.email = "turku@example.com"
    office.save()
    query = {"supervisor": supervisor.uuid} if path else {}
    response = get(path, query)
    text = response.content.decode()
    assert (response.status_code, str(supervisor.uuid) in text or path == "form/") == (200, True)
    assert [secret for secret in ("9999999", "private", "turku@", "practice@", "Linnankatu") if secret in text] == []


def test_number_of_a_supervisor_is_shown_as_on_pages(supervisor):
    query = {"supervisor": supervisor.uuid}
    assert get("form/", query).json()["phone"]["number"] == "+358401234567"
    supervisor.show_phone = True
    supervisor.save()
    assert get("form/", query).json()["phone"]["number"] == "+358409999999"
