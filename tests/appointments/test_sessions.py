from datetime import timedelta

import pytest
from django.utils import timezone

from tests.appointments.factories import ATTENDEE, STAFF, VISITOR, agenda, at, times, wanted
from tests.factories import make_hours_exception
from wagtail_tyonohjaus.appointments import periodic_tasks, transitions
from wagtail_tyonohjaus.appointments.exceptions import ChangeDeadlinePassed, InvalidTransition, SlotUnavailable
from wagtail_tyonohjaus.appointments.holds import book, hold
from wagtail_tyonohjaus.appointments.models import SessionEvent, Status
from wagtail_tyonohjaus.appointments.slots.bookable_slots import is_offered
from wagtail_tyonohjaus.appointments.types import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_every_step_raises_sequence_and_writes_history():
    session = hold(agenda(), ATTENDEE)
    found = [session.sequence]
    transitions.confirm(session, actor=STAFF)
    found.append(session.sequence)
    transitions.move(session, at("2026-01-14 12:00"), actor=VISITOR)
    found.append(session.sequence)
    transitions.cancel(session, actor=VISITOR, reason="Ill")
    found.append(session.sequence)
    assert found == [0, 1, 2, 3]
    assert [event.kind for event in session.events.all()] == ["held", "confirmed", "moved", "cancelled"]
    assert session.events.last().reason == "Ill"


def test_every_step_moves_the_revision():
    wish = agenda()
    session = hold(wish, ATTENDEE)
    seen = []
    for step in (
        lambda: transitions.confirm(session, actor=STAFF),
        lambda: transitions.move(session, at("2026-01-14 12:00"), actor=STAFF),
        lambda: transitions.cancel(session, actor=STAFF),
    ):
        step()
        wish.supervisor.refresh_from_db()
        seen.append(wish.supervisor.revision)
    assert seen == sorted(set(seen))


def test_move_by_the_visitor_takes_only_what_is_on_offer():
    session = book(agenda(), ATTENDEE, actor=STAFF)
    with pytest.raises(SlotUnavailable) as caught:
        transitions.move(session, at("2026-01-12 07:00"), actor=VISITOR)
    assert caught.value.alternatives
    assert transitions.move(session, at("2026-01-12 07:00"), actor=STAFF).start == at("2026-01-12 07:00")


def test_move_by_half_an_hour_is_not_in_its_own_way():
    wish = agenda()
    session = book(wish, ATTENDEE, actor=STAFF)
    assert is_offered(wish.starting_at(at("2026-01-14 09:30")), ignoring=session)
    transitions.move(session, at("2026-01-14 09:00"), actor=STAFF)
    assert transitions.move(session, at("2026-01-14 09:30"), actor=VISITOR).local_start.hour == 9


def test_move_onto_another_session_is_refused_to_staff_too():
    wish = agenda()
    book(wish, ATTENDEE, actor=STAFF)
    two = book(wish.starting_at(at("2026-01-12 10:00")), ATTENDEE, actor=STAFF)
    with pytest.raises(SlotUnavailable):
        transitions.move(two, at("2026-01-12 09:30"), actor=STAFF)
    assert times() == ["01-12 09:00 confirmed", "01-12 10:00 confirmed"]


def test_visitor_may_not_change_after_the_deadline(clock):
    wish = agenda(cancel_hours=24)
    session = book(wish.starting_at(at("2026-01-13 09:00")), ATTENDEE, actor=STAFF)
    clock.move_to(at("2026-01-12 09:00"))
    assert transitions.deadline(session) == timezone.now()
    clock.shift(timedelta(seconds=1))
    with pytest.raises(ChangeDeadlinePassed):
        transitions.cancel(session, actor=VISITOR)
    with pytest.raises(ChangeDeadlinePassed):
        transitions.move(session, at("2026-01-14 09:00"), actor=VISITOR)
    assert transitions.cancel(session, actor=STAFF).status == Status.CANCELLED


def test_visitor_may_give_a_held_time_back_until_it_starts(clock):
    session = hold(agenda(cancel_hours=24), ATTENDEE)
    clock.shift(timedelta(hours=14))
    assert transitions.cancel(session, actor=VISITOR).status == Status.CANCELLED


@pytest.mark.parametrize("end", ["cancel", "decline"])
def test_ended_session_can_be_neither_confirmed_nor_moved_nor_ended_again(end):
    session = hold(agenda(), ATTENDEE)
    getattr(transitions, end)(session, actor=STAFF)
    for step in (
        lambda: transitions.confirm(session, actor=STAFF),
        lambda: transitions.move(session, at("2026-01-14 12:00"), actor=STAFF),
        lambda: transitions.cancel(session, actor=STAFF),
        lambda: transitions.decline(session, actor=STAFF),
    ):
        with pytest.raises(InvalidTransition):
            step()


def test_hours_changed_under_a_held_time_leave_it_as_it_is():
    wish = agenda()
    session = hold(wish, ATTENDEE)
    make_hours_exception(wish.supervisor, first_day=wish.start.date())
    assert transitions.confirm(session, actor=STAFF).status == Status.CONFIRMED


def test_history_names_who_did_it(django_user_model):
    user = django_user_model.objects.create_user("coordinator")
    session = hold(agenda(), ATTENDEE)
    transitions.confirm(session, actor=Actor.staff(user))
    assert list(session.events.values_list("actor_role", "user__username")) == [
        ("visitor", None),
        ("staff", "coordinator"),
    ]


def test_finished_session_is_over_once_and_moves_no_revision(clock):
    wish = agenda()
    session = book(wish, ATTENDEE, actor=STAFF)
    wish.supervisor.refresh_from_db()
    before = wish.supervisor.revision
    clock.move_to(at("2026-01-12 10:00"))
    assert [periodic_tasks.finish(timezone.now()) for _ in range(2)] == [1, 0]
    session.refresh_from_db()
    wish.supervisor.refresh_from_db()
    assert (session.status, wish.supervisor.revision) == (Status.COMPLETED, before)


def test_step_signal_shares_the_transaction():
    from wagtail_tyonohjaus.appointments.history import session_changed

    session = hold(agenda(), ATTENDEE)

    def refuse(**kwargs):
        raise RuntimeError

    session_changed.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            transitions.confirm(session, actor=STAFF)
    finally:
        session_changed.disconnect(refuse)
    assert times() == ["01-12 09:00 held"]
    assert not SessionEvent.objects.filter(kind="confirmed").exists()


def test_supervisor_with_sessions_ahead_cannot_be_deleted_and_the_refusal_lists_them(clock):
    from django.db.models import ProtectedError

    wish = agenda()
    session = book(wish, ATTENDEE, actor=STAFF)
    for record in (wish.supervisor, wish.service, wish.office):
        with pytest.raises(ProtectedError) as caught:
            record.delete()
        assert caught.value.protected_objects == {session}
    clock.move_to(at("2026-02-01 09:00"))
    wish.office.delete()
    session.refresh_from_db()
    assert session.office is None
    wish.service.delete()
    assert times() == []


def test_wanted_like_a_session_is_the_same_time():
    wish = agenda()
    session = hold(wish, ATTENDEE)
    assert wanted(wish.supervisor).like(session) == wish
