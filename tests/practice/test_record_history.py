"""The history of a record: what a change did, and the form with the values from before it."""

import json
from datetime import time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from tests.factories import (
    make_busy_calendar,
    make_office,
    make_practice,
    make_service,
    make_supervisor,
    make_weekly_hours,
)
from tests.practice.test_edit_conflicts import Editor, edit_url
from tests.setup.spreadsheets import csv_file, make_importer, plan_of
from wagtail_tyonohjaus.access_limits import AccessLimit, register_access_limit, unregister_access_limit
from wagtail_tyonohjaus.contact.models import ReplyTemplate, RoutingRule
from wagtail_tyonohjaus.duty.models import Rota
from wagtail_tyonohjaus.practice.history.changes import DATA_KEY, RecordChanges, history_fields
from wagtail_tyonohjaus.practice.models import Approach, Office, OfficeTranslation, Service, Supervisor, WorkField
from wagtail_tyonohjaus.setup.importing.apply import apply
from wagtail_tyonohjaus.setup.importing.files import read_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(django_user_model):
    """Opens the form of a record in the browser of a manager."""
    opened = []

    def open_form(record) -> Editor:
        opened.append(Editor(django_user_model, f"editor{len(opened)}", edit_url(record)))
        return opened[-1]

    return open_form


def last_entry() -> ModelLogEntry:
    return ModelLogEntry.objects.filter(action="wagtail.edit").latest("timestamp", "pk")


def changes_of(entry: ModelLogEntry) -> dict:
    return entry.data.get(DATA_KEY, {})


def changes_url(record, entry: ModelLogEntry) -> str:
    return reverse(record.snippet_viewset.get_url_name("changes"), args=[record.pk, entry.pk])


def history_url(record) -> str:
    return reverse(record.snippet_viewset.get_url_name("history"), args=[record.pk])


def compared(client, record, entry: ModelLogEntry | None = None) -> list[list[str]]:
    """The rows of the comparison."""
    page = BeautifulSoup(client.get(changes_url(record, entry or last_entry())).content, "html.parser")
    return [[" ".join(cell.stripped_strings) for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]


def restore(editor: Editor, entry: ModelLogEntry) -> list[str]:
    """Opens the form with the former values; returns the notices above it."""
    response = editor.client.get(editor.url, {"restore": entry.pk})
    editor.read(response)
    return [str(message) for message in response.context["messages"]]


def restore_problems(editor: Editor, entry: ModelLogEntry) -> list[str]:
    return [text for text in restore(editor, entry) if text.startswith("Not restored")]


def test_fields_and_relations_are_compared_and_restored(editor):
    turku, oulu = make_office(city="Turku"), make_office(city="Oulu")
    supervisor = make_supervisor([turku], role="Supervisor", languages=["fi"])
    browser = editor(supervisor)
    assert browser.save(role=["Head"], offices=[oulu.pk], languages=["fi", "sv"], accepts_new_clients=[]) == []
    entry = last_entry()
    assert sorted(compared(browser.client, supervisor)) == [
        ["Accepts new clients", "yes", "no"],
        ["Languages", "Finnish", "Finnish, Swedish"],
        ["Offices", "Turku", "Oulu"],
        ["Professional title", "Supervisor", "Head"],
    ]
    assert restore_problems(browser, entry) == []
    supervisor.refresh_from_db()
    assert supervisor.role == "Head"  # nothing is stored before the form is saved
    assert browser.save() == []
    supervisor = Supervisor.objects.get()
    assert (supervisor.role, supervisor.languages, supervisor.accepts_new_clients) == ("Supervisor", ["fi"], True)
    assert list(supervisor.offices.all()) == [turku]
    assert last_entry() != entry


def test_changed_hours_are_compared_and_restored(editor):
    service = make_service(name="Coaching")
    supervisor = make_supervisor(services=[service])
    hours = make_weekly_hours(supervisor, weekday=0, start="09:00", end="12:00")
    browser = editor(supervisor)
    browser.read(browser.client.get(f"{browser.url}?row=weekly_hours-{hours.pk}"))
    assert browser.save(**{"weekly_hours-0-end": ["15:00"], "weekly_hours-0-services": [service.pk]}) == []
    ((label, before, after),) = compared(browser.client, supervisor)
    assert label == "Weekly hours Changed"
    assert ("To: 12:00" in before, "Coaching" in before) == (True, False)
    assert ("To: 15:00" in after, "Coaching" in after) == (True, True)
    assert restore_problems(browser, last_entry()) == []
    assert browser.save() == []
    hours = supervisor.weekly_hours.get()
    assert (hours.end, list(hours.services.all())) == (time(12), [])


def test_removed_hours_come_back_and_added_ones_are_removed(editor):
    supervisor = make_supervisor()
    make_weekly_hours(supervisor, weekday=0, start="09:00", end="12:00")
    browser = editor(supervisor)
    browser.read(browser.client.get(f"{browser.url}?add=weekly_hours"))
    new = {"weekly_hours-1-weekday": ["2"], "weekly_hours-1-start": ["13:00"], "weekly_hours-1-end": ["14:00"]}
    assert browser.save(**{"weekly_hours-0-DELETE": ["1"]}, **new) == []
    assert [str(hours) for hours in supervisor.weekly_hours.all()] == ["Wednesday 13:00–14:00"]
    assert [row[0] for row in compared(browser.client, supervisor)] == ["Weekly hours Removed", "Weekly hours Added"]
    assert restore_problems(browser, last_entry()) == []
    assert browser.save() == []
    assert [str(hours) for hours in supervisor.weekly_hours.all()] == ["Monday 09:00–12:00"]


def test_translations_are_compared_and_restored(editor):
    office = make_office(city="Turku")
    row = OfficeTranslation.objects.create(parent=office, language="sv", city="Åbo")
    browser = editor(office)
    browser.read(browser.client.get(f"{browser.url}?row=translations-{row.pk}"))
    assert browser.save(**{"translations-0-city": ["Turku"]}) == []
    assert compared(browser.client, office) == [
        ["In other languages Changed", "Language: Svenska City: Åbo", "Language: Svenska City: Turku"]
    ]
    restore(browser, last_entry())
    assert browser.save() == []
    assert [row.city for row in OfficeTranslation.objects.all()] == ["Åbo"]


def test_terms_templates_and_rules_have_it_too(editor):
    term, template = Approach.objects.create(name="Narrative"), ReplyTemplate(name="Thanks", subject="Hi", text="Hello")
    rule = RoutingRule(name="All", kinds=["crisis"])
    for record, values, expected in (
        (term, {"name": ["Other"]}, ["Name", "Narrative", "Other"]),
        (template, {"text": ["Hello!\n"]}, ["Text", "Hello", "Hello!"]),
        (rule, {"kinds": ["coaching"], "to_office": ["on"]}, ["Kinds", "Crisis supervision", "Coaching"]),
    ):
        record.save()
        browser = editor(record)
        assert browser.save(**values) == []
        assert expected in compared(browser.client, record)
        assert restore_problems(browser, last_entry()) == []
        assert browser.save() == []
        assert (
            changes_of(last_entry())["fields"].keys()
            == changes_of(ModelLogEntry.objects.for_instance(record).earliest("timestamp", "pk"))["fields"].keys()
        )


def test_saving_without_a_change_has_nothing_to_compare(editor):
    office = make_office()
    browser = editor(office)
    assert browser.save() == []
    assert last_entry().data == {}
    assert "What changed" not in browser.client.get(history_url(office)).content.decode()
    assert browser.client.get(changes_url(office, last_entry())).status_code == 404
    assert browser.client.get(edit_url(office), {"restore": last_entry().pk}).status_code == 404


def test_secrets_and_personal_data_are_not_kept(editor, django_user_model):
    supervisor = make_supervisor(name="Aino Aalto", email="old@example.org", phone="+358401234567")
    make_busy_calendar(supervisor, url="https://calendar.example/old-secret.ics")
    browser = editor(supervisor)
    browser.read(browser.client.get(f"{browser.url}?row=busy_calendars-{supervisor.busy_calendars.get().pk}"))
    account = django_user_model.objects.create_user("newaccount")
    values = {"name": ["Aino Berg"], "email": ["new@example.org"], "phone": ["040 765 4321"], "user": [account.pk]}
    calendar = {"busy_calendars-0-url": ["https://calendar.example/new-secret.ics"], "busy_calendars-0-name": ["Home"]}
    assert browser.save(**values, **calendar) == []
    supervisor.refresh_from_db()
    assert (supervisor.email, supervisor.busy_calendars.get().name) == ("new@example.org", "Home")
    entry = last_entry()
    hidden = ["busy_calendars", "email", "name", "phone", "user"]
    changes = changes_of(entry)
    assert (sorted(changes["hidden"]), changes["fields"], changes["rows"]) == (hidden, {}, {})
    stored = json.dumps([each.data for each in ModelLogEntry.objects.all()])
    secrets = "Aalto Berg example.org 1234567 7654321 secret Home newaccount".split()
    assert [secret for secret in secrets if secret in stored] == []
    page = browser.client.get(changes_url(supervisor, entry)).content.decode()
    assert ("E-mail" in page, "old@example.org" in page, "Restore the values" in page) == (True, False, False)


#: Fields of the forms whose values are not kept; everything else has been decided to be kept.
NOT_KEPT = {
    Approach: set(),
    Office: {"phone", "email", "coordinators"},
    ReplyTemplate: set(),
    Rota: set(),
    RoutingRule: {"to_users", "to_email_addresses", "to_phone_numbers", "displayed_phone", "other_conditions"},
    Service: set(),
    Supervisor: {"user", "name", "phone", "email", "busy_calendars"},
    WorkField: set(),
}


@pytest.mark.parametrize("model", NOT_KEPT)
def test_only_listed_fields_are_kept(model, admin_client):
    make_practice()
    form = admin_client.get(reverse(model.snippet_viewset.get_url_name("add"))).context["form"]
    kept = set(history_fields(model))
    unkept = {name for name in form.fields if name not in kept}
    for name, formset in form.formsets.items():
        row = set(formset.empty_form.fields) - {"id", "DELETE", "ORDER"}
        if not history_fields(formset.model):
            unkept.add(name)
        else:
            assert row - {formset.fk.name} == history_fields(formset.model), name
    # The form leaves out what has only one choice.
    assert unkept == NOT_KEPT[model] - ({"other_conditions"} if "other_conditions" not in form.fields else set())


def test_fields_are_not_kept_unless_a_model_lists_them():
    assert {
        model for model in apps.get_models() if history_fields(model) and "tyonohjaus" not in model._meta.app_label
    } == set()


def test_deleted_office_is_shown_as_such_and_not_restored(editor):
    turku, oulu = make_office(city="Turku"), make_office(city="Oulu")
    supervisor = make_supervisor([turku, oulu])
    browser = editor(supervisor)
    assert browser.save(offices=[]) == []
    key = turku.pk
    turku.delete()
    entry = last_entry()
    (row,) = compared(browser.client, supervisor, entry)
    assert row == ["Offices", f"deleted or not visible to you (number {key}), Oulu", "–"]
    problems = restore_problems(browser, entry)
    assert problems == [
        "Not restored: “Offices”: something that was selected has been deleted or is not offered any more."
    ]
    assert browser.save() == []
    assert list(supervisor.offices.all()) == [oulu]


def test_row_that_was_removed_since_is_not_restored(editor):
    supervisor = make_supervisor()
    hours = make_weekly_hours(supervisor, weekday=0, start="09:00", end="12:00")
    browser = editor(supervisor)
    browser.read(browser.client.get(f"{browser.url}?row=weekly_hours-{hours.pk}"))
    assert browser.save(**{"weekly_hours-0-end": ["15:00"]}) == []
    hours.delete()
    assert restore_problems(browser, last_entry()) == [
        "Not restored: “Weekly hours”: a row that was changed has been removed since."
    ]


@pytest.mark.parametrize(
    "data",
    [
        {"fields": {"renamed": ["a", "b"], "lengths": ["no length", "60"], "kind": ["gone", "coaching"]}},
        {"fields": {"capacity": [["list"], "1"], "formats": ["unknown", ""], "email": ["a@b.fi", ""]}},
    ],
)
def test_outdated_values_are_shown_as_such_and_not_restored(editor, data):
    service = make_service()
    entry = log(service, "wagtail.edit", data={DATA_KEY: {"rows": {}, "hidden": [], **data}})
    browser = editor(service)
    rows = compared(browser.client, service, entry)
    assert [row[1] for row in rows] == ["This value can't be read any more."] * 3
    (problems,) = restore_problems(browser, entry)
    assert problems.count("can't be read any more") == 3
    before = Service.objects.values().get()
    assert browser.save() == []
    assert Service.objects.values().get() == before


@pytest.mark.parametrize(
    "data", [None, [], "text", {"fields": []}, {"fields": {}, "rows": {"translations": [1]}, "hidden": []}]
)
def test_unreadable_entry_is_shown_as_such(editor, data):
    service = make_service()
    entry = log(service, "wagtail.edit", data={DATA_KEY: data})
    browser = editor(service)
    page = browser.client.get(changes_url(service, entry)).content.decode()
    assert ("can&#x27;t be read any more" in page or "can't be read any more" in page, "Restore the" in page) == (
        True,
        False,
    )
    assert restore_problems(browser, entry) == ["Not restored: The entry can't be read any more."]


@pytest.mark.parametrize("number", ["x", "", "-1", "9" * 30, "٣", "999999"])
def test_unknown_entry_is_not_found(editor, number):
    service = make_service()
    assert editor(service).client.get(edit_url(service), {"restore": number}).status_code == 404


def test_entry_of_another_record_is_not_found(editor):
    service, other = make_service(name="A"), make_service(name="B")
    entry = log(other, "wagtail.edit", data=RecordChanges(fields={"name": ("B", "C")}).as_data())
    browser = editor(service)
    assert browser.client.get(changes_url(service, entry)).status_code == 404
    assert browser.client.get(edit_url(service), {"restore": entry.pk}).status_code == 404


def test_user_who_may_only_view_sees_no_values(client, django_user_model):
    service = make_service()
    entry = log(service, "wagtail.edit", data=RecordChanges(fields={"name": ("Old", "New")}).as_data())
    user = django_user_model.objects.create_user("viewer", is_staff=True)
    codenames = ["access_admin", "view_service"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    assert "What changed" not in client.get(history_url(service)).content.decode()
    assert client.get(changes_url(service, entry)).status_code in (302, 404)


def test_limit_of_the_project_narrows_the_comparison(editor):
    turku = make_office(city="Turku")
    supervisor = make_supervisor([turku])
    browser = editor(supervisor)
    assert browser.save(offices=[]) == []
    label = "wagtail_tyonohjaus.Office"
    register_access_limit(AccessLimit("test", label, lambda user, actions: ~Q(city="Turku")))
    try:
        (row,) = compared(browser.client, supervisor)
        assert "Turku" not in row[1]
    finally:
        unregister_access_limit("test")


def test_values_are_deleted_with_the_record(editor):
    supervisor = make_supervisor(introduction="<p>I was ill.</p>")
    browser = editor(supervisor)
    assert browser.save(role=["Head"], education=["School"]) == []
    assert changes_of(last_entry()) != {}
    other = log(make_office(), "wagtail.edit", data=RecordChanges(fields={"city": ("A", "B")}).as_data())
    supervisor.delete()
    assert [entry.pk for entry in ModelLogEntry.objects.all() if DATA_KEY in entry.data] == [other.pk]


def test_change_by_an_import_is_compared_and_restored(editor):
    importer = make_importer()
    turku, _oulu = make_office(city="Turku"), make_office(city="Oulu")
    supervisor = make_supervisor([turku], name="Aino", role="Supervisor", email="aino@practice.example")
    content = csv_file(
        ["Name", "E-mail", "Telephone", "Professional title", "Offices"],
        ["Aino", "aino@practice.example", "040 123 4567", "Head", "Oulu"],
    )
    apply(
        Supervisor, supervisor.site, importer, read_table(content), plan_of(Supervisor, importer, content).fingerprint
    )
    browser = editor(supervisor)
    assert compared(browser.client, supervisor) == [
        ["Professional title", "Supervisor", "Head"],
        ["Offices", "Turku", "Oulu"],
    ]
    assert changes_of(last_entry())["hidden"] == ["phone"]
    restore(browser, last_entry())
    assert browser.save() == []
    supervisor = Supervisor.objects.get()
    assert (supervisor.role, list(supervisor.offices.all())) == ("Supervisor", [turku])


def test_change_of_a_day_is_compared_and_restored(editor):
    supervisor = make_supervisor()
    make_weekly_hours(supervisor)
    day = localdate() + timedelta(days=7 - localdate().weekday())
    browser = editor(supervisor)
    url = reverse("tyonohjaus_availability:day", args=[supervisor.pk, day])
    state = browser.client.get(url).context["forms"]["close_day"]["state"].value()
    assert browser.client.post(url, {"change": "close_day", "close_day-state": state}).status_code == 302
    assert supervisor.hours_exceptions.count() == 1
    assert [row[0] for row in compared(browser.client, supervisor)] == ["Exceptions Added"]
    restore(browser, last_entry())
    assert browser.save() == []
    assert supervisor.hours_exceptions.count() == 0


@pytest.mark.parametrize("count", [1, 30])
def test_comparison_and_restored_form_take_constant_queries(count, editor, django_assert_max_num_queries):
    offices = [make_office(city=f"Town {number}") for number in range(count)]
    supervisor = make_supervisor(offices)
    for number in range(count):
        make_weekly_hours(supervisor, weekday=number % 7, start=f"{number // 7:02}:00", end=f"{number // 7 + 1:02}:00")
    browser = editor(supervisor)
    deleted = {f"weekly_hours-{number}-DELETE": ["1"] for number in range(count)}
    assert browser.save(offices=[], **deleted) == []
    entry = last_entry()
    with django_assert_max_num_queries(15):
        assert len(compared(browser.client, supervisor, entry)) == count + 1
    with django_assert_max_num_queries(36):
        restore(browser, entry)
    assert browser.save() == []
    assert supervisor.weekly_hours.count() == count
