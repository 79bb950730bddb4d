"""Fetching calendars from servers that nobody can trust, and keeping our own network out of their reach."""

import gzip
import logging
import resource
import socket
import zlib
from ipaddress import ip_address

import pytest

from tests.availability.busy_calendars.fetch_jobs import job
from tests.availability.busy_calendars.misbehaving_server import GOOD, bomb
from wagtail_tyonohjaus.availability.busy_calendars import fetching
from wagtail_tyonohjaus.availability.busy_calendars.fetch_reading import run_job
from wagtail_tyonohjaus.availability.busy_calendars.fetching import fetch, is_blocked
from wagtail_tyonohjaus.ical.reading.errors import CalendarError

SECRET = "private-9d1c"


def fetch_error(url, **kwargs):
    with pytest.raises(CalendarError) as caught:
        fetch(url, **{"allow_loopback": True, **kwargs})
    return caught.value.code, caught.value.detail


def test_calendar_is_fetched(server):
    url = server.serve(GOOD, ETag='"v1"', Last_Modified="Tue, 20 Oct 2026 07:00:00 GMT")
    response = fetch(url, allow_loopback=True)
    assert (response.body, response.etag, response.last_modified) == (
        GOOD.encode(),
        '"v1"',
        "Tue, 20 Oct 2026 07:00:00 GMT",
    )


def test_fetch_is_conditional_and_its_user_agent_names_no_bot(server):
    url = server.conditional(GOOD, '"v1"')
    assert fetch(url, etag='"v1"', last_modified="then", allow_loopback=True).body is None
    headers = server.seen[0][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"v1"', "then")
    assert headers["User-Agent"].startswith("Mozilla/5.0") and "bot" not in headers["User-Agent"].lower()


@pytest.mark.parametrize("value", ['"a\0b"', '"a\x01"', '"' + 300 * "a" + '"'])
def test_validator_that_can_not_be_stored_or_sent_back_is_left_out(server, value):
    response = fetch(server.serve(GOOD, ETag=value, Last_Modified=value), allow_loopback=True)
    assert (response.body, response.etag, response.last_modified) == (GOOD.encode(), "", "")


def test_compressed_calendar_is_decompressed(server):
    url = server.serve(gzip.compress(GOOD.encode()), Content_Encoding="gzip")
    assert fetch(url, allow_loopback=True).body == GOOD.encode()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(server, status):
    server.serve(GOOD)
    assert fetch(server.redirect("/cal.ics", status=status), allow_loopback=True).body == GOOD.encode()


def test_loopback_is_refused_unless_a_test_allows_it(server):
    """cal.diy#29369, vexa#1231."""
    assert fetch_error(server.serve(GOOD), allow_loopback=False) == ("forbidden_address", "")
    assert server.seen == []


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "[::ffff:10.0.0.1]",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::a00:1]",
        "[2002:a00:1::]",
        "[fe80::1]",
        "[fc00::1]",
        "[fec0::1]",
        "[::10.0.0.1]",
        # IPv4 addresses embedded in IPv6 ones: translated, NAT64, 6to4, Teredo, ISATAP.
        "[::ffff:0:127.0.0.1]",
        "[::ffff:0:10.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b:1::10.0.0.1]",
        "[2002:7f00:1::]",
        "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
        "[2a00:1450:4026:805:0:5efe:10.0.0.1]",
        "[2a00:1450:4026:805:200:5efe:127.0.0.1]",
        "[2001:db8::1]",
        "[3fff::1]",
        "[5f00::1]",
        "[100::1]",
        "[4000::1]",
        "[::]",
        "0x0a000001",
        "167772161",
        "10.1",
    ],
)
def test_private_addresses_are_refused_in_every_notation(host):
    """cal.diy#29369, vexa#1231."""
    assert fetch_error(f"http://{host}/cal.ics")[0] == "forbidden_address"


@pytest.mark.parametrize("address", ["2a00:1450:4026:805::200e", "2001:4860:4860::8888", "2606:4700::1", "8.8.8.8"])
def test_public_addresses_are_not_refused(address):
    assert not is_blocked(ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "2130706433", "127.1"])
def test_loopback_is_refused_in_every_notation(host):
    """cal.diy#29369, vexa#1231."""
    assert fetch_error(f"http://{host}/cal.ics", allow_loopback=False)[0] == "forbidden_address"


@pytest.mark.parametrize("host", ["10.0.0.1", "[::ffff:10.0.0.1]", "169.254.169.254"])
def test_redirect_into_a_private_network_is_refused(server, host):
    """cal.diy#29369, vexa#1231."""
    assert fetch_error(server.redirect(f"http://{host}/latest/meta-data/"))[0] == "forbidden_address"


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.com/a.ics", "gopher://example.com/", "data:,x"]
)
def test_redirect_to_another_scheme_is_refused(server, target):
    """cal.diy#29369, vexa#1231."""
    assert fetch_error(server.redirect(target)) == ("bad_scheme", "")


def test_host_name_is_resolved_once_for_each_hop(server, monkeypatch):
    """First a public address, then a private one: the connection goes to the address that was checked."""
    server.serve(GOOD)
    answers = ["127.0.0.1", "10.0.0.1"]
    lookups = []
    real = socket.getaddrinfo

    def changing(host, *args, **kwargs):
        if host == "rebind.example.com":
            lookups.append(host)
            host = answers[min(len(lookups), 2) - 1]
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    url = server.url(host="rebind.example.com")
    assert fetch(url, allow_loopback=True).body == GOOD.encode()
    assert len(lookups) == 1
    assert fetch_error(url) == ("forbidden_address", "")


def test_redirects_in_a_circle_end(server):
    assert fetch_error(server.redirect("/moved")) == ("too_many_redirects", "")
    assert len(server.seen) == 6


@pytest.mark.parametrize("status", [204, 401, 403, 404, 410, 418, 500, 503])
def test_error_status_is_reported(server, status):
    assert fetch_error(server.serve(b"", status=status)) == ("status", str(status))


def test_redirect_without_a_target_is_reported(server):
    assert fetch_error(server.serve(b"", status=302)) == ("status", "302")


def test_download_ends_at_the_size_limit(server):
    """dateutil#1094, allenporter/ical#688."""
    url = server.endless(b"X" * 65536)
    assert fetch_error(url) == ("too_big", "5")


def test_decompression_ends_at_the_size_limit(server):
    url = server.serve(bomb(200 * 1024 * 1024), Content_Encoding="gzip")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert fetch_error(url) == ("too_big", "5")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30 * 1024


def test_slow_body_ends_at_the_deadline(server, monkeypatch):
    monkeypatch.setattr(fetching, "MAX_SECONDS", 0.4)
    assert fetch_error(server.endless(b"X", wait=0.05)) == ("timeout", "")


def test_silent_server_times_out(server, monkeypatch):
    monkeypatch.setattr(fetching, "READ_SECONDS", 0.3)
    server.answers["/cal.ics"] = lambda request: server.stopped.wait(5)
    assert fetch_error(server.url())[0] == "timeout"


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (b"BEGIN", {"Content_Length": "500"}, "truncated"),
        (gzip.compress(GOOD.encode())[:-9], {"Content_Encoding": "gzip"}, "truncated"),
        (b"no gzip", {"Content_Encoding": "gzip"}, "bad_encoding"),
        (b"br", {"Content_Encoding": "br"}, "bad_encoding"),
    ],
)
def test_broken_response_is_refused(server, body, headers, code):
    assert fetch_error(server.serve(body, **headers))[0] == code


@pytest.mark.parametrize("encoding", ["UTF-8", "none", "identity", "aws-chunked", "gzip"])
def test_plain_body_is_read_whatever_its_encoding_is_called(server, encoding):
    assert fetch(server.serve(GOOD, Content_Encoding=encoding), allow_loopback=True).body == GOOD.encode()


@pytest.mark.parametrize("headers", [{}, {"Content_Encoding": "gzip"}, {"Content_Encoding": "x-gzip"}])
def test_gzip_of_several_members_is_decompressed_with_and_without_its_label(server, headers):
    half = len(GOOD) // 2
    body = gzip.compress(GOOD[:half].encode()) + gzip.compress(GOOD[half:].encode()) + b"\0" * 8
    assert fetch(server.serve(body, **headers), allow_loopback=True).body == GOOD.encode()


def test_deflated_body_is_decompressed(server):
    body = zlib.compress(GOOD.encode())
    assert fetch(server.serve(body, Content_Encoding="deflate"), allow_loopback=True).body == GOOD.encode()


def test_status_203_of_a_proxy_is_a_success(server):
    assert fetch(server.serve(GOOD, status=203), allow_loopback=True).body == GOOD.encode()


def test_304_to_an_unconditional_request_is_an_error(server):
    url = server.serve(b"", status=304)
    assert fetch_error(url) == ("status", "304")
    assert fetch(url, etag='"v1"', allow_loopback=True).body is None


@pytest.mark.parametrize("scheme", ["webcal", "WEBCALS"])
def test_redirect_to_webcal_is_followed_over_https(server, scheme, monkeypatch):
    checked = []
    monkeypatch.setattr(fetching, "_check_scheme", checked.append)
    target = server.url("/secure.ics").replace("http", scheme, 1)
    assert fetch_error(server.redirect(target))[0] in ("certificate", "unreachable")
    assert checked[1] == server.url("/secure.ics").replace("http", "https", 1)


def test_body_without_length_that_ends_early_is_truncated(server):
    def answer(request):
        request.send_response(200)
        request.end_headers()
        request.wfile.write(GOOD[: GOOD.rindex("END:VCALENDAR")].encode())

    server.answers["/cut.ics"] = answer
    assert run_job(job(url=server.url("/cut.ics"), allow_loopback=True)).error == "truncated"


@pytest.mark.parametrize("length", ["many", "-1"])
def test_length_that_is_no_number_announces_nothing(server, length):
    url = server.serve(GOOD, Content_Length=length)
    assert not fetch(url, allow_loopback=True).is_delimited


def test_body_that_ends_inside_an_event_is_truncated_whatever_its_length(server):
    """PHP counts characters instead of bytes, or ends with an error."""
    cut = GOOD[: GOOD.rindex("END:VEVENT")]
    assert run_job(job(url=server.serve(cut), allow_loopback=True)).error == "truncated"


def test_body_without_its_last_line_is_read(server):
    result = run_job(job(url=server.serve(GOOD.replace("END:VCALENDAR", "")), allow_loopback=True))
    assert (len(result.blocks), result.issues) == (1, {"unfinished": 1})


@pytest.mark.parametrize("url", ["", "nonsense", "http://", "http://[::1", "http://a..b/", "http://" + "a" * 300])
def test_invalid_url_is_refused(url):
    assert fetch_error(url)[0] in ("bad_scheme", "unreachable")


def test_unknown_host_and_closed_port_are_reported():
    assert fetch_error("http://nobody.invalid/cal.ics")[0] == "unreachable"
    assert fetch_error("http://127.0.0.1:1/cal.ics")[0] == "unreachable"


def test_url_is_in_no_log_and_no_error(server, caplog):
    caplog.set_level(logging.DEBUG)
    fetch(server.serve(GOOD, f"/{SECRET}/cal.ics"), allow_loopback=True)
    for url in (
        server.serve(b"", f"/{SECRET}", status=404),
        f"http://10.0.0.1/{SECRET}",
        f"ftp://example.com/{SECRET}",
    ):
        with pytest.raises(CalendarError) as caught:
            fetch(url, allow_loopback=True)
        assert SECRET not in repr(caught.value) and caught.value.__cause__ is None
    assert SECRET not in caplog.text and "10.0.0.1" not in caplog.text
