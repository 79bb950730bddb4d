"""Conditional and compressed responses, without a database (RFC 9110)."""

import gzip
import time

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.http import http_date

from wagtail_tyonohjaus.feeds import http
from wagtail_tyonohjaus.feeds.http import FeedMetadata, accepts_gzip, method_response, pin_headers, respond, try_cached

MODIFIED = 1_700_000_000
LONG = b"BEGIN:VCALENDAR\r\n" * 100
FEED = FeedMetadata("tag", MODIFIED)


def get(**headers: str):
    return RequestFactory().get("/", headers=headers)


def gzip_request(**headers: str):
    return get(**{"Accept-Encoding": "gzip", **headers})


def build_long() -> bytes:
    return LONG


def do_not_build() -> bytes:
    raise AssertionError("a body was built")


def test_response_has_its_validators_and_length():
    response = respond(get(), FEED, build_long)
    assert (response.status_code, response.content) == (200, LONG)
    expected = {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Length": str(len(LONG)),
        "ETag": '"tag"',
        "Last-Modified": http_date(MODIFIED),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "public, max-age=840",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag, Last-Modified",
        "X-Robots-Tag": "noindex",
        "Vary": "Accept-Encoding",
    }
    assert dict(response.headers) == expected


def test_private_response_is_not_stored_by_others_nor_indexed():
    metadata = FeedMetadata("tag", MODIFIED, http.JSON, language="fi", public=False, filename="x.ics")
    response = respond(get(), metadata, build_long)
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Language"] == "fi"
    assert response.headers["Content-Disposition"] == 'attachment; filename="x.ics"'
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    "tags", ['"tag"', 'W/"tag"', '"tag-gz"', '"tag;gzip"', '"tag-br"', '"tag+zstd"', '"other", "tag"', "*", " * "]
)
def test_current_copy_is_not_sent_again(tags):
    """Proxies weaken the tags of responses that they compress, or add a suffix (section 8.8.3.3)."""
    response = respond(get(**{"If-None-Match": tags}), FEED, do_not_build)
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == '"tag"'
    assert response.headers["Last-Modified"] == http_date(MODIFIED)
    assert response.headers["Vary"] == "Accept-Encoding"
    assert not {"Content-Type", "Content-Length", "Content-Encoding"} & set(response.headers)


def test_compressed_copy_has_a_tag_of_its_own():
    response = respond(gzip_request(**{"If-None-Match": '"tag-gz"'}), FEED, do_not_build)
    assert (response.status_code, response.headers["ETag"]) == (304, '"tag-gz"')


@pytest.mark.parametrize("tags", ['"other"', '"tag-x"', '"tag', "tag", '"tagbr"', ""])
def test_other_tag_gets_the_feed(tags):
    assert respond(get(**{"If-None-Match": tags}), FEED, build_long).status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (0, 304), (1, 304)])
def test_date_of_the_copy_is_compared_by_the_second(seconds, status):
    request = get(**{"If-Modified-Since": http_date(MODIFIED + seconds)})
    assert respond(request, FEED, build_long).status_code == status


@pytest.mark.parametrize("tags", ['"old"', "unquoted", ""])
def test_tag_outranks_the_date(tags):
    """Section 13.1.3, also of an invalid tag."""
    request = get(**{"If-None-Match": tags, "If-Modified-Since": http_date(MODIFIED)})
    assert respond(request, FEED, build_long).status_code == 200


def test_last_modified_is_never_in_the_future():
    """Section 8.8.2.1."""
    response = respond(get(), FeedMetadata("tag", int(time.time()) + 1000), build_long)
    assert response.headers["Last-Modified"] <= http_date(time.time())


def test_compressed_bytes_depend_on_the_content_only(monkeypatch):
    bodies = []
    for now in (1_700_000_000, 1_800_000_000):
        cache.clear()
        monkeypatch.setattr(time, "time", lambda now=now: now)
        bodies.append(respond(gzip_request(), FEED, build_long).content)
    assert bodies[0] == bodies[1]
    assert bodies[0][4:8] == bytes(4)  # MTIME of RFC 1952
    assert gzip.decompress(bodies[0]) == LONG


@pytest.mark.parametrize(("length", "encoding"), [(499, None), (500, "gzip")])
def test_short_body_is_not_compressed(length, encoding):
    response = respond(gzip_request(), FEED, lambda: b"x" * length)
    assert response.headers.get("Content-Encoding") == encoding
    assert response.headers["ETag"] == ('"tag-gz"' if encoding else '"tag"')
    assert response.headers["Content-Length"] == str(len(response.content))


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("*", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0.01", True),
        ("gzip;q=0", False),
        ("gzip; q = 0.000", False),
        ("br, deflate", False),
        ("", False),
    ],
)
def test_gzip_is_used_only_if_the_client_accepts_it(header, accepted):
    assert accepts_gzip(header) is accepted
    assert respond(get(**{"Accept-Encoding": header}), FEED, build_long).has_header("Content-Encoding") is accepted


@pytest.mark.parametrize(("first", "second"), [(get, gzip_request), (gzip_request, get)])
def test_cached_body_serves_both_encodings(first, second):
    assert try_cached(first(), FEED) is None
    expected = respond(first(), FEED, build_long)
    assert respond(first(), FEED, do_not_build).content == expected.content
    other = respond(second(), FEED, do_not_build)
    plain = other.content if second is get else gzip.decompress(other.content)
    assert (plain, other.has_header("Content-Encoding")) == (LONG, second is gzip_request)
    assert try_cached(second(), FEED).content == other.content


def test_uncacheable_body_is_built_each_time():
    metadata = FeedMetadata("tag", MODIFIED, cacheable=False)
    respond(get(), metadata, lambda: b"first")
    assert respond(get(), metadata, lambda: b"second").content == b"second"


@pytest.mark.parametrize("name", ["Vary", "vary"])
def test_middleware_can_not_make_a_pinned_response_depend_on_the_visitor(name):
    response = HttpResponse(content_type="text/calendar", headers={"ETag": '"tag"', "Vary": "Accept-Encoding"})
    pinned = pin_headers(response)
    pinned.headers[name] = "Cookie, Accept-Language"
    pinned.headers["ETag"] = '"other"'
    for header in ("Content-Language", "content-language"):
        pinned.headers.setdefault(header, "fi")
    pinned.headers.setdefault("Content-Length", "0")
    assert {header.title(): value for header, value in pinned.headers.items()} == {
        "Content-Type": "text/calendar",
        "Content-Length": "0",
        "Etag": '"other"',
        "Vary": "Accept-Encoding",
    }


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_methods_need_no_response_of_their_own(method):
    assert method_response(RequestFactory().generic(method, "/")) is None


def test_options_lists_the_methods_for_scripts_of_other_sites():
    response = method_response(RequestFactory().options("/"))
    assert response.status_code == 204
    headers = dict(response.headers)
    headers.pop("Content-Type", None)
    assert headers == {
        "Allow": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, HEAD",
        "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
        "Access-Control-Max-Age": "86400",
    }


def test_other_methods_are_not_allowed():
    response = method_response(RequestFactory().post("/"))
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
