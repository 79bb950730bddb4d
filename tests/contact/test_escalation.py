"""Evidence case 28: reminder and fallback by the worker, in business hours."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from time_machine import travel

from tests.contact.helpers import send
from tests.factories import make_office, make_supervisor
from wagtail_tyonohjaus.contact import escalation
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.workflow import assign_to_self
from wagtail_tyonohjaus.messages.models import Delivery

FRIDAY_NOON = "2026-11-20T12:00:00Z"  # 14:00 in Helsinki


def notified(kind: str) -> list[str]:
    return sorted(Delivery.objects.filter(message_type=kind).values_list("address", flat=True))


@pytest.fixture
def request_of_friday(practice):
    practice.fallback_recipients = "fallback@example.com"
    practice.save()
    with travel(FRIDAY_NOON, tick=False):
        return send(supervisor=make_supervisor(email="aino@example.com").pk)


def test_request_is_due_after_eight_opening_hours(request_of_friday):
    # Two hours of Friday and six of Monday, the weekend between them not counting.
    assert request_of_friday.due_at == datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_holidays_do_not_count_as_opening_hours(practice):
    with travel("2026-12-04T12:00:00Z", tick=False):  # a Friday; the Sunday after is Independence Day
        assert send().due_at == datetime(2026, 12, 7, 12, tzinfo=UTC)
    with travel("2026-12-23T12:00:00Z", tick=False):
        due = send(name="Christmas").due_at
    assert due.date() == datetime(2026, 12, 28).date()


def test_unassigned_request_is_reminded_of_then_escalated(request_of_friday):
    due = request_of_friday.due_at
    escalation.run(due - timedelta(minutes=1))
    assert notified("reminder") == []
    escalation.run(due + timedelta(minutes=1))
    escalation.run(due + timedelta(minutes=2))
    assert (notified("reminder"), notified("escalation")) == (["aino@example.com"], [])
    escalation.run(due + timedelta(days=1, minutes=1))
    escalation.run(due + timedelta(days=1, minutes=2))
    assert (notified("reminder"), notified("escalation")) == (["aino@example.com"], ["fallback@example.com"])


def test_reminder_waits_for_opening_hours(request_of_friday):
    night = request_of_friday.due_at.replace(hour=22)
    escalation.run(night)
    assert notified("reminder") == []
    escalation.run(night + timedelta(hours=10))
    assert notified("reminder") == ["aino@example.com"]


def test_assigned_request_sends_no_reminder(request_of_friday, admin_user):
    assign_to_self(request_of_friday, admin_user)
    escalation.run(request_of_friday.due_at + timedelta(days=3))
    assert (notified("reminder"), notified("escalation")) == ([], [])


def test_page_view_sends_no_reminder(request_of_friday):
    with travel(request_of_friday.due_at + timedelta(days=9), tick=False):
        Client().get(request_of_friday.receipt_url)
    assert notified("reminder") == []
    assert ContactRequest.objects.overdue().count() in (0, 1)


@pytest.mark.parametrize("count", [1, 30])
def test_periodic_task_takes_a_constant_number_of_queries(practice, django_assert_num_queries, settings, count):
    settings.WAGTAIL_TYONOHJAUS = {"SUBMISSIONS_PER_HOUR": 100}
    office = make_office(email="turku@example.com")
    for number in range(count):
        send(name=f"Visitor {number}", office=office.pk)
    early = ContactRequest.objects.earliest("created_at").created_at
    with django_assert_num_queries(7):
        escalation.run(early)
