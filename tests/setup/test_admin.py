"""The steps in the admin, the preview and the checklist."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from tests.factories import make_site
from tests.inbox.factories import client_for, make_user
from wagtail_tyonohjaus.practice.models import PracticeSettings, Service, Supervisor
from wagtail_tyonohjaus.setup.admin.stored_answers import STEPS

pytestmark = pytest.mark.django_db

PRACTICE = {
    "practice_type": "sole",
    "name": "Majakka",
    "phone": "040 123 4567",
    "email": "majakka@practice.example",
    "language": "fi",
}
SUPERVISOR = {
    "supervisor_name": "Aino Laine",
    "hours_weekdays": ["0", "1"],
    "hours_start": "9",
    "hours_end": "15.30",
}
LOOK = {"time_zone": "Europe/Helsinki", "holiday_country": "FI", "front_page": "auto"}
OFFICES: dict[str, Any] = {"offices-TOTAL_FORMS": "1", "offices-INITIAL_FORMS": "0"}
ENTRIES = {
    "practice": PRACTICE,
    "services": {"services": ["individual", "crisis"]},
    "offices": OFFICES,
    "supervisor": SUPERVISOR,
    "look": LOOK,
}


def step_url(step: str) -> str:
    return reverse("tyonohjaus_start:step", args=[make_site().pk, step])


def site_url(name: str) -> str:
    return reverse(f"tyonohjaus_start:{name}", args=[make_site().pk])


@pytest.fixture
def admin() -> Client:
    make_site()
    return client_for(make_user("starter", is_superuser=True))


def walk(client: Client, **entries: dict[str, Any]) -> None:
    for step in STEPS:
        response = client.post(step_url(step), {**ENTRIES[step], **entries.get(step, {})})
        assert response.status_code == 302, response.context["form"].errors


def test_steps_lead_to_a_preview_and_to_drafts(admin):
    walk(admin)
    response = admin.get(site_url("preview"))
    assert [line.label for line in response.context["report"].impossible] == []
    assert not Service.objects.exists()
    response = admin.post(site_url("preview"), follow=True)
    assert response.redirect_chain[-1][0] == site_url("checklist")
    assert Supervisor.objects.get().weekly_hours.count() == 2
    assert PracticeSettings.objects.get(site=make_site()).name == "Majakka"


def test_first_step_is_the_start_of_the_only_practice(admin):
    assert admin.get(reverse("tyonohjaus_start:index")).url == step_url("practice")


def test_values_stay_when_the_user_goes_back(admin):
    walk(admin)
    assert 'value="Majakka"' in admin.get(step_url("practice")).content.decode()
    assert admin.get(step_url("supervisor")).context["form"]["supervisor_name"].value() == "Aino Laine"


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_each_step_is_shown_in_each_language(admin, step, language):
    admin.cookies["django_language"] = language
    assert admin.get(step_url(step)).status_code == 200


@pytest.mark.parametrize(
    ("step", "field", "value"),
    [
        ("practice", "name", ""),
        ("practice", "phone", "12"),
        ("practice", "phone", "0700 12345"),
        ("practice", "email", "majakka"),
        ("practice", "practice_type", "other"),
        ("services", "services", []),
        ("services", "services", ["astrology"]),
        ("supervisor", "supervisor_name", " "),
        ("supervisor", "supervisor_user", "nobody"),
        ("supervisor", "hours_end", "9"),
        ("supervisor", "hours_start", "morning"),
        ("look", "time_zone", "Europe/Atlantis"),
        ("look", "holiday_country", "Finland"),
        ("look", "fallback_recipients", "me"),
    ],
)
def test_error_is_at_its_field_and_nothing_is_lost(admin, step, field, value):
    response = admin.post(step_url(step), {**ENTRIES[step], field: value})
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"].data.get("name") == ENTRIES[step].get("name") or field == "name"


def test_offices_keep_their_rows_and_blank_rows_are_no_offices(admin):
    rows = {"offices-TOTAL_FORMS": "2", "offices-0-city": "Turku", "offices-1-city": ""}
    assert admin.post(step_url("offices"), {**OFFICES, **rows, "more": "1"}).url == step_url("offices")
    formset = admin.get(step_url("offices")).context["formset"]
    assert [form["city"].value() for form in formset] == ["Turku", None, None, None]
    emptied = {"offices-TOTAL_FORMS": "1", "offices-0-city": ""}
    admin.post(step_url("offices"), {**OFFICES, **emptied})
    assert admin.get(step_url("offices")).context["formset"].initial == []


def test_office_without_a_city_is_an_error_at_the_city(admin):
    response = admin.post(step_url("offices"), {**OFFICES, "offices-0-email": "turku@practice.example"})
    assert [list(form.errors) for form in response.context["formset"]] == [["city"]]


def test_practice_of_offices_needs_one(admin):
    admin.post(step_url("practice"), {**PRACTICE, "practice_type": "offices"})
    response = admin.post(step_url("offices"), OFFICES)
    assert len(response.context["errors"]) == 1


def test_preview_without_answers_leads_to_the_first_step_that_lacks_one(admin):
    assert admin.get(site_url("preview")).url == step_url("practice")
    for step in ("practice", "services"):
        admin.post(step_url(step), ENTRIES[step])
    assert admin.get(site_url("preview")).url == step_url("supervisor")


def test_second_post_of_the_preview_makes_nothing(admin):
    walk(admin)
    admin.post(site_url("preview"))
    response = admin.post(site_url("preview"), follow=True)
    assert response.redirect_chain[-1][0] == site_url("checklist")
    assert not any(message.level_tag == "warning" for message in response.context["messages"])
    walk(admin)
    admin.post(site_url("preview"))
    assert (Service.objects.count(), Supervisor.objects.count()) == (2, 1)


def test_undo_lists_what_was_taken_back(admin):
    walk(admin)
    admin.post(site_url("preview"))
    assert admin.get(site_url("undo")).status_code == 200
    response = admin.post(site_url("undo"))
    assert response.context["report"].left == []
    assert not Service.objects.exists()


@pytest.mark.parametrize("name", ["preview", "undo", "checklist"])
def test_others_get_404(name):
    make_site()
    client = client_for(make_user("editor", "change_service"))
    assert client.get(site_url(name)).status_code == 404
    assert client.get(step_url("practice")).status_code == 404
    assert client.get(reverse("tyonohjaus_start:index")).status_code == 404


def test_unknown_steps_and_sites_are_404(admin):
    assert admin.get(step_url("other")).status_code == 404
    assert admin.get(reverse("tyonohjaus_start:step", args=[4242, "practice"])).status_code == 404


def test_menu_of_records_has_the_start_until_there_is_a_supervisor(admin):
    assert Site.objects.count() == 1
    home = reverse("wagtailadmin_home")
    assert "tyonohjaus-first-start" in admin.get(home).content.decode()
    walk(admin)
    admin.post(site_url("preview"))
    html = admin.get(home).content.decode()
    assert "tyonohjaus-first-start" not in html
    assert "tyonohjaus-start" in html


def test_each_of_several_practices_can_be_started(admin):
    sites = make_site(), make_site("other.example")
    urls = [reverse("tyonohjaus_start:step", args=[site.pk, STEPS[0]]) for site in sites]
    assert [admin.get(url).status_code for url in urls] == [200, 200]
