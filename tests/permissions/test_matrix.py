"""Every URL of the package, for every role, with a record of the own practice and with one of another practice.

URLs are discovered; each must be in the table below, which states who has access to which of the records.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.serializers import serialize
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.timezone import localdate
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from tests.inbox.admin_urls import belongs_to_package, iter_url_patterns
from tests.inbox.test_admin_permissions import POST_DATA, content_text
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.availability.models import BusyCalendar
from wagtail_tyonohjaus.contact.models import Callback, ContactRequest, ReplyTemplate, RoutingRule
from wagtail_tyonohjaus.duty.models import Rota
from wagtail_tyonohjaus.feeds.models import FeedToken
from wagtail_tyonohjaus.inbox.bulk_actions import BULK_ACTIONS as BULK_ACTIONS_OF_REQUESTS
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.practice.history.changes import DATA_KEY, RecordChanges
from wagtail_tyonohjaus.practice.models import Approach, Office, PracticeSettings, Service, Supervisor, WorkField

from .roles import CANARIES, FOREIGN, OWN, make_world

pytestmark = pytest.mark.matrix

MODELS = [
    Approach,
    BusyCalendar,
    Callback,
    ContactRequest,
    Delivery,
    FeedToken,
    Office,
    PracticeSettings,
    ReplyTemplate,
    Rota,
    RoutingRule,
    Service,
    Session,
    Supervisor,
    WorkField,
]
STAFF = {"no rights", "editor", "supervisor", "other coordinator", "coordinator", "other manager", "manager", "viewer"}
ROLES = ["anonymous", *sorted(STAFF), "superuser"]


class Access:
    """Who may open a URL with a record of the first practice, and with one of the second; superusers always may.

    For a URL without a record, ``own`` are those who may open it.
    """

    def __init__(self, own: str = "", foreign: str = "") -> None:
        self.own, self.foreign = (
            {"superuser", *filter(None, map(str.strip, text.split(",")))} for text in (own, foreign)
        )


EVERYBODY = Access(", ".join(STAFF), ", ".join(STAFF))
# No site or page has the key of the records; access to them is tested with the parts.
NO_RECORD = Access()
NO_RECORD.own.clear()
NO_RECORD.foreign.clear()
MANAGERS = Access("manager, other manager")
OWN_MANAGER = Access("manager", "other manager")
REQUEST_STAFF = "supervisor, coordinator, manager"
REQUEST_LIST = Access(f"{REQUEST_STAFF}, other coordinator, other manager, viewer")
VIEW_REQUEST = Access(f"{REQUEST_STAFF}, viewer", "other manager, viewer")
CHANGE_REQUEST = Access(REQUEST_STAFF, "other manager")
# Without a supervisor whose sessions the user may book there is nothing to create.
SESSION_STAFF = Access(f"{REQUEST_STAFF}, other manager")
EDITORS = Access("editor", "editor")
SUPERVISOR_LIST = Access("supervisor, coordinator, other coordinator, manager, other manager, editor, viewer")
VIEW_SUPERVISOR = Access(f"{REQUEST_STAFF}, editor, viewer", "other manager, editor, viewer")
CHANGE_SUPERVISOR = Access(f"{REQUEST_STAFF}, editor", "other manager, editor")
DELETE_SUPERVISOR = Access("manager, editor", "other manager, editor")
TOKENS = Access("supervisor, manager, viewer", "other manager, viewer")
OWN_CALENDAR = Access("supervisor")
OWN_CALENDAR.own.remove("superuser")
SUPERVISOR_CHOICE = Access(", ".join(STAFF - {"no rights", "other manager"}), "other manager, editor, viewer")
RECORD_CHOICE = Access("manager, editor", "other manager, editor")


def snippet(model: str, **views: Access) -> dict[str, Access]:
    return {f"wagtailsnippets_wagtail_tyonohjaus_{model}:{view}": access for view, access in views.items()}


def chooser(model: str, **views: Access) -> dict[str, Access]:
    return {f"wagtailsnippetchoosers_wagtail_tyonohjaus_{model}:{view}": access for view, access in views.items()}


def record_views(model: str, list_access: Access, row_access: Access) -> dict[str, Access]:
    lists = ("list", "list_results", "add")
    rows = ("edit", "delete", "usage", "history", "history_results", "changes")
    return snippet(model, **dict.fromkeys(lists, list_access), **dict.fromkeys(rows, row_access))


def inbox(access: Access, *views: str) -> dict[str, Access]:
    return {f"tyonohjaus_inbox:{view}": access for view in views}


def sessions(access: Access, *views: str) -> dict[str, Access]:
    return {f"tyonohjaus_session:{view}": access for view in views}


def availability(access: Access, *views: str) -> dict[str, Access]:
    return {f"tyonohjaus_availability:{view}": access for view in views}


def choosers_of(model: str, chosen: Access, create: Access) -> dict[str, Access]:
    lists = dict.fromkeys(("choose", "choose_results", "chosen_multiple"), EVERYBODY)
    return chooser(model, **lists, chosen=chosen, create=create)


TABLE: dict[str, Access] = {
    **inbox(REQUEST_LIST, "index", "index_results", "callbacks", "report"),
    **inbox(MANAGERS, "personal_data"),
    **inbox(VIEW_REQUEST, "detail"),
    **inbox(CHANGE_REQUEST, "assign_to_me", "assign", "change_status", "add_note", "reply", "release_hold"),
    **inbox(CHANGE_REQUEST, "plan_callback", "record_callback", "resend"),
    **inbox(CHANGE_REQUEST, "correct", "pass_on"),
    "tyonohjaus_guide:index": EVERYBODY,
    "tyonohjaus_guide:page": NO_RECORD,
    "tyonohjaus_log:index": REQUEST_LIST,
    "tyonohjaus_log:index_results": REQUEST_LIST,
    "tyonohjaus_log:message_preview": MANAGERS,
    "tyonohjaus_log:message_texts": MANAGERS,
    "tyonohjaus_log:detail": VIEW_REQUEST,
    "tyonohjaus_log:resend": CHANGE_REQUEST,
    "tyonohjaus_erasures:index": MANAGERS,
    "tyonohjaus_erasures:index_results": MANAGERS,
    "tyonohjaus_routing:routing_preview": MANAGERS,
    "tyonohjaus_routing:routing_map": MANAGERS,
    **record_views("routingrule", MANAGERS, OWN_MANAGER),
    **snippet("routingrule", reorder=OWN_MANAGER),
    **record_views("rota", MANAGERS, OWN_MANAGER),
    **dict.fromkeys(("tyonohjaus_rota", "tyonohjaus_rota_add", "tyonohjaus_rota_rotation"), OWN_MANAGER),
    **dict.fromkeys(("tyonohjaus_rota_undo", "tyonohjaus_rota_feed_tokens"), OWN_MANAGER),
    "tyonohjaus_create_rota_feed_token": OWN_MANAGER,
    "tyonohjaus_revoke_rota_feed_token": NO_RECORD,
    "tyonohjaus_rota_change": NO_RECORD,
    "tyonohjaus_health_page": MANAGERS,
    # Lists the notices that the user may edit or publish.
    "tyonohjaus_notices": EVERYBODY,
    "tyonohjaus_pages_to_check": Access(),
    "tyonohjaus_start:checklist": OWN_MANAGER,
    **dict.fromkeys((f"tyonohjaus_start:{view}" for view in ("index", "preview", "step", "undo")), Access()),
    **dict.fromkeys((f"tyonohjaus_import:{view}" for view in ("upload", "preview", "template")), EDITORS),
    **record_views("replytemplate", MANAGERS, OWN_MANAGER),
    **sessions(REQUEST_LIST, "index", "index_results"),
    # The last two lead to the page that the user may see, and list nothing to those without rights.
    **sessions(EVERYBODY, "week", "month", "propose_times"),
    **availability(EVERYBODY, "mine", "office", "load"),
    **availability(CHANGE_SUPERVISOR, "day", "undo", "weeks"),
    **sessions(SESSION_STAFF, "create"),
    **sessions(VIEW_REQUEST, "detail"),
    **sessions(CHANGE_REQUEST, "confirm", "decline", "cancel", "move", "propose"),
    **snippet("supervisor", list=SUPERVISOR_LIST, list_results=SUPERVISOR_LIST, add=EDITORS),
    **snippet("supervisor", edit=CHANGE_SUPERVISOR, preview_on_edit=CHANGE_SUPERVISOR, delete=DELETE_SUPERVISOR),
    **snippet("supervisor", **dict.fromkeys(("usage", "history", "history_results", "changes"), CHANGE_SUPERVISOR)),
    **snippet("supervisor", preview_on_add=EDITORS),
    **choosers_of("supervisor", SUPERVISOR_CHOICE, EDITORS),
    "tyonohjaus_busy_calendars": VIEW_SUPERVISOR,
    "tyonohjaus_fetch_calendar": CHANGE_SUPERVISOR,
    "tyonohjaus_connect_calendar": CHANGE_SUPERVISOR,
    "tyonohjaus_calendar_connected": CHANGE_SUPERVISOR,
    "tyonohjaus_own_feed_tokens": OWN_CALENDAR,
    "tyonohjaus_feed_tokens": TOKENS,
    "tyonohjaus_create_feed_token": TOKENS,
    "tyonohjaus_revoke_feed_token": TOKENS,
    **record_views("service", EDITORS, EDITORS),
    **choosers_of("service", RECORD_CHOICE, EDITORS),
    **record_views("office", EDITORS, EDITORS),
    **choosers_of("office", RECORD_CHOICE, EDITORS),
    **record_views("approach", EDITORS, EDITORS),
    **snippet("approach", copy=EDITORS),
    **choosers_of("approach", EVERYBODY, NO_RECORD),
    **record_views("workfield", EDITORS, EDITORS),
    **snippet("workfield", copy=EDITORS),
    **choosers_of("workfield", EVERYBODY, NO_RECORD),
    "wagtailsettings:edit": EDITORS,
    "tyonohjaus_delete_site": NO_RECORD,
    "tyonohjaus_notice_end": NO_RECORD,
}
# Visitors open these. What they contain, and who holds the tokens, is tested with the parts.
PUBLIC = {
    f"wagtail_tyonohjaus:{name}"
    for name in (
        "session session_move session_cancel session_cancel_series calendar_free calendar_openapi "
        "calendar_sessions calendar_session calendar_practice calendar_office calendar_service calendar_json "
        "calendar_availability calendar_busy calendar_slot contact_submit contact_receipt calendar_duty calendar_rota "
        "alert sms_reply colors live ready notices_feed headless_form headless_openapi headless_practice headless_times"
    ).split()
}
# Bulk actions open for the records among the selected ones to which the user has the right, so they are tested alone.
BULK_ACTIONS = "wagtail_bulk_action"
ACTIONS_OF_RECORDS = ("supervisor", "service", "office", "routingrule", "rota", "replytemplate", "contactrequest")


# Of URLs, by name; all others are the primary key of the records.
ARGUMENTS = {"kind": "supervisor", "file_format": "csv", "step": "practice"}


def discovered_urls() -> dict[str, list[str]]:
    """The names of all URLs of the package with those of their arguments, and the form of the practice's settings."""
    urls = {}
    for _route, namespaces, pattern in iter_url_patterns(get_resolver()):
        if belongs_to_package(namespaces, pattern):
            urls[":".join((*namespaces, pattern.name or ""))] = list(pattern.pattern.converters)
    return {**urls, "wagtailsettings:edit": ["pk"]}


def url_of(name: str, key: int) -> str:
    if name == "wagtailsettings:edit":
        return reverse(name, args=["wagtail_tyonohjaus", "practicesettings", Supervisor.objects.get(pk=key).site_id])
    values = {**ARGUMENTS, "site": Supervisor.objects.get(pk=key).site_id, "date": f"{localdate() + timedelta(days=7)}"}
    if name.endswith(":changes"):
        values["entry"] = logged_change(name.split(":")[0].rpartition("_")[2], key)
    return reverse(name, args=[values.get(argument, key) for argument in discovered_urls()[name]])


def logged_change(model: str, key: int) -> int:
    """The primary key of an entry in the history of a record, which says what was changed."""
    record = apps.get_model("wagtail_tyonohjaus", model).objects.get(pk=key)
    entries = ModelLogEntry.objects.for_instance(record).filter(data__has_key=DATA_KEY)
    changes = RecordChanges(fields={"site": ("1", "2")}, hidden=["email"])
    return (entries.first() or log(record, "wagtail.edit", data=changes.as_data())).pk


@pytest.fixture(scope="module")
def clients(django_db_setup, django_db_blocker):
    """A client of each role, with the records of both practices; one database set-up for the whole matrix."""
    with django_db_blocker.unblock(), transaction.atomic():
        users = make_world()
        yield {role: _client(user) for role, user in users.items()}
        transaction.set_rollback(True)


def _client(user) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def is_denied(response) -> bool:
    location = response.headers.get("Location", "")
    return response.status_code in (403, 404) or location == "/admin/" or location.startswith("/admin/login/")


def snapshot() -> str:
    return serialize("json", [row for model in MODELS for row in model.objects.order_by("pk")])


def leaks(response) -> list[str]:
    text = content_text(response)
    return [canary for canary in CANARIES if canary in text]


def faults(client: Client, role: str, url: str, permitted: bool, may_see_foreign: bool) -> Iterator[str]:
    """What is wrong with the responses to GET and to POST. Changes are undone only if the role may make them."""
    for method in ("get", "post"):
        with undone() if permitted else nullcontext():
            response = client.get(url) if method == "get" else client.post(url, POST_DATA)
        if response.status_code == 405:
            continue
        if response.status_code >= 500:
            yield f"{role}: {response.status_code} by {method} {url}"
        if is_denied(response) == permitted:
            yield f"{role} {'is denied' if permitted else 'may'} {method} {url}: {response.status_code}"
        if not may_see_foreign and leaks(response):
            yield f"{role} sees {leaks(response)} by {method} {url}"


# The mark has pytest-django create the database, which the fixture of the other tests needs.
@pytest.mark.django_db
def test_every_url_is_classified():
    assert set(discovered_urls()) == set(TABLE) | PUBLIC


@pytest.mark.parametrize("name", sorted(TABLE))
def test_url_is_open_to_its_roles_only(clients, name):
    access, problems, before = TABLE[name], [], snapshot()
    # Editors work with the records of all practices, and see all shared terms.
    for role in ROLES:
        sees_foreign = role in access.foreign or role in ("superuser", "viewer", "other manager", "editor")
        problems += faults(clients[role], role, url_of(name, OWN), role in access.own, sees_foreign)
        if discovered_urls()[name]:
            permitted = role in access.foreign
            problems += faults(clients[role], role, url_of(name, FOREIGN), permitted, permitted)
    assert problems == []
    assert snapshot() == before


@pytest.mark.parametrize("model", ACTIONS_OF_RECORDS)
def test_bulk_actions_reveal_and_change_nothing_of_another_practice(clients, model):
    actions = [action.action_type for action in BULK_ACTIONS_OF_REQUESTS] if model == "contactrequest" else ["delete"]
    problems = []
    for role in set(ROLES) - {"superuser", "viewer", "other manager", "editor"}:
        for action in actions:
            url = reverse(BULK_ACTIONS, args=["wagtail_tyonohjaus", model, action])
            for selection in (f"id={FOREIGN}", f"id={FOREIGN}&id={OWN}", "id=all"):
                problems += _bulk_faults(clients[role], role, f"{url}?{selection}")
    assert problems == []


def _bulk_faults(client: Client, role: str, url: str) -> Iterator[str]:
    with undone():
        before = foreign_rows()
        responses = [client.get(url), client.post(url, POST_DATA)]
        if foreign_rows() != before:
            yield f"{role} changes records of another practice by {url}"
        yield from (f"{role} sees {leaks(response)} by {url}" for response in responses if leaks(response))


def foreign_rows() -> str:
    return serialize("json", [row for model in MODELS for row in model.objects.filter(pk=FOREIGN)])


QUERIES = {
    "chosen_multiple": [f"id={FOREIGN}", f"id={OWN}&id={FOREIGN}", "id=x"],
    "preview": [f"site={FOREIGN}&supervisor={FOREIGN}&office={FOREIGN}&service={FOREIGN}"],
    "create": [f"supervisor={FOREIGN}&request={FOREIGN}"],
}
LIST_QUERIES = ["export=csv", "export=xlsx", "queue=all&q=kanaria", "queue=all&export=csv", f"office={FOREIGN}"]


def queries_of(name: str) -> list[str]:
    view = name.rpartition(":")[2]
    return QUERIES.get(view, QUERIES.get(view.rpartition("_")[2], LIST_QUERIES))


def test_queries_exports_and_searches_reveal_nothing_of_another_practice(clients):
    problems = []
    for name in sorted(name for name in TABLE if not discovered_urls()[name]):
        problems += _query_faults(clients, name)
    assert problems == []


def _query_faults(clients, name: str) -> Iterator[str]:
    for role in ("no rights", "supervisor", "other coordinator", "coordinator", "manager"):
        for query in queries_of(name):
            url = f"{url_of(name, OWN)}?{query}"
            response = clients[role].get(url)
            if response.status_code >= 500:
                yield f"{role}: {response.status_code} by {url}"
            yield from (f"{role} sees {canary} by {url}" for canary in leaks(response))


def matrix_size() -> int:
    """Requests of the matrix: URLs x roles x rows x methods."""
    return sum(
        len(ROLES) * (2 if arguments else 1) * 2 for name, arguments in discovered_urls().items() if name in TABLE
    )


def test_matrix_covers_every_role_row_and_method():
    assert matrix_size() > 3000
