"""Open groups as a whole; seats one by one are tried in ``test_holds``."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from tests.appointments.factories import (
    ATTENDEE,
    STAFF,
    VISITOR,
    book,
    helsinki,
    hold,
    make_bookable_service,
    make_first_request,
    make_group_request,
    make_slot_request,
    make_working_supervisor,
    session_states,
)
from tests.factories import make_practice
from wagtail_tyonohjaus.appointments import transitions
from wagtail_tyonohjaus.appointments.exceptions import InvalidTransition, SlotUnavailable
from wagtail_tyonohjaus.appointments.models import Session, TimeClaim
from wagtail_tyonohjaus.appointments.types import Attendee
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def group():
    slot_request = make_group_request(capacity=3)
    return [
        book(slot_request, ATTENDEE, actor=STAFF),
        hold(slot_request, ATTENDEE),
        book(slot_request, ATTENDEE, actor=STAFF),
    ]


def test_group_moves_with_all_participants(group):
    transitions.move_meeting(group[1], helsinki("2026-01-14 12:00"), actor=STAFF)
    assert session_states() == ["01-14 12:00 confirmed", "01-14 12:00 held", "01-14 12:00 confirmed"]
    assert sorted(Session.objects.values_list("seat", flat=True)) == [0, 1, 2]
    assert Session.objects.values("meeting").distinct().count() == 1
    assert TimeClaim.objects.count() == 12


def test_group_move_notifies_each_participant_and_the_supervisor_once(group):
    transitions.move_meeting(group[0], helsinki("2026-01-14 12:00"), actor=STAFF)
    moved = Delivery.objects.filter(message_type="session_moved")
    assert moved.filter(audience="visitor").count() == 3
    assert list(moved.filter(audience="staff").values_list("calendar_method", flat=True).order_by("pk")) == [
        "CANCEL",
        "REQUEST",
    ]


def test_group_move_to_an_unavailable_time_changes_nothing(group):
    other = make_bookable_service(name="Alone")
    book(make_slot_request(group[0].supervisor, "2026-01-14 12:00", service=other), ATTENDEE, actor=STAFF)
    with pytest.raises(SlotUnavailable):
        transitions.move_meeting(group[0], helsinki("2026-01-14 12:30"), actor=STAFF)
    assert session_states()[:3] == ["01-12 09:00 confirmed", "01-12 09:00 held", "01-12 09:00 confirmed"]


def test_group_is_cancelled_for_all_participants(group):
    transitions.cancel_meeting(group[2], actor=STAFF, reason="Ill")
    assert session_states() == ["01-12 09:00 cancelled"] * 3
    assert TimeClaim.objects.count() == 0
    with pytest.raises(InvalidTransition):
        transitions.cancel_meeting(group[2], actor=STAFF)
    with pytest.raises(InvalidTransition):
        transitions.move_meeting(group[2], helsinki("2026-01-14 12:00"), actor=STAFF)


def test_cancelled_seat_leaves_the_other_participants(group):
    transitions.cancel(group[0], actor=VISITOR)
    assert session_states() == ["01-12 09:00 cancelled", "01-12 09:00 held", "01-12 09:00 confirmed"]


def test_staff_can_change_one_or_all_participants(admin_client, group):
    def url(name, session):
        return reverse(f"tyonohjaus_session:{name}", args=[session.pk])

    assert "3 of 3 seats are taken." in admin_client.get(url("detail", group[0])).content.decode()
    admin_client.post(url("move", group[0]), {"other": "2026-01-14T12:00", "everybody": "on"})
    assert {text[:11] for text in session_states()} == {"01-14 12:00"}
    admin_client.post(url("cancel", group[0]), {"reason": ""})
    assert session_states()[0] == "01-14 12:00 cancelled"
    admin_client.post(url("cancel", group[2]), {"reason": "", "everybody": "1"})
    assert session_states() == ["01-14 12:00 cancelled"] * 3


def test_individual_session_is_moved_by_move_meeting_too():
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    transitions.move_meeting(session, helsinki("2026-01-14 12:00"), actor=STAFF)
    session.refresh_from_db()
    assert (session.meeting, session.sequence) == (session.uid, 2)


SUPERVISOR = "aino@practice.example"


def emails_to(address):
    """Subject and text of what has been sent to an address since the last call."""
    deliver_due()
    texts = [f"{email.subject}\n{email.body}" for email in mail.outbox if email.to == [address]]
    mail.outbox.clear()
    return texts


def calendar_events(address):
    rows = Delivery.objects.filter(address=address).exclude(calendar="").order_by("pk")
    return [(row.calendar_method, Calendar.from_ical(row.calendar).walk("VEVENT")[0]) for row in rows]


def three_participants():
    slot_request = make_group_request(capacity=3)
    attendees = [Attendee(name, f"{name}@visitor.example", language="en") for name in ("one", "two", "three")]
    sessions = [book(slot_request, attendee, actor=STAFF) for attendee in attendees]
    for name in ("one", "two", "three"):
        emails_to(f"{name}@visitor.example")
    return sessions


@pytest.mark.parametrize("actor", [STAFF, VISITOR])
def test_supervisor_hears_that_one_participant_left_and_the_group_goes_on(actor):
    _one, two, _three = three_participants()
    Delivery.objects.all().delete()
    transitions.cancel(two, actor=actor)
    (email,) = emails_to(SUPERVISOR)
    assert "Participant left a group" in email
    assert "2 participants remain" in email
    assert "free again" not in email
    assert calendar_events(SUPERVISOR) == []


def test_supervisor_hears_that_the_session_is_cancelled_with_its_last_participant():
    sessions = three_participants()
    for session in sessions:
        transitions.cancel(session, actor=VISITOR)
    assert "The time is free again" in emails_to(SUPERVISOR)[-1]


def test_supervisor_hears_that_one_participant_moved_away_from_the_group():
    _one, two, _three = three_participants()
    Delivery.objects.all().delete()
    transitions.move(two, helsinki("2026-01-14 12:00"), actor=VISITOR)
    (email,) = emails_to(SUPERVISOR)
    assert "Participant moved from a group: Monday 12 January 2026" in email
    assert "2 participants remain" in email


def test_supervisor_hears_once_that_the_whole_group_is_cancelled():
    sessions = three_participants()
    Delivery.objects.all().delete()
    transitions.cancel_meeting(sessions[1], actor=STAFF)
    (email,) = emails_to(SUPERVISOR)
    assert "This session is cancelled." in email
    assert [method for method, _ in calendar_events(SUPERVISOR)] == ["CANCEL"]


def test_declined_or_expired_hold_in_a_group_does_not_free_the_time(group, clock):
    emails_to(SUPERVISOR)
    transitions.decline(group[1], actor=STAFF)
    assert "The group still meets at this time" in emails_to(SUPERVISOR)[-1]


@pytest.mark.parametrize("change", ["cancel", "move", "move_meeting", "cancel_meeting"])
def test_participants_hear_about_themselves_only(change):
    one, two, three = three_participants()
    Delivery.objects.all().delete()
    options = {"start": helsinki("2026-01-14 12:00")} if change.startswith("move") else {}
    getattr(transitions, change)(two, actor=STAFF, **options)
    for session in (one, two, three):
        others = {one.reference, two.reference, three.reference} - {session.reference}
        rows = Delivery.objects.filter(address=session.email)
        assert rows.count() == int(session == two or change.endswith("meeting"))
        assert not any(other in f"{row.context}{row.calendar}" for row in rows for other in others)


def test_cancellation_of_a_moved_group_has_the_old_time_and_no_reference():
    sessions = three_participants()
    transitions.move_meeting(sessions[0], helsinki("2026-01-14 12:00"), actor=STAFF)
    events = calendar_events(SUPERVISOR)
    cancelled = next(event for method, event in events if method == "CANCEL")
    assert (cancelled["DTSTART"].dt, cancelled["DTEND"].dt) == (
        helsinki("2026-01-12 09:00"),
        helsinki("2026-01-12 10:00"),
    )
    for _method, event in events:
        text = event.to_ical().decode().replace("\r\n ", "")
        assert not any(session.reference in text or session.name in text for session in sessions)


def test_group_with_holds_only_gets_a_new_event_when_it_is_confirmed_again(group):
    first, held, last = group
    transitions.cancel(first, actor=STAFF)
    transitions.cancel(last, actor=STAFF)
    transitions.confirm(held, actor=STAFF)
    methods = [(method, str(event["UID"])) for method, event in calendar_events(SUPERVISOR)]
    assert [method for method, _ in methods] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST"]
    assert methods[2][1] == methods[0][1] != methods[3][1]
    assert set(TimeClaim.objects.values_list("meeting", flat=True)) == {held.meeting}


def test_individual_session_stays_individual_when_the_service_becomes_a_group():
    """Nobody joins a meeting that was agreed on with one person, and its event in calendars stays the same."""
    make_practice()
    service = make_bookable_service(capacity=1)
    slot_request = make_slot_request(make_working_supervisor(service))
    session = book(slot_request, ATTENDEE, actor=STAFF)
    service.capacity = 3
    service.save()
    slot_request.service.refresh_from_db()
    with pytest.raises(SlotUnavailable):
        hold(slot_request, ATTENDEE)
    with pytest.raises(SlotUnavailable):
        book(slot_request, ATTENDEE, actor=STAFF)
    transitions.move(Session.objects.get(), helsinki("2026-01-14 12:00"), actor=STAFF)
    transitions.cancel(Session.objects.get(), actor=STAFF)
    events = [(method, str(event["UID"]), event["SEQUENCE"]) for method, event in calendar_events(SUPERVISOR)]
    uid = str(session.uid)
    assert events == [("REQUEST", uid, 1), ("REQUEST", uid, 2), ("CANCEL", uid, 3)]


def test_group_stays_a_group_when_the_service_becomes_individual():
    one, two, three = three_participants()
    one.service.capacity = 1
    one.service.save()
    Delivery.objects.all().delete()
    meeting = Session.objects.get(pk=one.pk).meeting
    transitions.cancel(Session.objects.get(pk=two.pk), actor=STAFF)
    assert calendar_events(SUPERVISOR) == []
    transitions.move_meeting(Session.objects.get(pk=one.pk), helsinki("2026-01-14 12:00"), actor=STAFF)
    events = [(method, str(event["UID"])) for method, event in calendar_events(SUPERVISOR)]
    moved = Session.objects.get(pk=three.pk).meeting
    assert events == [("CANCEL", str(meeting)), ("REQUEST", str(moved))]
    assert Session.objects.get(pk=one.pk).meeting == moved != meeting


def test_migration_marks_the_sessions_of_groups():
    individual = book(make_first_request(), ATTENDEE, actor=STAFF)
    service = make_bookable_service(name="Group", capacity=3)
    supervisor = make_working_supervisor(service, email="bo@practice.example")
    group = book(make_slot_request(supervisor), ATTENDEE, actor=STAFF)
    Session.objects.update(is_group=False)
    individual.service.capacity = 3
    individual.service.save()
    import_module("wagtail_tyonohjaus.migrations.0006_session_is_group").mark_groups(apps, None)
    assert list(Session.objects.filter(is_group=True)) == [group]
