"""What free.ics contains, for whom and in which language, and with how many queries."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from tests.factories import (
    make_busy_block,
    make_hours_exception,
    make_office,
    make_service,
    make_supervisor,
    make_weekly_hours,
)
from tests.feeds.conftest import HELSINKI
from tests.feeds.feed_requests import NO_CACHE, events, path
from wagtail_tyonohjaus.availability.free import free_windows
from wagtail_tyonohjaus.availability.models import HolidayOverride
from wagtail_tyonohjaus.practice.models import PracticeSettings, ServiceTranslation, Supervisor

BROKEN = {"default": {"BACKEND": "tests.availability.broken_cache.BrokenCache"}}


def starts(response):
    return [event["DTSTART"].dt.astimezone(HELSINKI).strftime("%m-%d %H:%M") for event in events(response)]


def test_feed_contains_the_free_windows(client, aino):
    response = client.get(path(aino))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    windows = free_windows([aino])[aino.pk]
    assert [(e["DTSTART"].dt.timestamp(), e["DTEND"].dt.timestamp()) for e in events(response)] == [
        (window.start, window.end) for window in windows
    ]
    first = events(response)[0]
    assert str(first["SUMMARY"]) == "Free: Aino Laine"
    assert str(first["LOCATION"]) == "Linnankatu 1, 20100 Turku"
    assert [str(name) for name in first["CATEGORIES"].cats] == ["Work supervision"]
    assert first["URL"].endswith(f"/calendar/{aino.uuid}/en/at/{windows[0].start}/")


def test_two_requests_without_a_change_return_the_same_bytes(client, aino, clock):
    """Otherwise no body-hash ETag can match (sendou.ink#2888, Wallos#966)."""
    first = client.get(path(aino)).content
    clock.shift(timedelta(minutes=20))
    cache.clear()
    assert client.get(path(aino)).content == first


def test_uids_are_unique(client, aino):
    """RFC 5545 section 3.8.4.7."""
    make_weekly_hours(aino, 0, "09:00", "12:00", delivery_modes=["remote"])
    uids = [str(event["UID"]) for event in events(client.get(path(aino)))]
    assert len(uids) == len(set(uids)) > 4


def test_busy_time_is_removed_and_other_uids_stay(client, aino):
    """Apple shows cancelled events struck through (w3c/calendar#90)."""
    before = {str(event["UID"]): event["DTSTART"].dt for event in events(client.get(path(aino)))}
    make_hours_exception(aino, datetime(2026, 1, 12).date())
    after = {str(event["UID"]) for event in events(client.get(path(aino)))}
    removed = set(before) - after
    assert [before[uid].day for uid in removed] == [12]
    assert after == set(before) - removed


def test_supervisor_without_hours_has_a_valid_empty_feed(client, aino):
    """RFC 5545 requires at least one component (collective/icalendar#251)."""
    other = make_supervisor(name="Bo Ek")
    response = client.get(path(other))
    assert response.status_code == 200
    calendar = Calendar.from_ical(response.content)
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]


def test_url_is_short_and_has_no_query(client, aino):
    """Google accepts at most 256 characters (webapps.stackexchange.com/q/158639)."""
    make_service(name="s" * 50)
    make_office(city="o" * 40)
    longest = path(aino, f"sv/service-{'s' * 50}/mode-premises/office-{'o' * 40}/")
    assert len(f"https://a-rather-long-name-of-a-practice.example.org{longest}") <= 256
    assert client.get(longest).status_code == 200


@pytest.mark.parametrize(
    "filters",
    ["de/", "service-none/", "office-none/", "mode-bus/", "mode-remote/fi/", "fi/fi/", "fi/en/", "x/", "service-/"],
)
def test_unknown_filters_return_404(client, aino, filters):
    assert client.get(path(aino, filters)).status_code == 404


def test_unknown_records_return_404(client, aino):
    for url in (
        f"/calendar/{uuid4()}/free.ics",
        "/calendar/practice/none/free.ics",
        "/calendar/office/none/free.ics",
        "/calendar/service/none/free.ics",
        "/calendar/everybody/none/free.ics",
    ):
        assert client.get(url).status_code == 404, url


def test_feeds_return_404_if_the_practice_does_not_publish(client, aino):
    PracticeSettings.objects.update(publish_free_times=False)
    for url in (path(aino), path(aino, name="free.json"), "/calendar/practice/harbour-supervision/free.ics"):
        assert client.get(url).status_code == 404


def test_inactive_supervisor_has_an_empty_feed(client, aino):
    aino.active = False
    aino.save()
    assert events(client.get(path(aino))) == []


def test_filters_limit_the_feed(client, aino):
    assert starts(client.get(path(aino, "mode-remote/")))[0] == "01-12 09:00"
    assert starts(client.get(path(aino, "office-turku/")))[:2] == ["01-12 09:00", "01-19 09:00"]
    other = make_service(name="Coaching", lengths="60", minimum_notice_hours=0)
    aino.services.add(other)
    aino.save()
    assert client.get(path(aino, "service-coaching/")).status_code == 200
    make_service(name="Other")
    assert events(client.get(path(aino, "service-other/"))) == []


def test_language_comes_from_the_path_only(client, aino):
    plain = client.get(path(aino))
    client.cookies["django_language"] = "sv"
    response = client.get(path(aino), headers={"Accept-Language": "fi"})
    assert response.content == plain.content
    assert client.get(path(aino, "sv/"))["Content-Language"] == "sv"


def test_names_are_in_the_language_of_the_feed(client, aino):
    ServiceTranslation.objects.create(parent=aino.services.get(), language="fi", name="Työnohjaus")
    (first, *_rest) = events(client.get(path(aino, "fi/")))
    assert [str(name) for name in first["CATEGORIES"].cats] == ["Työnohjaus"]


def test_queries_do_not_grow_with_windows(client, aino, django_assert_max_num_queries):
    with override_settings(CACHES=NO_CACHE):
        with CaptureQueriesContext(connection) as few:
            client.get(path(aino))
        for weekday in range(5):
            for hour in (6, 8, 16, 18, 20):
                make_weekly_hours(aino, weekday, f"{hour:02}:00", f"{hour + 1:02}:00")
        with django_assert_max_num_queries(len(few)):
            assert len(events(client.get(path(aino)))) > 30


@override_settings(CACHES=BROKEN)
def test_feed_works_if_the_cache_fails(client, aino):
    response = client.get(path(aino))
    assert response.status_code == 200
    assert client.get(path(aino), headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_every_change_is_visible_in_the_next_response(client, aino):
    service, office = aino.services.get(), aino.offices.get()

    def rename(record, field):
        setattr(record, field, "Renamed")
        record.save()

    changes = [
        lambda: make_weekly_hours(aino, 3, "09:00", "12:00"),
        lambda: make_hours_exception(aino, datetime(2026, 1, 13).date(), "09:00", "10:00"),
        lambda: make_busy_block(aino, datetime(2026, 1, 12, 9, tzinfo=UTC), datetime(2026, 1, 12, 10, tzinfo=UTC)),
        lambda: rename(service, "name"),
        lambda: rename(office, "address"),
        lambda: rename(aino, "name"),
        lambda: rename(PracticeSettings.objects.get(), "name"),
        lambda: Supervisor.objects.get(pk=aino.pk).weekly_hours.first().delete(),
        lambda: ServiceTranslation.objects.create(parent=service, language="en", name="Supervision"),
    ]
    for number, change in enumerate(changes):
        before = client.get(path(aino))
        change()
        after = client.get(path(aino), headers={"If-None-Match": before["ETag"]})
        assert after.status_code == 200, number
        assert after.content != before.content, number


def test_feed_takes_seven_queries_with_an_empty_cache(client, aino, django_assert_num_queries):
    """With hours, exceptions, overrides, busy time, services of rows and translations."""
    make_hours_exception(aino, datetime(2026, 1, 13).date(), "09:00", "10:00").services.set(aino.services.all())
    make_busy_block(aino, datetime(2026, 1, 12, 9, tzinfo=UTC), datetime(2026, 1, 12, 10, tzinfo=UTC))
    HolidayOverride.objects.create(practice=aino.practice, day=datetime(2026, 1, 14), closed=True)
    ServiceTranslation.objects.create(parent=aino.services.get(), language="fi", name="Työnohjaus")
    cache.clear()
    with django_assert_num_queries(7):
        assert len(events(client.get(path(aino, "fi/")))) > 2
