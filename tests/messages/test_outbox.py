import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import OperationalError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from tests.mailers import use_mailer
from tests.messages.smtp_sink import silent_server
from wagtail_tyonohjaus.messages import email, failpoints, outbox, sending
from wagtail_tyonohjaus.messages.errors import DeliveryPostponed
from wagtail_tyonohjaus.messages.models import Delivery, DeliveryState
from wagtail_tyonohjaus.messages.outbox import Message, delivery_key, enqueue, resend
from wagtail_tyonohjaus.messages.recipients import Recipient, fallback_addresses
from wagtail_tyonohjaus.messages.sending import claim, deliver_due, pause_after
from wagtail_tyonohjaus.messages.signals import delivery_queued, delivery_sent
from wagtail_tyonohjaus.practice.models import PracticeSettings

from .conftest import SMTP

pytestmark = pytest.mark.django_db
PENDING, SENT, FAILED = DeliveryState.PENDING, DeliveryState.SENT, DeliveryState.FAILED


def enqueue_notification(practice, address="aino@example.com", key="", **kwargs):
    context = {"reference": "TO-7K3M-9QXD", "summary": [["Office", "Turku"]], "link": "https://example.com/x"}
    kwargs = {"about": "TO-7K3M-9QXD", "context": context, **kwargs}
    return enqueue(Message("staff_notice", site=practice.site, **kwargs), Recipient(address), key=key)


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("address", "state"))


def set_fallback(addresses: str) -> None:
    """Without the signals of a save."""
    PracticeSettings.objects.update(fallback_recipients=addresses)


def make_due() -> None:
    Delivery.objects.filter(state=PENDING).update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_failing_signal_receiver_does_not_cause_a_second_message(practice, server):
    def broken(**kwargs):
        raise RuntimeError("a site's own receiver")

    row = enqueue_notification(practice)
    delivery_sent.connect(broken)
    try:
        deliver_due()
        Delivery.objects.update(next_attempt_at=timezone.now())
        deliver_due()
    finally:
        delivery_sent.disconnect(broken)
    assert states() == {"aino@example.com": SENT}
    assert server.sink.ids == [row.message_id]


def test_message_is_retried_after_smtp_was_down(practice, server):
    enqueue_notification(practice)
    server.stop()
    deliver_due()
    assert states() == {"aino@example.com": PENDING}
    server.restart()
    make_due()
    deliver_due()
    assert states() == {"aino@example.com": SENT}


def test_message_is_sent_once_the_server_is_reachable(practice, server, settings):
    row = enqueue_notification(practice)
    server.sink.responses["aino@example.com"] = "451 later"
    deliver_due()
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.attempts, waiting.last_response) == (PENDING, 1, "451 later")
    server.sink.responses.clear()
    make_due()
    deliver_due()
    assert server.sink.ids == [row.message_id]
    assert Delivery.objects.values_list("state", "attempts", "last_response").get() == (SENT, 2, "")


def test_rejected_address_goes_to_the_fallback_and_delays_no_other(practice, server):
    server.sink.responses = {"gone@example.com": "550 no such user gone@example.com", "slow@example.com": "451 later"}
    for address in ("gone@example.com", "slow@example.com", "good@example.com"):
        enqueue_notification(practice, address)
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


def test_rejected_fallback_has_no_further_fallback(practice, server):
    server.sink.responses = {"gone@example.com": "550 no", "fallback@example.com": "550 no"}
    enqueue_notification(practice, "gone@example.com")
    deliver_due()
    deliver_due()
    assert states() == {"gone@example.com": FAILED, "fallback@example.com": FAILED}


def test_two_workers_send_a_message_once(practice, server):
    row = enqueue_notification(practice)
    # The second worker claims the message between the first one's query and its claim.
    failpoints.handlers["looked"] = lambda: failpoints.handlers.clear() or claim(row.pk)
    assert claim(row.pk) is None
    assert Delivery.objects.get().attempts == 1


def test_claim_fails_if_another_worker_was_faster(practice, server):
    rows = [enqueue_notification(practice, f"person{number}@example.com") for number in range(2)]
    # Both workers have listed the due messages before either claims one.
    failpoints.handlers["accepted"] = lambda: failpoints.handlers.clear() or claim(rows[1].pk)
    deliver_due()
    assert server.sink.ids == [rows[0].message_id]


def test_claimed_message_is_not_sent_before_the_lease_ends(practice, server):
    row = enqueue_notification(practice)
    claim(row.pk)
    deliver_due()
    assert server.sink.messages == []
    deliver_due(now=timezone.now() + timedelta(seconds=301))
    assert server.sink.ids == [row.message_id]


@pytest.mark.parametrize(("place", "mails"), [("claimed", 1), ("accepted", 2), ("stored", 1)])
def test_killed_worker_loses_nothing_and_repeats_with_the_same_message_id(practice, server, place, mails):
    class Killed(BaseException):
        pass

    def kill():
        raise Killed

    row = enqueue_notification(practice)
    failpoints.handlers[place] = kill
    with pytest.raises(Killed):
        deliver_due()
    failpoints.handlers.clear()
    deliver_due(now=timezone.now() + timedelta(seconds=301))
    assert server.sink.ids == [row.message_id] * mails
    assert states() == {"aino@example.com": SENT}


@pytest.mark.parametrize("name", ["Line\nbreak", "Nul\x00byte", "x" * 3000, "Bcc: a@example.com\r\nX: y"])
def test_unusual_reference_results_in_a_valid_mail(practice, server, name):
    enqueue_notification(practice, context={"reference": name})
    deliver_due()
    sent = server.sink.messages[0]
    assert "\n" not in str(sent["Subject"]).replace("\n ", "")
    assert (sent["Bcc"], sent["X"], states()) == (None, None, {"aino@example.com": SENT})


def test_mail_is_from_the_practice_with_reply_to_the_visitor(practice, server):
    row = enqueue_notification(practice, reply_to="maija@example.org")
    deliver_due()
    sent = server.sink.messages[0]
    headers = {name: sent[name] for name in ("From", "To", "Reply-To", "Message-ID", "Auto-Submitted")}
    assert headers == {
        "From": "Harbour Supervision <practice@example.com>",
        "To": "aino@example.com",
        "Reply-To": "maija@example.org",
        "Message-ID": row.message_id,
        "Auto-Submitted": "auto-generated",
    }


def test_invitation_has_its_method_and_is_attached(practice, server):
    enqueue_notification(
        practice, calendar="BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", calendar_method="REQUEST"
    )
    deliver_due()
    parts = [part for part in server.sink.messages[0].walk() if part.get_content_type() == "text/calendar"]
    assert [(part.get_param("method"), part.get_filename()) for part in parts] == [("REQUEST", None)]
    files = [part.get_filename() for part in server.sink.messages[0].walk() if part.get_filename()]
    assert files == ["invite.ics"]


# Failing servers


@pytest.mark.parametrize("fault", ["hang before accepting", "drop", "accept late", "accept and drop"])
def test_failure_during_data_is_retried_with_the_same_message_id(practice, server, fault):
    row = enqueue_notification(practice)
    server.sink.fault = fault
    with override_settings(WAGTAIL_TYONOHJAUS={"MAIL_TIMEOUT": 0.2}):
        deliver_due()
    assert states() == {"aino@example.com": PENDING}
    server.sink.fault = ""
    make_due()
    deliver_due()
    assert set(server.sink.ids) == {row.message_id}
    assert states() == {"aino@example.com": SENT}


def test_rejection_during_data_is_permanent(practice, server):
    server.sink.fault = "refuse data"
    enqueue_notification(practice)
    deliver_due(limit=1)
    assert states() == {"aino@example.com": FAILED, "fallback@example.com": PENDING}


def test_unresponsive_server_ends_the_round_after_three_messages(practice, settings):
    listener, port, close = silent_server()
    settings.WAGTAIL_TYONOHJAUS = {"MAIL_TIMEOUT": 0.05}
    use_mailer(settings, SMTP, host="127.0.0.1", port=port)
    for number in range(6):
        enqueue_notification(practice, f"person{number}@example.com")
    assert deliver_due() is False
    close()
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 0, 1, 1, 1]


def test_backend_without_a_timeout_gets_the_default_timeout(settings):
    settings.WAGTAIL_TYONOHJAUS = {"MAIL_TIMEOUT": 7}
    use_mailer(settings, SMTP, host="127.0.0.1", port=25)
    assert email.open_connection().timeout == 7


# Clock, retries, undeliverable messages


@pytest.mark.parametrize("ahead", [timedelta(hours=8), timedelta(days=400)])
def test_message_is_sent_after_the_clock_is_set_back(practice, server, ahead):
    enqueue_notification(practice)
    Delivery.objects.update(next_attempt_at=timezone.now() + ahead)
    deliver_due()
    assert states() == {"aino@example.com": SENT}


def test_message_is_not_sent_before_its_next_attempt(practice, server):
    enqueue_notification(practice)
    Delivery.objects.update(next_attempt_at=timezone.now() + timedelta(hours=7.5))  # the longest pause
    deliver_due()
    assert states() == {"aino@example.com": PENDING}


def test_pauses_double_from_a_minute_to_six_hours():
    pauses = [pause_after(attempt) for attempt in range(1, 17)]
    for number, pause in enumerate(pauses):
        usual = timedelta(minutes=min(2**number, 360))
        assert 0.75 * usual <= pause <= 1.25 * usual
    total = sum(pauses, timedelta())
    assert timedelta(hours=36) < total < timedelta(hours=72)


def test_message_fails_after_the_last_attempt(practice, server, settings):
    server.sink.responses["aino@example.com"] = "451 later"
    enqueue_notification(practice)
    Delivery.objects.update(attempts=15)
    deliver_due(limit=1)
    assert states() == {"aino@example.com": FAILED, "fallback@example.com": PENDING}


def test_message_that_raises_does_not_stop_the_others(practice, server):
    enqueue_notification(practice, "first@example.com")
    enqueue_notification(practice, "poison@exam ple.com\udcff".encode("utf-8", "replace").decode())
    enqueue_notification(practice, "last@example.com")
    deliver_due()
    assert {key: state for key, state in states().items() if key[0] in "fl" and "fallback" not in key} == {
        "first@example.com": SENT,
        "last@example.com": SENT,
    }


class BrokenBackend:
    def send(self, number, text, message_id):
        raise KeyError(number)


def test_unexpected_error_is_stored_by_its_name_and_stops_no_other_message(practice, settings, caplog):
    settings.WAGTAIL_TYONOHJAUS = {"SMS": {"BACKEND": f"{__name__}.BrokenBackend"}}
    row = enqueue(Message("staff_notice", site=practice.site), Recipient("+358401234567", channel="sms"))
    enqueue_notification(practice)
    deliver_due()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_response) == (PENDING, 1, "KeyError")
    assert caplog.messages[-1].endswith(" is postponed: postponed KeyError.")
    assert [sent.to for sent in mail.outbox] == [["aino@example.com"]]


def test_broken_template_sends_a_minimal_text(practice):
    enqueue(Message("no_such_kind", site=practice.site, about="TO-7K3M-9QXD"), Recipient("aino@example.com"))
    deliver_due()
    assert [(sent.subject, sent.to) for sent in mail.outbox] == [
        ("Harbour Supervision TO-7K3M-9QXD", ["aino@example.com"])
    ]


# Keys, resending, fallback


def test_same_key_and_recipient_are_stored_once(practice):
    assert (
        enqueue_notification(practice, key="request:1").pk
        == enqueue_notification(practice, "AINO@example.com", key="request:1").pk
    )


def test_resend_creates_a_new_delivery(practice):
    dead = enqueue_notification(practice)
    Delivery.objects.update(state=FAILED)
    copy = resend(dead)
    assert copy.message_id != dead.message_id
    assert list(outbox.undelivered()) == []
    deliver_due()
    assert [sent.to for sent in mail.outbox] == [["aino@example.com"]]


def test_fallback_addresses_are_never_empty(practice, settings, django_user_model):
    practice.fallback_recipients, practice.email = "", ""
    practice.save()
    assert fallback_addresses(practice.site) == ["practice@example.com"]
    django_user_model.objects.create_superuser("root", "root@example.com", "x")
    assert fallback_addresses(practice.site) == ["root@example.com"]


def test_response_is_stored_without_address_and_control_characters(practice):
    row = enqueue_notification(practice)
    text = sending.response_text(row, DeliveryPostponed("451 <AINO@example.com>\r\nBcc: x\x00"))
    assert text == "451 <…> Bcc: x "


def test_stored_response_has_at_most_300_characters(practice):
    assert sending.response_text(enqueue_notification(practice), DeliveryPostponed("x" * 400)) == "x" * 300


def test_mail_is_in_the_recipients_language(practice):
    enqueue(
        Message("receipt", site=practice.site, context={"reference": "R"}), Recipient("a@example.com", language="fi")
    )
    row = Delivery.objects.get()
    assert row.language == "fi"


def test_message_that_crashes_every_worker_goes_to_the_fallback(practice, server):
    row = enqueue_notification(practice)
    Delivery.objects.filter(pk=row.pk).update(attempts=32)
    deliver_due()
    deliver_due()
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED
    assert list(row.fallbacks.values_list("address", "state")) == [(practice.recipients[0], SENT)]


@pytest.mark.parametrize("about", ["TO-7K3M-9QXD", ""])
def test_no_fallback_recipient_gets_the_failure_of_another(practice, server, about):
    """Otherwise two recipients whose servers reject everything would get each other's failures."""
    set_fallback("one@example.com\nTWO@example.com")
    server.sink.responses = dict.fromkeys(["gone@example.com", "one@example.com", "TWO@example.com"], "550 no")
    enqueue_notification(practice, "gone@example.com", about=about)
    for _ in range(4):
        deliver_due()
    assert states() == dict.fromkeys(["gone@example.com", "one@example.com", "TWO@example.com"], FAILED)
    fallbacks = Delivery.objects.exclude(fallback_of=None)
    assert [row.fallback_of.address for row in fallbacks] == ["gone@example.com"] * 2


def test_fallback_copies_the_message_once_and_skips_the_failed_address(practice, server):
    set_fallback("FALLBACK@example.com\ngone@example.com")
    server.sink.responses = dict.fromkeys(["Gone@example.com", "also@example.com"], "550 no")
    failed = enqueue_notification(practice, "Gone@example.com", reply_to="maija@example.org")
    enqueue_notification(practice, "also@example.com")
    deliver_due()
    fallback = failed.fallbacks.get()
    assert (fallback.address, fallback.about, fallback.reply_to) == (
        "FALLBACK@example.com",
        failed.about,
        "maija@example.org",
    )
    assert (fallback.context, fallback.message_type) == (failed.context, failed.message_type)
    # The second failure is about the same request: the person who got the first message gets no other.
    assert Delivery.objects.filter(address="FALLBACK@example.com").count() == 1


def test_failed_message_to_a_visitor_has_no_fallback(practice, server):
    server.sink.responses = {"maija@example.org": "550 no"}
    enqueue(Message("receipt", site=practice.site, context={}), Recipient("maija@example.org", audience="visitor"))
    deliver_due()
    assert states() == {"maija@example.org": FAILED}


def test_claim_records_the_attempt_and_the_end_of_the_lease(practice, settings):
    settings.WAGTAIL_TYONOHJAUS = {"LEASE_SECONDS": 120}
    now = timezone.now() + timedelta(minutes=1)
    claimed = claim(enqueue_notification(practice).pk, now)
    stored = Delivery.objects.get()
    for row in (claimed, stored):
        assert (row.attempts, row.next_attempt_at, row.last_attempt_at) == (1, now + timedelta(seconds=120), now)
    assert claim(stored.pk, now) is None
    assert claim(stored.pk, now + timedelta(seconds=120)).attempts == 2


def test_outcome_of_a_lost_lease_is_not_stored(practice, server):
    """The worker that claimed the message since decides about it."""
    server.sink.responses["aino@example.com"] = "550 no"
    row = enqueue_notification(practice)
    first = claim(row.pk)
    claim(row.pk, timezone.now() + timedelta(hours=1))
    assert sending.attempt(first) is False
    stored = Delivery.objects.get()
    assert (stored.state, stored.attempts, stored.last_response) == (PENDING, 2, "")


def test_round_reports_whether_more_is_due(practice):
    for number in range(3):
        enqueue_notification(practice, f"person{number}@example.com")
    assert [deliver_due(limit=2), deliver_due(limit=2)] == [True, False]
    assert [sent.to for sent in mail.outbox] == [[f"person{number}@example.com"] for number in range(3)]


def test_messages_about_a_crisis_are_sent_before_older_ones(practice, server):
    server.sink.responses["gone@example.com"] = "550 no"
    for address, priority in (("aino@example.com", 0), ("gone@example.com", 10)):
        enqueue_notification(practice, address, priority=priority)
    deliver_due()
    assert [message["To"] for message in server.sink.messages] == ["fallback@example.com", "aino@example.com"]


def test_postponed_message_has_its_response_and_a_pause(practice, server):
    server.sink.responses["aino@example.com"] = "451 later"
    enqueue_notification(practice)
    now = timezone.now() + timedelta(minutes=1)
    deliver_due(now=now)
    pause = Delivery.objects.get().next_attempt_at - now
    assert timedelta(seconds=45) <= pause <= timedelta(seconds=75)


def test_sent_message_records_when_and_reports_it_once(practice, server):
    reported = []

    def receiver(sender, delivery, **kwargs):
        reported.append((sender, delivery.pk, delivery.state))

    row = enqueue_notification(practice)
    now = timezone.now() + timedelta(minutes=1)
    delivery_sent.connect(receiver)
    try:
        deliver_due(now=now)
        deliver_due(now=now)
    finally:
        delivery_sent.disconnect(receiver)
    assert reported == [(Delivery, row.pk, SENT)]
    assert Delivery.objects.get().finished_at == now
    assert sending._pending_acks == {}


def test_result_that_could_not_be_saved_is_saved_before_another_message_is_sent(practice, server):
    def fail_to_save_results(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "finished_at" in sql:
            raise OperationalError("disk full")
        return execute(sql, params, many, context)

    first = enqueue_notification(practice, "first@example.com")
    for _ in range(2):
        with connection.execute_wrapper(fail_to_save_results), pytest.raises(OperationalError):
            deliver_due()
        transaction.set_rollback(False)
    second = enqueue_notification(practice, "second@example.com")
    deliver_due(now=timezone.now() + timedelta(hours=1))
    assert server.sink.ids == [first.message_id, second.message_id]
    assert states() == {"first@example.com": SENT, "second@example.com": SENT}


def test_message_of_which_a_receiver_saves_the_result_is_reported_once(practice, server):
    reported = []

    def receiver(sender, delivery, **kwargs):
        reported.append(delivery.address)
        sending._flush_acks()

    rows = [enqueue_notification(practice, address) for address in ("first@example.com", "second@example.com")]
    sending._pending_acks.update({row.pk: (row, timezone.now()) for row in rows})
    delivery_sent.connect(receiver)
    try:
        deliver_due()
    finally:
        delivery_sent.disconnect(receiver)
    assert reported == ["first@example.com", "second@example.com"]
    assert states() == {"first@example.com": SENT, "second@example.com": SENT}


def test_queued_message_is_announced_after_the_commit(practice, django_capture_on_commit_callbacks):
    announced = []

    def receiver(sender, **kwargs):
        announced.append(sender)

    delivery_queued.connect(receiver)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            row = enqueue_notification(practice)
            assert announced == []
        with django_capture_on_commit_callbacks(execute=True):
            resend(row)
    finally:
        delivery_queued.disconnect(receiver)
    assert announced == [Delivery, Delivery]


def test_each_message_and_copy_has_a_message_id_of_its_own(practice):
    """RFC 5322 section 3.6.4."""
    first, second = enqueue_notification(practice), enqueue_notification(practice)
    ids = [first.message_id, second.message_id, resend(first).message_id]
    assert [bool(re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", message_id)) for message_id in ids] == [True] * 3
    assert len(set(ids)) == 3


def test_different_keys_channels_and_addresses_are_stored_apart(practice):
    keys = {
        delivery_key(key, Recipient(address, channel))
        for key in ("request:1", "request:2")
        for address in ("aino@example.com", "bo@example.com")
        for channel in ("mail", "sms")
    }
    assert len(keys) == 8
    assert enqueue_notification(practice).pk != enqueue_notification(practice).pk


def test_stored_message_has_all_that_was_passed(practice):
    values = {"reply_to": "m@example.org", "calendar": "BEGIN", "calendar_method": "CANCEL", "in_reply_to": "<1@x>"}
    recipient = Recipient("aino@example.com", name="A" * 200, language="sv", audience="visitor")
    context = {"summary": [["a\x00b", 1]], "time": ("c\x00",)}
    first = enqueue(Message("receipt", site=practice.site, about="TO-1", context=context, **values), recipient)
    row = enqueue(
        Message("receipt", site=practice.site, about="TO-1", context=context, **values), recipient, fallback_of=first
    )
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in values} == values
    assert (row.site, row.about, row.message_type, row.audience) == (practice.site, "TO-1", "receipt", "visitor")
    assert (row.recipient_name, row.language, row.fallback_of) == ("A" * 160, "sv", first)
    assert row.context == {"summary": [["ab", 1]], "time": ["c"]}
    copy = resend(row)
    copy.refresh_from_db()
    assert {name: getattr(copy, name) for name in values} == values
    assert (copy.context, copy.address, copy.recipient_name) == (row.context, row.address, row.recipient_name)
    assert (copy.fallback_of, copy.key, copy.state) == (None, None, PENDING)


def test_copy_of_a_message_is_equal_but_for_its_state_and_keys(practice):
    values = {"reply_to": "m@example.org", "calendar": "BEGIN", "calendar_method": "CANCEL", "in_reply_to": "<1@x>"}
    recipient = Recipient("+358401234567", channel="sms", name="Aino", language="sv", audience="visitor")
    context = {"reference": "TO-1"}
    row = enqueue(
        Message("receipt", site=practice.site, about="TO-1", context=context, priority=10, **values), recipient, key="k"
    )
    copy = resend(row)
    differing = {
        field.name
        for field in Delivery._meta.concrete_fields
        if getattr(copy, field.attname) != getattr(row, field.attname)
    }
    assert differing == {"id", "key", "message_id", "created_at", "next_attempt_at"}


def test_resending_acknowledges_that_message_only_and_once(practice):
    failed, other = enqueue_notification(practice), enqueue_notification(practice, "other@example.com")
    Delivery.objects.update(state=FAILED)
    resend(failed)
    assert [row.address for row in outbox.undelivered()] == ["other@example.com"]
    first = Delivery.objects.get(pk=failed.pk).acknowledged_at
    resend(failed)
    assert Delivery.objects.get(pk=failed.pk).acknowledged_at == first
    assert Delivery.objects.get(pk=other.pk).acknowledged_at is None


def test_message_without_options_is_stored_without_them(practice):
    row = enqueue(Message("receipt", site=practice.site), Recipient("aino@example.com"))
    row.refresh_from_db()
    assert (row.about, row.reply_to, row.key, row.context, row.fallback_of) == ("", "", None, {}, None)
    assert (row.calendar, row.calendar_method, row.in_reply_to, row.priority) == ("", "", "", 0)


def test_failed_message_records_when(practice, server):
    server.sink.responses = dict.fromkeys(["first@example.com", "second@example.com"], "550 no")
    set_fallback("first@example.com")
    now = timezone.now() + timedelta(minutes=1)
    enqueue_notification(practice, "first@example.com", key="1")
    deliver_due(now=now)
    assert Delivery.objects.get().finished_at == now
    second = enqueue_notification(practice, "second@example.com", about="TO-2")
    deliver_due()
    second.refresh_from_db()
    assert second.finished_at < now


@pytest.mark.django_db(transaction=True)
def test_receiver_that_fails_does_not_fail_the_request_that_queued_the_message(practice):
    def broken(**kwargs):
        raise RuntimeError("a project's own receiver")

    delivery_queued.connect(broken)
    try:
        row = enqueue_notification(practice)
        resend(row)
    finally:
        delivery_queued.disconnect(broken)
    assert Delivery.objects.count() == 2


def test_undelivered_messages_are_those_of_the_site(practice):
    enqueue_notification(practice)
    other = enqueue(Message("receipt", site=None, context={}), Recipient("other@example.com"))
    Delivery.objects.update(state=FAILED)
    assert [row.address for row in outbox.undelivered(practice.site)] == ["aino@example.com"]
    assert outbox.undelivered().count() == 2
    Delivery.objects.filter(pk=other.pk).update(acknowledged_at=timezone.now())
    assert outbox.undelivered().count() == 1


@pytest.mark.parametrize(
    ("response", "outcome"),
    [
        ("550 no such user aino@example.com", "rejected 550"),
        ("550 511 unknown", "rejected 550"),
        ("451", "postponed 451"),
    ],
)
def test_log_contains_the_outcome_but_not_the_servers_words(practice, server, caplog, response, outcome):
    server.sink.responses["aino@example.com"] = response
    enqueue_notification(practice)
    deliver_due()
    assert caplog.messages[0].endswith(f": {outcome}.")
    assert "aino@example.com" not in caplog.text
