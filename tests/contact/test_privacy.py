"""Evidence cases 21, 23 and 24, and the scan of every table after an erasure."""

import json
import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from time_machine import travel
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from tests.appointments.factories import ATTENDEE as VISITOR
from tests.appointments.factories import NOW, STAFF, book, make_slot_request, make_working_supervisor
from tests.factories import make_supervisor
from tests.mailers import use_mailer
from wagtail_tyonohjaus.appointments.history import record_event
from wagtail_tyonohjaus.appointments.models import Session, SessionEvent
from wagtail_tyonohjaus.appointments.types import Actor
from wagtail_tyonohjaus.contact.callbacks import record_callback
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.privacy import data_subjects, retention
from wagtail_tyonohjaus.contact.privacy.data_subjects import DataSubject
from wagtail_tyonohjaus.contact.workflow import add_note, assign_to_self, reply, set_status
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.messages.worker import run_round

from .helpers import filled, post, purge_expired, send

pytestmark = pytest.mark.usefixtures("practice")
CANARY = "kanarialintu"
WRITTEN = {
    "name": f"{CANARY} Virtanen",
    "email": f"{CANARY}@example.org",
    "phone": "+358 40 555 0199",
    "organisation": f"{CANARY} Oy",
    "message": f"{CANARY} said",
    "preferred_contact": "call",
}


def tables_with(text: str) -> list[str]:
    """Every column of every table in which the text stands."""
    matches = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = cursor.fetchall()
            matches += [f"{table}.{name}" for n, name in enumerate(columns) if any(text in str(row[n]) for row in rows)]
    return sorted(set(matches))


def book_session(**options) -> Session:
    """A session at the time of ``make_slot_request``, which has passed."""
    with travel(NOW, tick=False):
        return book(make_slot_request(make_working_supervisor()), VISITOR, **options)


@pytest.fixture
def busy_request(admin_user) -> ContactRequest:
    """A request with everything that can gather around one."""
    stored = send(**WRITTEN, supervisor=make_supervisor(email="aino@example.com").pk)
    assign_to_self(stored, admin_user)
    add_note(stored, f"Called {CANARY}", admin_user)
    record_callback(stored.callbacks.get(), "no_answer", admin_user, f"{CANARY} was away")
    reply(stored, "Hello", f"Dear {CANARY}", admin_user)
    log(stored, "wagtail.edit", data={"fields": [CANARY]})
    deliver_due()
    return stored


def test_erased_data_is_in_no_table(busy_request):
    assert tables_with(CANARY) != []
    counts = data_subjects.erase(DataSubject(email=WRITTEN["email"].upper()))
    assert (counts["requests"], tables_with(CANARY), tables_with("5550199")) == (1, [], [])
    assert tables_with(busy_request.reference) == ["wagtail_tyonohjaus_erasurerecord.reference"]


def test_anonymised_request_keeps_statistics_only(busy_request):
    reference = busy_request.reference
    retention.anonymise(busy_request)
    assert (tables_with(CANARY), tables_with("5550199")) == ([], [])
    stored = ContactRequest.objects.get(reference=reference)
    assert (stored.status, bool(stored.work_started_at), bool(stored.anonymised_at)) == ("in_contact", True, True)
    assert Client().get(busy_request.receipt_url).status_code == 410


@pytest.mark.parametrize(
    "person",
    [
        DataSubject(phone="040 555 0199"),
        DataSubject(phone="00358405550199"),
        DataSubject(email="KANARIALINTU@example.org"),
    ],
)
def test_data_subject_matches_any_notation_of_a_number(busy_request, person):
    assert [row.pk for row in data_subjects.requests_of(person)] == [busy_request.pk]


def test_data_subject_matches_any_notation_of_a_reference(busy_request):
    spoken = busy_request.reference.replace("-", " ").lower()
    assert [row.pk for row in data_subjects.requests_of(DataSubject(reference=spoken))] == [busy_request.pk]


def test_blank_data_subject_matches_nothing(busy_request):
    assert list(data_subjects.requests_of(DataSubject())) == []
    assert data_subjects.erase(DataSubject())["requests"] == 0
    assert ContactRequest.objects.count() == 1


def test_export_contains_the_request_and_its_history(busy_request, capsys):
    call_command("tyonohjaus_personal_data", "export", email=WRITTEN["email"])
    data = json.loads(capsys.readouterr().out)
    request = data["requests"][0]
    assert (request["name"], request["message"], request["phone"]) == (
        WRITTEN["name"],
        WRITTEN["message"],
        "+358405550199",
    )
    assert [event["kind"] for event in request["history"]][:2] == ["created", "assigned"]
    assert len(request["callbacks"]) == 2
    call_command("tyonohjaus_personal_data", "export", email=WRITTEN["email"], text=True)
    assert f"name: {WRITTEN['name']}" in capsys.readouterr().out


def test_export_contains_the_reasons_of_session_events():
    session = book_session(actor=STAFF)
    record_event(session, SessionEvent.Kind.CANCELLED, Actor.visitor(), reason=f"{CANARY} has a cold")
    history = data_subjects.export(DataSubject(email=VISITOR.email))["sessions"][0]["history"]
    assert [(event["kind"], event["reason"]) for event in history] == [
        ("confirmed", ""),
        ("cancelled", f"{CANARY} has a cold"),
    ]


# Retention


def test_closed_requests_and_spam_expire(practice, admin_user, capsys):
    closed, spam, fresh = (send(**{**WRITTEN, "name": f"{CANARY} {n}"}) for n in range(3))
    for row, status, days in ((closed, "closed", 91), (spam, "spam", 15), (fresh, "closed", 89)):
        set_status(row, status, admin_user, now=timezone.now() - timedelta(days=days))
    call_command("tyonohjaus_retention", dry_run=True)
    assert "closed 1, agreed 0, spam 1, messages 0 to be purged" in capsys.readouterr().out
    assert ContactRequest.objects.exclude(name="").count() == 3
    call_command("tyonohjaus_retention")
    left = {row.pk: row.name for row in ContactRequest.objects.all()}
    assert left == {closed.pk: "", fresh.pk: f"{CANARY} 2"}


def agreed(days: int) -> ContactRequest:
    """A request on which people agreed so many days ago."""
    then = timezone.now() - timedelta(days=days)
    request = send(**{**WRITTEN, "name": f"{CANARY} {days}"})
    set_status(request, "agreed", now=then)
    request.events.update(at=then)
    return request


def test_agreed_requests_expire_without_events(practice, admin_user):
    gone, fresh, heard = agreed(366), agreed(364), agreed(367)
    add_note(heard, "Called", admin_user)
    meeting = agreed(368)
    session = book_session(actor=STAFF, request_id=meeting.pk)
    Session.objects.filter(pk=session.pk).update(end=timezone.now() - timedelta(days=1))
    meeting.events.update(at=timezone.now() - timedelta(days=368))
    assert purge_expired(practice)["agreed"] == 0
    practice.agreed_retention_days = 365
    assert retention.expired_data(practice).counts()["agreed"] == 1
    assert purge_expired(practice)["agreed"] == 1
    left = set(ContactRequest.objects.exclude(name="").values_list("pk", flat=True))
    assert left == {fresh.pk, heard.pk, meeting.pk}
    assert ContactRequest.objects.get(pk=gone.pk).status == "agreed"


def test_upcoming_session_of_an_expired_request_is_anonymised_later(practice, admin_user):
    now = timezone.now()
    request = send(**WRITTEN)
    session = book_session(actor=STAFF, request_id=request.pk)
    Session.objects.update(start=now + timedelta(days=9), end=now + timedelta(days=10))
    request.refresh_from_db()
    set_status(request, "closed", admin_user, now=now - timedelta(days=91))
    purge_expired(practice, now)
    stored = Session.objects.get()
    assert stored.email == VISITOR.email
    purge_expired(practice, now + timedelta(days=11))
    session.refresh_from_db()
    assert (session.name, session.email, session.token_hash) == ("", "", None)
    assert not Delivery.objects.filter(about=session.reference).exists()


def test_delivery_log_expires_after_a_year(practice):
    send(**WRITTEN)
    deliver_due()
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=361))
    assert purge_expired(practice)["messages"] == 2


def test_expired_data_is_purged_once_a_day(practice):
    now = timezone.now()
    run_round(now)
    stored = send(**WRITTEN)
    set_status(stored, "spam", now=now - timedelta(days=15))
    run_round(now + timedelta(hours=23))
    assert ContactRequest.objects.count() == 1
    run_round(now + timedelta(hours=25))
    assert ContactRequest.objects.count() == 0


# What others may see


def test_receipt_url_does_not_depend_on_the_reference(busy_request):
    for guess in (busy_request.reference, str(busy_request.pk), busy_request.receipt_key[:-1], "x" * 200):
        assert Client().get(f"/contact/received/{guess}/").status_code == 404


def test_receipt_key_with_nul_returns_404():
    # PostgreSQL refuses to compare with NUL.
    with pytest.raises(Resolver404):
        resolve("/contact/received/\x00/")


def test_receipt_contains_no_personal_data_but_the_number(busy_request):
    page = Client().get(busy_request.receipt_url)
    text = page.content.decode()
    assert (CANARY in text, "040 555 0199 (Finland)" in text) == (False, True)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert {"no-store", "private"} <= set(page["Cache-Control"].split(", "))
    ContactRequest.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert "5550199" not in Client().get(busy_request.receipt_url).content.decode()


def test_messages_to_staff_contain_no_personal_data(busy_request):
    notices = Delivery.objects.filter(audience="staff")
    assert [CANARY in json.dumps(row.context) for row in notices] == [False] * notices.count()


def test_practice_can_include_the_message_in_notifications(practice):
    practice.include_message_in_email = True
    practice.save()
    send(**WRITTEN)
    assert Delivery.objects.get(message_type="staff_notice").context["message"] == WRITTEN["message"]


def test_logs_contain_no_personal_data(caplog, settings):
    settings.WAGTAIL_TYONOHJAUS = {"SPAM_CHECKS": ["tests.contact.test_spam.BrokenCheck"], "MAX_ATTEMPTS": 1}
    use_mailer(settings, "no.such.Backend")
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("django.db.backends").setLevel(logging.INFO)
        post(filled(**WRITTEN, service="999"), **{"sec-fetch-site": "cross-site"})
        send(**WRITTEN)
        deliver_due()
        deliver_due()
    text = "\n".join(caplog.handler.format(record) for record in caplog.records)
    assert [word for word in (CANARY, "5550199") if word in text] == []


def test_str_of_records_is_the_reference(busy_request):
    rows = [busy_request, *busy_request.events.all(), *busy_request.callbacks.all(), *Delivery.objects.all()]
    assert [str(row) for row in rows if CANARY in str(row)] == []
    assert ModelLogEntry.objects.get().label == busy_request.reference
