"""A series is one message to each side, with all its events; each of them can be changed alone later."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from tests.appointments.factories import (
    ATTENDEE,
    STAFF,
    VISITOR,
    helsinki,
    make_first_request,
    make_slot_request,
    make_working_supervisor,
    session_states,
)
from tests.factories import make_practice
from wagtail_tyonohjaus.appointments import periodic_tasks, transitions
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.series import book_series, cancel_series, series_starts
from wagtail_tyonohjaus.appointments.tokens import visitor_url
from wagtail_tyonohjaus.appointments.types import Attendee
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.messages.sms import MemoryBackend

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SIDES = ["elli@visitor.example", "aino@practice.example"]


def book_days(count=3, days=1, **practice_options):
    slot_request = make_first_request(**practice_options)
    starts = series_starts(slot_request.start, "Europe/Helsinki", days=days, count=count)
    return book_series(slot_request, starts, ATTENDEE, actor=STAFF)


def calendars_to(address):
    """(METHOD, VEVENTs) of each e-mail with a calendar part, in order."""
    rows = Delivery.objects.filter(address=address).exclude(calendar="").order_by("pk")
    calendars = [Calendar.from_ical(row.calendar) for row in rows]
    return [(str(calendar["METHOD"]), calendar.walk("VEVENT")) for calendar in calendars]


@pytest.mark.parametrize("address", SIDES)
def test_series_is_one_message_with_an_event_for_each_session(address):
    sessions = book_days(3)
    assert Delivery.objects.filter(address=address).count() == 1
    ((method, events),) = calendars_to(address)
    assert method == "PUBLISH"
    assert [str(event["UID"]) for event in events] == [str(session.uid) for session in sessions]
    assert [event["DTSTART"].dt for event in events] == [session.start for session in sessions]


def test_series_email_attaches_one_file_and_links_to_each_session():
    sessions = book_days(3)
    deliver_due()
    (email,) = [each for each in mail.outbox if each.to == [ATTENDEE.email]]
    parts = [part for part in email.message().walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_filename() for part in parts] == ["sessions.ics"]
    events = Calendar.from_ical(parts[0].get_payload(decode=True)).walk("VEVENT")
    for session, event in zip(sessions, events, strict=True):
        assert str(event["URL"]) == visitor_url(session)
        assert visitor_url(session) in email.body and session.reference in email.body
    assert "3 sessions" in email.subject


@pytest.mark.parametrize("address", SIDES)
def test_each_session_of_a_series_is_moved_and_cancelled_alone(address):
    sessions = book_days(3)
    transitions.move(sessions[1], helsinki("2026-01-20 12:00"), actor=STAFF)
    transitions.cancel(sessions[2], actor=VISITOR)
    changes = [(method, str(event["UID"]), event["SEQUENCE"]) for method, (event,) in calendars_to(address)[1:]]
    assert changes == [("REQUEST", str(sessions[1].uid), 2), ("CANCEL", str(sessions[2].uid), 2)]
    confirmed, *changed = Delivery.objects.filter(address=address).order_by("pk")
    assert {row.in_reply_to for row in changed} == {confirmed.message_id}


@pytest.mark.parametrize("address", SIDES)
def test_series_is_cancelled_with_one_message(address):
    sessions = book_days(4)
    transitions.cancel(sessions[0], actor=STAFF)
    Delivery.objects.all().delete()
    cancel_series(sessions[2], actor=STAFF, reason="Aino is ill")
    assert {session.status for session in Session.objects.all()} == {"cancelled"}
    ((method, events),) = calendars_to(address)
    assert method == "PUBLISH"
    assert [str(event["UID"]) for event in events] == [str(session.uid) for session in sessions[1:]]
    assert {(str(event["STATUS"]), event["SEQUENCE"], str(event["COMMENT"])) for event in events} == {
        ("CANCELLED", 2, "Aino is ill")
    }


def test_past_sessions_of_a_cancelled_series_remain(clock):
    sessions = book_days(2)
    clock.move_to(sessions[0].end)
    cancel_series(sessions[0], actor=STAFF)
    assert session_states() == ["01-12 09:00 confirmed", "01-13 09:00 cancelled"]


def test_series_in_an_open_group_is_cancelled_with_one_message():
    make_practice()
    supervisor = make_working_supervisor()
    supervisor.services.update(capacity=3)
    slot_request = make_slot_request(supervisor)
    starts = [slot_request.start, slot_request.start + timedelta(days=1)]
    sessions = book_series(slot_request, starts, ATTENDEE, actor=STAFF)
    cancel_series(sessions[0], actor=STAFF)
    confirmed, cancelled = calendars_to("aino@practice.example")
    assert [str(event["UID"]) for event in confirmed[1]] == [str(event["UID"]) for event in cancelled[1]]
    assert {str(event["STATUS"]) for event in cancelled[1]} == {"CANCELLED"}


def test_sessions_of_a_series_that_are_due_together_share_a_reminder(clock):
    """For example after the worker has been stopped."""
    book_days(3, reminder_hours="48")
    Delivery.objects.all().delete()
    clock.move_to(helsinki("2026-01-12 08:59"))
    assert periodic_tasks.send_due_reminders(timezone.now()) == 2
    (reminder,) = Delivery.objects.filter(message_type="session_reminder")
    assert len(reminder.context["sessions"]) == 2
    assert periodic_tasks.send_due_reminders(timezone.now()) == 0


def test_text_message_about_a_series_is_not_cut_before_its_link(settings):
    settings.WAGTAIL_TYONOHJAUS = {"SMS": {"BACKEND": "wagtail_tyonohjaus.messages.sms.MemoryBackend"}}
    MemoryBackend.outbox.clear()
    slot_request = make_first_request()
    starts = series_starts(slot_request.start, "Europe/Helsinki", days=1, count=3)
    sessions = book_series(slot_request, starts, Attendee("Elli", phone="+358401234567", language="en"), actor=STAFF)
    deliver_due()
    ((_number, text, _id),) = MemoryBackend.outbox
    assert "Wednesday 14 January 2026" in text
    assert text.endswith(visitor_url(sessions[0]))
