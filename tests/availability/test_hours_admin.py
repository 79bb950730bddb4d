"""Hours, exceptions and public holidays in the admin."""

from datetime import date

import pytest
from django.urls import reverse

from tests.availability.admin_forms import SECRET, calendar_row, errors, form_data, formset, hours, url
from tests.edit_forms import post_edit
from tests.factories import (
    make_service,
    make_supervisor,
    make_weekly_hours,
)
from wagtail_tyonohjaus.practice.models import Service, Supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practice")]


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
        **{field: getattr(service, field) for field in ("name", "slug", "kind", "buffer_before")},
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
