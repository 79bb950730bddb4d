"""Two people edit the same record at once: the second gets a list of the changes, and loses no entry."""

from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.edit_forms import post_edit
from tests.factories import make_office, make_practice, make_service, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.availability.models import WeeklyHours
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.duty.models import Rota
from wagtail_tyonohjaus.practice.models import Approach, Office, PracticeSettings, Supervisor

pytestmark = pytest.mark.django_db

FORMSETS = ("translations", "opening_hours")


class Editor:
    """A manager with a form open in the browser."""

    def __init__(self, django_user_model, name: str, url: str) -> None:
        user = django_user_model.objects.create_superuser(name, f"{name}@example.com", "x", first_name=name)
        self.client, self.url = Client(), url
        self.client.force_login(user)
        self.read(self.client.get(url))

    def read(self, response) -> None:
        """What the browser would submit from this page."""
        form = max(BeautifulSoup(response.content, "html.parser").find_all("form"), key=lambda form: len(str(form)))
        self.data: dict = {}
        for field in form.find_all(["input", "select", "textarea"]):
            name, kind = field.get("name"), field.get("type")
            if not name or "__prefix__" in name or (kind in ("checkbox", "radio") and not field.has_attr("checked")):
                continue
            values = [option["value"] for option in field.select("option[selected]")] if field.name == "select" else []
            default = "on" if kind == "checkbox" else ""
            text = field.text.removeprefix("\n") if field.name == "textarea" else field.get("value", default)
            self.data.setdefault(name, []).extend(values if field.name == "select" else [text])

    def save(self, **values):
        """The errors that concern the whole form; the fields are those of the page that is displayed then."""
        self.data |= values
        response = self.client.post(self.url, self.data)
        if response.status_code == 302:
            return []
        self.read(response)
        return [unescape(text) for text in response.context["form"].non_field_errors()]


def edit_url(record) -> str:
    return reverse(type(record).snippet_viewset.get_url_name("edit"), args=[record.pk])


@pytest.fixture
def open_form(django_user_model):
    return lambda name, url: Editor(django_user_model, name, url)


def test_one_after_the_other_can_save(open_form):
    office = make_office(city="Kotka")
    first = open_form("Maija", edit_url(office))
    assert first.save(city="Pori") == []
    second = open_form("Liisa", edit_url(office))
    assert second.save(city="Vaasa") == []
    assert Office.objects.get().city == "Vaasa"


def test_second_save_is_refused_with_what_changed_and_who_changed_it(open_form):
    office = make_office(city="Kotka", phone="+358401234567")
    first, second = open_form("Maija", edit_url(office)), open_form("Liisa", edit_url(office))
    assert first.save(city="Pori") == []
    (error,) = second.save(directions="By bus")
    assert error.startswith("Maija changed this (")
    assert "Now stored: City: Pori." in error
    assert (Office.objects.get().city, Office.objects.get().directions) == ("Pori", "")
    assert second.data["directions"] == ["By bus"]
    assert second.save() == []
    assert (Office.objects.get().city, Office.objects.get().directions) == ("Kotka", "By bus")


def test_changed_added_and_removed_hours_are_reported_and_entered_rows_remain(open_form):
    supervisor = make_supervisor()
    rows = [make_weekly_hours(supervisor, weekday) for weekday in (0, 1)]
    first, second = open_form("Maija", edit_url(supervisor)), open_form("Liisa", edit_url(supervisor))
    changes = {"weekly_hours-0-end": "15:00", "weekly_hours-1-DELETE": "1", "weekly_hours-TOTAL_FORMS": "3"}
    new = {"weekday": "2", "start": "08:00", "end": "10:00", "interval_weeks": "1"}
    assert first.save(**changes, **{f"weekly_hours-2-{name}": value for name, value in new.items()}) == []
    (error,) = second.save(**{"weekly_hours-1-start": "10:00"})
    assert "Weekly hours: Monday 09:00–15:00, Wednesday 08:00–10:00, removed: 1" in error
    assert [str(row) for row in WeeklyHours.objects.all()] == ["Monday 09:00–15:00", "Wednesday 08:00–10:00"]
    assert second.data["weekly_hours-1-start"] == ["10:00"]
    assert second.save() == []
    assert [str(row) for row in WeeklyHours.objects.all()] == [
        "Monday 09:00–16:00", "Tuesday 10:00–16:00", "Wednesday 08:00–10:00",
    ]  # fmt: skip
    assert rows[0].pk == WeeklyHours.objects.first().pk


def test_hours_deleted_by_somebody_else_do_not_break_the_form(open_form):
    supervisor = make_supervisor()
    make_weekly_hours(supervisor)
    second = open_form("Liisa", edit_url(supervisor))
    WeeklyHours.objects.all().delete()
    (error,) = second.save()
    assert error.startswith("This was changed after you had opened it.")
    assert second.save() == []
    assert WeeklyHours.objects.count() == 1


def test_changes_of_free_time_by_the_system_are_no_conflict(open_form):
    supervisor = make_supervisor()
    second = open_form("Liisa", edit_url(supervisor))
    Supervisor.objects.update(revision=99)
    assert second.save(name="Liisa Laine") == []


def test_selected_records_and_codes_are_compared(open_form):
    service = make_service()
    rule = RoutingRule.objects.create(site=service.site, name="Rule", to_email_addresses="a@b.fi")
    first, second = open_form("Maija", edit_url(rule)), open_form("Liisa", edit_url(rule))
    assert first.save(services=[str(service.pk)], kinds=["crisis"]) == []
    (error,) = second.save(name="Renamed")
    assert "Kinds: Crisis supervision" in error
    assert "Services: Work supervision" in error


def test_settings_of_a_practice_are_protected_too(open_form):
    practice = make_practice()
    url = reverse("wagtailsettings:edit", args=["wagtail_tyonohjaus", "practicesettings", practice.site_id])
    first, second = open_form("Maija", url), open_form("Liisa", url)
    assert first.save(name="New name") == []
    (error,) = second.save(hold_hours="12")
    assert "Name of the practice: New name" in error
    assert PracticeSettings.objects.get().hold_hours == 48


def test_shared_terms_are_protected_too(open_form):
    term = Approach.objects.create(name="Narrative")
    first, second = open_form("Maija", edit_url(term)), open_form("Liisa", edit_url(term))
    assert first.save(name="Solution-focused") == []
    assert second.save(name="Systemic")[0].startswith("Maija changed this")


UNKNOWN = "It is not known which state of this record you had opened."


@pytest.mark.parametrize("token", ["", "x", "[]", "{}", "[1,2,3]", '[{},{},"never"]', '[{},[],"2026-01-01"]'])
def test_missing_or_unreadable_token_refuses_to_save(open_form, token):
    office = make_office(city="Kotka")
    editor = open_form("Maija", edit_url(office))
    assert editor.save(edit_token=token, city="Pori")[0].startswith(UNKNOWN)
    assert Office.objects.get().city == "Kotka"
    assert editor.save() == []
    assert Office.objects.get().city == "Pori"


def test_script_that_submits_no_token_is_refused(admin_client):
    office = make_office(city="Kotka")
    data = {"city": "Pori", "slug": office.slug}
    data |= {f"{name}-{total}": 0 for name in FORMSETS for total in ("TOTAL_FORMS", "INITIAL_FORMS")}
    response = admin_client.post(edit_url(office), data)
    assert response.context["form"].non_field_errors()[0].startswith(UNKNOWN)
    assert Office.objects.get().city == "Kotka"
    assert post_edit(admin_client, edit_url(office), data).status_code == 302


def test_rota_and_its_turns_are_protected_too(open_form):
    rota = Rota.objects.create(name="Crisis telephone", site=make_practice().site)
    supervisor = make_supervisor()
    first, second = open_form("Maija", edit_url(rota)), open_form("Liisa", edit_url(rota))
    turn = {"supervisor": str(supervisor.pk), "start": "2027-12-07 09:00", "end": "2027-12-07 17:00"}
    assert first.save(**{"turns-TOTAL_FORMS": "1"}, **{f"turns-0-{name}": text for name, text in turn.items()}) == []
    (error,) = second.save(name="Renamed")
    assert "Duty turns: " in error
    assert [row.supervisor for row in Rota.objects.get().turns.all()] == [supervisor]


def test_preview_saves_nothing_so_a_conflict_does_not_prevent_it(open_form):
    supervisor = make_supervisor()
    first, second = open_form("Maija", edit_url(supervisor)), open_form("Liisa", edit_url(supervisor))
    assert first.save(name="Aino") == []
    preview = reverse(Supervisor.snippet_viewset.get_url_name("preview_on_edit"), args=[supervisor.pk])
    assert second.client.post(preview, second.data).json()["is_valid"] is True
