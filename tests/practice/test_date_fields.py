from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.utils import translation
from wagtail.admin.forms.models import formfield_for_dbfield

from wagtail_tyonohjaus.availability.models import WeeklyHours
from wagtail_tyonohjaus.practice.fields import FlexibleEntryMixin, FlexibleTimeField
from wagtail_tyonohjaus.practice.form_fields import dates
from wagtail_tyonohjaus.practice.form_fields.date_parsing import parse_date, parse_date_time, parse_time

TODAY = date(2026, 11, 27)
WITHOUT_FORM = {
    "ContactRequest",
    "RequestEvent",
    "Callback",
    "RateBucket",
    "Session",
    "SessionEvent",
    "Delivery",
    "Alert",
    "Heartbeat",
    "Installation",
}


@pytest.mark.parametrize(
    "text",
    [
        *("7.12.2026", "07.12.2026", "7. 12. 2026", "7.12. 2026", " 7.12.2026 ", "2026-12-07", "2026-12-7"),
        *("20261207", "2026/12/07", "2026\u201312\u201307", "\u200e7.12.2026", "\uff17.12.2026"),
    ],
)
def test_complete_date_is_read_with_certainty(text):
    assert parse_date(text, TODAY) == (date(2026, 12, 7), True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("7.12.", date(2026, 12, 7)),
        ("7.12", date(2026, 12, 7)),
        ("7/12", date(2026, 12, 7)),
        ("7/12 2026", date(2026, 12, 7)),
        ("7/12-26", date(2026, 12, 7)),
        ("7/12/2026", date(2026, 12, 7)),
        ("7.12.26", date(2026, 12, 7)),
        ("27.11.", TODAY),
        ("26.11.", date(2027, 11, 26)),
        ("29.2.", date(2028, 2, 29)),
    ],
)
def test_date_with_assumed_part_is_not_certain(text, day):
    assert parse_date(text, TODAY) == (day, False)


@pytest.mark.parametrize("text", ["7", "31.2.2026", "12/31/2026", "2026-13-01", "tomorrow", "7.12.2026 x", "0.1."])
def test_unreadable_date_is_an_error(text):
    with pytest.raises(ValueError, match="."):
        parse_date(text, TODAY)


@pytest.mark.parametrize(
    "text", ["9", "09", "9.00", "9:00", "09.00", "09:00", "09:00:00", "klo 9", "klo 9.00", "Kl. 9", "kl 9:00", "klo9"]
)
def test_time_is_read_in_each_notation(text):
    assert parse_time(text) == time(9)


@pytest.mark.parametrize("text", ["24", "9.60", "9-10", "9.5", "930", "x", "09:00:01", "9 9"])
def test_unreadable_time_is_an_error(text):
    with pytest.raises(ValueError, match="."):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("11.12.2026 16:00", True),
        ("11.12.2026 klo 16", True),
        ("11.12.2026, kl. 16.00", True),
        ("2026-12-11T16:00", True),
        ("2026-12-11 16", True),
        ("11. 12. 2026 16.00", True),
        ("11.12. klo 16", False),
        ("11/12 16:00", False),
    ],
)
def test_date_and_time_are_read_together(text, certain):
    assert parse_date_time(text, TODAY) == (datetime(2026, 12, 11, 16), certain)


@pytest.mark.parametrize("text", ["11.12.2026", "16:00", "11.12. 2026", "11.12.2026 16:00 18:00", "11.12.2026 25"])
def test_unreadable_date_and_time_is_an_error(text):
    with pytest.raises(ValueError, match="."):
        parse_date_time(text, TODAY)


class EntryForm(forms.Form):
    day = dates.DateField(required=False)
    clock = dates.TimeField(required=False)
    moment = dates.DateTimeField(required=False)


def test_unreadable_entries_are_errors_and_displayed_as_entered():
    form = EntryForm({"day": "next week", "clock": "9-10", "moment": "7.12.2026"})
    assert set(form.errors) == {"day", "clock", "moment"}
    assert [form[name].value() for name in form.fields] == ["next week", "9-10", "7.12.2026"]
    assert form.errors["day"] == ["Enter a date, such as 24.12.2026."]


def test_blank_entries_are_none():
    form = EntryForm({"day": " ", "clock": "", "moment": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"day": None, "clock": None, "moment": None}


@pytest.mark.parametrize(("language", "text"), [("fi", "07.12.2026"), ("sv", "2026-12-07"), ("en", "2026-12-07")])
def test_date_without_year_is_displayed_with_year_and_accepted_when_submitted_again(language, text):
    with translation.override(language):
        form = EntryForm({"day": "7.12.", "moment": "7.12. klo 9"})
        assert set(form.errors) == {"day", "moment"}
        completed = {name: form[name].field.widget.format_value(form[name].value()) for name in ("day", "moment")}
        year = form["day"].value().year
        assert completed == {
            "day": text.replace("2026", str(year)),
            "moment": f"{text} 09:00".replace("2026", str(year)),
        }
        confirmed = EntryForm(completed)
        assert confirmed.is_valid(), confirmed.errors
        assert confirmed.cleaned_data["day"] == date(year, 12, 7)


def test_confirmation_names_the_whole_date():
    form = EntryForm({"day": "29.2."})
    assert "29 February 20" in form.errors["day"][0]


@pytest.mark.parametrize("text", ["1.1.1999", "1.1.2201", "9999-12-31"])
def test_date_outside_supported_years_is_an_error(text):
    assert set(EntryForm({"day": text, "moment": f"{text} 9"}).errors) == {"day", "moment"}


def test_date_time_is_read_and_displayed_in_the_zone_of_the_form(settings):
    settings.TIME_ZONE = "UTC"
    form = EntryForm({"moment": "11.12.2026 16:00"})
    form.fields["moment"].zone = ZoneInfo("Europe/Helsinki")
    assert form.is_valid()
    moment = form.cleaned_data["moment"]
    assert moment.isoformat() == "2026-12-11T16:00:00+02:00"
    assert form.fields["moment"].prepare_value(moment).hour == 16


def test_nonexistent_time_at_clock_change_is_an_error():
    form = EntryForm({"moment": "28.3.2027 3.30"})
    form.fields["moment"].zone = ZoneInfo("Europe/Helsinki")
    assert "moment" in form.errors


@pytest.mark.parametrize("widget", [dates.DateInput, dates.TimeInput, dates.DateTimeInput])
def test_picker_does_not_replace_what_was_typed(settings, widget):
    settings.WAGTAIL_DATE_FORMAT = settings.WAGTAIL_DATETIME_FORMAT = "%m/%d/%Y"
    config = widget().get_config()
    assert config["validateOnBlur"] is False
    assert "m/d" not in config["format"]


def test_range_is_displayed_with_years_to_confirm():
    class RangeForm(forms.Form):
        day = dates.SupportedDateRangeField(required=False)

    form = RangeForm({"day_from": "7.12.", "day_to": "31.12.2026"})
    assert "day" in form.errors
    assert isinstance(form["day"].value()[0], date)
    assert 'value="2026-12-07"' in str(form["day"]) or 'value="2027-12-07"' in str(form["day"])


def test_every_editable_date_and_time_of_our_models_uses_the_flexible_fields():
    fields = [
        field
        for model in apps.get_models()
        if model.__module__.startswith("wagtail_tyonohjaus.")
        for field in model._meta.local_fields
        if field.editable and isinstance(field, models.DateField | models.TimeField)
    ]
    django_fields = [field for field in fields if not isinstance(field, FlexibleEntryMixin)]
    # These are set by code; no form has them.
    assert {field.model.__name__ for field in django_fields} <= WITHOUT_FORM
    assert {field.model.__name__ for field in fields} >= {"WeeklyHours", "HoursException", "RoutingRule", "DutyTurn"}


def test_flexible_field_is_a_plain_field_in_migrations():
    assert FlexibleTimeField("from", null=True).deconstruct()[1:] == (
        "django.db.models.TimeField",
        [],
        {"verbose_name": "from", "null": True},
    )


def test_admin_form_uses_our_field_and_widget():
    field = formfield_for_dbfield(WeeklyHours._meta.get_field("start"))
    assert (type(field), type(field.widget)) == (dates.TimeField, dates.TimeInput)
    assert (field.required, str(field.label)) == (True, "From")
