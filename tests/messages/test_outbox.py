from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tests.mailers import use_mailer
from tests.messages.smtp_sink import silent_server
from wagtail_tyonohjaus.messages import email, failpoints, outbox, sending
from wagtail_tyonohjaus.messages.errors import DeliveryPostponed
from wagtail_tyonohjaus.messages.models import Delivery, DeliveryState
from wagtail_tyonohjaus.messages.outbox import enqueue, resend
from wagtail_tyonohjaus.messages.recipients import Recipient, fallback_addresses
from wagtail_tyonohjaus.messages.sending import claim, deliver_due, pause_after
from wagtail_tyonohjaus.messages.signals import delivery_sent

from .conftest import SMTP

pytestmark = pytest.mark.django_db
PENDING, SENT, FAILED = DeliveryState.PENDING, DeliveryState.SENT, DeliveryState.FAILED


def notice(practice, address="aino@example.com", **kwargs):
    context = {"reference": "TO-7K3M-9QXD", "facts": [["Office", "Turku"]], "link": "https://example.com/x"}
    kwargs = {"about": "TO-7K3M-9QXD", "context": context, **kwargs}
    return enqueue("staff_notice", Recipient(address), site=practice.site, **kwargs)


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("address", "state"))


def make_due() -> None:
    Delivery.objects.filter(state=PENDING).update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_receiver_of_the_signal_that_fails_makes_no_message_leave_twice(practice, server):
    def broken(**kwargs):
        raise RuntimeError("a site's own receiver")

    row = notice(practice)
    delivery_sent.connect(broken)
    try:
        deliver_due()
        Delivery.objects.update(next_attempt_at=timezone.now())
        deliver_due()
    finally:
        delivery_sent.disconnect(broken)
    assert states() == {"aino@example.com": SENT}
    assert server.sink.ids == [row.message_id]


# Evidence cases 1 and 2


def test_smtp_down_keeps_the_message_and_sending_resumes_alone(practice, server):
    notice(practice)
    server.stop()
    deliver_due()
    assert states() == {"aino@example.com": PENDING}
    server.restart()
    make_due()
    deliver_due()
    assert states() == {"aino@example.com": SENT}


def test_message_leaves_once_the_server_is_back(practice, server, settings):
    row = notice(practice)
    server.sink.answers["aino@example.com"] = "451 later"
    deliver_due()
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.attempts, waiting.last_response) == (PENDING, 1, "451 later")
    server.sink.answers.clear()
    make_due()
    deliver_due()
    assert server.sink.ids == [row.message_id]
    assert states() == {"aino@example.com": SENT}


# Evidence case 3


def test_one_refused_address_stops_no_other_and_goes_to_the_fallback(practice, server):
    server.sink.answers = {"gone@example.com": "550 no such user gone@example.com", "slow@example.com": "451 later"}
    for address in ("gone@example.com", "slow@example.com", "good@example.com"):
        notice(practice, address)
    deliver_due()
    deliver_due()
    assert states() == {
        "gone@example.com": FAILED,
        "slow@example.com": PENDING,
        "good@example.com": SENT,
        "fallback@example.com": SENT,
    }
    assert Delivery.objects.get(address="gone@example.com").last_response == "550 no such user …"
    assert [row.address for row in outbox.undelivered(practice.site)] == ["gone@example.com"]


def test_refused_fallback_makes_no_further_fallback(practice, server):
    server.sink.answers = {"gone@example.com": "550 no", "fallback@example.com": "550 no"}
    notice(practice, "gone@example.com")
    deliver_due()
    deliver_due()
    assert states() == {"gone@example.com": FAILED, "fallback@example.com": FAILED}


# Evidence case 5


def test_two_workers_send_one_mail(practice, server):
    row = notice(practice)
    # The second worker comes between the first one's look and its claim.
    failpoints.handlers["looked"] = lambda: failpoints.handlers.clear() or claim(row.pk)
    assert claim(row.pk) is None
    assert Delivery.objects.get().attempts == 1


def test_worker_with_an_old_list_leaves_what_another_one_has_claimed(practice, server):
    rows = [notice(practice, f"person{number}@example.com") for number in range(2)]
    # Both lists were made before either worker began; the first one takes the second message meanwhile.
    failpoints.handlers["accepted"] = lambda: failpoints.handlers.clear() or claim(rows[1].pk)
    deliver_due()
    assert server.sink.ids == [rows[0].message_id]


def test_claimed_message_is_left_alone_until_the_lease_ends(practice, server):
    row = notice(practice)
    claim(row.pk)
    deliver_due()
    assert server.sink.messages == []
    deliver_due(now=timezone.now() + timedelta(seconds=301))
    assert server.sink.ids == [row.message_id]


# Evidence case 6


@pytest.mark.parametrize(("place", "mails"), [("claimed", 1), ("accepted", 2), ("stored", 1)])
def test_worker_killed_loses_nothing_and_repeats_only_with_the_same_id(practice, server, place, mails):
    class Killed(BaseException):
        pass

    def kill():
        raise Killed

    row = notice(practice)
    failpoints.handlers[place] = kill
    with pytest.raises(Killed):
        deliver_due()
    failpoints.handlers.clear()
    deliver_due(now=timezone.now() + timedelta(seconds=301))
    assert server.sink.ids == [row.message_id] * mails
    assert states() == {"aino@example.com": SENT}


# Evidence case 12


@pytest.mark.parametrize("name", ["Line\nbreak", "Nul\x00byte", "x" * 3000, "Bcc: a@example.com\r\nX: y"])
def test_odd_reference_makes_a_mail_that_leaves(practice, server, name):
    notice(practice, context={"reference": name})
    deliver_due()
    sent = server.sink.messages[0]
    assert "\n" not in str(sent["Subject"]).replace("\n ", "")
    assert (sent["Bcc"], sent["X"], states()) == (None, None, {"aino@example.com": SENT})


# Evidence case 13 and the headers of the design


def test_mail_comes_from_the_site_and_answers_go_to_the_visitor(practice, server):
    row = notice(practice, reply_to="maija@example.org")
    deliver_due()
    sent = server.sink.messages[0]
    found = {name: sent[name] for name in ("From", "To", "Reply-To", "Message-ID", "Auto-Submitted")}
    assert found == {
        "From": "Harbour Supervision <practice@example.com>",
        "To": "aino@example.com",
        "Reply-To": "maija@example.org",
        "Message-ID": row.message_id,
        "Auto-Submitted": "auto-generated",
    }


def test_invitation_names_its_method_and_is_attached(practice, server):
    notice(practice, calendar="BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", calendar_method="REQUEST")
    deliver_due()
    parts = [part for part in server.sink.messages[0].walk() if part.get_content_type() == "text/calendar"]
    assert [(part.get_param("method"), part.get_filename()) for part in parts] == [("REQUEST", None)]
    files = [part.get_filename() for part in server.sink.messages[0].walk() if part.get_filename()]
    assert files == ["invite.ics"]


# Servers that fail on the way


@pytest.mark.parametrize("fault", ["hang before accepting", "drop", "accept late", "accept and drop"])
def test_server_that_fails_at_data_is_tried_again_with_the_same_id(practice, server, fault):
    row = notice(practice)
    server.sink.fault = fault
    deliver_due()
    assert states() == {"aino@example.com": PENDING}
    server.sink.fault = ""
    make_due()
    deliver_due()
    assert set(server.sink.ids) == {row.message_id}
    assert states() == {"aino@example.com": SENT}


def test_server_that_refuses_the_data_kills_the_message(practice, server):
    server.sink.fault = "refuse data"
    notice(practice)
    deliver_due()
    assert states() == {"aino@example.com": FAILED, "fallback@example.com": PENDING}


def test_silent_server_ends_the_round_after_three_messages(practice, settings):
    listener, port, close = silent_server()
    settings.WAGTAIL_TYONOHJAUS = {"MAIL_TIMEOUT": 0.05}
    use_mailer(settings, SMTP, host="127.0.0.1", port=port)
    for number in range(6):
        notice(practice, f"person{number}@example.com")
    assert deliver_due() is False
    close()
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 0, 1, 1, 1]


def test_backend_without_a_timeout_is_given_ours(settings):
    settings.WAGTAIL_TYONOHJAUS = {"MAIL_TIMEOUT": 7}
    use_mailer(settings, SMTP, host="127.0.0.1", port=25)
    assert email.open_connection().timeout == 7


# Clock, patience, poison


def test_clock_set_back_does_not_strand_a_message(practice, server):
    notice(practice)
    Delivery.objects.update(next_attempt_at=timezone.now() + timedelta(days=400))
    deliver_due()
    assert states() == {"aino@example.com": SENT}


def test_planned_message_waits(practice, server):
    notice(practice)
    Delivery.objects.update(next_attempt_at=timezone.now() + timedelta(hours=6))
    deliver_due()
    assert states() == {"aino@example.com": PENDING}


def test_pauses_grow_from_a_minute_to_six_hours():
    pauses = [pause_after(attempt) for attempt in range(1, 17)]
    assert timedelta(seconds=45) <= pauses[0] <= timedelta(seconds=75)
    assert timedelta(hours=4.5) <= pauses[-1] <= timedelta(hours=7.5)
    total = sum(pauses, timedelta())
    assert timedelta(hours=36) < total < timedelta(hours=72)


def test_message_is_given_up_after_the_last_attempt(practice, server, settings):
    server.sink.answers["aino@example.com"] = "451 later"
    notice(practice)
    Delivery.objects.update(attempts=15)
    deliver_due()
    assert states() == {"aino@example.com": FAILED, "fallback@example.com": PENDING}


def test_poison_among_good_messages_stops_none(practice, server):
    notice(practice, "first@example.com")
    notice(practice, "poison@exam ple.com\udcff".encode("utf-8", "replace").decode())
    notice(practice, "last@example.com")
    deliver_due()
    assert {key: state for key, state in states().items() if key[0] in "fl" and "fallback" not in key} == {
        "first@example.com": SENT,
        "last@example.com": SENT,
    }


def test_broken_template_sends_plain_words(practice):
    enqueue("no_such_kind", Recipient("aino@example.com"), site=practice.site, about="TO-7K3M-9QXD")
    deliver_due()
    assert [(sent.subject, sent.to) for sent in mail.outbox] == [
        ("Harbour Supervision TO-7K3M-9QXD", ["aino@example.com"])
    ]


# Keys, resending, fallback


def test_same_key_and_receiver_is_one_row(practice):
    assert notice(practice, key="request:1").pk == notice(practice, "AINO@example.com", key="request:1").pk


def test_resent_message_is_a_new_one(practice):
    dead = notice(practice)
    Delivery.objects.update(state=FAILED)
    copy = resend(dead)
    assert copy.message_id != dead.message_id
    assert list(outbox.undelivered()) == []
    deliver_due()
    assert [sent.to for sent in mail.outbox] == [["aino@example.com"]]


def test_fallback_is_never_empty(practice, settings, django_user_model):
    practice.fallback_recipients, practice.email = "", ""
    practice.save()
    assert fallback_addresses(practice.site) == ["practice@example.com"]
    django_user_model.objects.create_superuser("root", "root@example.com", "x")
    assert fallback_addresses(practice.site) == ["root@example.com"]


def test_answer_is_kept_without_address_and_control_characters(practice):
    row = notice(practice)
    text = sending.response_text(row, DeliveryPostponed("451 <AINO@example.com>\r\nBcc: x\x00"))
    assert text == "451 <…> Bcc: x "


def test_mail_is_in_the_receivers_language(practice):
    enqueue("receipt", Recipient("a@example.com", language="fi"), site=practice.site, context={"reference": "R"})
    row = Delivery.objects.get()
    assert row.language == "fi"


def test_message_that_ends_every_worker_is_given_up_and_goes_to_the_fallback(practice, server):
    row = notice(practice)
    Delivery.objects.filter(pk=row.pk).update(attempts=32)
    deliver_due()
    deliver_due()
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED
    assert list(row.fallbacks.values_list("address", "state")) == [(practice.recipients[0], SENT)]
