"""Workers and visitors' processes that end by SIGKILL."""

import os
import signal

import pytest
from django.db import connection

from tests.contact.helpers import filled, post
from tests.factories import make_practice
from tests.faults.helpers import LEASE_OVER, counts, notice, states
from wagtail_tyonohjaus.messages import failpoints
from wagtail_tyonohjaus.messages.sending import deliver_due

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # The mail server's thread plays no part in the child, which ends by a kill.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


def killed_at(place: str, work) -> None:
    """Does ``work`` in a process of its own, which is killed when it gets to ``place``."""
    connection.close()
    child = os.fork()
    if child == 0:
        signal.alarm(30)
        failpoints.handlers[place] = lambda: os.kill(os.getpid(), signal.SIGKILL)
        try:
            work()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_worker_killed_at_every_step_loses_nothing_and_doubles_only_what_it_could_not_store(server):
    row = notice(make_practice())
    for number, place in enumerate(("looked", "claimed", "accepted", "stored")):
        killed_at(place, lambda lives=number: deliver_due(now=row.created_at + LEASE_OVER * (lives + 1)))
    # Accepted by the server twice: once by the worker that was killed before it could say so.
    assert (server.sink.ids, states()) == ([row.message_id] * 2, {"aino@example.com": "sent"})


def test_visitors_process_killed_at_every_step_stores_all_or_nothing(server):
    make_practice()
    data = filled()
    for place in ("request stored", "deliveries stored"):
        killed_at(place, lambda: post(data))
        assert counts() == (0, 0)
    assert (post(data).status_code, post(data).status_code, counts()) == (303, 303, (1, 2))
