from collections.abc import Iterator

import pytest

from tests.factories import make_practice
from tests.mailers import use_mailer
from tests.messages.smtp_sink import Server

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def practice(db):
    return make_practice(fallback_recipients="fallback@example.com")


@pytest.fixture
def server(settings) -> Iterator[Server]:
    """A mail server that Django sends to."""
    started = Server().start()
    settings.WAGTAIL_TYONOHJAUS = {"MAIL_TIMEOUT": 20}
    use_mailer(settings, SMTP, host="127.0.0.1", port=started.port)
    yield started
    started.stop()
