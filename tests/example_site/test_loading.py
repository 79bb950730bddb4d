"""Loading the demo content twice, after edits, and deleting it."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import Page, Site

from example_site.accounts import ACCOUNTS
from example_site.loader import load, reset
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.availability.busy_calendars.health import calendars_health
from wagtail_tyonohjaus.availability.models import BusyCalendar, HoursException, WeeklyHours
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.duty.alert_models import Alert
from wagtail_tyonohjaus.duty.models import Rota
from wagtail_tyonohjaus.messages.models import Delivery
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


@pytest.mark.parametrize("days", [1, 40])
def test_load_on_a_later_day_adds_nothing(demo_client, days):
    before = counts()
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        load(PORT)

    assert counts() == before


# A Sunday night, the first minutes of a year, the night of a clock change, and a Monday before the rota's turn.
@pytest.mark.parametrize(
    "now", ["2026-11-29T23:55+02:00", "2027-01-01T00:05+02:00", "2027-03-28T02:30+02:00", "2027-06-14T07:00+03:00"]
)
def test_demo_is_valid_whenever_it_is_loaded(demo_client, now):
    for model in (Session, Delivery, ContactRequest, Rota):
        model.objects.all().delete()
    with time_machine.travel(datetime.fromisoformat(now)):
        load(PORT)
        current, upcoming = timezone.now(), Session.objects.upcoming()
        assert set(Session.objects.values_list("status", flat=True)) == {"held", "confirmed", "completed"}
        assert not Session.objects.filter(status="completed", end__gt=current).exists()
        assert upcoming.exclude(proposal=None).count() == 3
        assert upcoming.filter(is_group=True).count() == 3
        assert upcoming.filter(status="confirmed", is_group=False).exclude(series=None).count() >= 4
        assert not ContactRequest.objects.filter(created_at__gt=current).exists()
        assert not ContactRequest.objects.filter(events__at__gt=current + timedelta(minutes=5)).exists()
        assert ContactRequest.objects.filter(status="new", due_at__lt=current).exists()
        assert Alert.objects.exclude(acknowledged_at=None).count() == 1


def test_rota_has_a_change_and_a_gap(demo_client):
    rota = Rota.objects.get(site__hostname="kuuntelo.localhost")

    assert rota.weekly_turns.count() == 3
    assert [change.substitute is None for change in rota.changes.all()] == [False, True]
    assert all(change.start > timezone.now() for change in rota.changes.all())


def test_calendars_of_a_supervisor_work_or_fail_with_a_cause(demo_client):
    people = Supervisor.objects.filter(user__username__in=["ohjaaja", "ohjaaja2"]).values_list("pk", flat=True)
    health = {each.calendar.name: each for each in calendars_health(people)}
    failing = health.pop("Opetuksen lukujärjestys")

    assert "404" in failing.error and failing.stale
    assert {name: (each.error, each.stale) for name, each in health.items()} == {
        "Koulun kalenteri": ("", False),
        "Oma kalenteri": ("", False),
    }


def test_messages_are_sent_waiting_and_failed(demo_client):
    states = dict(Delivery.objects.exclude(last_response="").values_list("state", "last_response"))

    assert set(states) == {"pending", "failed"}
    assert Delivery.objects.filter(state="sent").count() > 20
    assert {address.rpartition(".")[2] for address in Delivery.objects.values_list("address", flat=True)} == {"example"}


def test_former_supervisor_has_only_past_sessions(demo_client):
    former = Supervisor.objects.get(active=False)

    assert set(former.sessions.values_list("status", flat=True)) == {"completed"}
    assert not former.user


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
    assert [line.split()[0] for line in lines[1:]] == [account.username for account in ACCOUNTS]


def test_provider_has_supervisors_with_hours_in_five_cities(demo_client):
    provider = Supervisor.objects.filter(site__hostname="kuuntelo.localhost", active=True)
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
        ("spam", True),
    }


def test_crisis_request_is_routed_by_rule_and_has_callback(demo_client):
    request = ContactRequest.objects.get(site__hostname="vuolleranta.localhost", name="Marja Kallavesi")

    assert [evaluation["rule"] for evaluation in request.decision["evaluations"]] == [
        "Kriisit heti Henrikille, myös soittopyyntönä"
    ]
    assert request.callbacks.count() == 1
    assert (request.due_at - request.created_at).total_seconds() == 30 * 60


def test_demo_serves_the_calendars_that_work(demo_client):
    urls = {calendar.name: urlsplit(calendar.url) for calendar in BusyCalendar.objects.all()}
    assert {url.port for url in urls.values()} <= {PORT, 9000}
    answers = {name: demo_client.get(url.path, HTTP_HOST="localhost") for name, url in urls.items()}
    failing = answers.pop("Opetuksen lukujärjestys")

    assert failing.status_code == 404
    for name, answer in answers.items():
        events = Calendar.from_ical(answer.content).walk("VEVENT")
        blocks = BusyCalendar.objects.get(name=name).blocks.values_list("start", "end")
        assert {(event.start.timestamp(), event.end.timestamp()) for event in events} == set(blocks)
