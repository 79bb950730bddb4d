"""Synchronisation as real processes: told to end, killed, several at once, and beside other work on the database."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import override_settings
from django.utils import timezone

from tests.availability.busy_calendars.fetching_processes import children, descendants, is_running
from tests.factories import make_busy_calendar, make_practice, make_supervisor
from tests.faults.helpers import wait_until
from tests.faults.processes import end, running, start
from tests.ical.samples import calendar, event
from wagtail_tyonohjaus.availability.busy_calendars.claims import LEASE, due_calendars
from wagtail_tyonohjaus.availability.busy_calendars.sync import sync_calendar
from wagtail_tyonohjaus.availability.models import BusyCalendar
from wagtail_tyonohjaus.messages.models import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)
COMMAND = "tyonohjaus_sync_calendars"


def tomorrow():
    day = timezone.now() + timedelta(days=1)
    return calendar(event("UID:1", f"DTSTART:{day:%Y%m%d}T100000Z", f"DTEND:{day:%Y%m%d}T110000Z"))


@pytest.fixture
def supervisor():
    make_practice()
    return make_supervisor()


def make_calendars(server, supervisor, count):
    """Calendars that are due, each at its own path, on two hosts."""
    for number in range(count):
        path = f"/{number}.ics"
        server.serve(tomorrow(), path)
        # Two notations of the same address.
        url = server.url(path, host=("127.0.0.1", "127.1")[number % 2])
        make_busy_calendar(supervisor, name=f"{number}", url=url)


def hang_from(server, number):
    """Requests hang once so many have come."""
    answers, hanging = dict(server.answers), threading.Event()

    def answer(request):
        if len(server.seen) > number:
            hanging.set()
            server.stopped.wait(60)
        else:
            answers[request.path](request)

    server.answers = dict.fromkeys(answers, answer)
    return hanging


def make_calendar_that_is_changed_meanwhile(server, supervisor):
    """Its row is changed while it is fetched, which would wait for ever if the row were locked."""
    make_calendars(server, supervisor, 1)
    good = server.answers["/0.ics"]

    def answer(request):
        BusyCalendar.objects.update(name="written meanwhile")
        connection.close()
        good(request)

    server.answers["/0.ics"] = answer


def fetched():
    return BusyCalendar.objects.filter(fetched_at__isnull=False).count()


@pytest.mark.parametrize("watch", [(), ("--watch", "60")])
def test_round_that_is_told_to_end_leaves_nothing_claimed(server, supervisor, watch):
    make_calendars(server, supervisor, 50)
    hanging = hang_from(server, 10)
    with running(COMMAND, *watch) as command:
        assert hanging.wait(60)
        wait_until(lambda: fetched() == 10)
        processes = descendants(command.pid)
        assert end(command) == 0
    assert len(processes) > 4 and not any(map(is_running, processes))
    rows = BusyCalendar.objects.values_list("attempted_at", "fetched_at", "error")
    states = Counter((attempted_at is None, fetched_at is None, error) for attempted_at, fetched_at, error in rows)
    # Those that were fetched, and those that were neither claimed nor failed.
    assert states == {(False, False, ""): 10, (True, True, ""): 40}


def test_killed_round_delays_its_calendars_until_the_lease_ends(server, supervisor):
    make_calendars(server, supervisor, 50)
    hanging = hang_from(server, 10)
    with running(COMMAND) as command:
        assert hanging.wait(60)
        wait_until(lambda: BusyCalendar.objects.filter(attempted_at__isnull=False).count() == 14)
        processes = descendants(command.pid)
        command.kill()
    wait_until(lambda: not any(map(is_running, processes)), seconds=5)
    due = [due_calendars(timezone.now() + wait).count() for wait in (timedelta(0), LEASE)]
    assert due == [36, 40]


def test_rounds_at_once_fetch_each_calendar_once(server, supervisor):
    make_calendars(server, supervisor, 40)
    commands = [start(COMMAND, stdout=-1) for _ in range(3)]
    written = [command.communicate(timeout=120) for command in commands]
    assert [(command.returncode, errors) for command, (_out, errors) in zip(commands, written, strict=True)] == [
        (0, "")
    ] * 3
    assert Counter(path for path, _headers in server.seen) == {f"/{number}.ics": 1 for number in range(40)}
    assert fetched() == 40


def test_process_of_a_watching_command_ends_if_nothing_is_due(server, supervisor):
    make_calendars(server, supervisor, 1)
    with running(COMMAND, "--watch", "1") as command:
        wait_until(fetched)
        assert len(children(command.pid)) <= 1
        wait_until(lambda: not children(command.pid))
        BusyCalendar.objects.update(attempted_at=None, fetched_at=None)
        wait_until(fetched)
        assert end(command) == 0
    assert Heartbeat.objects.get(name="sync_calendars").failures == 0


def test_database_is_not_locked_while_a_calendar_is_fetched(server, supervisor):
    make_calendar_that_is_changed_meanwhile(server, supervisor)
    with override_settings(WAGTAIL_TYONOHJAUS={"BUSY_ALLOW_LOOPBACK": True}):
        assert sync_calendar(BusyCalendar.objects.get().pk).name == "written meanwhile"


def test_button_does_not_lock_the_database(server, supervisor, admin_client, monkeypatch):
    """A project may run each request in a transaction."""
    make_calendar_that_is_changed_meanwhile(server, supervisor)
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)
    url = f"/admin/tyonohjaus/supervisors/{supervisor.pk}/calendars/{BusyCalendar.objects.get().pk}/fetch/"
    with override_settings(WAGTAIL_TYONOHJAUS={"BUSY_ALLOW_LOOPBACK": True}):
        assert admin_client.post(url).status_code == 302
    stored = BusyCalendar.objects.get()
    assert (stored.name, stored.error, stored.fetched_at is not None) == ("written meanwhile", "", True)


def test_threads_of_a_web_process_fetch_at_the_same_time(server, supervisor):
    make_calendars(server, supervisor, 4)
    results = []

    def fetch(pk):
        results.append(sync_calendar(pk).error)
        connection.close()

    threads = [threading.Thread(target=fetch, args=[pk]) for pk in BusyCalendar.objects.values_list("pk", flat=True)]
    with override_settings(WAGTAIL_TYONOHJAUS={"BUSY_ALLOW_LOOPBACK": True}):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert (results, fetched(), children()) == ([""] * 4, 4, set())
