"""Busy calendars in the admin: their URLs, their status, and who may see it."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from tests.availability.admin_forms import SECRET, calendar_row, errors, form_data, formset, url
from tests.edit_forms import post_edit
from tests.factories import (
    make_busy_block,
    make_busy_calendar,
    make_site,
    make_supervisor,
)
from wagtail_tyonohjaus.availability.admin import forms
from wagtail_tyonohjaus.availability.busy_calendars.health import calendars_health
from wagtail_tyonohjaus.availability.models import BusyCalendar
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practice")]


def test_calendar_url_is_displayed_masked_and_unchanged_when_submitted_as_displayed(
    admin_client, django_capture_on_commit_callbacks, monkeypatch
):
    fetches: list[list[BusyCalendar]] = []
    monkeypatch.setattr(forms, "enqueue_fetches", fetches.append)
    supervisor = make_supervisor()
    calendar = make_busy_calendar(supervisor)
    page = admin_client.get(url("edit", supervisor.pk)).content.decode()
    assert "private-1234" not in page
    assert "calendar.example.com/…" in page
    row = calendar_row(id=calendar.pk, url="calendar.example.com/…", name="Home")
    data = form_data()
    data |= formset("busy_calendars", [row], initial=1)
    with django_capture_on_commit_callbacks(execute=True):
        response = post_edit(admin_client, url("edit", supervisor.pk), data)
    assert response.status_code == 302, response.context["form"].formsets["busy_calendars"].errors
    assert fetches == []
    calendar.refresh_from_db()
    assert (calendar.url, calendar.name) == (SECRET, "Home")


@pytest.mark.parametrize(
    "calendar_url", ["ftp://example.com/a.ics", "example.com/…", "https://", "https://a b/c", "file:///etc"]
)
def test_calendar_url_that_can_not_be_fetched_is_rejected(admin_client, calendar_url):
    response = admin_client.post(url("add"), form_data(busy_calendars=[calendar_row(url=calendar_url)]))
    assert errors(response, "busy_calendars") == [{"url": ["Enter a URL that starts with https:// or webcal://."]}]


def test_calendars_page_displays_the_status_of_each_calendar(admin_client, supervisor):
    now = timezone.now()
    make_busy_block(supervisor, now + timedelta(days=2), now + timedelta(days=2, hours=1))
    BusyCalendar.objects.update(
        error="status",
        error_detail="404",
        issues={"marked_free": 3, "unknown_zone": 1},
        fetched_at=now - timedelta(days=3),
        stale="close",
    )
    page = admin_client.get(reverse("tyonohjaus_busy_calendars", args=[supervisor.pk])).content.decode()
    for text in (
        "The server answered with status 404. Check that the calendar is still shared at this URL.",
        "The busy times from the last successful fetch are still used.",
        "No times are offered until it can be fetched again",
        "3 events marked as free",
        "1 unknown time zone, replaced by the supervisor&#x27;s",
        "calendar.example.com/…",
        "<dd>1</dd>",
        "Fetch Work now",
    ):
        assert text in page, text
    assert "private-1234" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_status_of_many_calendars_needs_one_query(supervisor, count, django_assert_num_queries):
    for n in range(count):
        calendar = make_busy_calendar(supervisor, name=f"{n}")
        make_busy_block(supervisor, timezone.now(), timezone.now() + timedelta(hours=1), calendar)
    with django_assert_num_queries(1):
        assert len(calendars_health([supervisor.pk])) == count + 1


def log_in(client, name):
    user = get_user_model().objects.create_user(name, password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    return user


def test_calendars_page_is_for_the_supervisor_and_coordinators(client, supervisor):
    page, fetch = (
        reverse("tyonohjaus_busy_calendars", args=[supervisor.pk]),
        reverse("tyonohjaus_fetch_calendar", args=[supervisor.pk, supervisor.busy_calendars.get().pk]),
    )
    log_in(client, "stranger")
    assert (client.get(page).status_code, client.post(fetch).status_code) == (404, 404)
    coordinator = log_in(client, "coordinator")
    office = supervisor.offices.get()
    office.coordinators = [coordinator]
    office.save()
    assert client.get(page).status_code == 200
    own = log_in(client, "own")
    Supervisor.objects.filter(pk=supervisor.pk).update(user=own)
    assert client.get(page).status_code == 200
    assert client.get(fetch).status_code == 405


def test_calendar_of_another_supervisor_is_not_fetched(admin_client, supervisor):
    other = make_supervisor(name="Other", site=make_site("other.localhost"))
    calendar = supervisor.busy_calendars.get()
    response = admin_client.post(reverse("tyonohjaus_fetch_calendar", args=[other.pk, calendar.pk]))
    assert response.status_code == 404


def test_supervisor_list_links_to_the_calendars_page(admin_client, supervisor):
    page = admin_client.get(url("list")).content.decode()
    assert reverse("tyonohjaus_busy_calendars", args=[supervisor.pk]) in page
