"""Fetching and reading in a process of its own, with limits."""

import os
import random

import pytest

from tests.availability.busy_calendars.fetch_jobs import job
from tests.availability.busy_calendars.misbehaving_server import GOOD
from tests.ical.mutations import BODIES, mutate
from tests.ical.samples import calendar, event, utc
from wagtail_tyonohjaus.availability.busy_calendars import fetch_process
from wagtail_tyonohjaus.availability.busy_calendars.fetch_process import run_in_process


def test_slow_headers_end_with_the_process(server):
    def answer(request):
        request.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        while not server.stopped.is_set():
            request.wfile.write(b"a")
            request.wfile.flush()
            server.stopped.wait(0.05)

    server.answers["/cal.ics"] = answer
    result = run_in_process(job(url=server.url(), allow_loopback=True), timeout=2)
    assert result.error == "timeout"


def test_process_returns_the_busy_time_of_the_file(server):
    result = run_in_process(job(url=server.serve(GOOD, ETag='"v1"'), allow_loopback=True))
    assert (utc(result.blocks), result.error, result.etag) == (["2026-10-20 07:00/08:00"], "", '"v1"')
    again = run_in_process(job(url=server.url(), allow_loopback=True, content_hash=result.content_hash))
    assert (again.unchanged, again.blocks) == (True, [])


def heavy_series(number):
    """One series within its own budget, many of them beyond the process's."""
    return event(
        f"UID:{number}", "DTSTART:20260101T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    )


def test_file_that_takes_too_long_ends_its_process(server):
    """dateutil#1094, allenporter/ical#688."""
    text = calendar(*(heavy_series(n) for n in range(100)))
    result = run_in_process(job(url=server.serve(text), allow_loopback=True))
    assert result.error == "too_heavy"


def test_process_gets_none_of_the_sites_secrets(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://canary")
    assert "canary" not in repr(fetch_process._environment())


def test_process_limits_its_own_resources():
    code = (
        "from wagtail_tyonohjaus.availability.busy_calendars import fetch_worker;"
        "fetch_worker.limit_resources(); x = bytearray(300 * 1024 * 1024)"
    )
    done = fetch_process.subprocess.run(
        [fetch_process.sys.executable, "-c", code], env=fetch_process._environment(), capture_output=True, timeout=30
    )
    assert b"MemoryError" in done.stderr


@pytest.mark.parametrize("output", [b"", b"nonsense", b"[]", b'{"blocks": 1}'])
def test_invalid_output_of_the_process_is_an_error(output, monkeypatch, tmp_path):
    script = tmp_path / "child.py"
    script.write_bytes(b"import sys; sys.stdout.buffer.write(" + repr(output).encode() + b")")
    monkeypatch.setattr(fetch_process, "_MODULE", "child")
    monkeypatch.setattr(fetch_process, "_environment", lambda: {"PYTHONPATH": str(tmp_path)})
    assert run_in_process(job()).error == "crashed"


def test_damaged_file_never_crashes_the_process(server):
    chance = random.Random(7)
    for number in range(int(os.environ.get("MUTATIONS", "200")) // 40):
        body = mutate(chance.choice(list(BODIES.values())), chance)
        result = run_in_process(job(url=server.serve(body, f"/{number}.ics"), allow_loopback=True))
        assert result.error not in ("crashed", "timeout", "too_heavy"), body
