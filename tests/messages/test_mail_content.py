"""What an e-mail contains: sender, language, attachments and identifiers."""

import pytest
from django.core import mail

from tests.messages.queued import SENT, enqueue_notification, states
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.sending import deliver_due

pytestmark = pytest.mark.django_db


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


def test_broken_template_sends_a_minimal_text(practice):
    enqueue(Message("no_such_kind", site=practice.site, about="TO-7K3M-9QXD"), Recipient("aino@example.com"))
    deliver_due()
    assert [(sent.subject, sent.to) for sent in mail.outbox] == [
        ("Harbour Supervision TO-7K3M-9QXD", ["aino@example.com"])
    ]


def test_mail_is_in_the_recipients_language(practice):
    enqueue(
        Message("receipt", site=practice.site, context={"reference": "R"}), Recipient("a@example.com", language="fi")
    )
    row = Delivery.objects.get()
    assert row.language == "fi"
