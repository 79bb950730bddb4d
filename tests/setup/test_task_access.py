"""The checklist links only to what its reader may open, and says who does the rest."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AbstractUser, Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from tests.factories import make_site
from tests.inbox.factories import client_for, make_user
from tests.setup.plans import group_plan
from wagtail_tyonohjaus.practice.models import Service
from wagtail_tyonohjaus.setup.checklist import checklist
from wagtail_tyonohjaus.setup.start import apply

pytestmark = pytest.mark.django_db
ADMINISTRATOR = "An administrator can do this."
EDITOR = "An editor or an administrator can do this."


@pytest.fixture
def started() -> Site:
    apply(group_plan(), make_site())
    return Site.objects.get(hostname="localhost")


def member(*roles: str) -> AbstractUser:
    user = make_user("-".join(roles))
    user.groups.set(Group.objects.filter(name__in=[f"Majakka: {role}" for role in roles]))
    return type(user).objects.get(pk=user.pk)


def links(html: str) -> list[str]:
    return [link["href"] for link in BeautifulSoup(html, "html.parser").select(".tyo-start__tasks a")]


def responsible(site: Site, user: AbstractUser) -> dict[str, str]:
    return {task.code: task.responsible for task in checklist(site).for_user(user).tasks if task.responsible}


def test_manager_reads_who_can_do_what_the_own_rights_do_not_allow(started):
    assert responsible(started, member("Hallinnoijat")) == {
        **dict.fromkeys(["prices", "placeholders", "privacy", "pages", "contact"], EDITOR),
        "host": ADMINISTRATOR,
    }


def test_manager_who_edits_pages_too_does_all_but_the_site(started):
    assert responsible(started, member("Hallinnoijat", "Sisällöntuottajat")) == {"host": ADMINISTRATOR}


def test_nobody_else_is_responsible_for_what_an_administrator_or_nobody_has_to_do(started):
    assert responsible(started, make_user("administrator", is_superuser=True)) == {}
    Service.objects.update(price="120 €")
    assert "prices" not in responsible(started, member("Hallinnoijat"))


@pytest.mark.parametrize("roles", [("Hallinnoijat",), ("Hallinnoijat", "Sisällöntuottajat")])
def test_every_link_of_the_list_opens(started, roles):
    client = client_for(member(*roles))
    page = reverse("tyonohjaus_start:checklist", args=[started.pk])
    urls = [links(client.get(url).content.decode()) for url in (page, reverse("wagtailadmin_home"))]
    assert urls[0] == urls[1] != []
    assert {url: client.get(url).status_code for url in urls[0]} == dict.fromkeys(urls[0], 200)


def queries(site: Site, user: Any) -> int:
    found = checklist(Site.objects.get(pk=site.pk))
    with CaptureQueriesContext(connection) as captured:
        found.for_user(user)
    return len(captured)


def test_rights_cost_no_query_for_administrators_and_few_for_others(started):
    assert queries(started, make_user("administrator", is_superuser=True)) == 0
    assert queries(started, member("Hallinnoijat")) <= 9
