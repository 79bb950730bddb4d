"""Open groups as a whole; seats one by one are tried in ``test_holds``."""

import pytest
from django.urls import reverse

from tests.appointments.factories import (
    ATTENDEE,
    STAFF,
    VISITOR,
    helsinki,
    make_bookable_service,
    make_first_request,
    make_group_request,
    make_slot_request,
    session_states,
)
from wagtail_tyonohjaus.appointments import transitions
from wagtail_tyonohjaus.appointments.exceptions import InvalidTransition, SlotUnavailable
from wagtail_tyonohjaus.appointments.holds import book, hold
from wagtail_tyonohjaus.appointments.models import Session, TimeClaim
from wagtail_tyonohjaus.messages.models import Delivery

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
