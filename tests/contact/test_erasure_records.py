"""Who erased which reference, and when, without personal data."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests.appointments.conftest import clock  # noqa: F401
from tests.appointments.factories import ATTENDEE, STAFF, book, make_first_request
from tests.contact.helpers import purge_expired, send
from tests.factories import make_practice, make_site
from tests.inbox.factories import client_for, make_manager, make_user
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.privacy import anonymise_expired
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.privacy import data_subjects
from wagtail_tyonohjaus.practice.erasure.models import ErasureRecord
from wagtail_tyonohjaus.practice.models import PracticeSettings

pytestmark = pytest.mark.django_db


def records() -> list[tuple[str, str, str, str]]:
    return sorted(ErasureRecord.objects.values_list("reference", "erasure", "cause", "user_name"))


@pytest.fixture
def stored(practice):
    return send(email="kanarialintu@example.org")


def test_erasure_by_staff_is_recorded(stored, admin_user):
    url = reverse("tyonohjaus_inbox:personal_data")
    client_for(admin_user).post(url, {"email": stored.email, "operation": "erase", "confirm": "on"})
    assert records() == [(stored.reference, "deleted", "staff", admin_user.get_username())]
    record = ErasureRecord.objects.get()
    assert (record.user, record.site) == (admin_user, stored.site)
    assert "kanarialintu" not in str(ErasureRecord.objects.values())


def test_erasure_by_a_command_is_recorded(stored):
    call_command("tyonohjaus_personal_data", "erase", email=stored.email)
    assert records() == [(stored.reference, "deleted", "command", "")]


@pytest.mark.usefixtures("clock")
def test_sessions_of_an_erased_person_are_recorded():
    slot_request = make_first_request()
    session = book(slot_request, ATTENDEE, actor=STAFF)
    data_subjects.erase(data_subjects.DataSubject(email=ATTENDEE.email))
    assert records() == [(session.reference, "anonymised", "command", "")]
    assert ErasureRecord.objects.get().site_id == slot_request.supervisor.site_id


def test_end_of_the_retention_period_is_recorded(stored):
    spam = send(name="Spam")
    long_ago = timezone.now() - timedelta(days=4000)
    ContactRequest.objects.filter(pk=stored.pk).update(status="closed", closed_at=long_ago)
    ContactRequest.objects.filter(pk=spam.pk).update(status="spam", closed_at=long_ago)
    purge_expired(PracticeSettings.for_site(stored.site))
    expected = [(spam.reference, "deleted", "retention", ""), (stored.reference, "anonymised", "retention", "")]
    assert records() == sorted(expected)


@pytest.mark.usefixtures("clock")
def test_sessions_past_the_retention_period_are_recorded_once():
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    now = session.end + timedelta(days=4000)
    anonymise_expired(now)
    anonymise_expired(now)
    assert records() == [(session.reference, "anonymised", "retention", "")]
    assert Session.objects.get().name == ""


def test_record_is_written_in_the_transaction_that_erases(stored):
    with pytest.raises(RuntimeError), transaction.atomic():
        data_subjects.erase(data_subjects.DataSubject(email=stored.email))
        raise RuntimeError
    assert (records(), ContactRequest.objects.count()) == ([], 1)


def test_managers_see_the_erasures_of_their_practices_only(stored):
    data_subjects.erase(data_subjects.DataSubject(email=stored.email))
    other = make_practice(make_site("other.localhost"))
    ErasureRecord.objects.create(site=other.site, reference="TO-OTHER", erasure="deleted", cause="command")
    url = reverse("tyonohjaus_erasures:index")
    page = client_for(make_manager(stored.site)).get(url).content.decode()
    assert stored.reference in page
    assert "TO-OTHER" not in page
    assert client_for(make_user("", "view_contactrequest")).get(url).status_code != 200
