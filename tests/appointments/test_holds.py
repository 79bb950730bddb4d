from datetime import timedelta

import pytest
from django.db import transaction

from tests.appointments.factories import (
    ATTENDEE,
    STAFF,
    VISITOR,
    book,
    helsinki,
    hold,
    make_first_request,
    make_group_request,
    make_slot_request,
    make_working_supervisor,
    session_states,
)
from tests.factories import make_practice
from wagtail_tyonohjaus.appointments import periodic_tasks, transitions
from wagtail_tyonohjaus.appointments.exceptions import GroupFull, SlotUnavailable
from wagtail_tyonohjaus.appointments.holds import create_session, hold_expiry, hold_first_available, lock_and_expire
from wagtail_tyonohjaus.appointments.models import Session, Status, TimeClaim
from wagtail_tyonohjaus.appointments.proposals import accept, propose, proposed_sessions
from wagtail_tyonohjaus.availability.free import AvailabilityQuery, free_slots, utc_datetime
from wagtail_tyonohjaus.messages.models import Delivery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def free_starts(supervisor, **kwargs):
    slots = free_slots([supervisor], AvailabilityQuery(service=supervisor.services.first().pk, **kwargs)).get(
        supervisor.pk, []
    )
    return [utc_datetime(slot.start) for slot in slots]


def test_hold_removes_the_time_from_free_slots():
    slot_request = make_first_request()
    assert slot_request.start in free_starts(slot_request.supervisor)
    assert hold(slot_request, ATTENDEE).status == Status.HELD
    starts = free_starts(slot_request.supervisor)
    assert starts[:2] == [helsinki("2026-01-12 10:00"), helsinki("2026-01-12 10:30")]


def test_hold_increases_the_revision():
    slot_request = make_first_request()
    before = slot_request.supervisor.revision
    hold(slot_request, ATTENDEE)
    slot_request.supervisor.refresh_from_db()
    assert slot_request.supervisor.revision > before


def test_second_hold_of_an_overlapping_time_raises_with_alternatives():
    slot_request = make_first_request()
    hold(slot_request, ATTENDEE)
    with pytest.raises(SlotUnavailable) as raised:
        hold(slot_request.starting_at(helsinki("2026-01-12 09:30")), ATTENDEE)
    assert [other.start for other in raised.value.alternatives[:2]] == [
        helsinki("2026-01-12 10:00"),
        helsinki("2026-01-12 10:30"),
    ]
    assert session_states() == ["01-12 09:00 held"]


def test_time_that_is_not_offered_cannot_be_held():
    slot_request = make_first_request()
    for start in ("2026-01-12 08:00", "2026-01-12 09:10", "2026-01-17 09:00", "2027-01-12 09:00"):
        with pytest.raises(SlotUnavailable):
            hold(slot_request.starting_at(helsinki(start)), ATTENDEE)
    assert session_states() == []


def test_failed_hold_leaves_revision_and_time_claims_unchanged():
    slot_request = make_first_request()
    hold(slot_request, ATTENDEE)
    slot_request.supervisor.refresh_from_db()
    before = slot_request.supervisor.revision, TimeClaim.objects.count()
    with pytest.raises(SlotUnavailable):
        hold(slot_request, ATTENDEE)
    slot_request.supervisor.refresh_from_db()
    assert (slot_request.supervisor.revision, TimeClaim.objects.count()) == before


def test_hold_expires_at_a_full_hour_and_before_the_session():
    practice = make_practice(hold_hours=48)
    assert hold_expiry(practice, helsinki("2026-02-01 09:00"), helsinki("2026-01-12 10:20")) == helsinki(
        "2026-01-14 11:00"
    )
    assert hold_expiry(practice, helsinki("2026-02-01 09:00"), helsinki("2026-01-12 10:00")) == helsinki(
        "2026-01-14 10:00"
    )
    assert hold_expiry(practice, helsinki("2026-01-13 09:00"), helsinki("2026-01-12 10:20")) == helsinki(
        "2026-01-13 09:00"
    )


def test_expired_hold_frees_the_time_without_a_worker(clock):
    slot_request = make_first_request(hold_hours=4)
    hold(slot_request, ATTENDEE)
    clock.shift(timedelta(hours=4))
    assert slot_request.start in free_starts(slot_request.supervisor)
    hold(slot_request, ATTENDEE)
    assert sorted(session_states()) == ["01-12 09:00 expired", "01-12 09:00 held"]


def test_worker_expires_a_stale_hold_once(clock):
    slot_request = make_first_request(hold_hours=4)
    hold(slot_request, ATTENDEE)
    clock.shift(timedelta(hours=4))
    from django.utils import timezone

    assert sum(periodic_tasks.expire_holds(timezone.now())) == 1
    assert sum(periodic_tasks.expire_holds(timezone.now())) == 0
    assert session_states() == ["01-12 09:00 expired"]
    assert TimeClaim.objects.count() == 0
    assert Delivery.objects.filter(message_type="session_expired").count() == 2


def test_expired_hold_can_be_confirmed_while_the_time_is_free(clock):
    slot_request = make_first_request(hold_hours=4)
    late = hold(slot_request, ATTENDEE)
    clock.shift(timedelta(hours=5))
    assert transitions.confirm(late, actor=STAFF).status == Status.CONFIRMED


def test_expired_hold_cannot_be_confirmed_after_another_hold(clock):
    slot_request = make_first_request(hold_hours=4)
    late = hold(slot_request, ATTENDEE)
    clock.shift(timedelta(hours=5))
    hold(slot_request, ATTENDEE)
    late.refresh_from_db()
    with pytest.raises(SlotUnavailable):
        transitions.confirm(late, actor=STAFF)
    assert sorted(session_states()) == ["01-12 09:00 expired", "01-12 09:00 held"]


def test_hold_first_available_uses_the_first_free_supervisor():
    first = make_first_request()
    second = make_slot_request(make_working_supervisor(first.service, name="Bo Berg"), service=first.service)
    hold(first, ATTENDEE)
    assert hold_first_available([first, second], ATTENDEE).supervisor == second.supervisor
    with pytest.raises(SlotUnavailable):
        hold_first_available([first, second], ATTENDEE)


def test_group_seats_are_assigned_until_the_group_is_full():
    slot_request = make_group_request(capacity=2)
    one, two = hold(slot_request, ATTENDEE), book(slot_request, ATTENDEE, actor=STAFF)
    assert one.meeting == two.meeting
    assert {one.seat, two.seat} == {0, 1}
    with pytest.raises(GroupFull), transaction.atomic():
        lock_and_expire([slot_request])
        create_session(slot_request, ATTENDEE)


def test_group_is_offered_until_it_is_full():
    slot_request = make_group_request(capacity=2)
    hold(slot_request, ATTENDEE)
    starts = free_starts(slot_request.supervisor)
    assert slot_request.start in starts
    assert helsinki("2026-01-12 09:30") not in starts
    hold(slot_request, ATTENDEE)
    assert slot_request.start not in free_starts(slot_request.supervisor)


def test_cancelled_group_seat_is_free_again():
    slot_request = make_group_request(capacity=2)
    one, _ = hold(slot_request, ATTENDEE), hold(slot_request, ATTENDEE)
    transitions.cancel(one, actor=VISITOR)
    assert slot_request.start in free_starts(slot_request.supervisor)
    assert hold(slot_request, ATTENDEE).seat == 0


def test_propose_holds_all_times_and_accept_releases_the_others():
    slot_request = make_first_request()
    proposed = propose(
        [
            slot_request,
            slot_request.starting_at(helsinki("2026-01-13 09:00")),
            slot_request.starting_at(helsinki("2026-01-14 09:00")),
        ],
        ATTENDEE,
        actor=STAFF,
    )
    assert [start in free_starts(slot_request.supervisor) for start in (each.start for each in proposed)] == [False] * 3
    accepted = accept(proposed[0], proposed[1].pk)
    assert accepted.status == Status.CONFIRMED
    assert session_states() == ["01-12 09:00 declined", "01-13 09:00 confirmed", "01-14 09:00 declined"]
    assert proposed_sessions(proposed[0]) == []
    assert slot_request.start in free_starts(slot_request.supervisor)


def test_propose_declines_the_session_it_replaces():
    slot_request = make_first_request()
    held = hold(slot_request, ATTENDEE)
    propose([slot_request.starting_at(helsinki("2026-01-13 09:00"))], ATTENDEE, actor=STAFF, replaces=held)
    assert session_states() == ["01-12 09:00 declined", "01-13 09:00 held"]


def test_propose_with_an_unavailable_time_stores_nothing():
    slot_request = make_first_request()
    hold(slot_request, ATTENDEE)
    with pytest.raises(SlotUnavailable):
        propose([slot_request.starting_at(helsinki("2026-01-13 09:00")), slot_request], ATTENDEE, actor=STAFF)
    assert session_states() == ["01-12 09:00 held"]


def test_database_prevents_an_overlap_without_the_lock():
    from django.db import IntegrityError, transaction

    slot_request = make_first_request()
    hold(slot_request, ATTENDEE)
    unit = TimeClaim.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeClaim.objects.create(supervisor=slot_request.supervisor, unit=unit.unit, meeting=Session().meeting)
