"""Connections that the database's administrator cuts, at every step of a post and of the worker."""

import pytest
from django.db import close_old_connections, connection

from tests.contact.helpers import filled, post
from tests.factories import make_practice
from tests.faults.helpers import LEASE_OVER, counts, kept, notice, once_at
from wagtail_tyonohjaus.management.commands.tyonohjaus_deliver import Command
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cut():
    """Cuts the connection from the outside."""
    other = connection.copy()

    def strike() -> None:
        with other.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
            else:
                cursor.execute("KILL CONNECTION %s", [connection.connection.thread_id()])

    yield strike
    other.close()


def test_connection_cut_in_a_post_gives_the_typed_text_back(cut):
    make_practice()
    once_at("request stored", cut)
    first = post(filled())
    close_old_connections()
    assert (first.status_code, counts()) == (503, (0, 0))
    assert (post(dict(kept(first))).status_code, counts()) == (303, (1, 2))


@pytest.mark.parametrize("place", ["looked", "claimed", "accepted", "stored"])
def test_connection_cut_at_any_step_of_the_worker_loses_and_doubles_nothing(server, cut, caplog, place):
    rows = [notice(make_practice(), f"person{number}@example.com") for number in range(2)]
    once_at(place, cut)
    worker = Command()
    worker._watched_round()
    assert caplog.messages[-1] == "A round of the worker failed (OperationalError); the next one tries again."
    worker._watched_round()
    deliver_due(now=rows[0].created_at + LEASE_OVER * 2)
    assert sorted(server.sink.ids) == sorted(row.message_id for row in rows)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
