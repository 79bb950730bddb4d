"""Conditional and compressed responses of feeds (RFC 9110)."""

import gzip
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import override_settings
from django.utils.http import parse_http_date

from tests.factories import (
    make_busy_block,
    make_hours_exception,
    make_supervisor,
    make_weekly_hours,
)
from tests.feeds.conftest import HELSINKI, NOW
from tests.feeds.feed_requests import NO_CACHE, events, path
from wagtail_tyonohjaus.feeds import views


def test_change_increases_last_modified_and_dtstamp(client, aino, clock):
    """Google ignores changes otherwise (OpenACalendar#176, gatherpress#2058)."""
    before = events(client.get(path(aino)))[0]["DTSTAMP"].dt
    clock.shift(timedelta(minutes=5))
    make_busy_block(aino, datetime(2026, 1, 19, 9, tzinfo=HELSINKI), datetime(2026, 1, 19, 10, tzinfo=HELSINKI))
    changed = events(client.get(path(aino)))[0]
    assert changed["DTSTAMP"].dt == changed["LAST-MODIFIED"].dt == before + timedelta(minutes=6)


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
