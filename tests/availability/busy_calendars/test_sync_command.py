"""What fetches busy calendars: the command, the task, and buttons in the admin."""

import io
import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from tests.availability.admin_forms import form_data
from tests.availability.busy_calendars.misbehaving_server import running
from tests.edit_forms import post_edit
from tests.ical.samples import calendar, event
from wagtail_tyonohjaus.availability.busy_calendars.sync import sync_calendar
from wagtail_tyonohjaus.availability.busy_calendars.tasks import fetch_calendar
from wagtail_tyonohjaus.availability.models import BusyBlock, BusyCalendar
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    loopback = {"BUSY_ALLOW_LOOPBACK": True}
    with running() as started, override_settings(WAGTAIL_TYONOHJAUS=loopback):
        yield started


def tomorrow(*lines):
    day = timezone.now() + timedelta(days=1)
    return calendar(event("UID:1", f"DTSTART:{day:%Y%m%d}T100000Z", f"DTEND:{day:%Y%m%d}T110000Z", *lines))


def run_command(*args):
    out, err = io.StringIO(), io.StringIO()
    call_command("tyonohjaus_sync_calendars", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_command_fetches_calendars_that_are_due(busy_calendar, server):
    BusyCalendar.objects.update(url=server.conditional(tomorrow(), '"v1"'))
    assert run_command() == ("Calendars fetched: 1, failed: 0\n", "")
    assert busy_calendar.blocks.count() == 1
    assert run_command() == ("", "")
    assert run_command("--all") == ("Calendars fetched: 1, failed: 0\n", "")
    assert len(server.seen) == 2
    busy_calendar.refresh_from_db()
    assert busy_calendar.error == ""


def test_command_reports_a_failing_calendar_by_its_primary_key_only(busy_calendar, server, caplog):
    caplog.set_level(logging.DEBUG)
    BusyCalendar.objects.update(url=server.serve("gone", "/private-77", status=410))
    out, err = run_command()
    text = "The server answered with status 410. Check that the calendar is still shared at this URL."
    assert (out, err) == ("Calendars fetched: 0, failed: 1\n", f"Calendar {busy_calendar.pk}: {text}\n")
    assert caplog.messages == [f"Busy calendar {busy_calendar.pk} can't be fetched: status"]


def test_titles_are_neither_stored_nor_logged(busy_calendar, server, caplog):
    caplog.set_level(logging.DEBUG)
    BusyCalendar.objects.update(url=server.serve(tomorrow("SUMMARY:CANARY-1", "LOCATION:CANARY-2")))
    sync_calendar(busy_calendar.pk)
    stored = [*BusyCalendar.objects.values(), *BusyBlock.objects.values()]
    assert busy_calendar.blocks.count() == 1
    assert "CANARY" not in repr(stored) + caplog.text


def test_task_fetches_a_calendar(busy_calendar, server):
    BusyCalendar.objects.update(url=server.serve(tomorrow()))
    fetch_calendar.call(busy_calendar.pk)
    assert busy_calendar.blocks.count() == 1


def test_task_of_a_deleted_calendar_does_nothing(busy_calendar):
    BusyCalendar.objects.all().delete()
    assert fetch_calendar.call(busy_calendar.pk) is None


def test_button_fetches_at_once_and_reports_the_result(admin_client, busy_calendar, server):
    BusyCalendar.objects.update(url=server.serve(tomorrow()))
    url = f"/admin/tyonohjaus/supervisors/{busy_calendar.supervisor_id}/calendars/{busy_calendar.pk}/fetch/"
    page = admin_client.post(url, follow=True).content.decode()
    assert "The calendar has been fetched." in page and busy_calendar.blocks.count() == 1
    BusyCalendar.objects.update(url=server.serve("<html>", "/page"))
    page = admin_client.post(url, follow=True).content.decode()
    assert "The URL leads to a web page, not a calendar. Copy the iCal (.ics) URL." in page
    assert busy_calendar.blocks.count() == 1


def test_saving_a_new_calendar_in_the_admin_has_it_fetched(
    admin_client, busy_calendar, server, django_capture_on_commit_callbacks
):
    supervisor = busy_calendar.supervisor
    busy_calendar.delete()
    url = reverse(Supervisor.snippet_viewset.get_url_name("edit"), args=[supervisor.pk])
    row = {"url": server.serve(tomorrow()), "all_day": "marked", "transparent": "free", "stale": "keep"}
    with django_capture_on_commit_callbacks(execute=True):
        response = post_edit(admin_client, url, form_data(busy_calendars=[{**row, "stale_hours": 48}]))
    assert response.status_code == 302
    assert supervisor.busy_calendars.get().blocks.count() == 1
