from datetime import timedelta

import pytest
from django.utils import timezone

from tests.appointments.factories import (
    ATTENDEE,
    STAFF,
    VISITOR,
    book,
    helsinki,
    hold,
    make_first_request,
    session_states,
)
from tests.factories import make_hours_exception
from wagtail_tyonohjaus.appointments import periodic_tasks, transitions
from wagtail_tyonohjaus.appointments.exceptions import ChangeDeadlinePassed, InvalidTransition, SlotUnavailable
from wagtail_tyonohjaus.appointments.models import SessionEvent, Status
from wagtail_tyonohjaus.appointments.slots.bookable_slots import is_offered
from wagtail_tyonohjaus.appointments.types import Actor, SlotRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_every_transition_increases_sequence_and_writes_history():
    session = hold(make_first_request(), ATTENDEE)
    sequences = [session.sequence]
    transitions.confirm(session, actor=STAFF)
    sequences.append(session.sequence)
    transitions.move(session, helsinki("2026-01-14 12:00"), actor=VISITOR)
    sequences.append(session.sequence)
    transitions.cancel(session, actor=VISITOR, reason="Ill")
    sequences.append(session.sequence)
    assert sequences == [0, 1, 2, 3]
    assert [event.kind for event in session.events.all()] == ["held", "confirmed", "moved", "cancelled"]
    assert session.events.last().reason == "Ill"


def test_every_transition_increases_the_revision():
    slot_request = make_first_request()
    session = hold(slot_request, ATTENDEE)
    revisions = []
    for step in (
        lambda: transitions.confirm(session, actor=STAFF),
        lambda: transitions.move(session, helsinki("2026-01-14 12:00"), actor=STAFF),
        lambda: transitions.cancel(session, actor=STAFF),
    ):
        step()
        slot_request.supervisor.refresh_from_db()
        revisions.append(slot_request.supervisor.revision)
    assert revisions == sorted(set(revisions))


def test_visitor_can_only_move_to_an_offered_time():
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    with pytest.raises(SlotUnavailable) as raised:
        transitions.move(session, helsinki("2026-01-12 07:00"), actor=VISITOR)
    assert raised.value.alternatives
    assert transitions.move(session, helsinki("2026-01-12 07:00"), actor=STAFF).start == helsinki("2026-01-12 07:00")


def test_session_does_not_conflict_with_itself_when_moved():
    slot_request = make_first_request()
    session = book(slot_request, ATTENDEE, actor=STAFF)
    assert is_offered(slot_request.starting_at(helsinki("2026-01-14 09:30")), moving=session)
    transitions.move(session, helsinki("2026-01-14 09:00"), actor=STAFF)
    assert transitions.move(session, helsinki("2026-01-14 09:30"), actor=VISITOR).local_start.hour == 9


def test_staff_cannot_move_onto_another_session():
    slot_request = make_first_request()
    book(slot_request, ATTENDEE, actor=STAFF)
    two = book(slot_request.starting_at(helsinki("2026-01-12 10:00")), ATTENDEE, actor=STAFF)
    with pytest.raises(SlotUnavailable):
        transitions.move(two, helsinki("2026-01-12 09:30"), actor=STAFF)
    assert session_states() == ["01-12 09:00 confirmed", "01-12 10:00 confirmed"]


def test_visitor_cannot_change_after_the_deadline(clock):
    slot_request = make_first_request(change_deadline_hours=24)
    session = book(slot_request.starting_at(helsinki("2026-01-13 09:00")), ATTENDEE, actor=STAFF)
    clock.move_to(helsinki("2026-01-12 09:00"))
    assert transitions.change_deadline(session) == timezone.now()
    clock.shift(timedelta(seconds=1))
    with pytest.raises(ChangeDeadlinePassed):
        transitions.cancel(session, actor=VISITOR)
    with pytest.raises(ChangeDeadlinePassed):
        transitions.move(session, helsinki("2026-01-14 09:00"), actor=VISITOR)
    assert transitions.cancel(session, actor=STAFF).status == Status.CANCELLED


def test_visitor_can_cancel_a_hold_until_it_starts(clock):
    session = hold(make_first_request(change_deadline_hours=24), ATTENDEE)
    clock.shift(timedelta(hours=14))
    assert transitions.cancel(session, actor=VISITOR).status == Status.CANCELLED


@pytest.mark.parametrize("end", ["cancel", "decline"])
def test_closed_session_cannot_be_changed(end):
    session = hold(make_first_request(), ATTENDEE)
    getattr(transitions, end)(session, actor=STAFF)
    for step in (
        lambda: transitions.confirm(session, actor=STAFF),
        lambda: transitions.move(session, helsinki("2026-01-14 12:00"), actor=STAFF),
        lambda: transitions.cancel(session, actor=STAFF),
        lambda: transitions.decline(session, actor=STAFF),
    ):
        with pytest.raises(InvalidTransition):
            step()


def test_changed_hours_do_not_affect_a_hold():
    slot_request = make_first_request()
    session = hold(slot_request, ATTENDEE)
    make_hours_exception(slot_request.supervisor, first_day=slot_request.start.date())
    assert transitions.confirm(session, actor=STAFF).status == Status.CONFIRMED


def test_history_records_the_actor(django_user_model):
    user = django_user_model.objects.create_user("coordinator")
    session = hold(make_first_request(), ATTENDEE)
    transitions.confirm(session, actor=Actor.staff(user))
    assert list(session.events.values_list("actor_role", "user__username")) == [
        ("visitor", None),
        ("staff", "coordinator"),
    ]


def test_past_session_is_completed_once_without_a_new_revision(clock):
    slot_request = make_first_request()
    session = book(slot_request, ATTENDEE, actor=STAFF)
    slot_request.supervisor.refresh_from_db()
    before = slot_request.supervisor.revision
    clock.move_to(helsinki("2026-01-12 10:00"))
    assert [sum(periodic_tasks.complete_past_sessions(timezone.now())) for _ in range(2)] == [1, 0]
    session.refresh_from_db()
    slot_request.supervisor.refresh_from_db()
    assert (session.status, slot_request.supervisor.revision) == (Status.COMPLETED, before)


def test_signal_receiver_runs_in_the_transaction():
    from wagtail_tyonohjaus.appointments.history import session_changed

    session = hold(make_first_request(), ATTENDEE)

    def refuse(**kwargs):
        raise RuntimeError

    session_changed.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            transitions.confirm(session, actor=STAFF)
    finally:
        session_changed.disconnect(refuse)
    assert session_states() == ["01-12 09:00 held"]
    assert not SessionEvent.objects.filter(kind="confirmed").exists()


def test_records_with_upcoming_sessions_are_protected(clock):
    from django.db.models import ProtectedError

    slot_request = make_first_request()
    session = book(slot_request, ATTENDEE, actor=STAFF)
    for record in (slot_request.supervisor, slot_request.service, slot_request.office):
        with pytest.raises(ProtectedError) as raised:
            record.delete()
        assert raised.value.protected_objects == {session}
    clock.move_to(helsinki("2026-02-01 09:00"))
    slot_request.office.delete()
    session.refresh_from_db()
    assert session.office is None
    slot_request.service.delete()
    assert session_states() == []


def test_slot_request_from_session_equals_the_original():
    slot_request = make_first_request()
    session = hold(slot_request, ATTENDEE)
    assert SlotRequest.from_session(session) == slot_request
