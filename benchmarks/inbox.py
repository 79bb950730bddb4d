"""Response times of the inbox with 100,000 contact requests compared to 1,000, on PostgreSQL.

Run it from the checkout: ``python -m benchmarks.inbox [postgres://user@host/database]`` (about six minutes). Both sets
are in one database of the benchmark's own, in a schema each, and take turns in every round, so that other load on the
machine affects both alike. Six in a hundred requests are open, as after years of use. Figures are medians of whole
requests in milliseconds; the target is a ratio of at most three.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.contact_setup import empty_database, on_database

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.test import Client

    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.practice.models import Office, Service, Supervisor

SMALL, LARGE = 1_000, 100_000
SMALL_SCHEMA, LARGE_SCHEMA = "public", "large"
BATCH_SIZE = 2_000
ROUNDS = 9
FIRST_NAMES = ("Maija", "Pekka", "Sofia", "Jari", "Aino", "Mikko", "Liisa", "Kalle", "Helmi", "Onni", "Elina", "Antti")
LAST_NAMES = ("Virtanen", "Mäkinen", "Lindström", "Nieminen", "Korhonen", "Koskinen", "Laine", "Äijälä", "Salo")
OPEN_STATUSES = ("new", "in_progress", "in_contact")
CLOSED_STATUSES = ("agreed", "closed", "closed", "spam")
QUERIES = {
    "first page": "",
    "second page": "?p=2",
    "queue: overdue": "?queue=overdue",
    "queue: all": "?queue=all",
    "filter: office": "?office={office}",
    "filter: closed, a service": "?status=closed&service={service}",
    "filter: dates": "?queue=all&created_at_from=2026-01-01&created_at_to=2026-01-31",
    "search: a common name": "?q=virtanen",
    "search: two words": "?q=maija+lindstr",
    "search: no match": "?q=zzyzx",
    "search: a telephone number": "?q=040+{phone}",
    "search: a reference": "?q={reference}",
}


@dataclass(frozen=True)
class Records:
    """What the generated contact requests refer to."""

    offices: list["Office"]
    services: list["Service"]
    supervisors: list["Supervisor"]
    users: dict[str, "AbstractUser"]


def main() -> None:
    url = sys.argv[1] if len(sys.argv) > 1 else "postgres://root@127.0.0.1/postgres"
    print(f"{'':36}{'1,000':>10}{'100,000':>10}{'ratio':>8}")
    for row in on_database("benchmarks.inbox", url, []):
        print(f"{row['name']:36}{row['small']:8.1f}ms{row['large']:8.1f}ms{row['ratio']:8.2f}")


def run_on_database() -> None:
    with empty_database() as connection:
        records = create_records()
        fill_schemas(connection, records)
        for role, user in records.users.items():
            for result in measure(connection, role, user, records):
                print(json.dumps(result), flush=True)


def create_records() -> Records:
    from tests.factories import make_office, make_service, make_supervisor
    from tests.inbox.factories import make_coordinator, make_manager, make_supervisor_user
    from wagtail_tyonohjaus.practice.models import Supervisor

    offices = [make_office(city=f"City {number}") for number in range(20)]
    services = [make_service(name=f"Service {number}") for number in range(8)]
    supervisors = [make_supervisor(name=f"Supervisor {number}", offices=offices[:3]) for number in range(40)]
    supervisor = make_supervisor_user(offices[:1])
    supervisors += Supervisor.objects.filter(user=supervisor)
    users = {"manager": make_manager(), "coordinator": make_coordinator(*offices[:2]), "supervisor": supervisor}
    return Records(offices, services, supervisors, users)


def fill_schemas(connection: "BaseDatabaseWrapper", records: Records) -> None:
    create_requests(SMALL, records)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {LARGE_SCHEMA}")
        for table in table_names():
            cursor.execute(f"CREATE TABLE {LARGE_SCHEMA}.{table} (LIKE {SMALL_SCHEMA}.{table} INCLUDING ALL)")
    select_schema(connection, LARGE_SCHEMA)
    create_requests(LARGE, records)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def table_names() -> list[str]:
    """The tables whose size differs between the schemas."""
    from wagtail_tyonohjaus.contact.models import Callback, ContactRequest, RequestEvent
    from wagtail_tyonohjaus.messages.models import Delivery

    models = (ContactRequest, ContactRequest.recipients.through, RequestEvent, Callback, Delivery)
    return [model._meta.db_table for model in models]


def select_schema(connection: "BaseDatabaseWrapper", schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}, public")


def create_requests(count: int, records: Records) -> None:
    from django.utils import timezone

    from wagtail_tyonohjaus.contact.models import ContactRequest

    rng, now = random.Random(7), timezone.now()
    for first in range(0, count, BATCH_SIZE):
        numbers = range(first, min(first + BATCH_SIZE, count))
        requests = [build_request(number, rng, now, records) for number in numbers]
        ContactRequest.objects.bulk_create(requests)
        add_recipients(requests, rng, list(records.users.values()))


def add_recipients(requests: list["ContactRequest"], rng: random.Random, users: list["AbstractUser"]) -> None:
    """Two in a hundred requests have one of the users as a recipient."""
    from wagtail_tyonohjaus.contact.models import ContactRequest

    recipients = ContactRequest.recipients.through
    selected = [request for request in requests if rng.random() < 0.02]
    recipients.objects.bulk_create(
        recipients(contactrequest_id=request.pk, user_id=rng.choice(users).pk) for request in selected
    )


def build_request(number: int, rng: random.Random, now: datetime, records: Records) -> "ContactRequest":
    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.contact.search import search_text

    office = rng.choice(records.offices)
    request = ContactRequest(
        site_id=office.site_id,
        submission_key=f"{number}",
        office=office,
        office_name=str(office),
        decision={"notifications": [{"to": f"office:{office.pk}", "channel": "mail", "reason": "office"}] * 3},
        consent_text="I agree that my details are stored to answer this request, as the privacy notice explains.",
        message="We look for supervision for our team, every three weeks in the mornings. " * rng.randrange(1, 9),
        **visitor_fields(number, rng),
        **subject_fields(rng, records),
        **status_fields(rng, now),
    )
    request.search_text = search_text(request)
    return request


def visitor_fields(number: int, rng: random.Random) -> dict[str, Any]:
    return {
        "name": f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}",
        "organisation": rng.choice(("", "", f"City {rng.randrange(300)}", f"Nursery {rng.randrange(3000)}")),
        "email": f"person{number}@mail{number % 97}.example",
        "phone": f"+35840{1_000_000 + number}",
    }


def subject_fields(rng: random.Random, records: Records) -> dict[str, Any]:
    service = rng.choice(records.services)
    supervisor = rng.choice(records.supervisors) if rng.random() < 0.3 else None
    urgency = rng.choice(("normal", "normal", "soon", "crisis"))
    return {
        "service": service,
        "service_name": service.name,
        "supervisor": supervisor,
        "urgency": urgency,
        "page_title": f"Page {rng.randrange(60)}",
    }


def status_fields(rng: random.Random, now: datetime) -> dict[str, Any]:
    created_at = now - timedelta(minutes=rng.randrange(3 * 365 * 24 * 60))
    is_open = rng.random() < 0.06
    return {
        "created_at": created_at,
        "status": rng.choice(OPEN_STATUSES if is_open else CLOSED_STATUSES),
        "held_for_review": is_open and rng.random() < 0.05,
        "due_at": created_at + timedelta(days=1),
        "work_started_at": None if is_open else created_at + timedelta(minutes=rng.randrange(2_000)),
        "answered_at": None if is_open else created_at + timedelta(minutes=2_000 + rng.randrange(4_000)),
        "closed_at": None if is_open else created_at + timedelta(days=9),
    }


def measure(
    connection: "BaseDatabaseWrapper", role: str, user: "AbstractUser", records: Records
) -> Iterator[dict[str, Any]]:
    """A result for each query: its name, the medians in milliseconds and their ratio."""
    from django.test import Client
    from django.urls import reverse

    client, values = Client(), query_values(records)
    client.force_login(user)
    for name, query in QUERIES.items():
        small, large = medians(connection, client, reverse("tyonohjaus_inbox:index") + query.format(**values))
        yield {"name": f"{role}, {name}", "small": small, "large": large, "ratio": large / small}


def query_values(records: Records) -> dict[str, Any]:
    from wagtail_tyonohjaus.contact.models import ContactRequest

    request = ContactRequest.objects.order_by("pk")[500]
    office, service = records.offices[0].pk, records.services[0].pk
    return {"office": office, "service": service, "phone": str(request.phone)[-7:], "reference": request.reference}


def medians(connection: "BaseDatabaseWrapper", client: "Client", url: str) -> tuple[float, float]:
    durations: dict[str, list[float]] = {SMALL_SCHEMA: [], LARGE_SCHEMA: []}
    for _ in range(ROUNDS):
        for schema, values in durations.items():
            select_schema(connection, schema)
            values.append(request_duration(client, url))
    return statistics.median(durations[SMALL_SCHEMA]), statistics.median(durations[LARGE_SCHEMA])


def request_duration(client: "Client", url: str) -> float:
    """In milliseconds."""
    started_at = time.perf_counter()
    assert client.get(url).status_code == 200
    return (time.perf_counter() - started_at) * 1000


if __name__ == "__main__":
    run_on_database() if "--here" in sys.argv else main()
