"""Hours, busy calendars and the week grid in the admin."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tests.edit_forms import post_edit
from tests.factories import (
    make_busy_block,
    make_busy_calendar,
    make_hours_exception,
    make_office,
    make_practice,
    make_service,
    make_site,
    make_supervisor,
    make_weekly_hours,
)
from wagtail_tyonohjaus.availability.busy_calendars.health import calendars_health
from wagtail_tyonohjaus.availability.models import BusyCalendar
from wagtail_tyonohjaus.availability.week_grid import saved_week_grid, unsaved_week_grid
from wagtail_tyonohjaus.practice.models import Service, Supervisor

pytestmark = pytest.mark.django_db

RELATIONS = ("translations", "weekly_hours", "hours_exceptions", "busy_calendars", "feed_tokens")
SECRET = "https://calendar.example.com/private-1234/basic.ics"
MONDAY = int(datetime(2026, 1, 12, 5, tzinfo=ZoneInfo("Europe/Helsinki")).timestamp())


@pytest.fixture(autouse=True)
def practice():
    return make_practice()


def formset(name, rows, initial=0):
    data = {
        f"{name}-TOTAL_FORMS": len(rows),
        f"{name}-INITIAL_FORMS": initial,
        f"{name}-MIN_NUM_FORMS": 0,
        f"{name}-MAX_NUM_FORMS": 1000,
    }
    return data | {f"{name}-{n}-{key}": value for n, row in enumerate(rows) for key, value in row.items()}


def form_data(initial=0, **rows):
    data = {"name": "Aino Laine", "introduction": "null", "active": "on", "accepts_new_clients": "on"}
    for name in RELATIONS:
        data |= formset(name, rows.pop(name, []), initial)
    return data | rows


def hours(weekday=0, start="09:00", end="12:00", **kwargs):
    return {"weekday": weekday, "start": start, "end": end, "interval_weeks": 1, **kwargs}


def calendar_row(**kwargs):
    return {"url": SECRET, "all_day": "marked", "transparent": "free", "stale": "keep", "stale_hours": 48, **kwargs}


def url(view, *args, model=Supervisor):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def errors(response, relation):
    return response.context["form"].formsets[relation].errors


def test_a_supervisor_is_saved_with_hours_exceptions_and_calendars(admin_client, practice):
    service = make_service()
    data = form_data(
        weekly_hours=[hours(services=[service.pk]), hours(start="13:00", end="00:00", delivery_modes=["remote"])],
        hours_exceptions=[{"first_day": "2026-07-01", "last_day": "2026-07-31", "effect": "closed"}],
        busy_calendars=[calendar_row(name="Work")],
        services=[service.pk],
    )
    response = admin_client.post(url("add"), data)
    assert response.status_code == 302, response.context["form"].errors
    supervisor = Supervisor.objects.get()
    assert [str(row) for row in supervisor.weekly_hours.all()] == ["Monday 09:00–12:00", "Monday 13:00–00:00"]
    assert [list(row.services.all()) for row in supervisor.weekly_hours.all()] == [[service], []]
    assert [row.delivery_modes for row in supervisor.weekly_hours.all()] == [[], ["remote"]]
    assert supervisor.hours_exceptions.get().final_day == date(2026, 7, 31)
    assert supervisor.busy_calendars.get().url == SECRET


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        (hours(end="08:00"), "end", "The end must be after the start. Enter 00:00 for midnight at the end of the day."),
        (hours(end="09:00"), "end", "The end must be after the start. Enter 00:00 for midnight at the end of the day."),
        (
            hours(valid_from="2026-05-01", valid_until="2026-04-01"),
            "valid_until",
            "The last day must not be before the first day.",
        ),
        (
            hours(interval_weeks=2),
            "reference_date",
            "Enter a day of a week in which these hours apply.",
        ),
    ],
)
def test_impossible_weekly_hours_are_rejected_at_their_field(admin_client, row, field, message):
    response = admin_client.post(url("add"), form_data(weekly_hours=[row]))
    assert errors(response, "weekly_hours") == [{field: [message]}]
    assert not Supervisor.objects.exists()


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        (
            {"first_day": "2026-07-31", "last_day": "2026-07-01", "effect": "closed"},
            "last_day",
            "The last day must not be before the first day.",
        ),
        (
            {"first_day": "2026-07-31", "effect": "replace", "start": "10:00"},
            "end",
            "Enter an end time, or leave both times blank if closed.",
        ),
        (
            {"first_day": "2026-07-31", "effect": "add", "end": "10:00"},
            "start",
            "Enter the hours, or select “Closed all day” and leave both times blank.",
        ),
        (
            {"first_day": "2026-07-31", "effect": "add"},
            "start",
            "Enter the hours, or select “Closed all day” and leave both times blank.",
        ),
        (
            {"first_day": "2026-07-31", "effect": "closed", "start": "9", "end": "10"},
            "effect",
            "Remove the times of closed days, or select what the hours do.",
        ),
        ({"first_day": "2026-07-31", "start": "9", "end": "10"}, "effect", "This field is required."),
        (
            {"first_day": "2026-07-31", "effect": "replace", "start": "12:00", "end": "10:00"},
            "end",
            "The end must be after the start. Enter 00:00 for midnight at the end of the day.",
        ),
    ],
)
def test_impossible_exceptions_are_rejected_at_their_field(admin_client, row, field, message):
    response = admin_client.post(url("add"), form_data(hours_exceptions=[row]))
    assert errors(response, "hours_exceptions") == [{field: [message]}]


OVERLAP = "These hours overlap with Monday 09:00–12:00. Change or merge them."


@pytest.mark.parametrize(
    ("other", "is_rejected"),
    [
        (hours(start="11:00", end="13:00"), True),
        (hours(start="12:00", end="13:00"), False),
        (hours(weekday=1), False),
        (hours(crisis_only="on", start="10:00", end="11:00"), False),
        (hours(interval_weeks=2, reference_date="2026-01-12"), True),
    ],
)
def test_overlapping_hours_are_rejected_at_the_later_row(admin_client, other, is_rejected):
    response = admin_client.post(url("add"), form_data(weekly_hours=[hours(), other]))
    assert response.status_code == (200 if is_rejected else 302)
    if is_rejected:
        assert errors(response, "weekly_hours") == [{}, {"start": [OVERLAP]}]


@pytest.mark.parametrize(
    ("first", "second", "is_rejected"),
    [
        (("2026-01-12", 2), ("2026-01-19", 2), False),
        (("2026-01-12", 2), ("2026-01-26", 2), True),
        (("2026-01-12", 2), ("2026-01-19", 3), True),
        (("2026-01-12", 2), ("2026-01-19", 4), False),
    ],
)
def test_hours_of_alternate_weeks_overlap_only_in_shared_weeks(admin_client, first, second, is_rejected):
    rows = [hours(reference_date=day, interval_weeks=weeks) for day, weeks in (first, second)]
    response = admin_client.post(url("add"), form_data(weekly_hours=rows))
    assert response.status_code == (200 if is_rejected else 302)


def test_hours_with_consecutive_validity_do_not_overlap(admin_client):
    rows = [hours(valid_until="2026-05-31"), hours(valid_from="2026-06-01")]
    assert admin_client.post(url("add"), form_data(weekly_hours=rows)).status_code == 302


def test_service_longer_than_all_hours_is_rejected(admin_client):
    service = make_service(name="Group supervision", lengths="90, 240")
    response = admin_client.post(url("add"), form_data(weekly_hours=[hours()], services=[service.pk]))
    assert response.context["form"].errors == {
        "services": [
            "“Group supervision” has a length of 240 minutes, but the longest hours for it are 180 minutes. "
            "Extend the hours, or remove the service or that length."
        ]
    }


def test_service_may_be_as_long_as_adjacent_hours_together(admin_client):
    service = make_service(lengths="240")
    rows = [hours(), hours(start="12:00", end="14:00", delivery_modes=["remote"])]
    assert admin_client.post(url("add"), form_data(weekly_hours=rows, services=[service.pk])).status_code == 302


def test_length_longer_than_the_hours_of_all_supervisors_is_rejected(admin_client):
    service = make_service(lengths="60")
    make_weekly_hours(make_supervisor(services=[service]), 0, "09:00", "10:30")
    data = {
        **{field: getattr(service, field) for field in ("name", "slug", "kind", "step", "buffer_before")},
        **{
            field: getattr(service, field)
            for field in ("buffer_after", "minimum_notice_hours", "horizon_days", "capacity")
        },
        **formset("translations", []),
    }
    response = post_edit(admin_client, url("edit", service.pk, model=Service), {**data, "lengths": "60, 120"})
    assert list(response.context["form"].errors) == ["lengths"]
    response = post_edit(admin_client, url("edit", service.pk, model=Service), {**data, "lengths": "60, 90"})
    assert response.status_code == 302, response.context["form"].errors


def test_calendar_url_is_displayed_masked_and_unchanged_when_submitted_as_displayed(
    admin_client, django_capture_on_commit_callbacks
):
    supervisor = make_supervisor()
    calendar = make_busy_calendar(supervisor)
    page = admin_client.get(url("edit", supervisor.pk)).content.decode()
    assert "private-1234" not in page
    assert "calendar.example.com/…" in page
    row = calendar_row(id=calendar.pk, url="calendar.example.com/…", name="Home")
    data = form_data()
    data |= formset("busy_calendars", [row], initial=1)
    with django_capture_on_commit_callbacks() as fetches:
        response = post_edit(admin_client, url("edit", supervisor.pk), data)
    assert response.status_code == 302, response.context["form"].formsets["busy_calendars"].errors
    assert not any("enqueue_fetches" in callback.__code__.co_names for callback in fetches)
    calendar.refresh_from_db()
    assert (calendar.url, calendar.name) == (SECRET, "Home")


@pytest.mark.parametrize(
    "calendar_url", ["ftp://example.com/a.ics", "example.com/…", "https://", "https://a b/c", "file:///etc"]
)
def test_calendar_url_that_can_not_be_fetched_is_rejected(admin_client, calendar_url):
    response = admin_client.post(url("add"), form_data(busy_calendars=[calendar_row(url=calendar_url)]))
    assert errors(response, "busy_calendars") == [{"url": ["Enter a URL that starts with https:// or webcal://."]}]


@pytest.mark.parametrize(
    ("country", "region", "field", "message"),
    [
        (
            "XQ",
            "",
            "holiday_country",
            "No public holidays are available for “XQ”. Enter a two-letter country code, such as FI, or leave blank.",
        ),
        (
            "FI",
            "Rome",
            "holiday_subdivision",
            "“Rome” is not a region of FI. Enter one of these, or leave blank: 01, 02, 03, 04, 05, 06, 07, 08, 09, 10, "
            "11, 12, 13, 14, 15, 16, 17, 18, 19.",
        ),
    ],
)
def test_country_or_region_without_holidays_is_rejected_in_the_settings(
    admin_client, practice, country, region, field, message
):
    settings_url = reverse("wagtailsettings:edit", args=["wagtail_tyonohjaus", "practicesettings", practice.site_id])
    data = {"holiday_country": country, "holiday_subdivision": region, "phone_region": "FI"}
    form = admin_client.post(
        settings_url, data | formset("opening_hours", []) | formset("holiday_overrides", [])
    ).context["form"]
    assert form.errors[field] == [message]


def test_holiday_override_listed_twice_is_rejected(admin_client, practice):
    settings_url = reverse("wagtailsettings:edit", args=["wagtail_tyonohjaus", "practicesettings", practice.site_id])
    days = [{"day": "2026-05-01", "closed": "on"}, {"day": "2026-05-01"}]
    form = admin_client.post(settings_url, formset("opening_hours", []) | formset("holiday_overrides", days)).context[
        "form"
    ]
    assert not form.formsets["holiday_overrides"].is_valid()


@pytest.fixture
def supervisor():
    supervisor = make_supervisor(
        services=[make_service(lengths="60", step=60, minimum_notice_hours=0, buffer_after=0)], offices=[make_office()]
    )
    make_weekly_hours(supervisor, 0, "09:00", "12:00")
    calendar = make_busy_calendar(supervisor, name="Work")
    zone = ZoneInfo("Europe/Helsinki")
    make_busy_block(
        supervisor, datetime(2026, 1, 12, 10, tzinfo=zone), datetime(2026, 1, 12, 11, tzinfo=zone), calendar
    )
    make_hours_exception(supervisor, date(2026, 1, 19))
    return supervisor


def bars(day, *kinds):
    return [(bar.kind, bar.start, bar.end, bar.label) for bar in day.bars_of(*kinds)]


def test_week_grid_has_bars_for_hours_busy_and_free_time(supervisor):
    first = saved_week_grid(supervisor.pk, MONDAY).weeks[0].days[0]
    assert first.date == date(2026, 1, 12)
    assert bars(first, "hours") == [("hours", 540, 720, "")]
    assert bars(first, "busy") == [("busy", 600, 660, "Work")]
    assert bars(first, "free") == [("free", 540, 600, ""), ("free", 660, 720, "")]


def test_week_grid_notes_exceptions_and_holidays(supervisor):
    weeks = saved_week_grid(supervisor.pk, MONDAY - 7 * 86400).weeks
    assert weeks[0].days[1].notes == ["Epiphany"]
    assert (weeks[2].days[0].notes, weeks[2].days[0].bars) == (["Exception"], [])


def test_week_grid_of_a_form_includes_unsaved_changes(supervisor):
    unsaved = Supervisor.objects.get(pk=supervisor.pk)
    row = unsaved.weekly_hours.all()[0]
    row.end = row.end.replace(hour=15)
    unsaved.weekly_hours = [row]
    unsaved.hours_exceptions = []
    day = unsaved_week_grid(unsaved, MONDAY).weeks[0].days[0]
    assert bars(day, "free") == [("free", 540, 600, ""), ("free", 660, 900, "")]
    assert bars(saved_week_grid(supervisor.pk, MONDAY).weeks[0].days[0], "hours") == [("hours", 540, 720, "")]


def test_week_grid_explains_why_visitors_see_no_free_times(supervisor):
    supervisor.services = []
    assert unsaved_week_grid(supervisor, MONDAY).hint.startswith(
        "Visitors see no free times because no services are selected"
    )


def test_preview_includes_unsaved_changes(admin_client, supervisor):
    with time_machine.travel(datetime(2026, 1, 12, 3, tzinfo=UTC), tick=False):
        preview = url("preview_on_edit", supervisor.pk)
        data = form_data(weekly_hours=[hours(weekday=2, start="07:00", end="08:00")])
        assert admin_client.post(preview, data).json()["is_valid"] is True
        page = admin_client.get(preview, {"mode": ""}).content.decode()
    assert "07:00–08:00" in page
    assert "style=" not in page and "<script" not in page.split("<main")[1].split("</main>")[0]


def test_preview_of_a_new_supervisor_without_hours_works(admin_client):
    preview = url("preview_on_add")
    assert admin_client.post(preview, form_data()).json()["is_valid"] is True
    assert admin_client.get(preview, {"mode": ""}).status_code == 200


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


def test_holiday_names_are_in_the_active_language(supervisor):
    with override("fi"):
        assert saved_week_grid(supervisor.pk, MONDAY - 7 * 86400).weeks[0].days[1].notes == ["Loppiainen"]


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
