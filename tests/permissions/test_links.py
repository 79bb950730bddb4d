"""Every link in the admin leads each role to a page that it may open."""

from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.appointments.factories import make_session
from tests.factories import make_office
from tests.inbox.factories import make_delivery, make_request
from wagtail_tyonohjaus.practice.models import Office, Supervisor

from .roles import OWN, make_world

pytestmark = [pytest.mark.matrix, pytest.mark.django_db]

START = "/admin/"
#: Pages of Wagtail itself.
SKIPPED = ("/admin/pages/", "/admin/images/", "/admin/documents/", "/admin/users/", "/admin/groups/", "/admin/logout/")
MAX_PAGES = 400


@pytest.fixture(scope="module")
def clients(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        users = make_world()
        make_related_records_of_other_offices()
        yield {role: _client(user) for role, user in users.items() if user is not None}
        transaction.set_rollback(True)


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_related_records_of_other_offices() -> None:
    """Sessions and requests that belong together, of which a coordinator may see one and not the other."""
    supervisor, own = Supervisor.objects.get(pk=OWN), Office.objects.get(pk=OWN)
    other = make_office(city="Pori", site=own.site)
    supervisor.offices.add(other)
    supervisor.save()
    for session_office, request_office in ((own, other), (other, own)):
        request = make_request(request_office, supervisor=supervisor)
        make_session(supervisor, session_office, request=request)
        make_delivery(request, audience="visitor", state="failed")
    # A series and a proposal with a time at each of the offices.
    for kind in ("series", "proposal"):
        key = "00000000-0000-4000-8000-000000000001"
        for office in (own, other):
            make_session(supervisor, office, **{kind: key})


def links(response, url: str) -> Iterator[str]:
    for anchor in BeautifulSoup(response.content, "html.parser").select("a[href]"):
        target = urlsplit(urldefrag(urljoin(url, anchor["href"])).url)
        if not target.netloc and target.path.startswith("/admin/") and not target.path.startswith(SKIPPED):
            # A script adds the selected rows to the links of bulk actions.
            has_page = "export" not in target.query and not target.path.startswith("/admin/bulk/")
            yield target.path if has_page else ""


def is_dead(response) -> bool:
    """A page with 409 says why a record can't be deleted."""
    return response.status_code not in (200, 302, 409) or response.headers.get("Location") == "/admin/"


def dead_links(client: Client) -> list[str]:
    seen, queue, dead = {START, ""}, [(START, START)], []
    while queue and len(seen) < MAX_PAGES:
        source, url = queue.pop(0)
        response = client.get(url)
        if is_dead(response):
            dead.append(f"{url} in {source}: {response.status_code}")
        elif "html" in response.headers.get("Content-Type", ""):
            new = [link for link in dict.fromkeys(links(response, url)) if link not in seen and is_page(link)]
            seen.update(new)
            queue += [(url, link) for link in new]
    return dead


def is_page(url: str) -> bool:
    try:
        resolve(url)
    except Resolver404:
        return False
    return True


ROLES = ["no rights", "editor", "supervisor", "other coordinator", "coordinator", "other manager", "manager", "viewer"]


@pytest.mark.parametrize("role", [*ROLES, "superuser"])
def test_every_link_leads_to_a_page_that_the_role_may_open(clients, role):
    assert dead_links(clients[role]) == []
