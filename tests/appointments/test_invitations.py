from dataclasses import replace

import pytest
from django.core import mail
from icalendar import Calendar

from tests.appointments.factories import (
    ATTENDEE,
    HELSINKI,
    STAFF,
    VISITOR,
    book,
    helsinki,
    hold,
    make_first_request,
    make_group_request,
    make_slot_request,
    make_working_supervisor,
)
from tests.factories import make_practice
from wagtail_tyonohjaus.appointments import transitions
from wagtail_tyonohjaus.appointments.invitations.events import admin_url
from wagtail_tyonohjaus.appointments.tokens import fill_in_links, visitor_url
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.practice.choices import DeliveryMode

SIDES = ("elli@visitor.example", "aino@practice.example")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def sent_event(address):
    """The VEVENT of the last e-mail to an address."""
    message = [each.message() for each in mail.outbox if each.to == [address]][-1]
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    return Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]


def invitations(address):
    """(METHOD, VEVENT) of all that was sent to an address, in order."""
    invitations_sent = []
    for row in Delivery.objects.filter(address=address).exclude(calendar="").order_by("pk"):
        calendar = Calendar.from_ical(row.calendar.encode())
        assert calendar["METHOD"] == row.calendar_method
        invitations_sent.append((row.calendar_method, calendar.walk("VEVENT")[0]))
    return invitations_sent


@pytest.mark.parametrize("address", ["elli@visitor.example", "aino@practice.example"])
def test_invitations_create_update_and_cancel_one_event(address):
    session = hold(make_first_request(), ATTENDEE)
    assert invitations(address) == []
    transitions.confirm(session, actor=STAFF)
    transitions.move(session, helsinki("2026-01-14 12:00"), actor=STAFF)
    transitions.cancel(session, actor=STAFF)
    invitations_sent = invitations(address)
    assert [method for method, _ in invitations_sent] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {str(event["UID"]) for _, event in invitations_sent} == {str(session.uid)}
    assert [event["SEQUENCE"] for _, event in invitations_sent] == [1, 2, 3]
    assert [event["DTSTART"].dt for _, event in invitations_sent][:2] == [
        helsinki("2026-01-12 09:00").astimezone(HELSINKI),
        helsinki("2026-01-14 12:00").astimezone(HELSINKI),
    ]
    assert [str(event["STATUS"]) for _, event in invitations_sent] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert {str(event["ORGANIZER"]) for _, event in invitations_sent} == {"mailto:practice@example.com"}
    assert {str(event["ATTENDEE"]) for _, event in invitations_sent} == {f"mailto:{address}"}


def test_invitation_email_has_text_calendar_part_and_attachment():
    book(make_first_request(), ATTENDEE, actor=STAFF)
    deliver_due()
    message = next(each for each in mail.outbox if each.to == ["elli@visitor.example"]).message()
    parts = [(part.get_content_type(), part.get_param("method"), part.get_filename()) for part in message.walk()]
    assert ("text/plain", None, None) in parts
    assert ("text/calendar", "REQUEST", None) in parts
    assert ("application/ics", None, "invite.ics") in parts
    assert message["From"] == "Harbour Supervision <practice@example.com>"


def test_email_about_a_hold_has_no_calendar_part():
    hold(make_first_request(), ATTENDEE)
    assert {row.calendar for row in Delivery.objects.all()} == {""}


def test_email_has_the_visitors_link_but_no_delivery_stores_its_token():
    session = hold(make_first_request(), ATTENDEE)
    deliver_due()
    body = next(each.body for each in mail.outbox if each.to == ["elli@visitor.example"])
    token = visitor_url(session).rstrip("/").rpartition("/")[2]
    assert visitor_url(session) in body
    assert not any(token in str(list(row.values())) for row in Delivery.objects.values())


def test_supervisors_calendar_has_the_visitors_name_only_if_enabled():
    slot_request = make_first_request()
    book(slot_request, ATTENDEE, actor=STAFF)
    make_practice(show_names_in_calendars=True)
    book(slot_request.starting_at(helsinki("2026-01-13 09:00")), ATTENDEE, actor=STAFF)
    texts = [event.to_ical().decode() for _, event in invitations("aino@practice.example")]
    assert [ATTENDEE.name in text for text in texts] == [False, True]


def test_staff_email_has_neither_the_visitors_name_nor_reason():
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    transitions.cancel(session, actor=VISITOR, reason="A very private reason")
    deliver_due()
    for message in mail.outbox:
        if message.to == ["aino@practice.example"]:
            assert ATTENDEE.name not in message.message().as_string()
            assert "private reason" not in message.body


def test_remote_session_has_the_video_link_in_three_properties():
    make_practice(video_url="https://video.example/room")
    supervisor = make_working_supervisor(delivery_modes=["remote"])
    book(make_slot_request(supervisor, mode=DeliveryMode.REMOTE, office=None), ATTENDEE, actor=STAFF)
    _, event = invitations("elli@visitor.example")[0]
    assert str(event["CONFERENCE"]) == "https://video.example/room"
    assert "https://video.example/room" in event["LOCATION"]
    assert "https://video.example/room" in event["DESCRIPTION"]


def test_organizer_is_the_address_alone_if_the_default_sender_has_a_name(settings):
    settings.DEFAULT_FROM_EMAIL = "Kello Oy <posti@kello.example>"
    book(make_first_request(email=""), ATTENDEE, actor=STAFF)
    for address in (ATTENDEE.email, "aino@practice.example"):
        _, event = invitations(address)[0]
        assert str(event["ORGANIZER"]) == "mailto:posti@kello.example"
        assert event["ORGANIZER"].params["CN"] == "Harbour Supervision"


def test_organizer_is_another_address_than_the_recipients(settings):
    """A practice of one person: calendar programs expect an organizer to have the event already."""
    settings.DEFAULT_FROM_EMAIL = "Kello Oy <posti@kello.example>"
    session = book(make_first_request(email="Aino@practice.example"), ATTENDEE, actor=STAFF)
    transitions.cancel(session, actor=STAFF)
    organizers = {address: [str(event["ORGANIZER"]) for _, event in invitations(address)] for address in SIDES}
    assert organizers == {
        "elli@visitor.example": ["mailto:Aino@practice.example"] * 2,
        "aino@practice.example": ["mailto:posti@kello.example"] * 2,
    }
    assert {method for method, _ in invitations("aino@practice.example")} == {"REQUEST", "CANCEL"}


def test_supervisor_with_the_only_address_of_the_practice_receives_a_file(settings):
    settings.DEFAULT_FROM_EMAIL = "aino@practice.example"
    session = book(make_first_request(email="aino@practice.example"), ATTENDEE, actor=STAFF)
    transitions.cancel(session, actor=STAFF)
    sent = [(method, event["STATUS"], "ATTENDEE" in event) for method, event in invitations("aino@practice.example")]
    assert sent == [("PUBLISH", "CONFIRMED", False), ("PUBLISH", "CANCELLED", False)]
    assert [method for method, _ in invitations("elli@visitor.example")] == ["REQUEST", "CANCEL"]


def test_invitation_gives_the_city_once_if_the_address_contains_it():
    slot_request = make_first_request()
    slot_request.office.address = "Merikulma 5 A\n00100 Helsinki"
    slot_request.office.save()
    book(slot_request, ATTENDEE, actor=STAFF)
    _, event = invitations(ATTENDEE.email)[0]
    assert str(event["LOCATION"]) == "Merikulma 5 A, 00100 Helsinki"


def test_invitation_has_links_contact_class_and_language():
    session = book(make_first_request(phone="+358401234567"), ATTENDEE, actor=STAFF)
    deliver_due()
    for address, url in ((ATTENDEE.email, visitor_url(session)), ("aino@practice.example", admin_url(session))):
        event = sent_event(address)
        assert str(event["URL"]) == url
        assert url in event["DESCRIPTION"]
        assert str(event["CONTACT"]) == "Harbour Supervision, +358 40 123 4567, practice@example.com"
        assert str(event["CLASS"]) == "PRIVATE"
        assert {event[name].params["LANGUAGE"] for name in ("SUMMARY", "DESCRIPTION", "LOCATION")} == {"en"}
        assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_event_sent_after_an_erasure_has_no_link():
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    delivery = Delivery.objects.get(address=ATTENDEE.email)
    type(session).objects.update(token_hash=None, token_secret="")
    event = Calendar.from_ical(fill_in_links(delivery.calendar)).walk("VEVENT")[0]
    assert "URL" not in event
    assert "session-link" not in event.to_ical().decode()


def test_cancellation_gives_the_reason_of_staff_but_not_that_of_a_visitor():
    slot_request = make_first_request()
    by_staff = book(slot_request, ATTENDEE, actor=STAFF)
    transitions.cancel(by_staff, actor=STAFF, reason="Aino is ill")
    by_visitor = book(slot_request, ATTENDEE, actor=STAFF)
    transitions.cancel(by_visitor, actor=VISITOR, reason="A private reason")
    for address in (ATTENDEE.email, "aino@practice.example"):
        events = [event for method, event in invitations(address) if method == "CANCEL"]
        assert [str(event.get("COMMENT", "")) for event in events] == ["Aino is ill", ""]


@pytest.mark.parametrize("end", [transitions.cancel, transitions.decline])
def test_message_about_the_end_of_a_session_only_offers_to_view_it(end):
    session = hold(make_first_request(), ATTENDEE)
    if end is transitions.cancel:
        transitions.confirm(session, actor=STAFF)
    deliver_due()
    end(session, actor=STAFF)
    mail.outbox.clear()
    deliver_due()
    (message,) = [each for each in mail.outbox if each.to == [ATTENDEE.email]]
    (html, _mimetype) = message.alternatives[0]
    for text in (
        message.body,
        html,
        *(row.calendar for row in Delivery.objects.filter(message_type="session_cancelled")),
    ):
        assert "move or cancel" not in text.replace("\r\n ", "")
    assert "View the session:" in message.body


def test_later_messages_reply_to_the_confirmation():
    session = hold(make_first_request(), ATTENDEE)
    transitions.confirm(session, actor=STAFF)
    transitions.move(session, helsinki("2026-01-14 12:00"), actor=STAFF)
    transitions.cancel(session, actor=STAFF)
    deliver_due()
    for address in (ATTENDEE.email, "aino@practice.example"):
        _held, confirmed, moved, cancelled = [each.message() for each in mail.outbox if each.to == [address]]
        assert confirmed["In-Reply-To"] is None
        assert moved["In-Reply-To"] == cancelled["In-Reply-To"] == confirmed["Message-ID"]
        assert moved["References"] == confirmed["Message-ID"]


def test_subject_has_day_and_time_and_the_email_its_language():
    book(make_first_request(), replace(ATTENDEE, language="sv"), actor=STAFF)
    deliver_due()
    message = next(each for each in mail.outbox if each.to == [ATTENDEE.email])
    assert "12 januari 2026" in message.subject and "09:00" in message.subject
    assert message.message()["Content-Language"] == "sv"


def test_supervisors_group_event_is_cancelled_with_the_last_participant():
    slot_request = make_group_request(capacity=3)
    one, two = book(slot_request, ATTENDEE, actor=STAFF), book(slot_request, ATTENDEE, actor=STAFF)
    transitions.cancel(one, actor=STAFF)
    transitions.cancel(two, actor=STAFF)
    invitations_sent = invitations("aino@practice.example")
    assert [(method, event["SEQUENCE"]) for method, event in invitations_sent] == [
        ("REQUEST", 0),
        ("REQUEST", 0),
        ("CANCEL", 1),
    ]
    assert {str(event["UID"]) for _, event in invitations_sent} == {str(one.meeting)}
    assert len({str(event["UID"]) for _, event in invitations("elli@visitor.example")}) == 2


def test_moved_group_seat_cancels_the_old_event_and_creates_another():
    slot_request = make_group_request(capacity=3)
    only = book(slot_request, ATTENDEE, actor=STAFF)
    old = only.meeting
    transitions.move(only, helsinki("2026-01-14 12:00"), actor=STAFF)
    invitations_sent = [(method, str(event["UID"])) for method, event in invitations("aino@practice.example")]
    assert invitations_sent == [("REQUEST", str(old)), ("CANCEL", str(old)), ("REQUEST", str(only.meeting))]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_message_renders_for_both_sides(language, clock):
    from wagtail_tyonohjaus.appointments.history import record_event
    from wagtail_tyonohjaus.appointments.models import SessionEvent
    from wagtail_tyonohjaus.appointments.notifications import send, send_reminder
    from wagtail_tyonohjaus.appointments.types import Attendee

    session = hold(make_first_request(), Attendee("Elli", "elli@visitor.example", language=language))
    for kind in SessionEvent.Kind:
        send(record_event(session, kind, STAFF, old_start=session.start))
    send_reminder([session], 24)
    clock.shift(60)
    deliver_due()
    assert {row.message_type for row in Delivery.objects.filter(state="sent")} == {
        f"session_{kind}" for kind in SessionEvent.Kind if kind not in ("completed", "reminded")
    } | {"session_reminder"}
    assert all(session.reference in message.subject for message in mail.outbox)
    assert all(session.reference in message.body for message in mail.outbox)
