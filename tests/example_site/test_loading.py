"""Loading the demo content twice, after edits, and deleting it."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from wagtail.models import Page, Site

from example_site.loader import load, reset
from wagtail_tyonohjaus.availability.models import HoursException, WeeklyHours
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.practice.models import Office, PracticeSettings, Service, Supervisor

from .conftest import PORT


def counts() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label.startswith(("wagtail", "auth")) and "search" not in model._meta.label.lower()
    }


def test_second_load_adds_nothing(demo_client):
    before = counts()
    load(PORT)

    assert counts() == before


def test_second_load_keeps_edits(demo_client):
    page = Page.objects.get(slug="palvelut", url_path__contains="kaislapuro").specific
    page.introduction = "Muutettu"
    page.save_revision().publish()
    Supervisor.objects.filter(name="Tuulia Kaislapuro").update(role="Muutettu")
    load(PORT)

    assert Page.objects.get(pk=page.pk).specific.introduction == "Muutettu"
    assert Supervisor.objects.get(name="Tuulia Kaislapuro").role == "Muutettu"


def test_load_with_another_port_updates_sites(demo_client):
    load(9000)

    assert set(Site.objects.filter(hostname__endswith=".localhost").values_list("port", flat=True)) == {9000}


def test_reset_deletes_only_demo_content(demo_client):
    other = get_user_model().objects.create_user("somebody")
    reset()

    models = (Page, Site, Supervisor, Service, Office, PracticeSettings, ContactRequest)
    assert [model.objects.count() for model in models] == [1, 0, 0, 0, 0, 0, 0]
    assert list(get_user_model().objects.all()) == [other]


def test_command_resets_loads_and_prints_accounts(demo_client, capsys):
    call_command("load_demo", "--reset", "--port", "8001")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("http://localhost:8001/ lists the sites.")
    assert [line.split()[0] for line in lines[1:]] == ["admin", "toimittaja", "koordinaattori", "ohjaaja"]


def test_provider_has_supervisors_with_hours_in_five_cities(demo_client):
    provider = Supervisor.objects.filter(site__hostname="kuuntelo.localhost")
    cities = set(provider.values_list("offices__city", flat=True))

    assert provider.count() == 11
    assert cities == {"Helsinki", "Oulu", "Tampere", "Turku", "Vaasa"}
    assert not provider.filter(weekly_hours=None).exists()


def test_demo_has_biweekly_hours_and_exceptions(demo_client):
    assert WeeklyHours.objects.filter(interval_weeks=2).count() == 7
    assert HoursException.objects.filter(start=None).exists()
    assert HoursException.objects.exclude(start=None).exists()


def test_requests_have_various_states(demo_client):
    states = set(ContactRequest.objects.values_list("status", "held_for_review"))

    assert states == {
        ("new", False),
        ("new", True),
        ("in_progress", False),
        ("in_contact", False),
        ("agreed", False),
        ("closed", False),
    }


def test_crisis_request_is_routed_by_rule_and_has_callback(demo_client):
    request = ContactRequest.objects.get(site__hostname="vuolleranta.localhost")

    assert [evaluation["rule"] for evaluation in request.decision["evaluations"]] == [
        "Kriisit heti Henrikille, myös soittopyyntönä"
    ]
    assert request.callbacks.count() == 1
    assert (request.due_at - request.created_at).total_seconds() == 30 * 60
