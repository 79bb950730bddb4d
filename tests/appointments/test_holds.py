from datetime import timedelta

import pytest

from tests.appointments.factories import ATTENDEE, STAFF, VISITOR, agenda, at, service, supervisor, times, wanted
from tests.factories import make_practice
from wagtail_tyonohjaus.appointments import periodic_tasks, transitions
from wagtail_tyonohjaus.appointments.exceptions import GroupFull, SlotUnavailable
from wagtail_tyonohjaus.appointments.holds import book, hold, hold_first_available, hold_until, propose
from wagtail_tyonohjaus.appointments.models import Session, Status, TimeClaim
from wagtail_tyonohjaus.appointments.proposals import open_proposal, pick
from wagtail_tyonohjaus.availability.free import AvailabilityQuery, free_slots, utc_datetime
from wagtail_tyonohjaus.messages.models import Delivery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def free_starts(who, **kwargs):
    slots = free_slots([who], AvailabilityQuery(service=who.services.first().pk, **kwargs)).get(who.pk, [])
    return [utc_datetime(slot.start) for slot in slots]


def test_hold_takes_the_time_from_what_is_shown():
    wish = agenda()
    assert wish.start in free_starts(wish.supervisor)
    session = hold(wish, ATTENDEE)
    shown = free_starts(wish.supervisor)
    assert session.status == Status.HELD
    assert shown[:2] == [at("2026-01-12 10:00"), at("2026-01-12 10:30")]


def test_hold_moves_the_revision():
    wish = agenda()
    before = wish.supervisor.revision
    hold(wish, ATTENDEE)
    wish.supervisor.refresh_from_db()
    assert wish.supervisor.revision > before


def test_case_31_and_32_second_hold_of_an_overlapping_time_is_refused_with_others_near():
    wish = agenda()
    hold(wish, ATTENDEE)
    with pytest.raises(SlotUnavailable) as caught:
        hold(wish.starting_at(at("2026-01-12 09:30")), ATTENDEE)
    assert [other.start for other in caught.value.alternatives[:2]] == [at("2026-01-12 10:00"), at("2026-01-12 10:30")]
    assert times() == ["01-12 09:00 held"]


def test_case_29_a_time_that_is_not_shown_cannot_be_held():
    wish = agenda()
    for start in ("2026-01-12 08:00", "2026-01-12 09:10", "2026-01-17 09:00", "2027-01-12 09:00"):
        with pytest.raises(SlotUnavailable):
            hold(wish.starting_at(at(start)), ATTENDEE)
    assert times() == []


def test_hold_refused_moves_no_revision_and_leaves_no_tick():
    wish = agenda()
    hold(wish, ATTENDEE)
    wish.supervisor.refresh_from_db()
    before = wish.supervisor.revision, TimeClaim.objects.count()
    with pytest.raises(SlotUnavailable):
        hold(wish, ATTENDEE)
    wish.supervisor.refresh_from_db()
    assert (wish.supervisor.revision, TimeClaim.objects.count()) == before


def test_hold_is_kept_until_a_full_hour_and_no_longer_than_the_session():
    practice = make_practice(hold_hours=48)
    assert hold_until(practice, at("2026-02-01 09:00"), at("2026-01-12 10:20")) == at("2026-01-14 11:00")
    assert hold_until(practice, at("2026-02-01 09:00"), at("2026-01-12 10:00")) == at("2026-01-14 10:00")
    assert hold_until(practice, at("2026-01-13 09:00"), at("2026-01-12 10:20")) == at("2026-01-13 09:00")


def test_hold_that_runs_out_frees_the_time_without_a_worker(clock):
    wish = agenda(hold_hours=4)
    hold(wish, ATTENDEE)
    clock.shift(timedelta(hours=4))
    assert wish.start in free_starts(wish.supervisor)
    hold(wish, ATTENDEE)
    assert sorted(times()) == ["01-12 09:00 expired", "01-12 09:00 held"]


def test_hold_that_runs_out_is_ended_by_the_worker_once(clock):
    wish = agenda(hold_hours=4)
    hold(wish, ATTENDEE)
    clock.shift(timedelta(hours=4))
    from django.utils import timezone

    assert periodic_tasks.expire_holds(timezone.now()) == 1
    assert periodic_tasks.expire_holds(timezone.now()) == 0
    assert times() == ["01-12 09:00 expired"]
    assert TimeClaim.objects.count() == 0
    assert Delivery.objects.filter(message_type="session_expired").count() == 2


def test_hold_confirmed_after_it_ran_out_is_good_while_nobody_has_the_time(clock):
    wish = agenda(hold_hours=4)
    late = hold(wish, ATTENDEE)
    clock.shift(timedelta(hours=5))
    assert transitions.confirm(late, actor=STAFF).status == Status.CONFIRMED


def test_hold_confirmed_after_somebody_else_took_the_time_is_refused(clock):
    wish = agenda(hold_hours=4)
    late = hold(wish, ATTENDEE)
    clock.shift(timedelta(hours=5))
    hold(wish, ATTENDEE)
    late.refresh_from_db()
    with pytest.raises(SlotUnavailable):
        transitions.confirm(late, actor=STAFF)
    assert sorted(times()) == ["01-12 09:00 expired", "01-12 09:00 held"]


def test_hold_any_takes_the_first_who_is_free():
    first, second = agenda(), None
    second = wanted(supervisor(first.service, name="Bo Berg"), service=first.service)
    hold(first, ATTENDEE)
    assert hold_first_available([first, second], ATTENDEE).supervisor == second.supervisor
    with pytest.raises(SlotUnavailable):
        hold_first_available([first, second], ATTENDEE)


def test_group_seats_are_taken_one_by_one_until_it_is_full():
    make_practice()
    wish = wanted(supervisor(service(capacity=2)))
    one, two = hold(wish, ATTENDEE), book(wish, ATTENDEE, actor=STAFF)
    assert one.meeting == two.meeting
    assert {one.seat, two.seat} == {0, 1}
    with pytest.raises(GroupFull):
        book(wish, ATTENDEE, actor=STAFF)


def test_group_with_a_free_seat_stays_among_free_times_and_a_full_one_leaves():
    make_practice()
    wish = wanted(supervisor(service(capacity=2)))
    hold(wish, ATTENDEE)
    shown = free_starts(wish.supervisor)
    assert wish.start in shown
    assert at("2026-01-12 09:30") not in shown
    hold(wish, ATTENDEE)
    assert wish.start not in free_starts(wish.supervisor)


def test_group_seat_given_back_is_free_again():
    make_practice()
    wish = wanted(supervisor(service(capacity=2)))
    one, _ = hold(wish, ATTENDEE), hold(wish, ATTENDEE)
    transitions.cancel(one, actor=VISITOR)
    assert wish.start in free_starts(wish.supervisor)
    assert hold(wish, ATTENDEE).seat == 0


def test_propose_holds_all_times_and_pick_keeps_one():
    wish = agenda()
    proposed = propose(
        [wish, wish.starting_at(at("2026-01-13 09:00")), wish.starting_at(at("2026-01-14 09:00"))],
        ATTENDEE,
        actor=STAFF,
    )
    assert [start in free_starts(wish.supervisor) for start in (each.start for each in proposed)] == [False] * 3
    chosen = pick(proposed[0], proposed[1].pk)
    assert chosen.status == Status.CONFIRMED
    assert times() == ["01-12 09:00 declined", "01-13 09:00 confirmed", "01-14 09:00 declined"]
    assert open_proposal(proposed[0]) == []
    assert wish.start in free_starts(wish.supervisor)


def test_propose_in_place_of_a_held_time_gives_that_back():
    wish = agenda()
    asked = hold(wish, ATTENDEE)
    propose([wish.starting_at(at("2026-01-13 09:00"))], ATTENDEE, actor=STAFF, instead_of=asked)
    assert times() == ["01-12 09:00 declined", "01-13 09:00 held"]


def test_propose_of_a_taken_time_stores_nothing():
    wish = agenda()
    hold(wish, ATTENDEE)
    with pytest.raises(SlotUnavailable):
        propose([wish.starting_at(at("2026-01-13 09:00")), wish], ATTENDEE, actor=STAFF)
    assert times() == ["01-12 09:00 held"]


def test_database_refuses_an_overlap_that_forgets_the_lock():
    from django.db import IntegrityError, transaction

    wish = agenda()
    hold(wish, ATTENDEE)
    unit = TimeClaim.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeClaim.objects.create(supervisor=wish.supervisor, unit=unit.unit, meeting=Session().meeting)
