"""Choices in forms, new rows and choosers are of the record's own practice; searches need no search index."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupSitePermission

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor, make_weekly_hours
from tests.inbox.factories import get_permission, make_manager, make_user
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.duty.models import Rota
from wagtail_tyonohjaus.practice.models import Approach, Office, Service, Supervisor

pytestmark = pytest.mark.django_db

PERMISSIONS = [f"{action}_{model}" for model in ("supervisor", "office", "service") for action in ("add", "change")]
#: The city, and the name of all other records, of the other practice.
FOREIGN = "Kanarialintu"


@pytest.fixture
def records():
    """Two practices with a supervisor, an office and a service each."""
    own, foreign = make_site("own.example"), make_site("foreign.example")
    rows = {}
    for site, name in ((own, "Varpunen"), (foreign, FOREIGN)):
        make_practice(site, name=name)
        office, service = make_office(site=site, city=name), make_service(site=site, name=name)
        rows[site] = make_supervisor([office], [service], site=site, name=name)
    make_weekly_hours(rows[own])
    return rows


@pytest.fixture
def own(records):
    return next(iter(records))


def login(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def manager(own):
    """Manages one of the two practices."""
    user = make_manager(own, ["change_contactrequest", "change_session", *PERMISSIONS])
    return login(user)


@pytest.fixture
def editor():
    """Edits the records of both practices."""
    return login(make_user("editor", *PERMISSIONS))


def snippet_url(model, view, *args) -> str:
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def choices(form) -> set[str]:
    """The names of all records that a form or its rows, also the empty one, offer."""
    rows = [row for formset in getattr(form, "formsets", {}).values() for row in (*formset.forms, formset.empty_form)]
    querysets = [getattr(field, "queryset", None) for each in (form, *rows) for field in each.fields.values()]
    return {str(record) for queryset in querysets if queryset is not None for record in queryset}


@pytest.mark.parametrize("model", [Supervisor, RoutingRule, Rota])
def test_form_and_its_new_rows_offer_nothing_of_another_practice(records, own, manager, editor, model):
    record = records[own] if model is Supervisor else model.objects.create(site=own, name="Own")
    for client in (manager, editor) if model is Supervisor else (manager,):
        response = client.get(snippet_url(model, "edit", record.pk))
        offered = choices(response.context["form"])
        assert "Varpunen" in offered and FOREIGN not in offered - {"foreign.example"}
        assert FOREIGN not in response.content.decode()


def test_new_rows_of_hours_offer_the_services_of_the_own_practice(records, own, editor):
    form = editor.get(snippet_url(Supervisor, "edit", records[own].pk)).context["form"]
    for name in ("weekly_hours", "hours_exceptions"):
        row = form.formsets[name].empty_form
        assert [service.name for service in row.fields["services"].queryset] == ["Varpunen"]
        if "office" in row.fields:
            assert [office.city for office in row.fields["office"].queryset] == ["Varpunen"]


def test_new_supervisor_is_offered_nothing_until_the_practice_is_known(records, editor):
    response = editor.get(snippet_url(Supervisor, "add"))
    assert choices(response.context["form"]) & {"Varpunen", FOREIGN} == set()


def test_row_with_a_service_of_another_practice_is_refused(records, own, editor):
    supervisor, foreign = records[own], Service.objects.get(name=FOREIGN)
    response = editor.get(snippet_url(Supervisor, "edit", supervisor.pk))
    form = response.context["form"]
    data = {"edit_token": form["edit_token"].value(), "name": "Varpunen", "introduction": "null"}
    for name in form.formsets:
        data |= {f"{name}-TOTAL_FORMS": int(name == "weekly_hours"), f"{name}-INITIAL_FORMS": 0}
    row = {"weekday": 2, "start": "09:00", "end": "12:00", "interval_weeks": 1, "services": [foreign.pk]}
    data |= {f"weekly_hours-0-{name}": value for name, value in row.items()}
    response = editor.post(snippet_url(Supervisor, "edit", supervisor.pk), data)
    assert list(response.context["form"].formsets["weekly_hours"].errors[0]) == ["services"]
    assert supervisor.weekly_hours.filter(services=foreign).count() == 0


def chooser_url(model, view, *args) -> str:
    return reverse(model.snippet_viewset.chooser_viewset.get_url_name(view), args=args)


def granted_for_one_site(own, model):
    user = make_manager(own, ["change_contactrequest"])
    for codename in (f"add_{model._meta.model_name}", f"change_{model._meta.model_name}"):
        permission = get_permission(codename)
        GroupSitePermission.objects.create(group=user.groups.get(), site=own, permission=permission)
    return login(user)


def test_creation_form_of_a_chooser_offers_and_accepts_the_own_practice_only(records, own):
    client = granted_for_one_site(own, Supervisor)
    response = client.get(chooser_url(Supervisor, "create"))
    assert response.status_code == 200
    assert "foreign.example" not in response.content.decode() and FOREIGN not in response.content.decode()
    foreign_site = next(site for site in records if site != own)
    response = client.post(chooser_url(Supervisor, "create"), {"name": "New", "site": foreign_site.pk})
    assert response.json()["step"] == "reshow_creation_form"
    assert not Supervisor.objects.filter(name="New").exists()
    assert client.post(chooser_url(Supervisor, "create"), {"name": "New", "site": own.pk}).json()["step"] == "chosen"
    assert Supervisor.objects.get(name="New").site == own


@pytest.mark.parametrize("model", [Service, Office, Supervisor])
@pytest.mark.parametrize("view", ["choose", "choose_results"])
def test_chooser_finds_records_without_a_search_index(records, manager, editor, model, view):
    """The tables of these tests are made without migrations, and so without an index."""
    for client, expected in ((manager, set()), (editor, {FOREIGN})):
        for query, found in (("kanaria", expected), ("varp", {"Varpunen"}), ("varp nen", {"Varpunen"}), ("xyz", set())):
            response = client.get(chooser_url(model, view), {"q": query})
            text = response.json()["html"] if view == "choose" else response.content.decode()
            text = re.sub(r"<option\b.*?</option>", "", text, flags=re.DOTALL)  # which name practices
            assert {name for name in ("Varpunen", FOREIGN) if re.search(rf">\s*{name}\b|\b{name}\s*<", text)} == found


@pytest.mark.parametrize("view", ["choose", "choose_results"])
def test_chooser_of_terms_finds_them_without_a_search_index(manager, view):
    Approach.objects.create(name="Narrative")
    assert "Narrative" in manager.get(chooser_url(Approach, view), {"q": "narr"}).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_chooser_without_a_creation_form_has_no_page_for_it(admin_client, method):
    assert getattr(admin_client, method)(chooser_url(Approach, "create")).status_code == 404
