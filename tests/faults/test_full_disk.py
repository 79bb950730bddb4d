"""SQLite: the file can't grow, all writes to the disk fail, or a row is damaged."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import dbapi2
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client

from tests.contact.helpers import filled, make_token, post
from tests.factories import make_practice
from tests.messages.queued import states
from wagtail_tyonohjaus.contact.form.config import CustomField, FormConfig
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.management import watching
from wagtail_tyonohjaus.management.commands.tyonohjaus_deliver import Command
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due

from .helpers import LEASE_OVER, counts, make_due, notice, once_at, retry_fields

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "A long story.\r\n" * 300


@pytest.fixture(autouse=True)
def no_connection_left_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Django does not close a connection whose first statement fails, which Python 3.13 warns about."""
    made: list[dbapi2.Connection] = []
    connect = dbapi2.connect

    def remembered(*args: Any, **kwargs: Any) -> dbapi2.Connection:
        made.append(connect(*args, **kwargs))
        return made[-1]

    monkeypatch.setattr(dbapi2, "connect", remembered)
    yield
    for each in made:
        if each is not connection.connection:
            each.close()


def pragma(text: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {text}")
        return (cursor.fetchone() or [0])[0]


def fill() -> None:
    pragma(f"max_page_count = {pragma('page_count')}")


@pytest.fixture
def room() -> Iterator[None]:
    """A database file without free pages; after the test it can grow again."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    yield
    make_room()


def make_room() -> None:
    pragma("max_page_count = 1073741823")


@contextmanager
def disk_takes_nothing() -> Iterator[None]:
    """Every write to a file fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# The form


def test_full_disk_returns_the_entered_text_and_a_later_submission_is_stored(room, caplog):
    make_practice()
    fill()
    first = post(filled(message=LONG))
    assert (first.status_code, first["Retry-After"], counts()) == (503, "60", (0, 0))
    assert "Service Unavailable: /contact/send/" in caplog.messages
    assert caplog.messages[0] == (
        "A contact request could not be stored (OperationalError SQLITE_FULL); the visitor can send it again."
    )
    assert post(dict(retry_fields(first))).status_code == 503
    make_room()
    second = post(dict(retry_fields(first)))
    assert (second.status_code, post(dict(retry_fields(first)))["Location"], counts()) == (
        303,
        second["Location"],
        (1, 2),
    )
    stored = ContactRequest.objects.get()
    assert (stored.name, stored.message) == ("Maija Virtanen", LONG.replace("\r\n", "\n").strip())
    assert Client().get(stored.receipt_url).status_code == 200


def test_disk_full_after_the_request_rolls_back_everything(room, caplog):
    # The notification contains the text, too, so it needs a page of its own.
    make_practice(include_message_in_email=True)
    once_at("request stored", fill)
    first = post(filled(message=LONG))
    assert (first.status_code, counts()) == (503, (0, 0))
    make_room()
    assert (post(dict(retry_fields(first))).status_code, counts()) == (303, (1, 2))


def test_outage_page_shows_the_entered_text_and_a_telephone_number(room):
    make_practice()
    own = (CustomField("mood", "text", "Mood"), CustomField("before", "checkbox", "Before"))
    config = FormConfig(requirements={"urgency": "optional"}, custom_fields=own)
    token = make_token(config, language="fi", phone="+358401234567")
    fill()
    data = filled(token, message=LONG + "<b>", custom_mood="Tired", custom_before="on", urgency="crisis", unknown="x")
    response = post({**data, "call_windows": ["0", "2"]})
    page = response.content.decode()
    assert [name for name, _ in retry_fields(response)] == [
        *("form_key", "consent", "name", "email", "call_windows", "call_windows", "urgency", "message"),
        *("custom_mood", "custom_before"),
    ]
    assert {'lang="fi"' in page, 'href="tel:+358401234567"' in page, "+358 40 123 4567" in page, "112" in page} == {
        True
    }
    assert ("&lt;b&gt;" in page, "<b>" in page, "unknown" in page) == (True, False, False)
    assert (response["Content-Language"], response["Referrer-Policy"]) == ("fi", "same-origin")
    assert response["Cache-Control"].startswith("no-store, private")


def test_outage_page_works_with_atomic_requests(room):
    make_practice()
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        fill()
        first = post(filled(message=LONG))
        make_room()
        second = post(dict(retry_fields(first)))
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False
    assert (first.status_code, second.status_code, counts()) == (503, 303, (1, 2))


# The worker


def test_worker_that_can_not_claim_sends_nothing(server, caplog):
    notice(make_practice())
    with disk_takes_nothing():
        for _ in range(3):
            watching.run_safely(Command()._run_round)
    assert (server.sink.messages, Delivery.objects.get().attempts) == ([], 0)
    assert caplog.messages.count("A round of the worker failed (OperationalError); the next one will try again.") == 3
    watching.run_safely(Command()._run_round)
    assert (len(server.sink.messages), states()) == (1, {"aino@example.com": "sent"})


def test_mail_sent_while_the_disk_was_full_is_not_sent_again(server, caplog):
    practice = make_practice()
    first, second = notice(practice), notice(practice, "other@example.com")
    disk = disk_takes_nothing()
    once_at("accepted", disk.__enter__)
    try:
        for _ in range(3):
            # The worker sends nothing else until it has saved the result.
            with pytest.raises(OperationalError):
                deliver_due()
    finally:
        disk.__exit__(None, None, None)
    assert (server.sink.ids, states()["aino@example.com"]) == ([first.message_id], "pending")
    message = f"Message staff_notice TO-7K3M-9QXD ({first.pk}) was sent; saving that failed (OperationalError)."
    assert caplog.messages == [message] * 3
    make_due()
    deliver_due()
    assert server.sink.ids == [first.message_id, second.message_id]
    assert set(states().values()) == {"sent"}


def test_worker_crash_before_saving_leaves_the_message_to_its_lease(server):
    from wagtail_tyonohjaus.messages import sending

    row = notice(make_practice())
    disk = disk_takes_nothing()
    once_at("accepted", disk.__enter__)
    try:
        with pytest.raises(OperationalError):
            call_command("tyonohjaus_deliver")
    finally:
        disk.__exit__(None, None, None)
    sending._pending_acks.clear()  # the process is gone
    deliver_due()
    assert server.sink.ids == [row.message_id]
    deliver_due(now=row.created_at + LEASE_OVER * 2)
    assert (server.sink.ids, states()) == ([row.message_id] * 2, {"aino@example.com": "sent"})


# A damaged row


def test_unreadable_row_does_not_block_others(server, caplog):
    practice = make_practice()
    broken = notice(practice, "broken@example.com")
    notice(practice, "good@example.com")
    pragma("ignore_check_constraints = ON")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtail_tyonohjaus_delivery SET context = '{' WHERE id = %s", [broken.pk])
    pragma("ignore_check_constraints = OFF")
    deliver_due()
    assert states() == {"broken@example.com": "pending", "good@example.com": "sent"}
    assert [message.splitlines()[0] for message in caplog.messages] == [
        f"Message staff_notice TO-7K3M-9QXD ({broken.pk}) failed (AttributeError).",
        f"Message staff_notice TO-7K3M-9QXD ({broken.pk}) is postponed: postponed AttributeError.",
    ]
