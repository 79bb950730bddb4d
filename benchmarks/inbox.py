"""How much longer the inbox takes with 100,000 requests than with 1,000, on PostgreSQL.

Run from the checkout: ``python -m benchmarks.inbox [postgres://user@host/database]`` (about six minutes). Both heaps
lie in one database of the benchmark's own, each in a schema, and are asked in turn through the whole stack, so that
whatever else the machine does slows both alike. Six in a hundred requests are open, as after years of use; each has a
message, a decision and a consent. Figures are medians; the target is three times.
"""

import json
import random
import statistics
import sys
import time
from datetime import timedelta
from typing import Any

from benchmarks.contact_setup import empty_database, on_database

SMALL, LARGE = 1_000, 100_000
ROUNDS = 9
COPIED = ("contactrequest", "contactrequest_receivers", "requestevent", "calltask", "delivery")
FIRST_NAMES = ("Maija", "Pekka", "Sofia", "Jari", "Aino", "Mikko", "Liisa", "Kalle", "Helmi", "Onni", "Elina", "Antti")
LAST_NAMES = ("Virtanen", "Mäkinen", "Lindström", "Nieminen", "Korhonen", "Koskinen", "Laine", "Äijälä", "Salo")
PATHS = {
    "first page": "",
    "second page": "?p=2",
    "a heap: overdue": "?show=overdue",
    "a heap: all": "?show=all",
    "filter: office": "?office={office}",
    "filter: closed, a service": "?status=closed&service={service}",
    "filter: dates": "?show=all&created_at_from=2026-01-01&created_at_to=2026-01-31",
    "search: a common name": "?q=virtanen",
    "search: two words": "?q=maija+lindstr",
    "search: nobody": "?q=zzyzx",
    "search: a number": "?q=040+{phone}",
    "search: a reference": "?q={reference}",
}


def main() -> None:
    url = sys.argv[1] if len(sys.argv) > 1 else "postgres://root@127.0.0.1/postgres"
    print(f"{'':36}{'1,000':>10}{'100,000':>10}{'ratio':>8}")
    for row in on_database("benchmarks.inbox", url, []):
        print(f"{row['name']:36}{row['small']:8.1f}ms{row['large']:8.1f}ms{row['ratio']:8.2f}")


def here() -> None:
    with empty_database() as connection:
        names = prepare(connection)
        for user in names["users"]:
            measure(connection, user, names)


def prepare(connection: Any) -> dict[str, Any]:
    from tests.factories import make_office, make_service, make_supervisor
    from tests.inbox.people import make_coordinator, make_manager, make_supervisor_user

    offices = [make_office(city=f"City {number}") for number in range(20)]
    services = [make_service(name=f"Service {number}") for number in range(8)]
    supervisors = [make_supervisor(name=f"Supervisor {number}", offices=offices[:3]) for number in range(40)]
    users = {
        "manager": make_manager(),
        "coordinator": make_coordinator(*offices[:2]),
        "supervisor": make_supervisor_user(offices[:1]),
    }
    records = (offices, services, [*supervisors, users["supervisor"].supervisor], list(users.values()))
    fill(SMALL, *records)
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA large")
        for name in COPIED:
            table = f"wagtail_tyonohjaus_{name}"
            cursor.execute(f"CREATE TABLE large.{table} (LIKE public.{table} INCLUDING ALL)")
    choose(connection, "large")
    fill(LARGE, *records)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {"users": users.items(), "office": offices[0].pk, "service": services[0].pk}


def choose(connection: Any, schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}, public")


def fill(count: int, offices: list, services: list, supervisors: list, users: list) -> None:
    from django.utils import timezone

    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.contact.search import search_text

    rng, now = random.Random(7), timezone.now()
    recipients = ContactRequest.recipients.through
    for first in range(0, count, 2000):
        rows = [request(first + place, rng, now, offices, services, supervisors) for place in range(2000)][
            : count - first
        ]
        for row in rows:
            row.search_text = search_text(row)
        ContactRequest.objects.bulk_create(rows)
        told = [
            recipients(contactrequest_id=row.pk, user_id=rng.choice(users).pk) for row in rows if rng.random() < 0.02
        ]
        recipients.objects.bulk_create(told)


def request(number: int, rng: random.Random, now: Any, offices: list, services: list, supervisors: list) -> Any:
    from wagtail_tyonohjaus.contact.models import ContactRequest

    office, service, supervisor = rng.choice(offices), rng.choice(services), rng.choice(supervisors)
    came = now - timedelta(minutes=rng.randrange(3 * 365 * 24 * 60))
    is_open = rng.random() < 0.06
    return ContactRequest(
        site_id=office.site_id,
        submission_key=f"{number}",
        created_at=came,
        name=f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}",
        organisation=rng.choice(("", "", f"City {rng.randrange(300)}", f"Nursery {rng.randrange(3000)}")),
        email=f"person{number}@mail{number % 97}.example",
        phone=f"+35840{1_000_000 + number}",
        office=office,
        office_name=str(office),
        service=service,
        service_name=service.name,
        supervisor=supervisor if rng.random() < 0.3 else None,
        urgency=rng.choice(("normal", "normal", "soon", "crisis")),
        status=rng.choice(("new", "in_progress", "in_contact"))
        if is_open
        else rng.choice(("agreed", "closed", "closed", "spam")),
        held_for_review=is_open and rng.random() < 0.05,
        due_at=came + timedelta(days=1),
        closed_at=None if is_open else came + timedelta(days=9),
        message="We look for supervision for our team, every three weeks in the mornings. " * rng.randrange(1, 9),
        consent_text="I agree that my details are kept to answer this request, as the privacy notice tells.",
        decision={"hits": [{"to": f"office:{office.pk}", "channel": "mail", "reason": "office"}] * 3, "steps": []},
    )


def measure(connection: Any, named: tuple[str, Any], names: dict[str, Any]) -> None:
    from django.test import Client
    from django.urls import reverse

    from wagtail_tyonohjaus.contact.models import ContactRequest

    role, user = named
    client = Client()
    client.force_login(user)
    known = ContactRequest.objects.order_by("pk")[500]
    filled = {**names, "phone": str(known.phone)[-7:], "reference": known.reference}
    for name, query in PATHS.items():
        url = reverse("tyonohjaus_inbox:index") + query.format(**filled)
        times: dict[str, list[float]] = {"public": [], "large": []}
        for _ in range(ROUNDS):
            for schema, taken in times.items():
                choose(connection, schema)
                started = time.perf_counter()
                assert client.get(url).status_code == 200
                taken.append((time.perf_counter() - started) * 1000)
        small, large = (statistics.median(taken) for taken in times.values())
        print(
            json.dumps({"name": f"{role}, {name}", "small": small, "large": large, "ratio": large / small}), flush=True
        )


if __name__ == "__main__":
    here() if "--here" in sys.argv else main()
