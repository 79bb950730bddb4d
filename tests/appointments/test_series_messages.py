"""A series is one invitation to each side, to one recurring event; each session can be changed alone later."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from tests.appointments.factories import (
    ATTENDEE,
    HELSINKI,
    STAFF,
    VISITOR,
    book,
    helsinki,
    make_bookable_service,
    make_first_request,
    make_slot_request,
    make_working_supervisor,
    session_states,
)
from tests.factories import make_practice
from wagtail_tyonohjaus.appointments import periodic_tasks, transitions
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.series import book_series, cancel_series, series_starts
from wagtail_tyonohjaus.appointments.tokens import get_token, visitor_url
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


def times(events, zone=HELSINKI):
    """The wall times of a recurring event and its overrides, as a calendar shows them."""
    displayed = {}
    for event in events:
        start = event["DTSTART"].dt
        if "RECURRENCE-ID" in event:
            displayed[event["RECURRENCE-ID"].dt] = start
            continue
        excluded = [each.dt for each in event["EXDATE"].dts] if "EXDATE" in event else []
        rule = event["RRULE"]
        days = rule["INTERVAL"][0] * (7 if rule["FREQ"] == ["WEEKLY"] else 1)
        starts = [start + timedelta(days=days * number) for number in range(rule["COUNT"][0])]
        displayed |= {each: each for each in starts if each not in excluded}
    return [f"{start.astimezone(zone):%m-%d %H:%M}" for start in sorted(displayed.values())]


@pytest.mark.parametrize("address", SIDES)
def test_series_is_one_invitation_to_one_recurring_event(address):
    sessions = book_days(3, days=14)
    assert Delivery.objects.filter(address=address).count() == 1
    ((method, (event,)),) = calendars_to(address)
    assert (method, str(event["UID"]), event["SEQUENCE"]) == ("REQUEST", str(sessions[0].series), 1)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=3;INTERVAL=2;BYDAY=MO"
    assert times([event]) == ["01-12 09:00", "01-26 09:00", "02-09 09:00"]


def test_daily_series_has_a_daily_rule():
    book_days(3, days=1)
    ((_method, (event,)),) = calendars_to(SIDES[0])
    assert event["RRULE"].to_ical() == b"FREQ=DAILY;COUNT=3;INTERVAL=1"


def test_series_across_a_clock_change_has_one_wall_time():
    slot_request = make_first_request()
    starts = series_starts(helsinki("2026-03-23 09:00"), "Europe/Helsinki", days=7, count=2)
    book_series(slot_request, starts, ATTENDEE, actor=STAFF)
    ((_method, (event,)),) = calendars_to(SIDES[0])
    assert event["DTSTART"].params["TZID"] == "Europe/Helsinki"
    assert times([event]) == ["03-23 09:00", "03-30 09:00"]
    assert times([event], UTC) == ["03-23 07:00", "03-30 06:00"]


def test_irregular_days_are_a_rule_with_exclusions():
    slot_request = make_first_request()
    starts = [helsinki(f"2026-01-{day} 09:00") for day in (12, 14, 20)]
    book_series(slot_request, starts, ATTENDEE, actor=STAFF)
    ((method, (event,)),) = calendars_to(SIDES[0])
    assert (method, times([event])) == ("REQUEST", ["01-12 09:00", "01-14 09:00", "01-20 09:00"])


def test_a_series_of_one_is_a_single_event():
    (session,) = book_days(1)
    ((method, (event,)),) = calendars_to(SIDES[0])
    assert (method, str(event["UID"]), "RRULE" in event) == ("REQUEST", str(session.uid), False)


@pytest.mark.parametrize("first", ["2026-03-28 03:30", "2026-03-28 23:30"])
def test_series_that_no_rule_expresses_is_published_with_an_event_for_each_session(first):
    """At 03:30 the clock skips the second session's time; at 23:30 the first ends after the change."""
    slot_request = replace(make_first_request(), end=helsinki("2026-01-12 14:00"))
    starts = series_starts(helsinki(first), "Europe/Helsinki", days=1, count=2)
    sessions = book_series(slot_request, starts, ATTENDEE, actor=STAFF)
    ((method, events),) = calendars_to(SIDES[0])
    assert (method, [str(event["UID"]) for event in events]) == ("PUBLISH", [str(each.uid) for each in sessions])
    assert [event["DTSTART"].dt for event in events] == [each.start for each in sessions]
    transitions.cancel(sessions[1], actor=STAFF)
    method, (event,) = calendars_to(SIDES[0])[-1]
    assert (method, str(event["UID"])) == ("CANCEL", str(sessions[1].uid))


def test_email_about_a_series_has_an_invitation_and_links_to_each_session():
    sessions = book_days(3)
    deliver_due()
    (email,) = [each for each in mail.outbox if each.to == [ATTENDEE.email]]
    parts = [part for part in email.message().walk() if part.get_content_type() == "text/calendar"]
    assert [(part.get_param("method"), part.get_filename()) for part in parts] == [("REQUEST", None)]
    (event,) = Calendar.from_ical(parts[0].get_payload(decode=True)).walk("VEVENT")
    assert str(event["URL"]) == visitor_url(sessions[0])
    assert f"View, move or cancel the sessions: {visitor_url(sessions[0])}" in event["DESCRIPTION"]
    assert sessions[0].reference not in event["DESCRIPTION"]
    for session in sessions:
        assert visitor_url(session) in email.body and session.reference in email.body
    assert "3 sessions" in email.subject


@pytest.mark.parametrize("address", SIDES)
def test_session_of_a_series_is_moved_and_cancelled_as_an_instance(address):
    sessions = book_days(4, days=7)
    transitions.move(sessions[1], helsinki("2026-01-21 12:00"), actor=STAFF)
    transitions.move(sessions[1], helsinki("2026-01-20 12:00"), actor=STAFF)
    transitions.cancel(sessions[2], actor=VISITOR)
    changes = [(method, event) for method, (event,) in calendars_to(address)[1:]]
    assert [method for method, _ in changes] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {str(event["UID"]) for _, event in changes} == {str(sessions[0].series)}
    assert [event["SEQUENCE"] for _, event in changes] == [2, 3, 4]
    assert [f"{event['RECURRENCE-ID'].dt:%m-%d %H:%M}" for _, event in changes] == [
        "01-19 09:00",
        "01-19 09:00",
        "01-26 09:00",
    ]
    assert [f"{event['DTSTART'].dt:%m-%d %H:%M}" for _, event in changes] == [
        "01-21 12:00",
        "01-20 12:00",
        "01-26 09:00",
    ]
    confirmed, *changed = Delivery.objects.filter(address=address).order_by("pk")
    assert {row.in_reply_to for row in changed} == {confirmed.message_id}


@pytest.mark.parametrize("address", SIDES)
@pytest.mark.parametrize("day", ["2026-01-26 12:00", "2026-01-30 09:00", "2026-01-12 12:00"])
def test_session_moved_to_or_past_the_day_of_another_one_becomes_an_event_of_its_own(address, day):
    sessions = book_days(3, days=7)
    transitions.move(sessions[1], helsinki(day), actor=STAFF)
    (old, (instance,)), (new, (event,)) = calendars_to(address)[1:]
    assert (old, str(instance["UID"]), instance["SEQUENCE"]) == ("CANCEL", str(sessions[0].series), 2)
    assert instance["RECURRENCE-ID"].dt == instance["DTSTART"].dt == helsinki("2026-01-19 09:00")
    assert (new, str(event["UID"]), event["DTSTART"].dt) == ("REQUEST", str(sessions[1].uid), helsinki(day))
    assert "RECURRENCE-ID" not in event
    transitions.cancel(sessions[1], actor=STAFF)
    method, (event,) = calendars_to(address)[-1]
    assert (method, str(event["UID"]), event["SEQUENCE"]) == ("CANCEL", str(sessions[1].uid), 3)


@pytest.mark.parametrize("address", SIDES)
def test_series_is_cancelled_with_one_message(address):
    sessions = book_days(4)
    transitions.cancel(sessions[0], actor=STAFF)
    Delivery.objects.all().delete()
    cancel_series(sessions[2], actor=STAFF, reason="Aino is ill")
    assert {session.status for session in Session.objects.all()} == {"cancelled"}
    ((method, (event,)),) = calendars_to(address)
    assert (method, str(event["UID"]), str(event["STATUS"])) == ("CANCEL", str(sessions[0].series), "CANCELLED")
    assert (event["SEQUENCE"], str(event["COMMENT"])) == (5, "Aino is ill")
    assert "RECURRENCE-ID" not in event


@pytest.mark.parametrize("address", SIDES)
def test_rest_of_a_series_is_cancelled_with_the_sessions_that_remain(address, clock):
    sessions = book_days(5, days=7)
    transitions.move(sessions[0], helsinki("2026-01-13 10:00"), actor=STAFF)
    transitions.cancel(sessions[1], actor=STAFF)
    clock.move_to(sessions[2].end)
    Delivery.objects.all().delete()
    cancel_series(sessions[4], actor=STAFF, reason="Aino is ill")
    ((method, events),) = calendars_to(address)
    assert (method, {str(event["UID"]) for event in events}) == ("REQUEST", {str(sessions[0].series)})
    assert times(events) == ["01-13 10:00", "01-26 09:00"]
    assert {str(event["COMMENT"]) for event in events} == {"Aino is ill"}
    assert {(event["SEQUENCE"], event["DTSTAMP"].dt) for event in events} == {(5, sessions[2].end)}


@pytest.mark.parametrize("address", SIDES)
def test_last_session_of_a_series_is_cancelled_with_the_whole_event(address):
    sessions = book_days(2)
    for session in sessions:
        transitions.cancel(session, actor=STAFF)
    assert ["RECURRENCE-ID" in event for _method, (event,) in calendars_to(address)[1:]] == [True, False]


def test_sessions_that_left_the_recurring_event_are_cancelled_by_messages_of_their_own():
    sessions = book_days(3, days=7)
    transitions.move(sessions[0], helsinki("2026-02-05 09:00"), actor=STAFF)
    Delivery.objects.all().delete()
    cancel_series(sessions[1], actor=STAFF)
    cancelled = [(method, str(event["UID"])) for method, (event,) in calendars_to(SIDES[0])]
    assert cancelled == [("CANCEL", str(sessions[0].series)), ("CANCEL", str(sessions[0].uid))]


def test_download_of_a_session_is_the_series_that_it_belongs_to(client):
    sessions = book_days(3, days=7)
    transitions.move(sessions[1], helsinki("2026-01-21 12:00"), actor=STAFF)
    transitions.cancel(sessions[2], actor=STAFF)
    url = reverse("wagtail_tyonohjaus:calendar_session", args=[get_token(sessions[0])])
    response = client.get(url)
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert {str(event["UID"]) for event in events} == {str(sessions[0].series)}
    assert times(events) == ["01-12 09:00", "01-21 12:00"]
    assert {str(event["URL"]) for event in events} == {visitor_url(sessions[0]), visitor_url(sessions[1])}


def test_download_is_modified_when_another_session_of_the_series_changes(client, clock):
    sessions = book_days(2)
    url = reverse("wagtail_tyonohjaus:calendar_session", args=[get_token(sessions[0])])
    before = client.get(url)["Last-Modified"]
    clock.shift(60)
    transitions.move(sessions[1], helsinki("2026-01-14 12:00"), actor=STAFF)
    assert client.get(url, headers={"If-Modified-Since": before}).status_code == 200


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


def test_supervisor_hears_that_a_participant_left_groups_that_go_on():
    make_practice()
    slot_request = make_slot_request(make_working_supervisor(make_bookable_service(capacity=3)))
    starts = [slot_request.start, slot_request.start + timedelta(days=1)]
    sessions = book_series(slot_request, starts, ATTENDEE, actor=STAFF)
    book(slot_request, replace(ATTENDEE, email="other@visitor.example"), actor=STAFF)
    deliver_due()
    mail.outbox.clear()
    cancel_series(sessions[0], actor=VISITOR)
    deliver_due()
    (email,) = [each for each in mail.outbox if each.to == ["aino@practice.example"]]
    assert "A participant has left these groups." in email.body
    assert "free again" not in email.body
    method, (event,) = calendars_to("aino@practice.example")[-1]
    assert (method, str(event["UID"])) == ("CANCEL", str(sessions[1].meeting))


def test_sessions_of_a_series_that_are_due_together_share_a_reminder(clock):
    """For example after the worker has been stopped."""
    book_days(3, reminder_hours="48")
    Delivery.objects.all().delete()
    clock.move_to(helsinki("2026-01-12 08:59"))
    assert sum(periodic_tasks.send_due_reminders(timezone.now())) == 2
    (reminder,) = Delivery.objects.filter(message_type="session_reminder")
    assert len(reminder.context["sessions"]) == 2
    assert sum(periodic_tasks.send_due_reminders(timezone.now())) == 0


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
