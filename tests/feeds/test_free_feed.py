"""free.ics over HTTP: content, determinism, conditional requests, caching."""

import gzip
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.http import parse_http_date
from icalendar import Calendar

from tests.factories import (
    make_busy_block,
    make_hours_exception,
    make_office,
    make_service,
    make_supervisor,
    make_weekly_hours,
)
from tests.feeds.conftest import HELSINKI, NOW
from wagtail_tyonohjaus.availability.free import free_windows
from wagtail_tyonohjaus.availability.models import HolidayOverride
from wagtail_tyonohjaus.feeds import views
from wagtail_tyonohjaus.practice.models import PracticeSettings, ServiceTranslation, Supervisor

BROKEN = {"default": {"BACKEND": "tests.availability.broken_cache.BrokenCache"}}
NO_CACHE = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def path(supervisor, filters="", name="free.ics"):
    return f"/calendar/{supervisor.uuid}/{filters}{name}"


def events(response):
    return Calendar.from_ical(response.content).events


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


def test_change_increases_last_modified_and_dtstamp(client, aino, clock):
    """Google ignores changes otherwise (OpenACalendar#176, gatherpress#2058)."""
    before = events(client.get(path(aino)))[0]["DTSTAMP"].dt
    clock.shift(timedelta(minutes=5))
    make_busy_block(aino, datetime(2026, 1, 19, 9, tzinfo=HELSINKI), datetime(2026, 1, 19, 10, tzinfo=HELSINKI))
    changed = events(client.get(path(aino)))[0]
    assert changed["DTSTAMP"].dt == changed["LAST-MODIFIED"].dt == before + timedelta(minutes=6)


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


@pytest.mark.parametrize(
    "since", ["garbage", "Sat, 01 Jan 2000 00:00:00 GMT", "", "-1", "Sat, 99 Jan 9999 99:99:99 GMT"]
)
def test_old_or_invalid_if_modified_since_returns_the_feed(client, aino, since):
    """RFC 9110 section 13.1.3 (netbox-notices#67)."""
    assert client.get(path(aino), headers={"If-Modified-Since": since}).status_code == 200


def test_deletion_does_not_decrease_last_modified(client, aino, clock):
    """Apple sends the date only (netbox-notices#70)."""
    url = "/calendar/practice/harbour-supervision/free.ics"
    bo = make_supervisor(name="Bo Ek")
    clock.shift(timedelta(minutes=7))
    make_weekly_hours(bo, 3)
    clock.shift(timedelta(minutes=1))
    before = client.get(url)
    bo.delete()
    clock.shift(timedelta(minutes=1))
    after = client.get(url, headers={"If-Modified-Since": before["Last-Modified"]})
    assert after.status_code == 200
    assert parse_http_date(after["Last-Modified"]) >= parse_http_date(before["Last-Modified"])


def test_last_modified_of_the_feed_returns_304(client, aino, clock):
    clock.shift(timedelta(minutes=2))
    date = client.get(path(aino))["Last-Modified"]
    assert client.get(path(aino), headers={"If-Modified-Since": date}).status_code == 304


def test_second_change_within_a_second_is_visible(client, aino, clock):
    """RFC 9110 section 8.8.2.2."""
    clock.move_to(NOW + timedelta(minutes=30, milliseconds=300))
    make_weekly_hours(aino, 3, "09:00", "12:00")
    date = client.get(path(aino))["Last-Modified"]
    clock.shift(timedelta(milliseconds=400))
    make_weekly_hours(aino, 4, "09:00", "12:00")
    clock.shift(timedelta(minutes=1))
    assert client.get(path(aino), headers={"If-Modified-Since": date}).status_code == 200


def test_if_none_match_outranks_if_modified_since(client, aino, clock):
    """RFC 9110 section 13.1.3 (netbox-notices#68)."""
    clock.shift(timedelta(minutes=2))
    response = client.get(path(aino))
    headers = {"If-None-Match": '"something else"', "If-Modified-Since": response["Last-Modified"]}
    assert client.get(path(aino), headers=headers).status_code == 200
    headers = {"If-None-Match": response["ETag"], "If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}
    assert client.get(path(aino), headers=headers).status_code == 304


@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', "*", '"x",W/{},"y"'])
def test_every_form_of_the_etag_returns_304_with_validators(client, aino, form):
    """RFC 9110 section 15.4.5 (live.asp.net#109)."""
    response = client.get(path(aino))
    again = client.get(path(aino), headers={"If-None-Match": form.format(response["ETag"])})
    assert again.status_code == 304
    assert again.content == b""
    for name in ("ETag", "Last-Modified", "Cache-Control"):
        assert again[name] == response[name]


@pytest.mark.parametrize("tag", ["", "garbage", '"', 'W/"', "\x00\xff", "W/" * 5000, '""'])
def test_invalid_etag_returns_the_feed(client, aino, tag):
    assert client.get(path(aino), HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_head_returns_the_headers_without_a_body(client, aino):
    """RFC 9110 section 9.3.2."""
    get, head = client.get(path(aino)), client.head(path(aino))
    assert head.content == b""
    assert dict(head.items()) == dict(get.items())
    assert client.head(path(aino), headers={"If-None-Match": get["ETag"]}).status_code == 304


def test_change_is_visible_at_once(client, aino):
    tag = client.get(path(aino))["ETag"]
    make_hours_exception(aino, datetime(2026, 1, 12).date())
    assert client.get(path(aino), headers={"If-None-Match": tag}).status_code == 200


def test_etag_changes_every_hour(client, aino, clock):
    tag = client.get(path(aino))["ETag"]
    clock.shift(timedelta(hours=1))
    assert client.get(path(aino), headers={"If-None-Match": tag}).status_code == 200


def test_feed_is_not_an_attachment(client, aino):
    """Google refuses attachments (statesofpop/django-cal#9)."""
    assert "Content-Disposition" not in client.get(path(aino))


def test_url_is_short_and_has_no_query(client, aino):
    """Google accepts at most 256 characters (webapps.stackexchange.com/q/158639)."""
    make_service(name="s" * 50)
    make_office(city="o" * 40)
    longest = path(aino, f"sv/service-{'s' * 50}/mode-premises/office-{'o' * 40}/")
    assert len(f"https://a-rather-long-name-of-a-practice.example.org{longest}") <= 256
    assert client.get(longest).status_code == 200


@pytest.mark.parametrize("value", ["Bearer x", "Basic eDp5", "Negotiate", "\x00"])
def test_authorization_header_is_ignored(client, aino, value):
    """Outlook for Windows announces modern authentication."""
    response = client.get(path(aino), headers={"Authorization": value})
    assert response.status_code == 200
    assert response.content == client.get(path(aino)).content


def test_gzip_response_has_its_own_etag(client, aino):
    """RFC 9110 section 8.8.3.3."""
    plain = client.get(path(aino))
    compressed = client.get(path(aino), headers={"Accept-Encoding": "gzip, deflate"})
    assert compressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert compressed["ETag"] != plain["ETag"]
    assert compressed["Vary"].startswith("Accept-Encoding")
    for tag in (compressed["ETag"], plain["ETag"], f"W/{compressed['ETag']}", f'{plain["ETag"][:-1]}-gzip"'):
        again = client.get(path(aino), headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
        assert again.status_code == 304, tag
        assert again["ETag"] == compressed["ETag"]


@pytest.mark.parametrize("header", ["identity", "gzip;q=0", "br", "gzip; q=0.0", ""])
def test_response_is_not_compressed_unless_gzip_is_accepted(client, aino, header):
    """RFC 9110 section 12.5.3."""
    assert "Content-Encoding" not in client.get(path(aino), headers={"Accept-Encoding": header})


@override_settings(
    MIDDLEWARE=["django.middleware.gzip.GZipMiddleware", "django.middleware.http.ConditionalGetMiddleware"]
)
def test_gzip_and_conditional_middleware_keep_304_working(client, aino):
    for encoding in ("gzip", "identity"):
        response = client.get(path(aino), headers={"Accept-Encoding": encoding})
        headers = {"Accept-Encoding": encoding, "If-None-Match": response["ETag"]}
        assert client.get(path(aino), headers=headers).status_code == 304


def test_feed_is_public_and_uses_no_session(client, aino):
    client.force_login(get_user_model().objects.create_user("someone"))
    response = client.get(path(aino))
    assert response["Cache-Control"] == "public, max-age=840"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in response["Vary"]
    assert not response.cookies


def test_options_answers_a_cors_preflight_request(client, aino):
    response = client.options(path(aino))
    assert (response.status_code, response["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_other_methods_are_not_allowed(client, aino, method):
    response = getattr(client, method)(path(aino))
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    "filters",
    ["de/", "service-none/", "office-none/", "mode-bus/", "mode-remote/fi/", "fi/fi/", "fi/en/", "x/", "service-/"],
)
def test_unknown_filters_are_not_found(client, aino, filters):
    assert client.get(path(aino, filters)).status_code == 404


def test_unknown_records_are_not_found(client, aino):
    for url in (
        f"/calendar/{uuid4()}/free.ics",
        "/calendar/practice/none/free.ics",
        "/calendar/office/none/free.ics",
        "/calendar/service/none/free.ics",
        "/calendar/everybody/none/free.ics",
    ):
        assert client.get(url).status_code == 404, url


def test_feeds_are_not_found_if_the_practice_does_not_publish(client, aino):
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


@override_settings(CACHES=NO_CACHE)
def test_304_takes_one_query_for_a_supervisor_and_two_for_others(client, aino, django_assert_num_queries):
    for url, queries in (
        (path(aino), 1),
        (path(aino, "fi/service-work-supervision/office-turku/"), 1),
        ("/calendar/practice/harbour-supervision/free.ics", 2),
        ("/calendar/office/turku/free.ics", 2),
        ("/calendar/service/work-supervision/mode-remote/free.ics", 2),
    ):
        tag = client.get(url)["ETag"]
        with django_assert_num_queries(queries):
            assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


def test_304_and_200_take_no_query_with_a_warm_cache(client, aino, django_assert_num_queries):
    for url in (path(aino), "/calendar/practice/harbour-supervision/free.ics"):
        tag = client.get(url)["ETag"]
        with django_assert_num_queries(0):
            assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
            assert client.get(url).status_code == 200


@override_settings(CACHES=NO_CACHE)
def test_304_does_not_build_the_body(client, aino, monkeypatch):
    tag = client.get(path(aino))["ETag"]

    def fail(*args):
        raise AssertionError("the body was built")

    monkeypatch.setattr(views, "build_free_feed", fail)
    assert client.get(path(aino), headers={"If-None-Match": tag}).status_code == 304


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


def test_slot_link_opens_the_form_with_the_time(client, aino):
    service = aino.services.get()
    response = client.get(f"/calendar/{aino.uuid}/fi/at/{int(datetime(2026, 1, 12, 7, tzinfo=UTC).timestamp())}/")
    assert response.status_code == 302
    address, _hash, _anchor = response["Location"].partition("#")
    assert address.startswith("http://localhost/")
    assert parse_qs(urlsplit(address).query) == {
        "supervisor": [str(aino.pk)],
        "service": [str(service.pk)],
        "preferred_start": ["2026-01-12T07:00Z/60"],
    }


def test_slot_link_works_if_the_default_language_is_a_variant(client, aino):
    # "wagtail start" sets the language "en-us", which is not among Django's LANGUAGES.
    with override_settings(LANGUAGE_CODE="en-us"), translation.override("en-us"):
        url = str(events(client.get(path(aino)))[0]["URL"])
        response = client.get(urlsplit(url).path)
    assert urlsplit(url).path.startswith(f"/calendar/{aino.uuid}/en-us/at/")
    assert (response.status_code, "preferred_start" in response["Location"]) == (302, True)


def test_slot_link_to_a_busy_time_opens_the_form_without_a_time(client, aino):
    make_hours_exception(aino, datetime(2026, 1, 12).date())
    response = client.get(f"/calendar/{aino.uuid}/at/{int(datetime(2026, 1, 12, 7, tzinfo=UTC).timestamp())}/90/")
    assert "preferred_start" not in response["Location"]
    assert f"supervisor={aino.pk}" in response["Location"]


def test_slot_link_reveals_no_time_if_the_practice_does_not_publish(client, aino):
    PracticeSettings.objects.update(publish_free_times=False)
    response = client.get(f"/calendar/{aino.uuid}/at/{int(datetime(2026, 1, 12, 7, tzinfo=UTC).timestamp())}/")
    assert "preferred_start" not in response["Location"]


@pytest.mark.parametrize("start", ["0", "9" * 25, "-1"])
def test_slot_link_with_an_extreme_time_is_not_an_error(client, aino, start):
    assert client.get(f"/calendar/{aino.uuid}/at/{start}/").status_code in (302, 404)


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


def test_feed_takes_eight_queries_with_an_empty_cache(client, aino, django_assert_num_queries):
    """With hours, exceptions, overrides, busy time, services of rows and translations."""
    make_hours_exception(aino, datetime(2026, 1, 13).date(), "09:00", "10:00").services.set(aino.services.all())
    make_busy_block(aino, datetime(2026, 1, 12, 9, tzinfo=UTC), datetime(2026, 1, 12, 10, tzinfo=UTC))
    HolidayOverride.objects.create(practice=aino.practice, day=datetime(2026, 1, 14), closed=True)
    ServiceTranslation.objects.create(parent=aino.services.get(), language="fi", name="Työnohjaus")
    cache.clear()
    with django_assert_num_queries(8):
        assert len(events(client.get(path(aino, "fi/")))) > 2
