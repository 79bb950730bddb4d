"""Records of a request are deleted after its submission, or between the form's validation and its saving."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from time_machine import travel
from wagtail.models import Page

from tests.appointments.factories import make_first_request
from tests.contact.helpers import errors, filled, make_token, post, send
from tests.factories import make_office, make_practice, make_service, make_supervisor
from tests.mailers import decoded
from wagtail_tyonohjaus.contact import escalation
from wagtail_tyonohjaus.contact.form.fields import PreferredTime
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.practice.models import Supervisor

GONE = "This is no longer available. Choose another."


def make_all() -> dict:
    page = Page.objects.get(depth=2).add_child(instance=Page(title="Contact us"))
    service, office = make_service(name="Coaching"), make_office(city="Turku", email="turku@example.com")
    supervisor = make_supervisor(email="aino@example.com", services=[service], offices=[office])
    return {"page": page, "service": service, "office": office, "supervisor": supervisor}


def send_to_all(records: dict) -> ContactRequest:
    pks = {name: record.pk for name, record in records.items() if name != "page"}
    return send(make_token(page=records["page"].pk), **pks)


@pytest.mark.parametrize("name", ["page", "service", "office", "supervisor"])
def test_mail_about_a_deleted_record_is_sent_with_its_name(practice, server, admin_client, name):
    records = make_all()
    stored = send_to_all(records)
    recipients = sorted(Delivery.objects.values_list("address", flat=True))
    records[name].delete()
    deliver_due()
    assert sorted(message["To"] for message in server.sink.messages) == recipients
    notifications = [decoded(message) for message in server.sink.messages if message["To"] != stored.email]
    assert [text for text in notifications if "Coaching" not in text] == []
    stored.refresh_from_db()
    names = {"page": stored.page_title, "service": stored.service_name, "office": stored.office_name}
    assert {**names, "supervisor": stored.supervisor_name}[name] in ("Contact us", "Coaching", "Turku", "Aino Laine")
    assert Client().get(stored.receipt_url).status_code == 200
    assert admin_client.get(reverse("tyonohjaus_inbox:detail", args=[stored.pk])).status_code == 200


def test_reminder_after_deletions_goes_to_notified_recipients_then_fallback(practice, server):
    records = make_all()
    with travel("2026-11-20T12:00:00Z", tick=False):  # a Friday; due on Monday at 14:00
        stored = send_to_all(records)
    notified = sorted(Delivery.objects.filter(message_type="staff_notice").values_list("address", flat=True))
    for record in records.values():
        record.delete()
    for minutes in (1, 2):
        escalation.run(stored.due_at + timedelta(days=7, minutes=minutes))
    addresses = {
        kind: sorted(Delivery.objects.filter(message_type=kind).values_list("address", flat=True))
        for kind in ("reminder", "escalation")
    }
    assert addresses == {"reminder": notified, "escalation": ["fallback@example.com"]}
    assert [event.kind for event in stored.events.order_by("pk")] == ["created", "reminded", "escalated"]


class DeletingSpamCheck:
    """A project's spam check, which runs after the form's validation and before anything is saved."""

    records: list = []

    def spam_reasons(self, post) -> list[str]:
        while self.records:
            self.records.pop().delete()
        return []


@pytest.fixture
def records_to_delete(settings):
    settings.WAGTAIL_TYONOHJAUS = {
        "SPAM_CHECKS": ["tests.faults.test_deleted_records.DeletingSpamCheck"],
        "SEND_FROM_PROCESS": False,
    }
    make_practice()
    yield DeletingSpamCheck.records
    DeletingSpamCheck.records.clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["service", "office", "supervisor"])
def test_record_deleted_during_submission_is_a_form_error(records_to_delete, caplog, name):
    record = {"service": make_service, "office": make_office, "supervisor": make_supervisor}[name]()
    records_to_delete.append(type(record).objects.get(pk=record.pk))
    response = post(filled(message="My message", **{name: record.pk}))
    assert (response.status_code, errors(response)) == (200, {name: [GONE]})
    assert (ContactRequest.objects.count(), Delivery.objects.count()) == (0, 0)
    assert "My message" in BeautifulSoup(response.content, "html.parser").find("textarea").text
    assert caplog.messages == ["A record of a contact request was deleted during submission (IntegrityError)."]


@pytest.mark.django_db(transaction=True)
def test_page_deleted_during_submission_is_omitted(records_to_delete):
    page = Page.objects.get(depth=2).add_child(instance=Page(title="Contact us"))
    records_to_delete.append(page)
    assert (post(filled(make_token(page=page.pk))).status_code, ContactRequest.objects.get().page) == (303, None)


@pytest.mark.django_db(transaction=True)
def test_supervisor_deleted_during_a_slot_request_is_a_form_error(records_to_delete):
    slot_request = make_first_request()
    records_to_delete.append(Supervisor.objects.get(pk=slot_request.supervisor.pk))
    with travel(slot_request.start - timedelta(days=2), tick=False):
        preferred = PreferredTime(slot_request.start, 60).value
        response = post(
            filled(supervisor=slot_request.supervisor.pk, service=slot_request.service.pk, preferred_start=preferred)
        )
    assert (response.status_code, errors(response)) == (
        200,
        {"supervisor": [GONE], "preferred_start": ["This time is no longer available. Choose another time."]},
    )
    assert ContactRequest.objects.count() == 0
