"""One module formats dates and times; TIME_ZONE has no influence on what people see."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from wagtail_tyonohjaus.practice import formatting
from wagtail_tyonohjaus.practice.models import PracticeSettings

HELSINKI = ZoneInfo("Europe/Helsinki")
MOMENT = datetime(2026, 12, 1, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "short", "long", "clock"),
    [
        ("en", "1 Dec 2026, 16:05", "Tuesday 1 December 2026 at 16:05", "09:00"),
        ("fi", "1.12.2026 klo 16.05", "tiistai 1. joulukuuta 2026 klo 16.05", "9.00"),
        ("sv", "1.12.2026 kl. 16:05", "tisdag 1 december 2026 kl. 16:05", "09:00"),
    ],
)
def test_each_language_has_its_own_order_and_a_24_hour_clock(language, short, long, clock):
    with translation.override(language):
        assert formatting.format_moment(MOMENT, HELSINKI) == short
        assert formatting.format_long_moment(MOMENT, HELSINKI) == long
        assert formatting.format_time(time(9)) == clock


def test_zone_is_named_as_people_call_it():
    assert formatting.format_moment(MOMENT, HELSINKI, with_zone=True) == "1 Dec 2026, 16:05 (Finnish time)"
    assert formatting.format_zone("Europe/Berlin") == "Berlin"


def test_interval_has_both_dates_if_they_differ():
    assert formatting.format_interval(MOMENT, MOMENT.replace(hour=15), HELSINKI) == "1 Dec 2026, 16:05–17:05"
    late = formatting.format_interval(MOMENT, MOMENT.replace(hour=23), HELSINKI)
    assert late == "1 Dec 2026, 16:05 – 2 Dec 2026, 01:05"
    assert formatting.format_date(date(2026, 12, 1)) == "1 December 2026"


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_template_filters_use_the_practices_zone(settings, zone):
    settings.TIME_ZONE = zone
    template = Template("{% load tyonohjaus_time %}{{ moment|moment:practice }} {{ moment|moment_date:practice }}")
    practice = PracticeSettings(time_zone="Asia/Tokyo")
    with timezone.override(ZoneInfo(zone)):
        text = template.render(Context({"moment": datetime(2026, 12, 1, 20, tzinfo=UTC), "practice": practice}))
    assert text == "2 Dec 2026, 05:00 2 Dec 2026"
