"""The pool of fetching processes: how many there are, what harms one of them, and what is left at the end."""

import os
import signal
import subprocess
import sys
from concurrent.futures import wait
from threading import Barrier, Thread

import pytest
from django.test import override_settings

from tests.availability.busy_calendars.fetch_jobs import job
from tests.availability.busy_calendars.fetching_processes import children, descendants, is_running
from tests.availability.busy_calendars.misbehaving_server import GOOD
from tests.faults.helpers import wait_until
from tests.ical.samples import utc
from wagtail_tyonohjaus.availability.busy_calendars import fetch_process
from wagtail_tyonohjaus.availability.busy_calendars.fetch_pool import FetchPool

BUSY = ["2026-10-20 07:00/08:00"]


@pytest.fixture
def pool():
    with FetchPool() as started:
        yield started


def fetch(pool, url):
    return pool.submit(job(url=url, allow_loopback=True)).result()


def meeting(server, count):
    """A URL at which ``count`` requests wait for each other."""
    server.serve(GOOD)
    good, barrier = server.answers["/cal.ics"], Barrier(count)

    def answer(request):
        barrier.wait(60)
        good(request)

    server.answers["/meeting.ics"] = answer
    return server.url("/meeting.ics")


def hanging(server):
    server.answers["/hanging.ics"] = lambda request: server.stopped.wait(60)
    return server.url("/hanging.ics")


def wait_for_end_of(processes):
    # Sooner than the time limits of a job would end them.
    wait_until(lambda: not any(map(is_running, processes)), seconds=5)


def test_no_process_runs_before_the_first_job_and_after_the_end(server):
    with FetchPool() as pool:
        assert children() == set()
        fetch(pool, server.serve(GOOD))
        assert len(children()) == 1
    assert children() == set()


def test_process_is_used_for_one_job_after_another(server, pool):
    pids = set()
    for _ in range(3):
        assert utc(fetch(pool, server.serve(GOOD)).blocks) == BUSY
        pids |= children()
    assert len(pids) == 1


def test_jobs_at_the_same_time_have_a_process_each(server, pool):
    url = meeting(server, pool.size)
    futures = [pool.submit(job(url=url, allow_loopback=True)) for _ in range(pool.size)]
    assert [utc(future.result().blocks) for future in futures] == [BUSY] * 4
    assert len(children()) == 4


@override_settings(WAGTAIL_TYONOHJAUS={"BUSY_FETCH_PROCESSES": 2})
def test_setting_limits_the_number_of_processes():
    with FetchPool() as pool:
        assert pool.size == 2


def test_processes_that_have_nothing_to_do_end(server, pool):
    url = meeting(server, 2)
    wait([pool.submit(job(url=url, allow_loopback=True)) for _ in range(2)])
    pool.end_unused()
    assert len(children()) == 2
    fetch(pool, server.serve(GOOD))
    pool.end_unused()
    assert len(children()) == 1
    pool.end_unused()
    assert children() == set()
    assert utc(fetch(pool, server.serve(GOOD)).blocks) == BUSY


def test_process_that_is_killed_is_replaced(server, pool):
    server.answers["/killed.ics"] = lambda request: os.kill(children().pop(), signal.SIGKILL)
    fetch(pool, server.serve(GOOD))
    before = children()
    assert fetch(pool, server.url("/killed.ics")).error == "too_heavy"
    assert utc(fetch(pool, server.serve(GOOD)).blocks) == BUSY
    assert len(children()) == 1 and not before & children()


def test_process_that_is_killed_between_two_jobs_is_replaced(server, pool):
    fetch(pool, server.serve(GOOD))
    (pid,) = children()
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not children())
    assert utc(fetch(pool, server.serve(GOOD)).blocks) == BUSY


def test_hanging_job_does_not_delay_another(server, pool, monkeypatch):
    hangs = pool.submit(job(url=hanging(server), allow_loopback=True))
    assert utc(fetch(pool, server.serve(GOOD)).blocks) == BUSY
    assert not hangs.done()


def test_cancelled_jobs_end_with_their_processes_and_forks(server, pool):
    futures = [pool.submit(job(url=hanging(server), allow_loopback=True)) for _ in range(2)]
    wait_until(lambda: len(server.seen) == 2)
    forks = descendants() - children()
    pool.cancel()
    assert [future.result().error for future in futures] == ["too_heavy"] * 2
    wait_for_end_of(forks)
    assert (len(forks), children()) == (2, set())
    assert utc(fetch(pool, server.serve(GOOD)).blocks) == BUSY


def test_process_that_cannot_be_started_fails_its_job(pool, monkeypatch):
    monkeypatch.setattr(fetch_process.sys, "executable", "/nonexistent")
    assert pool.submit(job()).result().error == "crashed"


def test_thread_that_cannot_be_started_fails_its_job_and_leaves_no_process(server, pool, monkeypatch):
    def fail(thread):
        raise RuntimeError("can't start new thread")

    before = children()
    with monkeypatch.context() as patches:
        patches.setattr(Thread, "start", fail)
        assert pool.submit(job()).result().error == "crashed"
    assert children() == before
    assert utc(fetch(pool, server.serve(GOOD)).blocks) == BUSY


PARENT = """
import sys
from django.conf import settings
settings.configure()
from tests.availability.busy_calendars.fetch_jobs import job
from tests.availability.busy_calendars.fetching_processes import children, descendants, is_running
from wagtail_tyonohjaus.availability.busy_calendars.fetch_pool import FetchPool
pool = FetchPool()
pool.submit(job(url=sys.argv[1], allow_loopback=True)).result()
pool.submit(job(url=sys.argv[2], allow_loopback=True))
pool.submit(job(url=sys.argv[1], allow_loopback=True)).result()
sys.stdin.read()
"""


def test_processes_and_forks_end_if_the_site_is_killed(server):
    command = [sys.executable, "-c", PARENT, server.serve(GOOD), hanging(server)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as parent:
        wait_until(lambda: [path for path, _headers in server.seen].count("/cal.ics") == 2)
        wait_until(lambda: "/hanging.ics" in dict(server.seen))
        # The fork that has answered may take a moment to end.
        wait_until(lambda: (len(children(parent.pid)), len(descendants(parent.pid))) == (2, 3))
        processes = descendants(parent.pid)
        parent.kill()
    wait_for_end_of(processes)
