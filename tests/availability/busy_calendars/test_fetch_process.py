"""Fetching and reading in processes of their own, with limits."""

import os
import random
import signal
import subprocess
import sys

import pytest

from tests.availability.busy_calendars.fetch_jobs import job
from tests.availability.busy_calendars.misbehaving_server import GOOD
from tests.ical.mutations import BODIES, mutate
from tests.ical.samples import calendar, event, hour, utc
from wagtail_tyonohjaus.availability.busy_calendars import fetch_process
from wagtail_tyonohjaus.availability.busy_calendars.fetch_process import FetchProcess


@pytest.fixture
def process():
    started = FetchProcess()
    yield started
    started.close()


def fork_of(process):
    """The process that runs the present job."""
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True).stdout
    return int(children)


def slow_headers(server):
    """Sends headers without an end; returns the URL."""

    def answer(request):
        request.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        while not server.stopped.is_set():
            request.wfile.write(b"a")
            request.wfile.flush()
            server.stopped.wait(0.05)

    server.answers["/slow.ics"] = answer
    return server.url("/slow.ics")


def test_slow_headers_end_with_the_process(server, process):
    result = process.run(job(url=slow_headers(server), allow_loopback=True), timeout=2)
    assert (result.error, process.is_usable) == ("timeout", False)


def test_process_returns_the_busy_time_of_the_file(server, process):
    result = process.run(job(url=server.serve(GOOD, ETag='"v1"'), allow_loopback=True))
    assert (utc(result.blocks), result.error, result.etag) == (["2026-10-20 07:00/08:00"], "", '"v1"')
    again = process.run(job(url=server.url(), allow_loopback=True, content_hash=result.content_hash))
    assert (again.unchanged, again.blocks, process.is_usable) == (True, [], True)


def heavy_series(number):
    """One series within its own budget, many of them beyond the process's."""
    return event(
        f"UID:{number}", "DTSTART:20260101T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    )


def test_calendar_is_read_by_the_process_that_ended_one_that_takes_too_long(server, process):
    """dateutil#1094, allenporter/ical#688."""
    heavy = server.serve(calendar(*(heavy_series(n) for n in range(100))), "/heavy.ics")
    assert process.run(job(url=heavy, allow_loopback=True)).error == "too_heavy"
    result = process.run(job(url=server.serve(GOOD), allow_loopback=True))
    assert (utc(result.blocks), process.is_usable) == (["2026-10-20 07:00/08:00"], True)


@pytest.mark.parametrize(
    ("sent", "error"), [(signal.SIGKILL, "too_heavy"), (signal.SIGXCPU, "too_heavy"), (signal.SIGSEGV, "crashed")]
)
@pytest.mark.parametrize("victim", [fork_of, lambda process: process.pid])
def test_process_that_is_killed_fails_its_own_job_only(sent, error, victim, server, process):
    def answer(request):
        os.kill(victim(process), sent)

    server.answers["/cal.ics"] = answer
    assert process.run(job(url=server.url(), allow_loopback=True)).error == error
    assert process.is_usable is (victim is fork_of)


def test_end_signals_of_a_service_manager_are_left_to_the_site(server, process):
    def answer(request):
        for number in (signal.SIGTERM, signal.SIGINT):
            os.killpg(process.pid, number)
        good(request)

    server.serve(GOOD)
    good = server.answers["/cal.ics"]
    server.answers["/cal.ics"] = answer
    assert process.run(job(url=server.url(), allow_loopback=True)).error == ""


def test_time_zones_that_a_file_defines_are_unknown_to_the_next_one(server, process):
    definition = "\r\n".join(
        [
            *("BEGIN:VTIMEZONE", "TZID:Ours", "BEGIN:STANDARD", "DTSTART:19700101T000000"),
            *("TZOFFSETFROM:+0900", "TZOFFSETTO:+0900", "END:STANDARD", "END:VTIMEZONE"),
        ]
    )
    ours = hour("20261020", zone="Ours")
    results = [
        process.run(job(url=server.serve(text), allow_loopback=True))
        for text in (calendar(definition, ours), calendar(ours))
    ]
    assert [utc(result.blocks) for result in results] == [["2026-10-20 01:00/02:00"], ["2026-10-20 07:00/08:00"]]
    assert [result.issues for result in results] == [{}, {"unknown_zone": 1, "doubtful": 1}]


def test_cookies_are_not_sent_with_the_next_job(server, process):
    url = server.serve(GOOD, Set_Cookie="canary=1; Path=/")
    for _ in range(2):
        process.run(job(url=url, allow_loopback=True))
    assert [headers.get("Cookie") for _path, headers in server.seen] == [None, None]


def test_process_gets_none_of_the_sites_secrets(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://canary")
    assert "canary" not in repr(fetch_process._environment())


def run_python(code):
    return subprocess.run(
        [sys.executable, "-c", code], env=fetch_process._environment(), capture_output=True, timeout=60
    )


LIMITS = "from wagtail_tyonohjaus.availability.busy_calendars import fetch_limits, fetch_worker;"


def test_process_limits_its_memory_and_processor_time():
    done = run_python(LIMITS + "fetch_limits.limit_memory(); x = bytearray(300 * 1024 * 1024)")
    assert b"MemoryError" in done.stderr
    done = run_python(LIMITS + "fetch_limits.limit_cpu()\nwhile True: pass")
    assert done.returncode == -signal.SIGXCPU


def test_process_has_no_django():
    code = LIMITS + "fetch_worker._load_libraries(); import sys; print('django' in sys.modules)"
    assert run_python(code).stdout == b"False\n"


CHILD = """
import os, sys
sys.path[:0] = %r
from wagtail_tyonohjaus.availability.busy_calendars import fetch_worker
%s
fetch_worker.main()
"""


@pytest.fixture
def changed_process(monkeypatch, tmp_path):
    """Starts fetching processes whose code is changed by some lines."""
    started = []

    def start(lines):
        (tmp_path / "child.py").write_text(CHILD % (sys.path, lines))
        monkeypatch.setattr(fetch_process, "_MODULE", "child")
        monkeypatch.setattr(fetch_process, "_environment", lambda: {"PYTHONPATH": str(tmp_path)})
        started.append(FetchProcess())
        return started[-1]

    yield start
    for process in started:
        process.close()


@pytest.mark.parametrize("output", [b"", b"nonsense", b"[]", b'{"blocks": 1}', b'{"blocks": []}' * 200_000])
def test_invalid_output_of_a_job_is_an_error(output, changed_process):
    repeat = f"fetch_worker._run = lambda job: {output[:14]!r} * {max(len(output) // 14, 1)}"
    process = changed_process(repeat if len(output) > 100 else f"fetch_worker._run = lambda job: {output!r}")
    assert process.run(job()).error == ("too_heavy" if len(output) > 100 else "crashed")


@pytest.mark.parametrize(
    "output", [b"", b"nonsense", b"\0\0\0\2\0\0\0\2{}", b"\0\0\0\1\xff\xff\xff\xff", b"\0\0\0\1\0"]
)
def test_invalid_output_of_the_process_is_an_error(output, changed_process):
    process = changed_process(f"os.write(1, {output!r}); os._exit(0)")
    assert (process.run(job()).error, process.is_usable) == ("crashed", False)


def test_job_that_takes_too_much_processor_time_harms_no_other(changed_process, server):
    """Where no exception reaches the code, such as in a library that is written in C."""
    lines = "run = fetch_worker._run; fetch_worker._run = lambda job: run(job) if b'cal' in job else sum(iter(int, 1))"
    process = changed_process(lines)
    assert process.run(job()).error == "too_heavy"
    assert process.run(job(url=server.serve(GOOD), allow_loopback=True)).error == ""


def test_result_of_another_job_is_an_error(changed_process):
    process = changed_process(
        "write = fetch_worker.write_frame; fetch_worker.write_frame = lambda f, n, r: write(f, 9, r)"
    )
    assert (process.run(job()).error, process.is_usable) == ("crashed", False)


def test_job_that_needs_too_much_memory_harms_no_other(changed_process, server):
    lines = "run = fetch_worker._run; fetch_worker._run = lambda job: run(job) if b'cal' in job else bytes(2**29)"
    process = changed_process(lines)
    assert process.run(job()).error == "crashed"
    assert process.run(job(url=server.serve(GOOD), allow_loopback=True)).error == ""


def test_output_of_a_library_does_not_disturb_the_results(changed_process, server):
    noise = (
        "run = fetch_worker._run; fetch_worker._run = lambda job: (os.write(1, b'noise'), print('noise'), run(job))[2]"
    )
    process = changed_process(noise)
    for _ in range(2):
        assert process.run(job(url=server.serve(GOOD), allow_loopback=True)).error == ""


def test_where_the_system_cannot_fork_a_process_runs_one_job(changed_process, server, monkeypatch):
    """Windows has no limits either; its signals and processes can't be tried here."""
    monkeypatch.setattr(fetch_process, "FORKS", False)
    process = changed_process("fetch_worker.FORKS = False; del os.fork")
    result = process.run(job(url=server.serve(GOOD), allow_loopback=True))
    assert (utc(result.blocks), process.is_usable) == (["2026-10-20 07:00/08:00"], False)


def test_process_is_replaced_after_many_jobs(process, monkeypatch):
    monkeypatch.setattr(fetch_process, "MAX_JOBS", 2)
    usable = []
    for _ in range(2):
        usable.append(process.is_usable)
        process.run(job())
    assert [*usable, process.is_usable] == [True, True, False]


def test_damaged_file_never_crashes_the_process(server, process):
    chance = random.Random(7)
    for number in range(int(os.environ.get("MUTATIONS", "200")) // 10):
        body = mutate(chance.choice(list(BODIES.values())), chance)
        result = process.run(job(url=server.serve(body, f"/{number}.ics"), allow_loopback=True))
        assert result.error not in ("crashed", "timeout", "too_heavy"), body
