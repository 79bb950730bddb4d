"""Every admin URL of the package, for every role, with records that the user must not see."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.serializers import serialize
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_busy_calendar, make_office, make_practice, make_service, make_site, make_supervisor
from tests.inbox.admin_urls import admin_view_urls, bulk_action_urls
from tests.inbox.factories import (
    make_callback,
    make_coordinator,
    make_delivery,
    make_manager,
    make_request,
    make_supervisor_user,
    make_user,
)
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.availability.models import BusyCalendar
from wagtail_tyonohjaus.contact.models import Callback, ContactRequest, RequestEvent
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.practice.models import Office

pytestmark = pytest.mark.django_db

# The primary key of all records that the user must not see, so that every URL with a key refers to one of them.
FOREIGN = 424242
CANARIES = ("Kanarialintu", "canary@example.org", "+358407770777", "777 0777", "secret-canary", "Melody")
POST_DATA = {
    "try": "feed",
    "status": "closed",
    "assignee": "",
    "text": "I was here",
    "note": "I was here",
    "subject": "I was here",
    "outcome": "reached",
    "reason": "I was here",
    "operation": "erase",
    "confirm": "on",
    "email": "i.was.here@example.org",
    "reference": "TO-KANA-R1AN",
    "start": "2030-01-01T10:00",
    "name": "I was here",
}
ADMIN_QUERIES = ("", "?queue=all&q=kanaria", "?queue=all&export=csv", "?queue=all&export=xlsx")


def foreign_urls() -> list[str]:
    bulk = bulk_action_urls()
    return [
        *admin_view_urls(FOREIGN),
        *(f"{url}?id={FOREIGN}" for url in bulk),
        *(f"{url}?id=all&queue=all" for url in bulk),
    ]


@pytest.fixture
def foreign(request):
    """A request of another office with every kind of related record."""
    make_practice()
    office = make_office(city="Turku", pk=FOREIGN)
    supervisor = make_supervisor(offices=[office], name="Other", pk=FOREIGN, user=make_user())
    row = make_request(
        office,
        pk=FOREIGN,
        name="Kanarialintu",
        email="canary@example.org",
        phone="+358407770777",
        message="Melody",
        reference="TO-KANA-R1AN",
        supervisor=supervisor,
        urgency="crisis",
        due_at=timezone.now() - timedelta(days=1),
    )
    make_callback(row, pk=FOREIGN)
    make_delivery(row, pk=FOREIGN, audience="visitor", address="canary@example.org", state="failed")
    Session.objects.create(
        pk=FOREIGN,
        request=row,
        supervisor=supervisor,
        service=make_service(),
        office=office,
        start=timezone.now() + timedelta(hours=2),
        end=timezone.now() + timedelta(hours=3),
        time_zone="Europe/Helsinki",
        name="Kanarialintu",
        email="canary@example.org",
        phone="+358407770777",
        hold_until=timezone.now() + timedelta(days=1),
    )
    make_busy_calendar(supervisor, pk=FOREIGN, url="https://calendar.example.com/secret-canary.ics")
    return row


def make_own_office():
    return make_office(city="Helsinki")


OUTSIDERS = {
    "coordinator of another office": lambda: make_coordinator(make_own_office()),
    "supervisor of another office": lambda: make_supervisor_user([make_own_office()]),
    "colleague of the same office": lambda: make_supervisor_user(list(Office.objects.filter(pk=FOREIGN))),
    "manager of another site": lambda: make_manager(make_site("other.example")),
    "editor": lambda: make_user(),
    "anonymous": lambda: None,
}
INSIDERS = {
    "administrator": lambda row: make_user(is_superuser=True),
    "manager": lambda row: make_manager(),
    "manager of the site": lambda row: make_manager(row.site),
    "coordinator of the office": lambda row: make_coordinator(row.office),
    "the supervisor": lambda row: row.supervisor.user,
}


def client_of(user) -> Client:
    # Wagtail raises an exception on a POST to a chooser that has no creation form.
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def content_text(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        content = b"".join(archive.read(name) for name in archive.namelist())
    return content.decode("utf-8", "replace")


def database_snapshot() -> str:
    rows = [row for model in (ContactRequest, Callback, Delivery, Session, BusyCalendar) for row in model.objects.all()]
    return serialize("json", [*rows, *RequestEvent.objects.order_by("pk")])


def find_leaks(client: Client, url: str) -> list[str]:
    skip_queries = "?" in url or str(FOREIGN) in url
    responses = [client.get(url + query) for query in (("",) if skip_queries else ADMIN_QUERIES)]
    responses.append(client.post(url, POST_DATA))
    pages = [content_text(response) for response in responses]
    errors = [f"{url}: 500" for response in responses if response.status_code == 500]
    return errors + [f"{url}: {canary}" for page in pages for canary in CANARIES if canary in page]


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_admin_url_shows_or_changes_records_of_others(role, foreign):
    client, before = client_of(OUTSIDERS[role]()), database_snapshot()
    leaks = {leak for url in foreign_urls() for leak in find_leaks(client, url)}
    assert leaks == set()
    assert database_snapshot() == before


@pytest.mark.parametrize("role", OUTSIDERS)
def test_request_of_others_returns_404(role, foreign):
    client = client_of(OUTSIDERS[role]())
    expected = 302 if role == "anonymous" else 404
    inbox = [url for url in foreign_urls() if url.startswith("/admin/contact-requests/") and str(FOREIGN) in url]
    assert len(inbox) == 12
    assert {(url, client.post(url).status_code) for url in inbox} == {(url, expected) for url in inbox}


@pytest.mark.parametrize("role", INSIDERS)
def test_request_is_visible_to_its_staff(role, foreign):
    client = client_of(INSIDERS[role](foreign))
    detail, index = reverse("tyonohjaus_inbox:detail", args=[FOREIGN]), reverse("tyonohjaus_inbox:index")
    assert all(
        canary in content_text(client.get(detail)) for canary in ("Kanarialintu", "canary@example.org", "Melody")
    )
    assert "Kanarialintu" in content_text(client.get(index))
    assert all("Kanarialintu" in content_text(client.get(index + query)) for query in ADMIN_QUERIES)
    assert "Kanarialintu" in content_text(client.get(reverse("tyonohjaus_inbox:callbacks")))
