"""Fixtures for faults of mail servers, databases and clocks."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.factories import make_practice
from tests.mailers import use_mailer
from tests.messages.conftest import SMTP
from tests.messages.smtp_sink import Server
from wagtail_tyonohjaus.messages import dispatch, failpoints, sending

# Tests that run with some databases only.
VENDORS_OF_TESTS = {
    "test_restart.py": ["postgresql"],
    "test_connection_loss.py": ["postgresql", "mysql"],
    "test_full_disk.py": ["sqlite"],
}
collect_ignore = [name for name, vendors in VENDORS_OF_TESTS.items() if connection.vendor not in vendors]


@pytest.fixture
def practice(db):
    return make_practice(fallback_recipients="fallback@example.com")


@pytest.fixture
def server(settings) -> Iterator[Server]:
    settings.WAGTAIL_TYONOHJAUS = {"MAIL_TIMEOUT": 20, "SEND_FROM_PROCESS": False}
    started = Server().start()
    use_mailer(settings, SMTP, host="127.0.0.1", port=started.port)
    yield started
    started.stop()


@pytest.fixture(autouse=True)
def clean_up() -> Iterator[None]:
    yield
    dispatch.background_sender.join(10)
    failpoints.handlers.clear()
    sending._pending_acks.clear()
