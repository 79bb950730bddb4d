"""What the form of a supervisor costs each role, with few and many rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site

from tests.availability.admin_forms import url
from tests.availability.test_supervisor_form import MAX_BYTES, MAX_QUERIES, fields_of, make_rows
from tests.factories import make_office, make_service, make_site, make_supervisor
from tests.inbox.factories import make_coordinator, make_manager, make_supervisor_user, make_user
from tests.pages.marks import UNCLOSED_RENDITIONS
from tests.permissions.roles import EDITOR, MANAGER
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("practice"),
    *UNCLOSED_RENDITIONS,
]

#: Queries of the form. A manager of several practices is offered their names.
ROLES = {
    "superuser": MAX_QUERIES,
    "editor": MAX_QUERIES,
    "supervisor": MAX_QUERIES,
    "coordinator": MAX_QUERIES,
    "manager": MAX_QUERIES + 1,
    "manager of the only site": MAX_QUERIES,
    "manager of one site": MAX_QUERIES,
}
#: Queries of a form that is not accepted, without the savepoints in place of the transaction.
MAX_REJECTED = 30


@pytest.fixture
def office():
    offices = [make_office(city=f"City {number}") for number in range(3)]
    for _number in range(10):
        make_supervisor_user(offices)
    make_supervisor(name="Elsewhere", site=make_site("other.example.com"))
    return offices[0]


@pytest.fixture
def services():
    return [make_service(name=f"Work supervision of a kind {number}", lengths="60") for number in range(12)]


def make_role(role, office):
    users = {
        "superuser": lambda: make_user(is_superuser=True),
        "manager": lambda: make_manager(permissions=MANAGER),
        "manager of the only site": lambda: make_only_manager(office.site),
        "manager of one site": lambda: make_manager(office.site, MANAGER),
        "editor": lambda: make_user("", *EDITOR),
        "coordinator": lambda: make_coordinator(office),
        "supervisor": make_user,
    }
    return users[role]()


def make_only_manager(site):
    Supervisor.objects.exclude(site=site).delete()
    Site.objects.exclude(pk=site.pk).delete()
    return make_manager(permissions=MANAGER)


def queries_of(send):
    with CaptureQueriesContext(connection) as queries:
        response = send()
    return response, [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]


def make_portrayed(services, office, count, user):
    supervisor = make_rows(services, office, count)
    supervisor.photo = get_image_model().objects.create(title="Portrait", file=get_test_image_file())
    supervisor.user = user
    supervisor.save()
    return supervisor


@pytest.mark.parametrize(("role", "limit"), ROLES.items())
def test_form_and_rejected_form_need_few_queries_for_every_role(client, services, office, role, limit):
    user = make_role(role, office)
    client.force_login(user)
    shown, rejected = [], []
    for count in (1, 30):
        supervisor = make_portrayed(services, office, count, user if role == "supervisor" else None)
        page = url("edit", supervisor.pk)
        client.get(page)
        response, queries = queries_of(lambda page=page: client.get(page))
        shown.append(queries)
        data = fields_of(response.content.decode()) | {"phone": ["12"]}
        again, queries = queries_of(lambda page=page, data=data: client.post(page, data))
        rejected.append(queries)
        assert "phone" in again.context["form"].errors
        kept = fields_of(again.content.decode())
        assert kept["weekly_hours-0-folded"] == data["weekly_hours-0-folded"]
        assert max(len(response.content), len(again.content)) <= MAX_BYTES
        Supervisor.objects.filter(pk=supervisor.pk).update(user=None)
    assert len(shown[0]) == len(shown[1]) <= limit, [sql[:120] for sql in shown[1]]
    assert len(rejected[0]) == len(rejected[1]) <= MAX_REJECTED, [sql[:120] for sql in rejected[1]]


def test_unchanged_rows_are_not_saved_again(admin_client, services, office):
    counts = []
    for count in (1, 30):
        page = url("edit", make_portrayed(services, office, count, None).pk)
        data = fields_of(admin_client.get(page).content.decode()) | {"role": ["Work supervisor"]}
        response, queries = queries_of(lambda page=page, data=data: admin_client.post(page, data))
        assert response.status_code == 302, response.context["form"].errors
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("field", "model"),
    [("services", "service"), ("weekly_hours-0-services", "service"), ("weekly_hours-0-office", "office")],
)
def test_records_that_are_not_offered_are_refused(admin_client, services, office, field, model):
    elsewhere = make_site("third.example.com")
    foreign = {"service": make_service, "office": make_office}[model](site=elsewhere)
    supervisor = make_rows(services, office, 2)
    page = url("edit", supervisor.pk)
    data = fields_of(
        admin_client.get(page, {"row": f"weekly_hours-{supervisor.weekly_hours.first().pk}"}).content.decode()
    )
    for value in (str(foreign.pk), "999999", "x", "\0"):
        response = admin_client.post(page, data | {field: [value]})
        assert response.status_code == 200
        form = response.context["form"]
        errors = form.formsets["weekly_hours"].errors[0] if "-" in field else form.errors
        assert list(errors) == [field.split("-")[-1]]
