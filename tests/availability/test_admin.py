"""Hours, calendars and the picture of the coming weeks in the admin."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

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
from wagtail_tyonohjaus.availability.week_grid import weeks_of, weeks_of_unsaved
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


def posted(initial=0, **rows):
    data = {"name": "Aino Laine", "introduction": "null", "active": "on", "takes_new_clients": "on"}
    for name in RELATIONS:
        data |= formset(name, rows.pop(name, []), initial)
    return data | rows


def hours(weekday=0, start="09:00", end="12:00", **kwargs):
    return {"weekday": weekday, "start": start, "end": end, "every_weeks": 1, **kwargs}


def calendar_row(**kwargs):
    return {"url": SECRET, "all_day": "marked", "transparent": "free", "stale": "keep", "stale_hours": 48, **kwargs}


def url(view, *args, model=Supervisor):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def errors(response, relation):
    return response.context["form"].formsets[relation].errors


def test_a_supervisor_is_saved_with_hours_exceptions_and_calendars(admin_client, practice):
    service = make_service()
    data = posted(
        weekly_hours=[hours(services=[service.pk]), hours(start="13:00", end="00:00", delivery_modes=["remote"])],
        hours_exceptions=[{"first_day": "2026-07-01", "last_day": "2026-07-31"}],
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
        (hours(end="08:00"), "end", "The hours end before they start. Give a later time, or 00:00 for midnight."),
        (hours(end="09:00"), "end", "The hours end before they start. Give a later time, or 00:00 for midnight."),
        (
            hours(valid_from="2026-05-01", valid_until="2026-04-01"),
            "valid_until",
            "The last day is before the first. Swap them or change one.",
        ),
        (
            hours(every_weeks=2),
            "counted_from",
            "Give a day of a week in which these hours hold, to count the weeks from.",
        ),
    ],
)
def test_weekly_hours_that_make_no_sense_are_refused_at_their_field(admin_client, row, field, message):
    response = admin_client.post(url("add"), posted(weekly_hours=[row]))
    assert errors(response, "weekly_hours") == [{field: [message]}]
    assert not Supervisor.objects.exists()


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        (
            {"first_day": "2026-07-31", "last_day": "2026-07-01"},
            "last_day",
            "The last day is before the first. Swap them or change one.",
        ),
        (
            {"first_day": "2026-07-31", "start": "10:00"},
            "end",
            "Give also when the hours end, or leave both blank for a closed day.",
        ),
        (
            {"first_day": "2026-07-31", "end": "10:00"},
            "start",
            "Give also when the hours start, or leave both blank for a closed day.",
        ),
        (
            {"first_day": "2026-07-31", "start": "12:00", "end": "10:00"},
            "end",
            "The hours end before they start. Give a later time, or 00:00 for midnight.",
        ),
    ],
)
def test_exceptions_that_make_no_sense_are_refused_at_their_field(admin_client, row, field, message):
    response = admin_client.post(url("add"), posted(hours_exceptions=[row]))
    assert errors(response, "hours_exceptions") == [{field: [message]}]


OVERLAP = "These hours overlap Monday 09:00–12:00. Change one of them, or join them."


@pytest.mark.parametrize(
    ("other", "refused"),
    [
        (hours(start="11:00", end="13:00"), True),
        (hours(start="12:00", end="13:00"), False),
        (hours(weekday=1), False),
        (hours(crisis_only="on", start="10:00", end="11:00"), False),
        (hours(every_weeks=2, counted_from="2026-01-12"), True),
    ],
)
def test_overlapping_hours_are_refused_at_the_later_row(admin_client, other, refused):
    response = admin_client.post(url("add"), posted(weekly_hours=[hours(), other]))
    assert response.status_code == (200 if refused else 302)
    if refused:
        assert errors(response, "weekly_hours") == [{}, {"start": [OVERLAP]}]


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        (("2026-01-12", 2), ("2026-01-19", 2), False),
        (("2026-01-12", 2), ("2026-01-26", 2), True),
        (("2026-01-12", 2), ("2026-01-19", 3), True),
        (("2026-01-12", 2), ("2026-01-19", 4), False),
    ],
)
def test_hours_of_alternate_weeks_overlap_only_where_their_weeks_meet(admin_client, first, second, refused):
    rows = [hours(counted_from=day, every_weeks=weeks) for day, weeks in (first, second)]
    response = admin_client.post(url("add"), posted(weekly_hours=rows))
    assert response.status_code == (200 if refused else 302)


def test_hours_that_follow_one_another_in_time_do_not_overlap(admin_client):
    rows = [hours(valid_until="2026-05-31"), hours(valid_from="2026-06-01")]
    assert admin_client.post(url("add"), posted(weekly_hours=rows)).status_code == 302


def test_a_length_that_fits_in_no_hours_is_refused_with_what_to_change(admin_client):
    service = make_service(name="Group supervision", lengths="90, 240")
    response = admin_client.post(url("add"), posted(weekly_hours=[hours()], services=[service.pk]))
    assert response.context["form"].errors == {
        "services": [
            "“Group supervision” of 240 minutes fits in none of the hours: the longest for it is 180 minutes. "
            "Lengthen the hours, or take the service or that length away."
        ]
    }


def test_a_length_fits_in_hours_that_continue_one_another(admin_client):
    service = make_service(lengths="240")
    rows = [hours(), hours(start="12:00", end="14:00", delivery_modes=["remote"])]
    assert admin_client.post(url("add"), posted(weekly_hours=rows, services=[service.pk])).status_code == 302


def test_a_service_whose_length_fits_nobodys_hours_is_refused(admin_client):
    service = make_service(lengths="60")
    make_weekly_hours(make_supervisor(services=[service]), 0, "09:00", "10:30")
    data = {
        **{field: getattr(service, field) for field in ("name", "slug", "kind", "step", "buffer_before")},
        **{field: getattr(service, field) for field in ("buffer_after", "notice_hours", "horizon_days", "capacity")},
        **formset("translations", []),
    }
    response = admin_client.post(url("edit", service.pk, model=Service), {**data, "lengths": "60, 120"})
    assert list(response.context["form"].errors) == ["lengths"]
    response = admin_client.post(url("edit", service.pk, model=Service), {**data, "lengths": "60, 90"})
    assert response.status_code == 302, response.context["form"].errors


def test_a_calendars_address_is_shown_masked_and_kept_when_not_retyped(
    admin_client, django_capture_on_commit_callbacks
):
    supervisor = make_supervisor()
    calendar = make_busy_calendar(supervisor)
    page = admin_client.get(url("edit", supervisor.pk)).content.decode()
    assert "private-1234" not in page
    assert "calendar.example.com/…" in page
    row = calendar_row(id=calendar.pk, url="calendar.example.com/…", name="Home")
    data = posted()
    data |= formset("busy_calendars", [row], initial=1)
    with django_capture_on_commit_callbacks() as fetches:
        response = admin_client.post(url("edit", supervisor.pk), data)
    assert response.status_code == 302, response.context["form"].formsets["busy_calendars"].errors
    assert not any("fetch_soon" in callback.__code__.co_names for callback in fetches)
    calendar.refresh_from_db()
    assert (calendar.url, calendar.name) == (SECRET, "Home")


@pytest.mark.parametrize(
    "address", ["ftp://example.com/a.ics", "example.com/…", "https://", "https://a b/c", "file:///etc"]
)
def test_an_address_that_can_not_be_fetched_is_refused(admin_client, address):
    response = admin_client.post(url("add"), posted(busy_calendars=[calendar_row(url=address)]))
    assert errors(response, "busy_calendars") == [{"url": ["Enter a URL that starts with https:// or webcal://."]}]


@pytest.mark.parametrize(
    ("country", "region", "field", "message"),
    [
        (
            "XQ",
            "",
            "holiday_country",
            "The holidays of “XQ” are not known. Give two letters, such as FI, or leave it blank.",
        ),
        (
            "FI",
            "Rome",
            "holiday_subdivision",
            "“Rome” is no region of FI. Leave it blank or give one of: 01, 02, 03, 04, 05, 06, 07, 08, 09, 10, 11, 12, "
            "13, 14, 15, 16, 17, 18, 19.",
        ),
    ],
)
def test_holidays_that_nobody_knows_are_refused_in_the_settings(
    admin_client, practice, country, region, field, message
):
    settings_url = reverse("wagtailsettings:edit", args=["wagtail_tyonohjaus", "practicesettings", practice.site_id])
    data = {"holiday_country": country, "holiday_subdivision": region, "phone_region": "FI"}
    form = admin_client.post(settings_url, data | formset("openings", []) | formset("holiday_overrides", [])).context[
        "form"
    ]
    assert form.errors[field] == [message]


def test_a_day_listed_twice_among_the_holidays_is_refused(admin_client, practice):
    settings_url = reverse("wagtailsettings:edit", args=["wagtail_tyonohjaus", "practicesettings", practice.site_id])
    days = [{"day": "2026-05-01", "closed": "on"}, {"day": "2026-05-01"}]
    form = admin_client.post(settings_url, formset("openings", []) | formset("holiday_overrides", days)).context["form"]
    assert not form.formsets["holiday_overrides"].is_valid()


@pytest.fixture
def pictured():
    supervisor = make_supervisor(
        services=[make_service(lengths="60", step=60, notice_hours=0, buffer_after=0)], offices=[make_office()]
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
    return [(bar.kind, bar.start, bar.end, bar.label) for bar in day.of(*kinds)]


def test_the_picture_shows_hours_what_takes_them_and_what_is_free(pictured):
    first = weeks_of(pictured.pk, MONDAY).weeks[0].days[0]
    assert first.date == date(2026, 1, 12)
    assert bars(first, "hours") == [("hours", 540, 720, "")]
    assert bars(first, "busy") == [("busy", 600, 660, "Work")]
    assert bars(first, "free") == [("free", 540, 600, ""), ("free", 660, 720, "")]


def test_the_picture_notes_exceptions_and_holidays(pictured):
    weeks = weeks_of(pictured.pk, MONDAY - 7 * 86400).weeks
    assert weeks[0].days[1].notes == ["Epiphany"]
    assert (weeks[2].days[0].notes, weeks[2].days[0].bars) == (["Exception"], [])


def test_the_picture_follows_what_is_not_saved(pictured):
    unsaved = Supervisor.objects.get(pk=pictured.pk)
    row = unsaved.weekly_hours.all()[0]
    row.end = row.end.replace(hour=15)
    unsaved.weekly_hours = [row]
    unsaved.hours_exceptions = []
    day = weeks_of_unsaved(unsaved, MONDAY).weeks[0].days[0]
    assert bars(day, "free") == [("free", 540, 600, ""), ("free", 660, 900, "")]
    assert bars(weeks_of(pictured.pk, MONDAY).weeks[0].days[0], "hours") == [("hours", 540, 720, "")]


def test_the_picture_says_why_visitors_see_nothing(pictured):
    pictured.services = []
    assert weeks_of_unsaved(pictured, MONDAY).hint.startswith("Visitors see no free times: no services are ticked")


def test_the_preview_shows_the_form_as_it_is(admin_client, pictured):
    with time_machine.travel(datetime(2026, 1, 12, 3, tzinfo=UTC), tick=False):
        preview = url("preview_on_edit", pictured.pk)
        data = posted(weekly_hours=[hours(weekday=2, start="07:00", end="08:00")])
        assert admin_client.post(preview, data).json()["is_valid"] is True
        page = admin_client.get(preview, {"mode": ""}).content.decode()
    assert "7 a.m.–8 a.m." in page
    assert "style=" not in page and "<script" not in page.split("<main")[1].split("</main>")[0]


def test_a_supervisor_without_anything_is_previewed(admin_client):
    preview = url("preview_on_add")
    assert admin_client.post(preview, posted()).json()["is_valid"] is True
    assert admin_client.get(preview, {"mode": ""}).status_code == 200


def test_the_health_of_calendars_is_shown(admin_client, pictured):
    now = timezone.now()
    make_busy_block(pictured, now + timedelta(days=2), now + timedelta(days=2, hours=1))
    BusyCalendar.objects.update(
        error="status",
        error_detail="404",
        issues={"marked_free": 3, "unknown_zone": 1},
        fetched_at=now - timedelta(days=3),
        stale="close",
    )
    page = admin_client.get(reverse("tyonohjaus_busy_calendars", args=[pictured.pk])).content.decode()
    for text in (
        "The server answered with status 404. Check that the calendar is still shared at this URL.",
        "The busy times of the last good fetch still count.",
        "no times are offered until it works again",
        "3 events marked as free",
        "1 unknown time zone, replaced by the supervisor&#x27;s",
        "calendar.example.com/…",
        "<dd>1</dd>",
        "Fetch Work now",
    ):
        assert text in page, text
    assert "private-1234" not in page


def test_holidays_are_named_in_the_readers_language(pictured):
    with override("fi"):
        assert weeks_of(pictured.pk, MONDAY - 7 * 86400).weeks[0].days[1].notes == ["Loppiainen"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_health_of_many_calendars_is_one_query(pictured, count, django_assert_num_queries):
    for n in range(count):
        calendar = make_busy_calendar(pictured, name=f"{n}")
        make_busy_block(pictured, timezone.now(), timezone.now() + timedelta(hours=1), calendar)
    with django_assert_num_queries(1):
        assert len(calendars_health([pictured.pk])) == count + 1


def user_client(client, name, **place):
    user = get_user_model().objects.create_user(name, password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    return user


def test_supervisors_and_their_coordinators_see_the_calendars_and_others_do_not(client, pictured):
    page, fetch = (
        reverse("tyonohjaus_busy_calendars", args=[pictured.pk]),
        reverse("tyonohjaus_fetch_calendar", args=[pictured.pk, pictured.busy_calendars.get().pk]),
    )
    user_client(client, "stranger")
    assert (client.get(page).status_code, client.post(fetch).status_code) == (404, 404)
    coordinator = user_client(client, "coordinator")
    office = pictured.offices.get()
    office.coordinators = [coordinator]
    office.save()
    assert client.get(page).status_code == 200
    own = user_client(client, "own")
    Supervisor.objects.filter(pk=pictured.pk).update(user=own)
    assert client.get(page).status_code == 200
    assert client.get(fetch).status_code == 405


def test_a_calendar_is_fetched_only_under_its_own_supervisor(admin_client, pictured):
    other = make_supervisor(name="Other", site=make_site("other.localhost"))
    calendar = pictured.busy_calendars.get()
    response = admin_client.post(reverse("tyonohjaus_fetch_calendar", args=[other.pk, calendar.pk]))
    assert response.status_code == 404


def test_the_listing_leads_to_the_calendars(admin_client, pictured):
    page = admin_client.get(url("list")).content.decode()
    assert reverse("tyonohjaus_busy_calendars", args=[pictured.pk]) in page
