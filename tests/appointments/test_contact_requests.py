"""Contact requests with a held session: history, receipt and delivery log."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from tests.appointments.factories import ATTENDEE, STAFF, VISITOR, helsinki, hold, make_first_request
from wagtail_tyonohjaus.appointments import tokens, transitions
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.notifications import announce
from wagtail_tyonohjaus.contact.routing.ruleset import decide, routing_input_of
from wagtail_tyonohjaus.inbox.event_texts import event_text
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make_request(slot_request):
    site = slot_request.supervisor.site
    return ContactRequest.objects.create(site=site, submission_key="one", email=ATTENDEE.email, visitor_language="en")


def send_first_messages(request):
    decision = decide(request.practice, routing_input_of(request, request.practice))
    announce(request, request.practice, decision, request.created_at, to_visitor=True)


def test_request_history_has_every_session_event_without_its_reason():
    slot_request = make_first_request()
    request = make_request(slot_request)
    session = hold(slot_request, ATTENDEE, request_id=request.pk)
    transitions.confirm(session, actor=STAFF)
    transitions.move(session, helsinki("2026-01-14 12:00"), actor=STAFF)
    transitions.cancel(session, actor=VISITOR, reason="A private reason")
    texts = [event_text(event, request.practice.zone) for event in request.events.filter(kind="session")]
    assert texts == [
        f"Time requested and held, 12 Jan 2026, 09:00, {session.reference}",
        f"Confirmed, 12 Jan 2026, 09:00, {session.reference}",
        f"Moved, 14 Jan 2026, 12:00, {session.reference}",
        f"Cancelled, 14 Jan 2026, 12:00, {session.reference}",
    ]
    assert "private" not in str(list(request.events.values()))


def test_request_page_shows_the_time_in_the_sessions_zone(admin_client, settings):
    settings.TIME_ZONE = "UTC"
    slot_request = make_first_request()
    request = make_request(slot_request)
    hold(slot_request, ATTENDEE, request_id=request.pk)
    text = admin_client.get(reverse("tyonohjaus_inbox:detail", args=[request.pk])).content.decode()
    assert re.findall(r"tyonohjaus/sessions/\d+/\">([^<]+)<", text) == ["Monday 12 January 2026, 09:00–10:00"]


def test_receipt_of_a_request_with_a_held_session_has_its_link():
    slot_request = make_first_request()
    request = make_request(slot_request)
    session = hold(slot_request, ATTENDEE, request_id=request.pk, notify=False)
    send_first_messages(request)
    deliver_due()
    (message,) = [message for message in mail.outbox if message.to == [request.email]]
    assert tokens.visitor_url(session) in message.body
    assert tokens.visitor_url(session) in message.alternatives[0][0]


@pytest.mark.parametrize("channel", ["mail", "sms"])
def test_delivery_log_hides_the_visitors_token_from_staff(channel, admin_client):
    slot_request = make_first_request()
    request = make_request(slot_request)
    session = hold(slot_request, ATTENDEE, request_id=request.pk)
    send_first_messages(request)
    transitions.confirm(session, actor=STAFF)
    Delivery.objects.filter(message_type="session_confirmed").update(channel=channel)
    rows = Delivery.objects.filter(audience="visitor")
    assert {row.message_type for row in rows} >= {"receipt", "session_held", "session_confirmed"}
    pages = [admin_client.get(reverse("tyonohjaus_log:detail", args=[row.pk])).content.decode() for row in rows]
    assert {tokens.get_token(session) in page for page in pages} == {False}
    assert {"[a link for the visitor only]" in page for page in pages} == {True}


def test_resent_message_has_the_visitors_link(admin_client):
    session = hold(make_first_request(), ATTENDEE)
    deliver_due()
    row = Delivery.objects.get(audience="visitor")
    mail.outbox.clear()
    admin_client.post(reverse("tyonohjaus_log:resend", args=[row.pk]))
    deliver_due()
    (message,) = mail.outbox
    assert (tokens.visitor_url(session) in message.body, "for the visitor only" in message.body) == (True, False)
