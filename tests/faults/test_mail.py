"""Mail servers at their worst, and visitors who post meanwhile."""

import pytest
from django.db import connection
from django.test import Client

from tests.contact.helpers import filled, post
from tests.factories import make_practice
from tests.faults.misbehaving_smtp import STAGES, RudeServer
from tests.mailers import use_mailer
from tests.messages.conftest import SMTP
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages import dispatch
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.messages.signals import delivery_sent

from .helpers import make_due, notice, once_at, states

ALL_SENT = {"maija@example.org": "sent", "practice@example.com": "sent"}


def posted_and_tried(settings, port: int, by_itself: bool = False, patience: float = 0.1) -> ContactRequest:
    """A visitor's post, answered as ever, and the first attempt to send what came of it."""
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
def test_server_that_goes_away_at_any_stage_costs_nothing_but_time(server, settings, caplog, stage, hangs):
    put_off_and_sent_later(server, settings, caplog, RudeServer(stage, hangs))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("stage", "hangs"), [("connect", True), ("end", True), ("body", False)])
def test_process_that_sends_by_itself_answers_the_visitor_all_the_same(server, settings, caplog, stage, hangs):
    put_off_and_sent_later(server, settings, caplog, RudeServer(stage, hangs), by_itself=True)


def put_off_and_sent_later(server, settings, caplog, rude: RudeServer, **kwargs) -> None:
    try:
        stored = posted_and_tried(settings, rude.port, **kwargs)
    finally:
        rude.stop()
    assert set(states().values()) == {"pending"}
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert [text.split(" (")[0] for text in told] == [f"Message staff_notice {stored}", f"Message receipt {stored}"]
    assert all("is put off: unreachable " in text for text in told)
    assert sent_later(settings, server) == ids()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "log"),
    [("451 greylisted", "postponed 451"), ("452 full", "postponed 452"), ("421 busy", "postponed 421")],
)
def test_server_that_puts_off_is_asked_again(server, settings, caplog, answer, log):
    server.sink.answers = {"maija@example.org": answer, "practice@example.com": answer}
    posted_and_tried(settings, server.port, patience=20)
    assert set(states().values()) == {"pending"}
    assert [record.getMessage().split(": ")[1] for record in caplog.records] == [f"{log}."] * 2
    server.sink.answers = {}
    assert sent_later(settings, server) == ids()


@pytest.mark.django_db
def test_server_that_accepts_after_our_patience_has_the_same_mail_twice(server, settings, caplog):
    server.sink.fault = "accept late"
    posted_and_tried(settings, server.port)
    server.sink.fault = ""
    taken = set(server.sink.ids)
    assert taken <= set(ids())
    assert sent_later(settings, server) == sorted([*ids(), *taken])


def test_refused_mail_goes_to_the_fallback_and_the_log_names_no_address(practice, server, caplog):
    server.sink.answers = {"aino@example.com": "550 no such user aino@example.com"}
    row = notice(practice)
    deliver_due()
    deliver_due()
    assert states() == {"aino@example.com": "failed", "fallback@example.com": "sent"}
    assert caplog.messages == [f"Message staff_notice TO-7K3M-9QXD ({row.pk}) could not be delivered: refused 550."]


def test_poison_among_good_ones_is_put_aside_and_told_of(practice, server, caplog):
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
    assert caplog.messages == [f"Message staff_notice TO-7K3M-9QXD ({poison.pk}) could not be delivered: refused."]


def test_message_that_two_threads_store_at_once_is_told_of_once(practice, server):
    told, others = [], []

    def other_thread_comes(execute, *args):
        if not others:
            others.append("here")
            deliver_due()
        return execute(*args)

    def hears(delivery, **kwargs):
        told.append(delivery.pk)

    row = notice(practice)
    stored = connection.execute_wrapper(other_thread_comes)
    once_at("accepted", stored.__enter__)
    delivery_sent.connect(hears)
    try:
        deliver_due()
    finally:
        stored.__exit__(None, None, None)
        delivery_sent.disconnect(hears)
    assert (told, states()) == ([row.pk], {"aino@example.com": "sent"})
