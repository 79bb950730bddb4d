"""Faults of mail servers, and their effect on visitors who submit a form meanwhile."""

import pytest
from django.db import connection
from django.test import Client

from tests.contact.helpers import filled, post
from tests.factories import make_practice
from tests.faults.misbehaving_smtp import STAGES, RudeServer
from tests.mailers import use_mailer
from tests.messages.conftest import SMTP
from tests.messages.queued import states
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages import dispatch
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.signals import delivery_sent

from .helpers import make_due, notice, once_at

ALL_SENT = {"maija@example.org": "sent", "practice@example.com": "sent"}


def posted_and_tried(settings, port: int, by_itself: bool = False, patience: float = 0.1) -> ContactRequest:
    """Submits the form, and waits for the first attempt to send its messages."""
    make_practice()
    settings.WAGTAIL_TYONOHJAUS = {"MAIL_TIMEOUT": patience, "SEND_DELAY": 0, "SEND_FROM_PROCESS": by_itself}
    use_mailer(settings, SMTP, host="127.0.0.1", port=port)
    response = post(filled())
    stored = ContactRequest.objects.get()
    assert (response.status_code, response["Location"]) == (303, stored.receipt_url)
    assert stored.reference in Client().get(stored.receipt_url).content.decode()
    if by_itself:
        dispatch.background_sender.join(10)
    else:
        deliver_due()
    return stored


def sent_later(settings, server) -> list[str]:
    settings.WAGTAIL_TYONOHJAUS = {"MAIL_TIMEOUT": 20, "SEND_FROM_PROCESS": False}
    use_mailer(settings, SMTP, host="127.0.0.1", port=server.port)
    make_due()
    deliver_due()
    assert states() == ALL_SENT
    return sorted(server.sink.ids)


def ids() -> list[str]:
    return sorted(Delivery.objects.values_list("message_id", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("hangs", [True, False], ids=["hangs", "drops"])
@pytest.mark.parametrize("stage", STAGES)
def test_server_failure_at_any_stage_only_delays_the_message(server, settings, caplog, stage, hangs):
    put_off_and_sent_later(server, settings, caplog, RudeServer(stage, hangs))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("stage", "hangs"), [("connect", True), ("end", True), ("body", False)])
def test_visitor_gets_a_response_if_background_sending_fails(server, settings, caplog, stage, hangs):
    put_off_and_sent_later(server, settings, caplog, RudeServer(stage, hangs), by_itself=True)


def put_off_and_sent_later(server, settings, caplog, rude: RudeServer, **kwargs) -> None:
    try:
        stored = posted_and_tried(settings, rude.port, **kwargs)
    finally:
        rude.stop()
    assert set(states().values()) == {"pending"}
    warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert [text.split(" (")[0] for text in warnings] == [f"Message staff_notice {stored}", f"Message receipt {stored}"]
    assert all("is postponed: unreachable " in text for text in warnings)
    assert sent_later(settings, server) == ids()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "log"),
    [("451 greylisted", "postponed 451"), ("452 full", "postponed 452"), ("421 busy", "postponed 421")],
)
def test_temporary_rejection_is_retried(server, settings, caplog, answer, log):
    server.sink.responses = {"maija@example.org": answer, "practice@example.com": answer}
    posted_and_tried(settings, server.port, patience=20)
    assert set(states().values()) == {"pending"}
    assert [record.getMessage().split(": ")[1] for record in caplog.records] == [f"{log}."] * 2
    server.sink.responses = {}
    assert sent_later(settings, server) == ids()


@pytest.mark.django_db
def test_mail_accepted_after_the_timeout_is_sent_twice_with_one_message_id(server, settings, caplog):
    server.sink.fault = "accept late"
    posted_and_tried(settings, server.port)
    server.sink.fault = ""
    accepted = set(server.sink.ids)
    assert accepted <= set(ids())
    assert sent_later(settings, server) == sorted([*ids(), *accepted])


def test_rejected_mail_goes_to_the_fallback_and_no_address_is_logged(practice, server, caplog):
    server.sink.responses = {"aino@example.com": "550 no such user aino@example.com"}
    row = notice(practice)
    deliver_due()
    deliver_due()
    assert states() == {"aino@example.com": "failed", "fallback@example.com": "sent"}
    assert caplog.messages == [f"Message staff_notice TO-7K3M-9QXD ({row.pk}) could not be delivered: rejected 550."]


def test_undeliverable_message_fails_and_is_reported(practice, server, caplog):
    notice(practice, "first@example.com")
    poison = notice(practice, "poison@exam ple.com\n")
    notice(practice, "last@example.com")
    deliver_due()
    deliver_due()
    assert states() == {
        "first@example.com": "sent",
        "poison@exam ple.com\n": "failed",
        "fallback@example.com": "sent",
        "last@example.com": "sent",
    }
    assert caplog.messages == [f"Message staff_notice TO-7K3M-9QXD ({poison.pk}) could not be delivered: rejected."]


def test_message_saved_by_two_threads_sends_one_signal(practice, server):
    signals, others = [], []

    def other_thread_comes(execute, *args):
        if not others:
            others.append("here")
            deliver_due()
        return execute(*args)

    def hears(delivery, **kwargs):
        signals.append(delivery.pk)

    row = notice(practice)
    stored = connection.execute_wrapper(other_thread_comes)
    once_at("accepted", stored.__enter__)
    delivery_sent.connect(hears)
    try:
        deliver_due()
    finally:
        stored.__exit__(None, None, None)
        delivery_sent.disconnect(hears)
    assert (signals, states()) == ([row.pk], {"aino@example.com": "sent"})
