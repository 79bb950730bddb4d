"""Fields of the project on records and pages, with its templates and blocks."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from harbour.models import Licence, ServicePage, SupervisorPage

from tests.factories import make_service, make_site, make_supervisor
from wagtail_tyonohjaus.practice import listings
from wagtail_tyonohjaus.practice.models import Supervisor
from wagtail_tyonohjaus.record_tabs import RecordTab, register_record_tab

pytestmark = pytest.mark.usefixtures("practice")


def edit_form(client, supervisor):
    url = reverse(Supervisor.snippet_viewset.get_url_name("edit"), args=[supervisor.pk])
    return url, client.get(url).context["form"]


def form_data(form) -> dict:
    """What a browser submits of the form as it is displayed, without rows."""
    data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}
    for name in form.formsets:
        data |= {f"{name}-TOTAL_FORMS": 0, f"{name}-INITIAL_FORMS": 0, f"{name}-MIN_NUM_FORMS": 0}
    return {**data, "introduction": "null"}


def test_field_of_the_project_is_edited_with_the_record(admin_client):
    supervisor = make_supervisor()
    url, form = edit_form(admin_client, supervisor)
    row = {"licences-TOTAL_FORMS": 1, "licences-0-number": "L-7", "licences-0-ORDER": 1}
    response = admin_client.post(url, form_data(form) | row)
    assert response.status_code == 302, response.context["form"].errors
    assert [licence.number for licence in supervisor.licences.all()] == ["L-7"]


def test_record_form_has_the_tab_of_the_project(admin_client):
    url, _form = edit_form(admin_client, make_supervisor())
    assert "Licence" in admin_client.get(url).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_lists_load_the_field_of_the_project_in_one_query(count):
    site = make_site()
    for number in range(count):
        Licence.objects.create(supervisor=make_supervisor(name=f"Supervisor {number}"), number=f"L-{number}")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        cards = listings.supervisors(site)
        assert {card.record.licences.all()[0].number for card in cards} == {f"L-{number}" for number in range(count)}
    assert sum("harbour_licence" in query["sql"] for query in queries.captured_queries) == 1


def test_tab_for_a_model_without_a_record_form_is_refused():
    with pytest.raises(ImproperlyConfigured):
        register_record_tab(RecordTab("tab", "wagtail_tyonohjaus.Session", "Tab", []))


def test_pages_show_fields_and_blocks_of_the_project():
    site = make_site()
    supervisor = make_supervisor()
    Licence.objects.create(supervisor=supervisor, number="L-7")
    body = [("promise", {"heading": "Our promise", "text": "<p>Silence</p>"})]
    service = ServicePage(title="Team", slug="team", service=make_service(), course_code="TY-12", body=body)
    person = SupervisorPage(title="Aino", slug="aino", supervisor=supervisor)
    for page in (service, person):
        site.root_page.add_child(instance=page)
    texts = [Client().get(page.url).content.decode() for page in (service, person)]
    assert [words in texts[0] for words in ("Course TY-12", "Our promise", "Silence")] == [True] * 3
    assert "Licence L-7" in texts[1]
