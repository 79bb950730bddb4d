"""Commands that are told to end, started several times at once, and busy with other work: as real processes."""

import socket
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_busy_calendar, make_practice, make_supervisor
from wagtail_tyonohjaus.availability.models import BusyCalendar
from wagtail_tyonohjaus.contact.models import ContactRequest, RequestEvent
from wagtail_tyonohjaus.messages.models import Delivery, Heartbeat
from wagtail_tyonohjaus.practice.erasure.models import ErasureRecord

from .helpers import notice, wait_until
from .misbehaving_smtp import RudeServer
from .processes import end, running, start

pytestmark = pytest.mark.django_db(transaction=True)
WATCH = ("tyonohjaus_deliver", "--watch", "0.05")


@pytest.fixture
def practice():
    return make_practice(fallback_recipients="fallback@example.com")


def make_requests(practice, count: int, **kwargs) -> None:
    old = timezone.now() - timedelta(days=4000)
    ContactRequest.objects.bulk_create(
        ContactRequest(site=practice.site, submission_key=f"{kwargs}{number}"[-64:], created_at=old, **kwargs)
        for number in range(count)
    )


def make_expired(practice, count: int) -> None:
    make_requests(practice, count, status="closed", closed_at=timezone.now() - timedelta(days=4000), name="Maija")


def anonymised() -> int:
    return ContactRequest.objects.filter(anonymised_at__isnull=False).count()


def events(kind: str) -> Counter[int]:
    """How often each request has such an event."""
    return Counter(RequestEvent.objects.filter(kind=kind).values_list("request", flat=True))


# SIGTERM


def test_worker_in_the_middle_of_retention_ends_at_a_signal(practice):
    make_expired(practice, 5000)
    with running(*WATCH) as worker:
        wait_until(anonymised)
        assert end(worker) == 0
    done = anonymised()
    assert 0 < done < 5000
    assert set(events("anonymised").values()) == {1}
    assert (events("anonymised").total(), ErasureRecord.objects.count()) == (done, done)
    assert Heartbeat.objects.get(name="retention").claimed_at is None


def test_retention_command_ends_at_a_signal_and_goes_on_in_the_next_run(practice):
    make_expired(practice, 300)
    with running("tyonohjaus_retention") as command:
        wait_until(anonymised)
        assert end(command) == 0
    with running("tyonohjaus_retention") as command:
        assert command.wait(240) == 0
    assert events("anonymised") == dict.fromkeys(ContactRequest.objects.values_list("pk", flat=True), 1)


def test_worker_that_waits_for_a_mail_server_ends_at_a_signal(practice):
    row, rude = notice(practice), RudeServer("DATA", hangs=True)
    try:
        with running(*WATCH, port=rude.port) as worker:
            wait_until(lambda: Delivery.objects.filter(attempts=1).exists())
            assert end(worker) == 0
    finally:
        rude.stop()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("pending", 1)


@pytest.mark.parametrize("command", [WATCH, ("tyonohjaus_sync_calendars", "--watch", "60")])
def test_command_between_two_rounds_ends_at_a_signal(practice, command):
    name = "deliver" if command is WATCH else "sync_calendars"
    with running(*command) as process:
        wait_until(lambda: Heartbeat.objects.filter(name=name, at__isnull=False).exists())
        assert end(process) == 0


def test_sync_that_waits_for_a_calendar_server_ends_at_a_signal(practice):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        calendar = make_busy_calendar(make_supervisor(), url=f"http://127.0.0.1:{silent.getsockname()[1]}/x.ics")
        with running("tyonohjaus_sync_calendars", "--watch", "60") as process:
            silent.settimeout(60)
            connection, _address = silent.accept()
            with connection:
                assert end(process) == 0
    assert BusyCalendar.objects.get(pk=calendar.pk).fetched_at is None


WAITS_FOR_A_LOCK = """
import sqlite3, sys
from wagtail_tyonohjaus.management.stopping import StopSignals

with StopSignals():
    one, two = (sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60) for _ in range(2))
    one.execute("BEGIN IMMEDIATE")
    print("ready", flush=True)
    two.execute("BEGIN IMMEDIATE")
"""


def test_code_that_no_exception_reaches_ends_at_a_signal(tmp_path):
    command = [sys.executable, "-c", WAITS_FOR_A_LOCK, str(tmp_path / "locked.sqlite3")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        assert end(process) == 0


# Several at once


def run_three(*command: str, **kwargs) -> None:
    processes = [start(*command, **kwargs) for _ in range(3)]
    written = [process.communicate(timeout=120)[1] for process in processes]
    assert ([process.returncode for process in processes], written) == ([0, 0, 0], ["", "", ""])


def test_three_retention_commands_at_once_purge_each_request_once(practice):
    make_expired(practice, 60)
    make_requests(practice, 20, status="spam", closed_at=timezone.now() - timedelta(days=4000))
    run_three("tyonohjaus_retention", stdout=-3)
    assert set(events("anonymised").values()) == {1}
    assert (anonymised(), ContactRequest.objects.count(), ErasureRecord.objects.count()) == (60, 60, 80)
    assert ErasureRecord.objects.values("reference").distinct().count() == 80


def test_three_workers_at_once_alert_each_request_once(practice, server):
    make_requests(practice, 20, urgency="crisis", due_at=timezone.now() - timedelta(minutes=1))
    run_three("tyonohjaus_deliver", port=server.port)
    assert events("alerted") == dict.fromkeys(ContactRequest.objects.values_list("pk", flat=True), 1)
    rows = Delivery.objects.filter(message_type="alert")
    assert (rows.count(), sorted(server.sink.ids)) == (
        20,
        sorted(Delivery.objects.values_list("message_id", flat=True)),
    )


# Delivery first


def test_message_is_sent_while_retention_purges(practice, server):
    make_expired(practice, 5000)
    with running(*WATCH, port=server.port) as worker:
        wait_until(anonymised)
        row = notice(practice)
        wait_until(lambda: row.message_id in server.sink.ids)
        assert end(worker) == 0
    assert anonymised() < 5000
