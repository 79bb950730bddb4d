import pytest
from django.apps import apps
from django.db import connection

from tests.contact.helpers import send
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.privacy import data_subjects
from wagtail_tyonohjaus.contact.privacy.stored_emails import clean_stored_emails
from wagtail_tyonohjaus.contact.search import search
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.practice.validators import email_lines

pytestmark = pytest.mark.django_db

PLAIN = "maija@example.org"
DIRTY = "maija\u200b@example.org\ufeff"


def set_raw(model, field, value):
    """As an old version stored it."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {field} = %s WHERE {field} LIKE %s", [value, "%maija%"])


@pytest.fixture
def old_request(practice):
    request = send()
    set_raw(ContactRequest, "email", DIRTY)
    set_raw(Delivery, "address", DIRTY)
    set_raw(ContactRequest, "search_text", f"to1234 {DIRTY}")
    return request


def test_plain_address_finds_and_erases_old_rows_after_cleaning(old_request):
    subject = data_subjects.DataSubject(email=PLAIN)
    assert not data_subjects.requests_of(subject).exists()
    assert clean_stored_emails(apps) >= 2
    assert list(data_subjects.requests_of(subject)) == [old_request]
    assert list(search(ContactRequest.objects.all(), PLAIN)) == [old_request]
    assert len(data_subjects.export(subject)["messages"]) == 2
    assert data_subjects.erase(subject)["requests"] == 1
    assert not Delivery.objects.filter(address__contains="maija").exists()


def test_cleaning_again_changes_nothing(old_request):
    clean_stored_emails(apps)
    assert clean_stored_emails(apps) == 0


def test_pasted_address_finds_the_person(practice):
    request = send(email=DIRTY)
    assert list(data_subjects.requests_of(data_subjects.DataSubject(email=DIRTY))) == [request]
    assert len(data_subjects.export(data_subjects.DataSubject(email=DIRTY))["messages"]) == 2


@pytest.mark.parametrize(
    "label", ["ContactRequest", "Session", "Office", "Supervisor", "PracticeSettings", "BusyCalendar"]
)
def test_models_store_and_validate_addresses_without_invisible_characters(label):
    model = apps.get_model("wagtail_tyonohjaus", label)
    field = model._meta.get_field("own_email" if label == "BusyCalendar" else "email")
    row = model(**{field.name: DIRTY})
    assert (field.clean(DIRTY, row), field.pre_save(row, True), getattr(row, field.name)) == (PLAIN, PLAIN, PLAIN)
    assert field.formfield().clean(DIRTY) == PLAIN
    assert field.deconstruct()[1] == "django.db.models.EmailField"


def test_lists_of_addresses_are_read_without_invisible_characters():
    assert email_lines(f" {DIRTY}\n\u200b\n{PLAIN}") == [PLAIN, PLAIN]


def test_session_is_saved_without_invisible_characters():
    assert Session._meta.get_field("email").get_prep_value(DIRTY) == PLAIN
