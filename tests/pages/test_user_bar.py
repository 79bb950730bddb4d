"""The links of Wagtail's user bar to records and hours: for whom, on which pages."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models.base import ModelBase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_office, make_service, make_supervisor
from tests.inbox.factories import client_for, make_coordinator, make_supervisor_user, make_user
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.page_types.record_fields import PracticeRecordKey
from wagtail_tyonohjaus.page_types.user_bar import LABELS
from wagtail_tyonohjaus.pages import page_models
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = pytest.mark.django_db
SUPERVISOR_EDIT = "wagtailsnippets_wagtail_tyonohjaus_supervisor:edit"
HOURS = "tyonohjaus_availability:weeks"


@pytest.fixture
def home():
    return make_home()


def links_to_records(response):
    """The paths in the user bar that lead to records or hours, in order."""
    paths = re.findall(r'href="//[^/"]+([^"]+)"[^>]* role="menuitem"', response.content.decode())
    return [path for path in paths if "/snippets/" in path or "/availability/" in path]


def page_of(home, supervisor):
    return make_page("SupervisorPage", home, supervisor=supervisor)


def test_supervisor_reaches_the_own_hours_and_record_from_the_own_page_only(home):
    office = make_office()
    user, colleague = make_supervisor_user([office]), make_supervisor([office])
    own = Supervisor.objects.get(user=user)
    pages = page_of(home, own), page_of(home, colleague)
    links = [links_to_records(client_for(user).get(page.url)) for page in pages]
    assert links == [[reverse(HOURS, args=[own.pk]), reverse(SUPERVISOR_EDIT, args=[own.pk])], []]


def test_coordinator_reaches_the_hours_of_the_office_only(home):
    here, elsewhere = make_office(), make_office()
    colleagues = make_supervisor([here]), make_supervisor([elsewhere])
    client = client_for(make_coordinator(here))
    links = [links_to_records(client.get(page_of(home, supervisor).url)) for supervisor in colleagues]
    assert [bool(each) for each in links] == [True, False]


def test_users_without_rights_and_visitors_get_no_links(home, client):
    page = page_of(home, make_supervisor())
    assert links_to_records(client_for(make_user()).get(page.url)) == []
    assert b"wagtail-userbar" not in client.get(page.url).content


def test_service_page_leads_to_the_service(home):
    admin = get_user_model().objects.create_superuser("admin", "admin@example.com", "x")
    service = make_service()
    page = make_page("ServicePage", home, service=service)
    url = reverse("wagtailsnippets_wagtail_tyonohjaus_service:edit", args=[service.pk])
    assert links_to_records(client_for(admin).get(page.url)) == [url]


def test_pages_without_a_record_have_no_links(home):
    admin = get_user_model().objects.create_superuser("admin", "admin@example.com", "x")
    assert links_to_records(client_for(admin).get(home.url)) == []


def test_visitors_pay_no_query_for_it(home, client):
    page = page_of(home, make_supervisor())
    client.get(page.url)
    with CaptureQueriesContext(connection) as queries:
        client.get(page.url)
    assert [query["sql"] for query in queries if "auth_user" in query["sql"]] == []


def test_every_record_with_pages_has_a_label():
    models = [model for model in vars(page_models).values() if isinstance(model, ModelBase)]
    fields = [
        field
        for model in models
        if not model._meta.abstract
        for field in model._meta.get_fields()
        if isinstance(field, PracticeRecordKey)
    ]
    assert {field.related_model for field in fields} <= set(LABELS)
    assert fields
