"""Workers and web processes that are killed by SIGKILL."""

import os
import signal

import pytest
from django.db import connection

from tests.contact.helpers import filled, post
from tests.factories import make_practice
from tests.faults.helpers import LEASE_OVER, counts, notice
from tests.messages.queued import states
from wagtail_tyonohjaus.messages import failpoints
from wagtail_tyonohjaus.messages.sending import deliver_due

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # The child does not need the mail server's thread, and is killed anyway.
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


def killed_at(place: str, work) -> None:
    """Runs ``work`` in a child process, which is killed when it reaches ``place``."""
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


def test_worker_killed_at_every_step_repeats_only_unsaved_messages(server):
    row = notice(make_practice())
    for number, place in enumerate(("looked", "claimed", "accepted", "stored")):
        killed_at(place, lambda lives=number: deliver_due(now=row.created_at + LEASE_OVER * (lives + 1)))
    # Accepted by the server twice: the first worker was killed before it could save the result.
    assert (server.sink.ids, states()) == ([row.message_id] * 2, {"aino@example.com": "sent"})


def test_web_process_killed_at_every_step_stores_all_or_nothing(server):
    make_practice()
    data = filled()
    for place in ("request stored", "deliveries stored"):
        killed_at(place, lambda: post(data))
        assert counts() == (0, 0)
    assert (post(data).status_code, post(data).status_code, counts()) == (303, 303, (1, 2))
