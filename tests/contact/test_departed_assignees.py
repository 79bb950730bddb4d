"""The assignee of a request is deactivated or deleted: the request returns to the queue, and somebody hears of it."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from tests.contact.helpers import send
from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.factories import make_manager
from wagtail_tyonohjaus.contact import escalation
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.policy import policy
from wagtail_tyonohjaus.contact.workflow import assign_to_self, set_status
from wagtail_tyonohjaus.inbox.event_texts import event_text
from wagtail_tyonohjaus.messages.models import Delivery


def notified(kind: str) -> list[str]:
    return sorted(Delivery.objects.filter(message_type=kind).values_list("address", flat=True))


@pytest.fixture
def office(practice, django_user_model):
    practice.fallback_recipients = "fallback@example.com"
    practice.save()
    row = make_office()
    colleague = django_user_model.objects.create_user("colleague", "colleague@example.com", "x")
    row.coordinators.add(colleague)
    row.save()
    return row


@pytest.fixture
def assignee(office, django_user_model):
    user = django_user_model.objects.create_user("departing", "departing@example.com", "x", first_name="Saara")
    office.coordinators.add(user)
    office.save()
    return user


@pytest.fixture
def request_of(office, assignee):
    stored = send(office=office.pk)
    assign_to_self(stored, assignee)
    return stored


def deactivate(user):
    user.is_active = False
    user.save()


def deactivate_in_bulk(user):
    get_user_model().objects.filter(pk=user.pk).update(is_active=False)
    escalation.run(timezone.now())


def delete(user):
    user.delete()


def delete_in_bulk(user):
    get_user_model().objects.filter(pk=user.pk).delete()


WAYS = [deactivate, deactivate_in_bulk, delete, delete_in_bulk]


@pytest.mark.parametrize("leave", WAYS)
def test_request_of_departed_assignee_returns_to_the_queue(request_of, assignee, leave):
    leave(assignee)
    request_of.refresh_from_db()
    assert (request_of.status, request_of.assignee, request_of.assignee_name) == ("new", None, "")
    assert notified("returned") == ["colleague@example.com"]
    events = request_of.events.filter(kind__in=["assigned", "status"])
    texts = [event_text(event, request_of.practice.zone) for event in events]
    assert texts == ["Nobody → Saara", "New → In progress", "Saara → Nobody", "In progress → New"]
    escalation.run(timezone.now())
    assert notified("returned") == ["colleague@example.com"]


@pytest.fixture
def former(office, django_user_model):
    """Somebody whose supervisor no longer works at the practice, and to whom a request is assigned."""
    user = django_user_model.objects.create_user("former", "former@example.com", "x", first_name="Saara")
    supervisor = make_supervisor([office], user=user)
    assign_to_self(send(office=office.pk), user)
    supervisor.active = False
    supervisor.save()
    return user


def stored_requests():
    return list(ContactRequest.objects.order_by("pk").values_list("status", "assignee__username"))


def test_request_of_former_supervisor_returns_to_the_queue(former):
    escalation.run(timezone.now())
    assert stored_requests() == [("new", None)]
    assert notified("returned") == ["colleague@example.com"]


def test_former_supervisor_who_coordinates_keeps_requests(former, office):
    office.coordinators.add(former)
    office.save()
    escalation.run(timezone.now())
    assert stored_requests() == [("in_progress", "former")]


def test_former_supervisor_who_manages_keeps_requests(former, office):
    former.groups.set(make_manager(office.site).groups.all())
    escalation.run(timezone.now())
    assert stored_requests() == [("in_progress", "former")]


def test_former_supervisor_who_coordinates_elsewhere_keeps_none(former, office):
    elsewhere = make_office(site=make_practice(make_site("second.example")).site)
    elsewhere.coordinators.add(former)
    elsewhere.save()
    escalation.run(timezone.now())
    assert stored_requests() == [("new", None)]


def test_nothing_is_assigned_to_a_former_supervisor(former, office):
    assert former not in policy().assignable_users(office.site)


@pytest.mark.parametrize("leave", WAYS)
def test_reminder_and_escalation_of_a_returned_request_go_to_those_who_are_left(request_of, assignee, leave):
    leave(assignee)
    request_of.refresh_from_db()
    for hours in range(0, 15 * 24, 2):  # some of them within the opening hours, whenever the request was due
        escalation.run(request_of.due_at + timedelta(hours=hours))
    assert notified("reminder") == ["colleague@example.com"]
    assert notified("escalation") == ["fallback@example.com"]


def test_request_that_was_answered_returns_to_the_queue(request_of, assignee):
    set_status(request_of, "in_contact", assignee)
    deactivate(assignee)
    request_of.refresh_from_db()
    assert (request_of.status, request_of.assignee) == ("new", None)


@pytest.mark.parametrize("status", ["closed", "spam", "agreed"])
def test_request_that_does_not_wait_keeps_its_status(request_of, assignee, status):
    set_status(request_of, status, assignee)
    deactivate(assignee)
    request_of.refresh_from_db()
    assert request_of.status == status
    assert notified("returned") == []


def test_other_requests_keep_their_assignee(request_of, assignee, office, admin_user):
    other = send(office=office.pk, name="Other")
    assign_to_self(other, admin_user)
    deactivate(assignee)
    assert ContactRequest.objects.get(pk=other.pk).assignee == admin_user


def test_reminder_does_not_go_to_the_only_recipient_after_deactivation(office, assignee):
    """A request without an assignee."""
    office.coordinators.set([assignee])
    office.save()
    request = send(office=office.pk)
    deactivate(assignee)
    for hours in range(0, 4 * 24, 2):
        escalation.run(request.due_at + timedelta(hours=hours))
    assert notified("reminder") == ["fallback@example.com"]
