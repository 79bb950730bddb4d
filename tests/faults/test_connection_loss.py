"""Database connections that are terminated, at every step of a submission and of the worker."""

import pytest
from django.db import close_old_connections, connection

from tests.contact.helpers import filled, post
from tests.factories import make_practice
from tests.faults.helpers import LEASE_OVER, counts, notice, once_at, retry_fields
from wagtail_tyonohjaus.management import watching
from wagtail_tyonohjaus.management.commands.tyonohjaus_deliver import Command
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cut():
    """Terminates the connection from another one."""
    other = connection.copy()

    def strike() -> None:
        with other.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
            else:
                cursor.execute("KILL CONNECTION %s", [connection.connection.thread_id()])

    yield strike
    other.close()


def test_connection_loss_during_submission_returns_the_entered_text(cut):
    make_practice()
    once_at("request stored", cut)
    first = post(filled())
    close_old_connections()
    assert (first.status_code, counts()) == (503, (0, 0))
    assert (post(dict(retry_fields(first))).status_code, counts()) == (303, (1, 2))


@pytest.mark.parametrize("place", ["looked", "claimed", "accepted", "stored"])
def test_connection_loss_at_any_step_of_the_worker_loses_and_repeats_nothing(server, cut, caplog, place):
    rows = [notice(make_practice(), f"person{number}@example.com") for number in range(2)]
    once_at(place, cut)
    worker = Command()
    watching.run_safely(worker._run_round)
    assert caplog.messages[-1] == "A round of the worker failed (OperationalError); the next one will try again."
    watching.run_safely(worker._run_round)
    deliver_due(now=rows[0].created_at + LEASE_OVER * 2)
    assert sorted(server.sink.ids) == sorted(row.message_id for row in rows)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
