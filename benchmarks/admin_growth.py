"""Times of every view of the admin in a large practice beside a small one, on PostgreSQL.

``python -m benchmarks.admin_growth [postgres://user@host/database] [--rounds 5] [--only NAME]`` (about twenty minutes).

The small practice has 50 supervisors and 1,000 contact requests, the large one 500 supervisors, 20 offices and 100,000
requests, both with two events and two messages per request, and five sessions a week per supervisor. Both are in one
database of the benchmark's own, in a schema each, and take turns in every round, so that other load on the machine
affects both alike. Figures are the shortest of the rounds in milliseconds, with the number of queries; the aim is a
ratio of at most two.
"""

import argparse
import json
import random
from dataclasses import dataclass
from datetime import time, timedelta
from time import perf_counter
from typing import Any

from . import inbox
from .contact_setup import empty_database, on_database

SMALL_SCHEMA, LARGE_SCHEMA = "public", "large"
BATCH_SIZE = 5_000
RECORD = "wagtailsnippets_wagtail_tyonohjaus_{}:{}"
CHOOSER = "wagtailsnippetchoosers_wagtail_tyonohjaus_{}:{}"
CHOSEN = ("supervisor", "office", "service", "approach", "workfield")
TERMS = ("approach", "workfield")
STEPS = ("practice", "services", "offices", "supervisor", "look")
RECORDS = (*CHOSEN, "routingrule", "rota", "replytemplate")


@dataclass(frozen=True)
class Size:
    """How much a practice has."""

    schema: str
    requests: int
    supervisors: int
    offices: int


SIZES = (Size(SMALL_SCHEMA, 1_000, 50, 3), Size(LARGE_SCHEMA, 100_000, 500, 20))


@dataclass(frozen=True)
class Practice:
    """The users by role, and the primary keys that stand in URLs."""

    users: dict[str, Any]
    values: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A view; ``query`` and ``arguments``, which blanks separate, may contain values of ``Practice.values``."""

    name: str
    url_name: str
    query: str = ""
    arguments: str = ""
    roles: tuple[str, ...] = ("manager", "coordinator", "supervisor")


SUPERUSER = ("superuser",)
MANAGER = ("manager",)
SUPERVISOR = ("supervisor",)
STAFF = ("manager", "coordinator")
PAGES = [
    Page("home", "wagtailadmin_home"),
    Page("inbox", "tyonohjaus_inbox:index"),
    Page("inbox, all", "tyonohjaus_inbox:index", "queue=all"),
    Page("inbox, search", "tyonohjaus_inbox:index", "q=virtanen"),
    Page("request", "tyonohjaus_inbox:detail", arguments="{request}"),
    Page("request, pass on", "tyonohjaus_inbox:pass_on", arguments="{request}"),
    Page("request, correct", "tyonohjaus_inbox:correct", arguments="{request}"),
    Page("request, propose times", "tyonohjaus_session:propose_times", "request={request}"),
    Page("request, book a session", "tyonohjaus_session:create", "request={request}"),
    Page("callbacks", "tyonohjaus_inbox:callbacks"),
    Page("report", "tyonohjaus_inbox:report"),
    Page("report by page", "tyonohjaus_inbox:report", "grouping=page"),
    Page("personal data", "tyonohjaus_inbox:personal_data", roles=MANAGER),
    Page("delivery log", "tyonohjaus_log:index"),
    Page("delivery log, second page", "tyonohjaus_log:index", "p=2"),
    Page("delivery log, not delivered", "tyonohjaus_log:index", "state=failed"),
    Page("delivery log, search for a reference", "tyonohjaus_log:index", "q={reference}"),
    Page("delivery log, search for an address", "tyonohjaus_log:index", "q=person7%40mail"),
    Page("delivery log, search without a match", "tyonohjaus_log:index", "q=zzyzx"),
    Page("message", "tyonohjaus_log:detail", arguments="{delivery}"),
    Page("message texts", "tyonohjaus_log:message_texts", roles=MANAGER),
    Page("message previews", "tyonohjaus_log:message_preview", roles=MANAGER),
    Page("erasures", "tyonohjaus_erasures:index", roles=MANAGER),
    Page("health", "tyonohjaus_health_page", roles=MANAGER),
    Page("pages to check", "tyonohjaus_pages_to_check", roles=SUPERUSER),
    Page("crisis notices", "tyonohjaus_notices"),
    Page("sessions", "tyonohjaus_session:index"),
    Page("sessions, past", "tyonohjaus_session:index", "period=past"),
    Page("sessions, search", "tyonohjaus_session:index", "period=&q=visitor"),
    Page("session", "tyonohjaus_session:detail", arguments="{session}"),
    Page("session, move", "tyonohjaus_session:move", arguments="{session}"),
    Page("session, propose other times", "tyonohjaus_session:propose", arguments="{held_session}"),
    Page("new session", "tyonohjaus_session:create"),
    Page("week", "tyonohjaus_session:week"),
    Page("month", "tyonohjaus_session:month"),
    Page("my availability", "tyonohjaus_availability:weeks", arguments="{supervisor}"),
    Page("my availability, a day", "tyonohjaus_availability:day", arguments="{supervisor} {date}"),
    Page("who works when", "tyonohjaus_availability:office"),
    Page("who works when, one office", "tyonohjaus_availability:office", "office={office}"),
    Page("load by week", "tyonohjaus_availability:load"),
    Page("load by week, offices", "tyonohjaus_availability:load", "by=office"),
    Page("week of one supervisor", "tyonohjaus_session:week", "supervisor={supervisor}"),
    Page("who gets this?", "tyonohjaus_routing:routing_preview", roles=MANAGER),
    Page("who gets this?, answered", "tyonohjaus_routing:routing_preview", "urgency=normal", roles=MANAGER),
    Page("map of routing", "tyonohjaus_routing:routing_map", roles=MANAGER),
    Page("busy calendars", "tyonohjaus_busy_calendars", arguments="{supervisor}"),
    Page("connect a calendar", "tyonohjaus_connect_calendar", arguments="{supervisor}"),
    Page("calendar connected", "tyonohjaus_calendar_connected", arguments="{supervisor} {calendar}"),
    Page("private feeds", "tyonohjaus_feed_tokens", arguments="{supervisor}", roles=MANAGER),
    Page("rota", "tyonohjaus_rota", arguments="{rota}", roles=MANAGER),
    Page("rota, a turn", "tyonohjaus_rota_add", arguments="{rota}", roles=MANAGER),
    Page("rota, a rotation", "tyonohjaus_rota_rotation", arguments="{rota}", roles=MANAGER),
    Page("rota, change a turn", "tyonohjaus_rota_change", arguments="{rota} {supervisor} {start} {end}", roles=MANAGER),
    Page("rota, private feeds", "tyonohjaus_rota_feed_tokens", arguments="{rota}", roles=MANAGER),
    Page("checklist", "tyonohjaus_start:checklist", arguments="{site}", roles=MANAGER),
    *(Page(f"start, {step}", "tyonohjaus_start:step", arguments="{site} " + step, roles=SUPERUSER) for step in STEPS),
    Page("start, undo", "tyonohjaus_start:undo", arguments="{site}", roles=SUPERUSER),
    *(Page(f"import: {kind}", "tyonohjaus_import:upload", arguments=kind, roles=MANAGER) for kind in CHOSEN[:3]),
    Page("user guide", "tyonohjaus_guide:index"),
    Page("user guide, a page", "tyonohjaus_guide:page", arguments="manager health"),
    Page("settings", "wagtailsettings:edit", arguments="wagtail_tyonohjaus practicesettings {site}", roles=MANAGER),
    *(Page(f"list: {record}", RECORD.format(record, "list"), roles=MANAGER) for record in RECORDS),
    *(
        Page(f"form: {record}", RECORD.format(record, "edit"), arguments=f"{{{record}}}", roles=MANAGER)
        for record in RECORDS
    ),
    *(Page(f"new: {record}", RECORD.format(record, "add"), roles=MANAGER) for record in RECORDS),
    *(
        Page(f"{view}: {record}", RECORD.format(record, view), arguments=f"{{{record}}}", roles=MANAGER)
        for view in ("history", "delete", "usage")
        for record in RECORDS
    ),
    *(
        Page(f"copy: {record}", RECORD.format(record, "copy"), arguments=f"{{{record}}}", roles=MANAGER)
        for record in TERMS
    ),
    *(Page(f"choose: {record}", CHOOSER.format(record, "choose"), roles=STAFF) for record in CHOSEN),
    *(
        Page(f"chosen: {record}", CHOOSER.format(record, "chosen"), arguments=f"{{{record}}}", roles=MANAGER)
        for record in CHOSEN
    ),
]

#: The other URLs of the admin, by the reason why they are not in ``PAGES``.
NOT_MEASURED = {
    "accepts POST only": (
        *(f"tyonohjaus_inbox:{view}" for view in ("assign_to_me", "assign", "change_status", "add_note", "reply")),
        *(f"tyonohjaus_inbox:{view}" for view in ("release_hold", "plan_callback", "record_callback", "resend")),
        *(f"tyonohjaus_session:{view}" for view in ("confirm", "decline", "cancel")),
        *("tyonohjaus_availability:undo", "tyonohjaus_log:resend", "tyonohjaus_fetch_calendar"),
        *("tyonohjaus_rota_undo", "tyonohjaus_create_feed_token", "tyonohjaus_revoke_feed_token"),
        *("tyonohjaus_create_rota_feed_token", "tyonohjaus_revoke_rota_feed_token"),
        RECORD.format("routingrule", "reorder"),
        *(CHOOSER.format(record, "create") for record in CHOSEN),
    ),
    "redirects to a page that is measured": (
        *("tyonohjaus_availability:mine", "tyonohjaus_own_feed_tokens", "tyonohjaus_start:index"),
    ),
    "a part of a list that is measured": (
        *("tyonohjaus_inbox:index_results", "tyonohjaus_session:index_results", "tyonohjaus_log:index_results"),
        "tyonohjaus_erasures:index_results",
        *(RECORD.format(record, view) for record in RECORDS for view in ("list_results", "history_results")),
        *(CHOOSER.format(record, "choose_results") for record in CHOSEN),
        *(CHOOSER.format(record, "chosen_multiple") for record in CHOSEN),
    ),
    "two states of one record": tuple(RECORD.format(record, "changes") for record in RECORDS),
    "depends on what was entered, not on the practice": (
        *("tyonohjaus_import:preview", "tyonohjaus_import:template", "tyonohjaus_start:preview"),
        *(RECORD.format("supervisor", view) for view in ("preview_on_add", "preview_on_edit")),
    ),
    "a page of Wagtail's, with one question of ours": ("tyonohjaus_delete_site", "tyonohjaus_notice_end"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", metavar="DATABASE_URL", default="postgres://root@127.0.0.1/postgres")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="measure the views whose name contains this")
    parser.add_argument("--scale", type=float, default=1.0, help="of the large practice's requests")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        run_on_database(options)
        return
    arguments = [f"--rounds={options.rounds}", f"--only={options.only}", f"--scale={options.scale}"]
    rows = on_database("benchmarks.admin_growth", options.url, arguments)
    print(f"{'':50}{'small':>10}{'large':>10}{'ratio':>7}  queries")
    for row in rows:
        queries = f"{row['small_queries']} {row['large_queries']}"
        print(f"{row['name']:50}{row['small']:8.1f}ms{row['large']:8.1f}ms{row['ratio']:7.2f}  {queries}")
    print(f"above two: {sum(row['ratio'] > 2 for row in rows)} of {len(rows)}")


def run_on_database(options: argparse.Namespace) -> None:
    with empty_database() as connection:
        clone_tables(connection)
        practices = {}
        for size in SIZES:
            select_schema(connection, size.schema)
            requests = size.requests if size.schema == SMALL_SCHEMA else int(size.requests * options.scale)
            practices[size.schema] = fill(size, requests)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        for page in PAGES:
            for role in page.roles if options.only in page.name else ():
                print(json.dumps(measure(connection, page, role, practices, options.rounds)), flush=True)


def clone_tables(connection: Any) -> None:
    """Copies the tables with their first rows, and moves the sequences of the primary keys behind these."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(f"CREATE SCHEMA {LARGE_SCHEMA}")
        for table in tables:
            cursor.execute(f'CREATE TABLE {LARGE_SCHEMA}."{table}" (LIKE public."{table}" INCLUDING ALL)')
            cursor.execute(f'INSERT INTO {LARGE_SCHEMA}."{table}" SELECT * FROM public."{table}"')
            for column in connection.introspection.get_table_description(cursor, table):
                name = f'{LARGE_SCHEMA}."{table}"'
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [name, column.name])
                [sequence] = cursor.fetchone()
                if sequence:
                    cursor.execute(f'SELECT setval(%s, COALESCE(max("{column.name}"), 0) + 1) FROM {name}', [sequence])


def select_schema(connection: Any, schema: str) -> None:
    """The tables of the schema, and a cache of its own."""
    from django.core.cache import cache

    inbox.select_schema(connection, schema)
    cache.key_prefix = schema


def fill(size: Size, requests: int) -> Practice:
    records = create_records(size)
    inbox.create_requests(requests, records)
    create_events_and_messages()
    create_sessions(records)
    return Practice(records.users, url_values(records))


def create_records(size: Size) -> inbox.Records:
    from tests.factories import make_office, make_service
    from tests.inbox.factories import make_coordinator, make_manager, make_supervisor_user, make_user
    from wagtail_tyonohjaus.availability.models import WeeklyHours
    from wagtail_tyonohjaus.contact.models import RoutingRule
    from wagtail_tyonohjaus.practice.models import Supervisor

    offices = [make_office(city=f"City {number}", slug=f"city-{number}") for number in range(size.offices)]
    services = [make_service(name=f"Service {number}", lengths="60") for number in range(8)]
    for number in range(size.supervisors):
        make_supervisor_user([offices[number % len(offices)]], services=services[:4])
    supervisors = list(Supervisor.objects.order_by("pk"))
    WeeklyHours.objects.bulk_create(
        WeeklyHours(supervisor=supervisor, weekday=weekday, start=time(9), end=time(16))
        for supervisor in supervisors
        for weekday in range(5)
    )
    for number in range(10):
        rule = RoutingRule(site=offices[0].site, name=f"Rule {number}", channels=["mail"], sort_order=number)
        rule.to_email_addresses = f"rule{number}@practice.example"
        rule.save()
        rule.services.set(services[number % 8 : number % 8 + 1])
        rule.offices.set(offices[number % len(offices) : number % len(offices) + 1])
        rule.save()
    users = {
        "manager": make_manager(permissions=MANAGER_PERMISSIONS),
        "coordinator": make_coordinator(*offices[:2]),
        "supervisor": supervisors[0].user,
        "superuser": make_user(is_superuser=True),
    }
    return inbox.Records(offices, services, supervisors, users)


MODELS_OF_MANAGERS = (*RECORDS, "contactrequest", "session", "practicesettings")
MANAGER_PERMISSIONS = [f"{action}_{name}" for name in MODELS_OF_MANAGERS for action in ("add", "change", "delete")]


def create_events_and_messages() -> None:
    from django.utils import timezone

    from wagtail_tyonohjaus.contact.models import ContactRequest, RequestEvent
    from wagtail_tyonohjaus.messages.models import Delivery

    rng, month_ago = random.Random(5), timezone.now() - timedelta(days=30)
    rows = ContactRequest.objects.order_by("pk").values_list("pk", "reference", "site_id", "email", "created_at")
    events, deliveries = [], []
    for pk, reference, site, email, created_at in rows:
        events += [RequestEvent(request_id=pk, kind=kind, at=created_at) for kind in ("created", "status")]
        for message_type, address in (("staff_notice", "office@practice.example"), ("receipt", email)):
            deliveries.append(
                Delivery(
                    site_id=site,
                    about=reference,
                    message_type=message_type,
                    address=address,
                    audience="visitor" if message_type == "receipt" else "staff",
                    message_id=f"<{pk}.{message_type}@practice.example>",
                    state="failed" if rng.random() < 0.01 else "sent",
                    created_at=created_at + timedelta(seconds=rng.randrange(60)),
                    # Staff has seen to what failed longer ago.
                    acknowledged_at=created_at if created_at < month_ago else None,
                    context={"reference": reference},
                )
            )
    RequestEvent.objects.bulk_create(events, batch_size=BATCH_SIZE)
    Delivery.objects.bulk_create(deliveries, batch_size=BATCH_SIZE)


def create_sessions(records: inbox.Records) -> None:
    """Five a week for each supervisor, from six weeks ago until the end of the next week."""
    from django.utils import timezone

    from wagtail_tyonohjaus.appointments.models import Session

    now = timezone.now().replace(hour=7, minute=0, second=0, microsecond=0)
    monday = now - timedelta(days=now.weekday())
    sessions = []
    for number, supervisor in enumerate(records.supervisors):
        for week in range(-6, 2):
            for weekday in range(5):
                start = monday + timedelta(weeks=week, days=weekday, hours=(number + weekday) % 7)
                session = Session(
                    supervisor=supervisor,
                    service=records.services[number % 4],
                    office=records.offices[number % len(records.offices)],
                    start=start,
                    end=start + timedelta(hours=1),
                    time_zone="Europe/Helsinki",
                    status="completed" if start < now else "confirmed",
                    name=f"Visitor {number}",
                    email=f"visitor{number}@mail.example",
                    seat=0,
                )
                sessions.append(session)
    Session.objects.bulk_create(sessions, batch_size=BATCH_SIZE)


def url_values(records: inbox.Records) -> dict[str, Any]:
    from django.apps import apps

    from wagtail_tyonohjaus.appointments.models import Session
    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.messages.models import Delivery

    supervisor = records.supervisors[0]
    # All roles may open it.
    request = ContactRequest.objects.filter(office=records.offices[0], supervisor=supervisor).first()
    if request is None:
        request = ContactRequest.objects.filter(office=records.offices[0]).order_by("pk")[0]
        ContactRequest.objects.filter(pk=request.pk).update(supervisor=supervisor)
    delivery = Delivery.objects.filter(about=request.reference).order_by("pk")[0]
    session = Session.objects.filter(supervisor=supervisor, status="confirmed").order_by("pk")[0]
    values = {"request": request.pk, "reference": request.reference, "delivery": delivery.pk, "session": session.pk}
    for name in RECORDS:
        model = apps.get_model("wagtail_tyonohjaus", name)
        record = model.objects.order_by("pk").first()
        values[name] = record.pk if record else create_record(model).pk
    return values | other_values(values)


def other_values(values: dict[str, Any]) -> dict[str, Any]:
    """A day, a busy calendar, a turn of the rota, and a session that waits for an answer; all of one supervisor."""
    from django.utils import timezone
    from wagtail.models import Site

    from wagtail_tyonohjaus.appointments.models import Session
    from wagtail_tyonohjaus.availability.models import BusyCalendar
    from wagtail_tyonohjaus.duty.models import DutyTurn

    hour, week = timedelta(hours=1), timedelta(weeks=1)
    next_week = timezone.now().replace(minute=0, second=0, microsecond=0) + week
    start, booked = next_week + week, Session.objects.get(pk=values["session"])
    same = {name: getattr(booked, name) for name in ("supervisor", "service", "office", "time_zone", "name", "email")}
    session = Session.objects.create(**same, start=start, end=start + hour, status="held", hold_until=next_week, seat=0)
    calendar = BusyCalendar.objects.create(
        supervisor_id=values["supervisor"], name="Calendar", url="https://calendar.example/busy.ics"
    )
    turn = DutyTurn.objects.create(
        rota_id=values["rota"], supervisor_id=values["supervisor"], start=next_week, end=next_week + 8 * hour
    )
    return {
        "site": Site.objects.get().pk,
        "date": f"{next_week:%Y-%m-%d}",
        "calendar": calendar.pk,
        "held_session": session.pk,
        "start": int(turn.start.timestamp()),
        "end": int(turn.end.timestamp()),
    }


def create_record(model: Any) -> Any:
    from wagtail.models import Site

    fields = {field.name for field in model._meta.fields}
    values = {"name": "One", **({"site": Site.objects.get()} if "site" in fields else {})}
    return model.objects.create(**values)


def measure(connection: Any, page: Page, role: str, practices: dict[str, Practice], rounds: int) -> dict[str, Any]:
    visits = {schema: Visits(connection, schema, page, role, practice) for schema, practice in practices.items()}
    for _ in range(rounds + 1):
        for visit in visits.values():
            visit.repeat()
    small, large = visits[SMALL_SCHEMA], visits[LARGE_SCHEMA]
    return {
        "name": f"{role}, {page.name}",
        "small": small.shortest,
        "large": large.shortest,
        "ratio": large.shortest / small.shortest,
        "small_queries": small.queries,
        "large_queries": large.queries,
    }


class Visits:
    """Repeated requests for one view by one user in one practice."""

    def __init__(self, connection: Any, schema: str, page: Page, role: str, practice: Practice) -> None:
        from django.test import Client
        from django.urls import reverse

        self.connection, self.schema, self.durations, self.queries = connection, schema, [], 0
        select_schema(connection, schema)
        self.client: Any = Client()
        self.client.force_login(practice.users[role])
        arguments = page.arguments.format(**practice.values).split()
        query = page.query.format(**practice.values)
        self.url = reverse(page.url_name, args=arguments) + (f"?{query}" if query else "")

    def repeat(self) -> None:
        from django.test.utils import CaptureQueriesContext

        select_schema(self.connection, self.schema)
        if not self.queries:
            # The first time imports and fills caches, and is not measured.
            with CaptureQueriesContext(self.connection) as queries:
                self.check(self.client.get(self.url))
            self.queries = len(queries)
            return
        started_at = perf_counter()
        response = self.client.get(self.url)
        self.durations.append((perf_counter() - started_at) * 1000)
        self.check(response)

    def check(self, response: Any) -> None:
        # 409: the page that says why a record can't be deleted.
        assert response.status_code in (200, 409), (self.url, response.status_code)

    @property
    def shortest(self) -> float:
        return min(self.durations)


if __name__ == "__main__":
    main()
