"""Random sequences of actions, after which free times, feeds, calendars, sessions and messages must be consistent."""

import contextlib
import os
from collections import Counter
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from icalendar import Calendar

from tests.appointments.factories import (
    ATTENDEE,
    NOW,
    STAFF,
    VISITOR,
    book,
    helsinki,
    hold,
    make_bookable_service,
    make_slot_request,
    make_working_supervisor,
)
from tests.factories import make_hours_exception, make_practice
from wagtail_tyonohjaus.appointments import agenda, periodic_tasks, transitions
from wagtail_tyonohjaus.appointments.exceptions import AppointmentError
from wagtail_tyonohjaus.appointments.models import Session, Status, TimeClaim
from wagtail_tyonohjaus.appointments.proposals import accept, propose, proposed_sessions
from wagtail_tyonohjaus.appointments.slots.bookable_slots import is_offered
from wagtail_tyonohjaus.availability.free import AvailabilityQuery, free_slots, utc_datetime
from wagtail_tyonohjaus.messages.models import Delivery

# The second half of two days, close enough that most slot_requests meet.
STARTS = [
    helsinki(f"2026-01-{day} {hour}:{minute}") for day in (12, 13) for hour in (13, 14) for minute in ("00", "30")
]
HOUR = timedelta(hours=1)
UNTIL = int(helsinki("2026-01-14 00:00").timestamp())
starts = st.sampled_from(STARTS)
index = st.integers(0, 30)


class SessionMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        cache.clear()
        self.traveller = time_machine.travel(NOW, tick=False)
        self.clock = self.traveller.start()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        make_practice(hold_hours=6, change_deadline_hours=2)
        alone, group = make_bookable_service(name="Alone"), make_bookable_service(name="Group", capacity=2)
        self.supervisor = make_working_supervisor(alone, group)
        self.slot_requests = [make_slot_request(self.supervisor, service=service) for service in (alone, group)]
        # Start with some sessions, because most rules need one.
        hold(self.slot_requests[0].starting_at(STARTS[0]), ATTENDEE)
        book(self.slot_requests[0].starting_at(STARTS[2]), ATTENDEE, actor=STAFF)
        book(self.slot_requests[1].starting_at(STARTS[4]), ATTENDEE, actor=STAFF)

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        self.traveller.stop()

    def select(self, number, **lookups):
        sessions = list(Session.objects.filter(**lookups).order_by("pk"))
        return sessions[number % len(sessions)] if sessions else None

    def attempt(self, work):
        with contextlib.suppress(AppointmentError):
            work()

    @rule(start=starts, group=st.booleans())
    def visitor_holds(self, start, group):
        slot_request = self.slot_requests[group].starting_at(start)
        offered = is_offered(slot_request)
        try:
            hold(slot_request, ATTENDEE)
        except AppointmentError:
            assert not offered
        else:
            assert offered

    @rule(start=starts, group=st.booleans())
    def staff_books(self, start, group):
        self.attempt(lambda: book(self.slot_requests[group].starting_at(start), ATTENDEE, actor=STAFF))

    @rule(number=index)
    def staff_confirms(self, number):
        session = self.select(number, status__in=[Status.HELD, Status.EXPIRED])
        if session and session.start > timezone.now():
            self.attempt(lambda: transitions.confirm(session, actor=STAFF))

    @rule(number=index, start=starts, actor=st.sampled_from([STAFF, VISITOR]))
    def session_is_moved(self, number, start, actor):
        session = self.select(number)
        if session:
            self.attempt(lambda: transitions.move(session, start, actor=actor))

    @rule(number=index, actor=st.sampled_from([STAFF, VISITOR]))
    def session_is_cancelled(self, number, actor):
        session = self.select(number)
        if session:
            self.attempt(lambda: transitions.cancel(session, actor=actor, reason="Because"))

    @rule(number=index)
    def staff_declines(self, number):
        session = self.select(number)
        if session:
            self.attempt(lambda: transitions.decline(session, actor=STAFF))

    @rule(selected=st.lists(starts, min_size=1, max_size=3), number=index)
    def staff_proposes(self, selected, number):
        replaces = self.select(number, status=Status.HELD, proposal=None)
        times = [self.slot_requests[0].starting_at(start) for start in selected]
        self.attempt(lambda: propose(times, ATTENDEE, actor=STAFF, replaces=replaces))

    @rule(number=index, other=index)
    def visitor_accepts(self, number, other):
        session = self.select(number, proposal__isnull=False)
        proposed = proposed_sessions(session) if session else []
        if proposed:
            self.attempt(lambda: accept(session, proposed[other % len(proposed)].pk))

    @rule(minutes=st.sampled_from([20, 60, 360]))
    def time_passes(self, minutes):
        self.clock.shift(timedelta(minutes=minutes))

    @rule()
    def worker_runs(self):
        list(periodic_tasks.run(timezone.now()))

    @precondition(lambda self: self.supervisor.hours_exceptions.count() < 2)
    @rule(day=st.sampled_from([12, 13]))
    def hours_change(self, day):
        make_hours_exception(self.supervisor, datetime(2026, 1, day).date(), "13:30", "15:00")

    @invariant()
    def no_two_meetings_overlap_and_no_group_is_overfull(self):
        live = list(Session.objects.live())
        for one in live:
            for other in live:
                if one.meeting != other.meeting:
                    assert one.end <= other.start or other.end <= one.start
            assert sum(other.meeting == one.meeting for other in live) <= one.service.capacity

    @invariant()
    def time_claims_match_the_occupying_sessions(self):
        occupying = Session.objects.filter(seat__isnull=False, end__gt=timezone.now() - timedelta(days=1))
        expected = {unit for session in occupying for unit in session.time_units()}
        assert set(TimeClaim.objects.values_list("unit", flat=True)) == expected

    @invariant()
    def closed_sessions_have_no_seat(self):
        closed = Session.objects.filter(status__in=[Status.CANCELLED, Status.DECLINED, Status.EXPIRED])
        assert not closed.filter(seat__isnull=False).exists()

    @invariant()
    def free_times_are_the_hours_minus_live_sessions(self):
        for slot_request in self.slot_requests:
            slots = free_slots([self.supervisor], AvailabilityQuery(service=slot_request.service.pk), until=UNTIL)
            starts = {utc_datetime(slot.start) for slot in slots[self.supervisor.pk]}
            assert starts == self.expected_starts(slot_request.service)

    def expected_starts(self, service):
        """Free starts of the days, computed with an independent algorithm."""
        earliest = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        live = list(Session.objects.live())
        starts = set()
        for day in (12, 13):
            has_exception = self.supervisor.hours_exceptions.filter(first_day=datetime(2026, 1, day)).exists()
            first, last = ("13:30", "15:00") if has_exception else ("09:00", "16:00")
            start, end = helsinki(f"2026-01-{day} {first}"), helsinki(f"2026-01-{day} {last}")
            while start + HOUR <= end:
                is_busy = any(session.start < start + HOUR and session.end > start for session in live)
                if start >= earliest and not is_busy:
                    starts.add(start)
                start += timedelta(minutes=30)
        in_group = [session for session in live if session.service_id == service.pk and session.start >= earliest]
        seats = Counter(session.start for session in in_group)
        return starts | {start for start, count in seats.items() if count < service.capacity}

    @invariant()
    def feed_has_no_free_time_during_sessions(self):
        response = Client().get(f"/calendar/{self.supervisor.uuid}/free.ics")
        assert response.status_code == 200
        windows = [
            (event["DTSTART"].dt, event["DTEND"].dt) for event in Calendar.from_ical(response.content).walk("VEVENT")
        ]
        individual = self.slot_requests[0].service.pk
        for session in Session.objects.live().filter(service=individual):
            assert not [span for span in windows if span[0] < session.end and span[1] > session.start]

    @invariant()
    def supervisors_calendar_has_each_meeting_once(self):
        events = agenda.calendar_events(
            self.supervisor, STARTS[0] - timedelta(days=9), STARTS[-1] + timedelta(days=9), None
        )
        occupying = Session.objects.occupying()
        confirmed = set(occupying.exclude(status=Status.HELD).values_list("meeting", flat=True))
        tentative = set(occupying.values_list("meeting", flat=True)) - confirmed
        assert sorted(event.uid for event in events) == sorted(str(uid) for uid in confirmed | tentative)
        assert {event.uid for event in events if event.status == "TENTATIVE"} == {str(uid) for uid in tentative}

    @invariant()
    def last_invitation_matches_the_session(self):
        for session in Session.objects.filter(invitation_sent=True):
            mails = Delivery.objects.filter(address=ATTENDEE.email, about=session.reference).exclude(calendar="")
            events = [Calendar.from_ical(row.calendar.encode()).walk("VEVENT")[0] for row in mails.order_by("pk")]
            sequences = [event["SEQUENCE"] for event in events]
            assert sequences == sorted(set(sequences))
            status = "CONFIRMED" if session.status in (Status.CONFIRMED, Status.COMPLETED) else "CANCELLED"
            assert (events[-1]["SEQUENCE"], str(events[-1]["STATUS"])) == (session.sequence, status)
            assert events[-1]["DTSTART"].dt == session.start

    @invariant()
    def both_sides_were_notified_of_the_last_event(self):
        for session in Session.objects.prefetch_related("events"):
            notified = set(Delivery.objects.filter(about=session.reference).values_list("audience", "message_type"))
            last = [event.kind for event in session.events.all() if event.kind not in ("completed", "reminded")][-1]
            if session.proposal is None and last not in ("declined", "proposed"):
                assert {("visitor", f"session_{last}"), ("staff", f"session_{last}")} <= notified


@pytest.mark.django_db
def test_everything_remains_consistent_after_random_actions():
    run_state_machine_as_test(
        SessionMachine,
        settings=settings(
            max_examples=int(os.environ.get("STATE_EXAMPLES", "15")),
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
