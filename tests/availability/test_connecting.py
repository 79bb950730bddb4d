"""Connecting a calendar in three steps: it is tested before anything is stored."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.factories import make_busy_calendar, make_office, make_site, make_supervisor
from wagtail_tyonohjaus.availability.models import BusyCalendar

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("practice")]

CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:{day}T080000Z\r\n"
    "DTEND:{day}T090000Z\r\nRRULE:FREQ=DAILY\r\nSUMMARY:Secret subject\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def loopback(settings):
    settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "BUSY_ALLOW_LOOPBACK": True}


def connect_url(supervisor):
    return reverse("tyonohjaus_connect_calendar", args=[supervisor.pk])


def login(client, name):
    user = get_user_model().objects.create_user(name, f"{name}@example.com", "pw", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    return user


@pytest.mark.usefixtures("loopback")
def test_calendar_that_can_be_read_is_connected_with_its_busy_times(admin_client, server):
    supervisor = make_supervisor()
    address = server.serve(CALENDAR.format(day="20260105"), **{"Content-Type": "text/calendar"})
    data = {"url": f" {address} ", "name": "Work"}
    response = admin_client.post(connect_url(supervisor), data, follow=True)
    calendar = supervisor.busy_calendars.get()
    assert response.redirect_chain[-1][0].endswith(f"/calendars/{calendar.pk}/connected/")
    assert (calendar.url, calendar.name, calendar.error) == (address, "Work", "")
    assert calendar.fetched_at and calendar.blocks.count() > 20
    page = response.content.decode()
    assert "The calendar is connected" in page and "Work" in page
    assert "cal.ics" not in page and "Secret subject" not in page

    admin_client.post(connect_url(supervisor), data)
    assert supervisor.busy_calendars.count() == 1


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ("<!doctype html><html><form>Log in</form></html>", 200, "The URL leads to a web page, not a calendar."),
        ("gone", 404, "The server answered with status 404."),
        ("nothing", 200, "The URL does not lead to an iCalendar file."),
    ],
)
def test_calendar_that_can_not_be_read_is_an_error_at_the_field(admin_client, server, body, status, text):
    supervisor = make_supervisor()
    address = server.serve(body, status=status)
    response = admin_client.post(connect_url(supervisor), {"url": address})
    assert response.context["form"].errors["url"][0].startswith(text)
    assert not BusyCalendar.objects.exists()
    assert 'name="keep"' in response.content.decode()

    response = admin_client.post(connect_url(supervisor), {"url": address, "keep": "on"}, follow=True)
    assert "but can't be read yet" in response.content.decode()
    assert BusyCalendar.objects.get().error


def test_url_into_a_private_network_is_not_fetched(admin_client, server):
    supervisor = make_supervisor()
    response = admin_client.post(connect_url(supervisor), {"url": server.serve(CALENDAR.format(day="20260105"))})
    assert "private network" in response.context["form"].errors["url"][0]
    assert not BusyCalendar.objects.exists()


@pytest.mark.parametrize("url", ["", "calendar.example.com", "ftp://example.com/a.ics", "https://user@example.com/a"])
def test_url_that_can_not_be_fetched_is_an_error_at_the_field(admin_client, url):
    response = admin_client.post(connect_url(make_supervisor()), {"url": url})
    assert list(response.context["form"].errors) == ["url"]


@pytest.mark.parametrize("scheme", ["https", "webcal"])
def test_calendar_is_not_connected_twice(admin_client, scheme):
    supervisor = make_supervisor()
    make_busy_calendar(supervisor, name="Home", url="https://calendar.example.com/one.ics")
    response = admin_client.post(connect_url(supervisor), {"url": f"{scheme}://calendar.example.com/one.ics"})
    assert "connected already: Home" in response.context["form"].errors["url"][0]
    assert supervisor.busy_calendars.count() == 1


def test_calendars_are_connected_by_the_supervisor_and_the_coordinators(client):
    office = make_office()
    own = make_supervisor(offices=[office], user=login(client, "aino"))
    other = make_supervisor(name="Bo")
    foreign = make_supervisor(name="Cecilia", site=make_site("other.example.com"))
    assert client.get(connect_url(own)).status_code == 200
    assert [client.get(connect_url(one)).status_code for one in (other, foreign)] == [404, 404]
    assert client.post(connect_url(other), {"url": "https://example.com/a.ics"}).status_code == 404

    office.coordinators.add(login(client, "coordinator"))
    office.save()
    assert client.get(connect_url(own)).status_code == 200
    assert [client.get(connect_url(one)).status_code for one in (other, foreign)] == [404, 404]
    strange = make_busy_calendar(other)
    connected = reverse("tyonohjaus_calendar_connected", args=[own.pk, strange.pk])
    assert client.get(connected).status_code == 404
