import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from typing import Any

import pytest

from tests.messages.smtp_sink import Server
from wagtail_tyonohjaus.messages.models import Delivery, Priority
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.messages.sms import MemoryBackend

pytestmark = pytest.mark.django_db
PATH = "wagtail_tyonohjaus.messages.sms."


class Vendor(BaseHTTPRequestHandler):
    status = 200
    posts: list[tuple[str, dict]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.posts.append((self.headers["Idempotency-Key"], body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def vendor() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Vendor)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    Vendor.posts, Vendor.status = [], 200
    yield f"http://127.0.0.1:{server.server_port}/sms"
    server.shutdown()
    server.server_close()


def text(practice) -> Delivery:
    receiver = Recipient("+358401234567", channel="sms")
    context = {"reference": "TO-7K3M-9QXD", "crisis": True, "link": "https://example.com/r"}
    return enqueue(Message("staff_notice", site=practice.site, about="TO-7K3M-9QXD", context=context), receiver)


def test_text_message_is_one_line_without_the_visitors_message(practice, settings):
    settings.WAGTAIL_TYONOHJAUS = {"SMS": {"BACKEND": PATH + "MemoryBackend"}}
    MemoryBackend.outbox.clear()
    row = text(practice)
    deliver_due()
    words = "Crisis request TO-7K3M-9QXD, please take it at once. https://example.com/r"
    assert MemoryBackend.outbox == [("+358401234567", words, row.message_id)]


def test_json_backend_posts_the_vendors_fields(practice, settings, vendor):
    options = {"url": vendor, "number_field": "msisdn", "extra": {"sender": "Harbour"}}
    settings.WAGTAIL_TYONOHJAUS = {"SMS": {"BACKEND": PATH + "HttpJsonBackend", "OPTIONS": options}}
    row = text(practice)
    deliver_due()
    key, body = Vendor.posts[0]
    assert (key, body["msisdn"], body["sender"], sorted(body)) == (
        row.message_id,
        "+358401234567",
        "Harbour",
        ["id", "msisdn", "sender", "text"],
    )


@pytest.mark.parametrize(("status", "state"), [(200, "sent"), (400, "failed"), (429, "pending"), (503, "pending")])
def test_vendors_status_code_determines_the_state(practice, settings, vendor, status, state):
    Vendor.status = status
    settings.WAGTAIL_TYONOHJAUS = {"SMS": {"BACKEND": PATH + "HttpJsonBackend", "OPTIONS": {"url": vendor}}}
    row = text(practice)
    deliver_due()
    row.refresh_from_db()
    assert row.state == state


def test_without_a_service_the_fallback_gets_an_email(practice, settings):
    settings.WAGTAIL_TYONOHJAUS = {}
    text(practice)
    deliver_due()
    deliver_due()
    deliveries = Delivery.objects.order_by("pk").values_list("channel", "address", "state")
    assert list(deliveries) == [("sms", "+358401234567", "failed"), ("mail", "fallback@example.com", "sent")]


class SlowVendor(BaseHTTPRequestHandler):
    """Answers after ``released`` only. With ``begins``, it has sent the head of its answer before."""

    begins = False
    released = threading.Event()
    mails: list[Any] = []
    #: How many mails had arrived at each post.
    mails_before: list[int] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.mails_before.append(len(self.mails))
        if self.begins:
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.flush()
        self.released.wait()

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def slow_vendor() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), SlowVendor)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    SlowVendor.mails, SlowVendor.mails_before, SlowVendor.begins = [], [], False
    SlowVendor.released.clear()
    yield f"http://127.0.0.1:{server.server_port}/sms"
    SlowVendor.released.set()
    server.shutdown()
    server.server_close()


def enqueue_crisis(practice, *recipients: Recipient) -> None:
    for recipient in recipients:
        message = Message("reminder", site=practice.site, context={"reference": "R"}, priority=Priority.CRISIS)
        enqueue(message, recipient)


def test_slow_gateway_delays_other_messages_by_one_attempt_of_limited_length(
    practice, settings, server: Server, slow_vendor
):
    """It never answers: each attempt ends after the time limit, and the mails wait for the first one only."""
    settings.WAGTAIL_TYONOHJAUS |= {
        "SMS": {"BACKEND": PATH + "HttpJsonBackend", "OPTIONS": {"url": slow_vendor}},
        "MAIL_TIMEOUT": 0.5,
    }
    numbers = [Recipient(f"+35840123456{number}", "sms") for number in range(3)]
    enqueue_crisis(practice, *numbers, Recipient("a@example.com"), Recipient("b@example.com"))
    SlowVendor.mails = server.sink.messages
    deliver_due()
    assert [message["To"] for message in server.sink.messages] == ["a@example.com", "b@example.com"]
    assert SlowVendor.mails_before[:2] == [0, 2]
    states = Delivery.objects.order_by("pk").values_list("channel", "state")
    assert list(states) == [*[("sms", "pending")] * 3, *[("mail", "sent")] * 2]


def test_text_message_is_sent_as_soon_as_the_gateway_has_accepted_it(practice, settings, slow_vendor):
    """The rest of its answer may come much later, or never."""
    SlowVendor.begins = True
    settings.WAGTAIL_TYONOHJAUS = {
        "SMS": {"BACKEND": PATH + "HttpJsonBackend", "OPTIONS": {"url": slow_vendor}},
        "MAIL_TIMEOUT": 0.5,
    }
    enqueue_crisis(practice, Recipient("+358401234567", "sms"))
    deliver_due()
    assert (Delivery.objects.get().state, SlowVendor.released.is_set()) == ("sent", False)
