"""PostgreSQL crashes and restarts, at every step of a submission and of the worker."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import close_old_connections, connections
from django.test import override_settings

from tests.contact.helpers import filled, post
from tests.factories import make_practice
from tests.messages.queued import states
from tests.no_migrations import NoMigrations
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.management import watching
from wagtail_tyonohjaus.management.commands.tyonohjaus_deliver import Command
from wagtail_tyonohjaus.messages import dispatch
from wagtail_tyonohjaus.messages.models import Delivery, Heartbeat
from wagtail_tyonohjaus.messages.sending import deliver_due

from .cluster import Cluster, programs
from .helpers import LEASE_OVER, counts, make_due, notice, once_at, retry_fields, wait_until

pytestmark = pytest.mark.django_db
ROUND_FAILED = "A round of the worker failed (OperationalError); the next one will try again."


@pytest.fixture(scope="module")
def filled_cluster(django_db_setup, django_db_blocker) -> Iterator[Cluster]:
    program_folder = programs()
    if program_folder is None:
        pytest.skip("no PostgreSQL on this machine")
    cluster = Cluster(program_folder)
    try:
        cluster.start()
        with django_db_blocker.unblock(), override_settings(MIGRATION_MODULES=NoMigrations()), connected_to(cluster):
            call_command("migrate", run_syncdb=True, verbosity=0)
        yield cluster
    finally:
        cluster.remove()


class connected_to:
    """Points the default connection to the cluster, for all new connections of all threads."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def __enter__(self) -> None:
        self.usual = connections["default"], connections.settings["default"]
        connections.settings["default"] = {**self.usual[1], "OPTIONS": {}, **self.cluster.settings}
        del connections["default"]

    def __exit__(self, *error: object) -> None:
        connections["default"].close()
        connections["default"], connections.settings["default"] = self.usual


@pytest.fixture
def cluster(db, filled_cluster) -> Iterator[Cluster]:
    with connected_to(filled_cluster):
        make_practice()
        yield filled_cluster
        if not (filled_cluster.data / "postmaster.pid").exists():
            filled_cluster.start()
        close_old_connections()
        for model in (Delivery, ContactRequest, Heartbeat):
            model.objects.all().delete()


def visit(data) -> object:
    """Submits the form as a server would, which closes old connections between requests."""
    close_old_connections()
    return post(data)


# The form


def test_form_submitted_during_the_outage_is_stored_once_afterwards(cluster, caplog):
    cluster.stop()
    first, second = visit(filled(message="A long story")), visit(filled())
    assert (first.status_code, second.status_code) == (503, 503)
    assert "A long story" in first.content.decode()
    assert caplog.messages[-2:] == [
        "A contact request could not be stored (OperationalError); the visitor can send it again.",
        "Service Unavailable: /contact/send/",
    ]
    cluster.start()
    again = [visit(dict(retry_fields(first))), visit(dict(retry_fields(first)))]
    assert ([response.status_code for response in again], counts()) == ([303, 303], (1, 2))
    assert ContactRequest.objects.get().message == "A long story"


@pytest.mark.parametrize("place", ["request stored", "deliveries stored"])
def test_restart_during_submission_stores_nothing_and_the_next_one_everything(cluster, place):
    once_at(place, cluster.restart)
    first = visit(filled())
    close_old_connections()
    assert (first.status_code, counts()) == (503, (0, 0))
    assert (visit(dict(retry_fields(first))).status_code, counts()) == (303, (1, 2))


# The worker


@pytest.mark.parametrize("place", ["looked", "claimed", "accepted", "stored"])
def test_restart_at_any_step_of_the_worker_loses_and_repeats_nothing(cluster, server, caplog, place):
    practice = make_practice()
    rows = [notice(practice, f"person{number}@example.com") for number in range(3)]
    once_at(place, cluster.restart)
    worker = Command()
    watching.run_safely(worker._run_round)
    assert ROUND_FAILED in caplog.messages
    watching.run_safely(worker._run_round)
    deliver_due(now=rows[0].created_at + LEASE_OVER * 2)
    assert sorted(server.sink.ids) == sorted(row.message_id for row in rows)
    assert set(states().values()) == {"sent"}


def test_background_sending_continues_after_a_restart(cluster, server, settings, caplog):
    settings.WAGTAIL_TYONOHJAUS = {"SEND_DELAY": 0, "SEND_FROM_PROCESS": True}

    def strike() -> None:
        # Another submission in between, so that the same thread has another round to do.
        dispatch.schedule_delivery()
        cluster.restart()

    once_at("looked", strike)
    row = notice(make_practice())
    dispatch.background_sender.join(30)
    close_old_connections()
    assert caplog.messages == ["Sending from this process stopped (OperationalError)."]
    assert (server.sink.ids, states()) == ([row.message_id], {"aino@example.com": "sent"})


def test_worker_survives_the_outage_and_sends_pending_messages(cluster, server, tmp_path):
    server.sink.responses["aino@example.com"] = "451 later"
    row, log = notice(make_practice()), tmp_path / "log"
    environment = {**os.environ, "DATABASE_URL": cluster.url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "tests.faults.worker", str(server.port)]
    with log.open("w") as stderr, subprocess.Popen(command, env=environment, stderr=stderr) as worker:
        try:
            wait_until(lambda: Delivery.objects.filter(last_response="451 later"))
            cluster.stop()
            wait_until(lambda: ROUND_FAILED in log.read_text())
            server.sink.responses.clear()
            cluster.start()
            close_old_connections()
            make_due()
            wait_until(lambda: states() == {"aino@example.com": "sent"})
            assert (worker.poll(), server.sink.ids) == (None, [row.message_id])
        finally:
            worker.terminate()
    assert worker.returncode == 0


def test_calendar_sync_survives_the_outage_and_goes_on(cluster, tmp_path):
    log = tmp_path / "log"
    environment = {**os.environ, "DATABASE_URL": cluster.url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "tests.faults.worker", "1", "tyonohjaus_sync_calendars", "--watch", "1"]
    with log.open("w") as stderr, subprocess.Popen(command, env=environment, stderr=stderr) as sync:
        try:
            wait_until(lambda: Heartbeat.objects.filter(name="sync_calendars", claimed_at=None))
            cluster.stop()
            wait_until(lambda: ROUND_FAILED in log.read_text())
            cluster.start()
            close_old_connections()
            Heartbeat.objects.all().delete()
            wait_until(lambda: Heartbeat.objects.filter(name="sync_calendars", claimed_at=None))
            assert sync.poll() is None
        finally:
            sync.terminate()
    assert sync.returncode == 0
