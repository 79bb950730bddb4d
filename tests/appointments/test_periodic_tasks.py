import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.appointments.factories import (
    ATTENDEE,
    STAFF,
    book,
    helsinki,
    hold,
    make_first_request,
    make_group_request,
    session_states,
)
from tests.factories import make_busy_block
from wagtail_tyonohjaus.appointments import periodic_tasks, time_claims, tokens, transitions
from wagtail_tyonohjaus.appointments.models import Session, TimeClaim
from wagtail_tyonohjaus.appointments.privacy import anonymise_expired
from wagtail_tyonohjaus.messages.models import Delivery, DeliveryState
from wagtail_tyonohjaus.messages.worker import run_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def reminders(**kwargs):
    return Delivery.objects.filter(message_type="session_reminder", **kwargs).count()


def test_reminder_is_sent_once_for_each_configured_hour(clock):
    slot_request = make_first_request(reminder_hours="48, 2")
    book(slot_request.starting_at(helsinki("2026-01-14 09:00")), ATTENDEE, actor=STAFF)
    counts = []
    for moment in ("2026-01-12 08:59", "2026-01-12 09:00", "2026-01-13 09:00", "2026-01-14 07:00", "2026-01-14 08:00"):
        clock.move_to(helsinki(moment))
        sum(periodic_tasks.send_due_reminders(timezone.now()))
        sum(periodic_tasks.send_due_reminders(timezone.now()))
        counts.append(reminders())
    assert counts == [0, 1, 1, 2, 2]


def test_reminder_due_before_the_booking_is_not_sent():
    slot_request = make_first_request(reminder_hours="100")
    book(slot_request, ATTENDEE, actor=STAFF)
    sum(periodic_tasks.send_due_reminders(timezone.now()))
    assert reminders() == 0


def test_several_due_reminders_are_sent_as_one(clock):
    slot_request = make_first_request(reminder_hours="48, 24")
    book(slot_request, ATTENDEE, actor=STAFF)
    clock.move_to(helsinki("2026-01-12 08:00"))
    sum(periodic_tasks.send_due_reminders(timezone.now()))
    assert reminders() == 1


@pytest.mark.parametrize("reminder_hours", ["", " , ", "x"])
def test_invalid_or_blank_reminder_hours_send_nothing(clock, reminder_hours):
    book(make_first_request(reminder_hours=reminder_hours), ATTENDEE, actor=STAFF)
    clock.move_to(helsinki("2026-01-12 08:00"))
    sum(periodic_tasks.send_due_reminders(timezone.now()))
    assert reminders() == 0


def test_cancellation_cancels_pending_reminders(clock):
    slot_request = make_first_request(reminder_hours="24")
    gone = book(slot_request, ATTENDEE, actor=STAFF)
    clock.move_to(helsinki("2026-01-11 09:00"))
    sum(periodic_tasks.send_due_reminders(timezone.now()))
    transitions.cancel(gone, actor=STAFF)
    sum(periodic_tasks.send_due_reminders(timezone.now()))
    assert reminders() == reminders(state=DeliveryState.CANCELLED) == 1


def test_moved_session_gets_a_reminder_for_its_new_time(clock):
    slot_request = make_first_request(reminder_hours="24")
    session = book(slot_request, ATTENDEE, actor=STAFF)
    clock.move_to(helsinki("2026-01-11 09:00"))
    sum(periodic_tasks.send_due_reminders(timezone.now()))
    transitions.move(session, helsinki("2026-01-14 09:00"), actor=STAFF)
    clock.move_to(helsinki("2026-01-13 09:00"))
    sum(periodic_tasks.send_due_reminders(timezone.now()))
    assert reminders(state=DeliveryState.PENDING) == 1


def test_conflict_with_a_busy_calendar_is_notified_once(clock):
    slot_request = make_first_request()
    session = book(slot_request, ATTENDEE, actor=STAFF)
    clock.shift(timedelta(minutes=1))
    sum(periodic_tasks.notify_conflicts(timezone.now()))
    clock.shift(timedelta(minutes=1))
    make_busy_block(slot_request.supervisor, helsinki("2026-01-12 09:30"), helsinki("2026-01-12 11:00"))
    assert [sum(periodic_tasks.notify_conflicts(timezone.now())) for _ in range(3)] == [1, 0, 0]
    assert set(Delivery.objects.filter(message_type="session_conflict").values_list("address", flat=True)) == {
        "aino@practice.example"
    }
    assert session_states() == ["01-12 09:00 confirmed"]
    assert session.events.last().kind == "conflict"


def test_session_imported_from_the_supervisors_calendar_is_no_conflict():
    slot_request = make_first_request()
    session = book(slot_request, ATTENDEE, actor=STAFF)
    make_busy_block(slot_request.supervisor, session.start, session.end)
    assert sum(periodic_tasks.notify_conflicts(timezone.now())) == 0


def test_periodic_tasks_include_sessions(clock):
    hold(make_first_request(hold_hours=1), ATTENDEE)
    clock.shift(timedelta(hours=2))
    run_round(timezone.now())
    assert session_states() == ["01-12 09:00 expired"]


def test_reminder_is_also_sent_by_sms_if_configured(clock, settings):
    settings.WAGTAIL_TYONOHJAUS = {"SMS": {"BACKEND": "wagtail_tyonohjaus.messages.sms.MemoryBackend"}}
    book(make_first_request(reminder_hours="24"), replace(ATTENDEE, phone="+358401234567"), actor=STAFF)
    clock.move_to(helsinki("2026-01-11 09:00"))
    sum(periodic_tasks.send_due_reminders(timezone.now()))
    recipients = Delivery.objects.filter(message_type="session_reminder").values_list("channel", "address")
    assert sorted(recipients) == [("mail", "elli@visitor.example"), ("sms", "+358401234567")]


def test_session_without_a_request_is_anonymised_after_the_retention_period(clock):
    slot_request = make_first_request(closed_retention_days=90)
    old = book(slot_request, ATTENDEE, actor=STAFF)
    transitions.move(old, helsinki("2026-01-13 09:00"), actor=STAFF)
    clock.move_to(old.end + timedelta(days=90))
    assert anonymise_expired(timezone.now()) == 0
    clock.shift(1)
    assert [anonymise_expired(timezone.now()) for _ in range(2)] == [1, 0]
    old.refresh_from_db()
    assert (old.name, old.email, tokens.visitor_url(old), old.start) == ("", "", "", helsinki("2026-01-13 09:00"))


def test_deleting_the_service_of_an_expired_hold_frees_its_time(clock):
    slot_request = make_first_request()
    session = hold(slot_request, ATTENDEE)
    clock.move_to(session.hold_until)
    assert TimeClaim.objects.exists()
    session.service.delete()
    assert not Session.objects.exists() and not TimeClaim.objects.exists()


def test_deleting_one_participant_keeps_the_claims_of_the_group():
    slot_request = make_group_request(capacity=2)
    one, two = hold(slot_request, ATTENDEE), book(slot_request, ATTENDEE, actor=STAFF)
    one.delete()
    assert set(TimeClaim.objects.values_list("meeting", flat=True)) == {two.meeting}
    two.delete()
    assert not TimeClaim.objects.exists()


def test_worker_releases_orphaned_claims_once_an_hour(clock):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    claims = TimeClaim.objects.count()
    orphans = [TimeClaim(supervisor=session.supervisor, unit=unit, meeting=uuid.uuid4()) for unit in range(9)]
    TimeClaim.objects.bulk_create(orphans)
    assert periodic_tasks.release_orphaned_claims(timezone.now()) == 9
    assert TimeClaim.objects.count() == claims
    TimeClaim.objects.create(supervisor=session.supervisor, unit=1, meeting=uuid.uuid4())
    assert periodic_tasks.release_orphaned_claims(timezone.now()) == 0
    clock.shift(timedelta(hours=1))
    assert periodic_tasks.release_orphaned_claims(timezone.now()) == 1


def test_worker_releases_a_limited_number_of_orphans_at_once():
    supervisor = make_first_request().supervisor
    orphans = [TimeClaim(supervisor=supervisor, unit=unit, meeting=uuid.uuid4()) for unit in range(5)]
    TimeClaim.objects.bulk_create(orphans)
    assert [time_claims.release_orphans(3) for _ in range(3)] == [3, 2, 0]
