"""Permissions of the demo accounts."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.permissions import policy_registry

from example_site.accounts import ACCOUNTS, PASSWORD
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.policy import requests_for
from wagtail_tyonohjaus.practice.models import Supervisor


def user(name: str):
    return get_user_model().objects.get(username=name)


def logged_in_client(name: str) -> Client:
    client = Client()
    assert client.login(username=name, password=PASSWORD)
    return client


@pytest.mark.parametrize("name", [account.username for account in ACCOUNTS])
def test_every_account_can_open_the_admin(demo_client, name):
    assert logged_in_client(name).get("/admin/", HTTP_HOST="localhost:8765").status_code == 200


def test_editor_edits_pages_and_records_but_no_requests(demo_client):
    client = logged_in_client("toimittaja")
    paths = (
        "/admin/pages/",
        "/admin/snippets/wagtail_tyonohjaus/supervisor/",
        "/admin/snippets/wagtail_tyonohjaus/office/",
    )

    assert {path: client.get(path, HTTP_HOST="localhost:8765").status_code for path in paths} == dict.fromkeys(
        paths, 200
    )
    assert requests_for(user("toimittaja")).count() == 0


@pytest.mark.parametrize(("name", "office"), [("koordinaattori", "tampere"), ("koordinaattori2", "helsinki")])
def test_coordinator_sees_only_requests_of_their_office(demo_client, name, office):
    offices = set(requests_for(user(name)).filter(assignee=None).values_list("office__slug", flat=True))

    assert offices == {office}


@pytest.mark.parametrize(("name", "person"), [("ohjaaja", "Veikka Harjumetsä"), ("ohjaaja2", "Aune Merisuvanto")])
def test_supervisor_sees_only_their_requests(demo_client, name, person):
    """And crises, about which the rota alerts them."""
    people = set(requests_for(user(name)).exclude(urgency="crisis").values_list("supervisor__name", flat=True))

    assert people == {person}


def test_manager_sees_one_practice(demo_client):
    sites = set(requests_for(user("hallinnoija"), "delete").values_list("site__hostname", flat=True))
    client = logged_in_client("hallinnoija")
    paths = ("/admin/contact-requests/report/", "/admin/contact-rotas/", "/admin/routing-rules/")
    statuses = {path: client.get(path, HTTP_HOST="localhost:8765").status_code for path in paths}

    assert sites == {"kuuntelo.localhost"}
    assert statuses == dict.fromkeys(paths, 200)


@pytest.mark.parametrize(("kind", "status"), [("supervisor", 200), ("office", 200), ("service", 404)])
def test_manager_imports_people_and_offices(demo_client, kind, status):
    """As in a practice that the start has set up, where editors maintain the services."""
    path = f"/admin/record-import/{kind}/"
    assert logged_in_client("hallinnoija").get(path, HTTP_HOST="localhost:8765").status_code == status


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("koordinaattori", ["Lea Saarenmäki", "Salli Koskenhohto", "Veikka Harjumetsä"]),
        ("koordinaattori2", ["Aune Merisuvanto", "Joakim Näckrosholm", "Mathias Ekskärla", "Nadia Tuulensuu"]),
        ("ohjaaja", ["Veikka Harjumetsä"]),
        ("ohjaaja2", ["Aune Merisuvanto"]),
    ],
)
def test_hours_are_edited_by_supervisor_and_coordinators(demo_client, name, people):
    policy = policy_registry.get_by_type(Supervisor)
    supervisors = policy.instances_user_has_permission_for(user(name), "change")

    assert sorted(supervisors.values_list("name", flat=True)) == people


def test_admin_sees_every_request(demo_client):
    assert requests_for(user("admin")).count() == ContactRequest.objects.count()
