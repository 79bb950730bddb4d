"""Hours that are limited to records which are deleted."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from tests.edit_forms import post_edit
from tests.factories import make_hours_exception, make_office, make_service, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.availability.free import UNRESTRICTED_QUERY, AvailabilityQuery, free_slots
from wagtail_tyonohjaus.availability.models import HoursException, WeeklyHours
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = pytest.mark.django_db

# Sunday evening; the services need a day's notice.
AS_OF = int(datetime(2026, 1, 11, 18, tzinfo=ZoneInfo("Europe/Helsinki")).timestamp())
TUESDAY = date(2026, 1, 13)


def slots(supervisor, query=UNRESTRICTED_QUERY) -> int:
    until = AS_OF + int(timedelta(days=7).total_seconds())
    return len([slot for slot in free_slots([supervisor.pk], query, AS_OF)[supervisor.pk] if slot.start < until])


@pytest.fixture
def records():
    service, other = make_service(), make_service(name="Coaching", kind="coaching")
    kotka, pori = make_office(city="Kotka"), make_office(city="Pori")
    supervisor = make_supervisor(services=[service, other], offices=[kotka, pori])
    return {"supervisor": supervisor, "services": service, "office": kotka, "pori": pori, "other": other}


def make_hours(kind: str, supervisor, **kwargs):
    if kind == "weekly":
        return make_weekly_hours(supervisor, 1, **kwargs)
    make_weekly_hours(supervisor, 1, start="12:00", end="18:00")
    services = kwargs.pop("services", ())
    row = make_hours_exception(supervisor, TUESDAY, "09:00", "16:00", **kwargs)
    if services:
        row.services = services
        row.save()
    return row


def test_feed_of_hours_omits_those_of_a_deleted_office(records, client):
    supervisor = records["supervisor"]
    make_weekly_hours(supervisor, 1, office=records["office"])
    url = f"/calendar/{supervisor.uuid}/availability.ics"
    assert "BEGIN:AVAILABLE" in client.get(url).content.decode()
    records["office"].delete()
    assert "BEGIN:AVAILABLE" not in client.get(url).content.decode()


@pytest.mark.parametrize("kind", ["weekly", "exception"])
@pytest.mark.parametrize("name", ["services", "office"])
def test_hours_are_not_offered_after_their_record_is_deleted(records, kind, name):
    supervisor, record = records["supervisor"], records[name]
    row = make_hours(kind, supervisor, **{name: [record] if name == "services" else record})
    assert slots(supervisor)
    record.delete()
    row.refresh_from_db()
    assert row.exhausted_conditions() == [name]
    assert slots(supervisor) == slots(supervisor, AvailabilityQuery(office=records["pori"].pk)) == 0


def test_hours_of_rows_inserted_without_save_are_not_offered_either(records):
    supervisor = records["supervisor"]
    row = make_weekly_hours(supervisor, 1)
    WeeklyHours.objects.filter(pk=row.pk).update(office=records["office"])
    records["office"].delete()
    assert slots(supervisor) == 0


def test_crisis_hours_of_a_deleted_service_stay_reserved(records):
    supervisor = records["supervisor"]
    make_weekly_hours(supervisor, 1)
    crisis = make_service(name="Crisis", kind="crisis")
    make_weekly_hours(supervisor, 1, services=[crisis], crisis_only=True)
    assert slots(supervisor) == 0
    crisis.delete()
    assert slots(supervisor) == 0


@pytest.mark.parametrize("stored", ["", ",no_longer_a_choice,"])
def test_hours_with_unreadable_delivery_modes_are_not_offered(records, stored):
    supervisor = records["supervisor"]
    make_weekly_hours(supervisor, 1, delivery_modes=["remote"])
    assert slots(supervisor)
    WeeklyHours.objects.update(delivery_modes=stored)
    supervisor.save()
    assert slots(supervisor) == 0


def test_exception_stays_when_its_service_is_deleted(records):
    """Without it, the weekly hours of its days would be offered."""
    supervisor = records["supervisor"]
    make_hours("exception", supervisor, services=[records["services"]])
    records["services"].delete()
    assert HoursException.objects.count() == 1
    assert slots(supervisor) == 0


@pytest.mark.parametrize(
    "values",
    [
        {"start": time(16), "end": time(9)},
        {"start": time(9), "end": None},
        {"first_day": TUESDAY, "last_day": TUESDAY - timedelta(days=1)},
        {"start": None, "end": None},
    ],
)
def test_unreadable_exception_closes_its_days(records, values):
    """Without it, the weekly hours of its days would be offered."""
    supervisor = records["supervisor"]
    row = make_hours("exception", supervisor, services=[records["services"]])
    assert slots(supervisor)
    HoursException.objects.filter(pk=row.pk).update(**{"start": None, "end": None, **values})
    supervisor.save()
    assert slots(supervisor) == 0


def edit_url(supervisor) -> str:
    return reverse(Supervisor.snippet_viewset.get_url_name("edit"), args=[supervisor.pk])


def post_hours(client, supervisor, row, **values):
    """The response to the form with one row of weekly hours."""
    data = {"name": supervisor.name, "introduction": "null", "active": "on", "accepts_new_clients": "on"}
    for name in ("weekly_hours", "hours_exceptions", "busy_calendars", "translations"):
        count = int(name == "weekly_hours")
        data |= {f"{name}-TOTAL_FORMS": count, f"{name}-INITIAL_FORMS": count}
    hours = {"id": row.pk, "weekday": 1, "start": "09:00", "end": "12:00", "interval_weeks": 1, **values}
    data |= {f"weekly_hours-0-{key}": value for key, value in hours.items()}
    data["services"] = values.get("services", [])
    return post_edit(client, edit_url(supervisor), data)


def test_form_says_that_hours_are_not_offered_and_keeps_them_limited(records, admin_client):
    supervisor = records["supervisor"]
    row = make_weekly_hours(supervisor, 1, office=records["office"], services=[records["services"]])
    records["office"].delete()
    text = "Matches nothing: what it was limited to no longer exists (office)."
    assert text in admin_client.get(edit_url(supervisor)).content.decode()
    response = post_hours(
        admin_client, supervisor, row, services=[records["services"].pk], restricted_fields=["office", "services"]
    )
    assert response.status_code == 302, response.context["form"].formsets["weekly_hours"].errors
    row.refresh_from_db()
    assert row.exhausted_conditions() == ["office"]


def test_emptying_a_condition_of_hours_without_unmarking_it_is_an_error(records, admin_client):
    supervisor = records["supervisor"]
    row = make_weekly_hours(supervisor, 1, services=[records["services"]])
    response = post_hours(admin_client, supervisor, row, restricted_fields=["services"])
    assert list(response.context["form"].formsets["weekly_hours"].errors[0]) == ["services"]
    response = post_hours(admin_client, supervisor, row)
    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.restricted_fields, list(row.services.all())) == ([], [])
