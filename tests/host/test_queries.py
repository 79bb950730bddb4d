"""What the package costs the host's pages: the queries that its code makes there."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from tests.factories import make_practice, make_site
from tests.inbox.factories import client_for, make_user
from wagtail_tyonohjaus.practice.installation.state import read_state
from wagtail_tyonohjaus.practice.page_model import page_model

pytestmark = pytest.mark.django_db
MAX_QUERIES = 4
# They call what serves the page, and so are among the callers of all its queries.
WRAPPERS = {"wagtail_tyonohjaus.blocks.wagtail_hooks", "wagtail_tyonohjaus.blocks.current_page"}


def is_of_package() -> bool:
    """Whether the package's code is among the callers."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name.startswith("wagtail_tyonohjaus") and name not in WRAPPERS:
            return True
        frame = frame.f_back
    return False


@contextmanager
def queries_of_package() -> Iterator[list[str]]:
    queries: list[str] = []

    def note(execute: Any, sql: str, *args: Any) -> Any:
        if is_of_package():
            queries.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(note):
        yield queries


def queries_at(client: Client, url: str) -> list[str]:
    client.get(url)  # what is cached per process
    with queries_of_package() as queries:
        assert client.get(url).status_code == 200
    return queries


def test_queries_are_noticed_if_the_package_makes_them():
    with CaptureQueriesContext(connection) as expected:
        read_state()
    with queries_of_package() as queries:
        Site.objects.first()
        read_state()
    assert len(queries) == len(expected) > 0
    assert "wagtail_tyonohjaus_installation" in queries[0]


def test_users_without_requests_cost_the_admins_home_page_few_queries():
    make_practice()
    editor = make_user()
    editor.groups.add(Group.objects.create(name="Editors of other pages"))
    queries = queries_at(client_for(editor), reverse("wagtailadmin_home"))
    assert len(queries) <= MAX_QUERIES, "\n".join(sql[:150] for sql in queries)


def test_pages_without_the_package_cost_no_query():
    make_practice()
    site = Site.objects.get(pk=make_site().pk)
    page = page_model()(title="A page of the host", slug="host")
    site.root_page.add_child(instance=page)
    assert queries_at(Client(), page.get_url()) == []
