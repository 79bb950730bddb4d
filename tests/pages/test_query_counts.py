"""Pages make the same number of queries for one row and for thirty."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_office, make_service, make_supervisor
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.pages.models import SupervisorPage
from wagtail_tyonohjaus.practice.listings import MAX_SUPERVISORS
from wagtail_tyonohjaus.practice.models import (
    Approach,
    OfficeTranslation,
    Supervisor,
    SupervisorTranslation,
    WorkField,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def queries(client, page):
    client.get(page.url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page.url).status_code == 200
    return [query["sql"] for query in captured]


def add_records(parents, number):
    service, office = make_service(name=f"Service {number}"), make_office(city=f"City {number}")
    office.translations = [OfficeTranslation(language="fi", city=f"Kaupunki {number}")]
    office.save()
    person = make_supervisor(name=f"Person {number}", services=[parents["service"], service], offices=[office])
    person.approaches = [Approach.objects.create(name=f"Approach {number}")]
    person.translations = [SupervisorTranslation(language="fi", role="ohjaaja")]
    person.languages = ["fi", "sv"]
    person.save()
    make_page("ServicePage", parents["services"], slug=f"s{number}", service=service)
    make_page("SupervisorPage", parents["people"], slug=f"p{number}", supervisor=person)
    make_page("CrisisNoticePage", parents["notices"], slug=f"n{number}")


@pytest.fixture
def parents():
    home = make_home()
    return {
        "service": make_service(name="Shared"),
        "services": make_page("ServiceIndexPage", home, slug="services"),
        "people": make_page("SupervisorIndexPage", home, slug="people"),
        "notices": make_page("CrisisNoticeIndexPage", home, slug="crisis"),
        "contact": make_page("ContactPage", home, slug="contact"),
    }


@pytest.mark.parametrize("name", ["services", "people", "notices", "contact"])
def test_index_page_queries_do_not_grow_with_rows(client, parents, name):
    add_records(parents, 0)
    few = queries(client, parents[name])
    for number in range(1, 30):
        add_records(parents, number)
    many = queries(client, parents[name])
    assert len(many) <= len(few), "\n".join(sorted(set(many) - set(few)))


def test_contact_page_loads_its_offices_for_the_page_and_for_the_form(client, parents):
    add_records(parents, 0)
    # Databases quote names differently.
    offices = [
        sql for sql in queries(client, parents["contact"]) if re.search("FROM .wagtail_tyonohjaus_office. ", sql)
    ]
    assert len(offices) == 2, "\n".join(offices)


def test_service_page_queries_do_not_grow_with_supervisors(client, parents):
    page = make_page("ServicePage", parents["services"], slug="shared", service=parents["service"])
    # With two or more supervisors one further query assigns times to them.
    add_records(parents, "a")
    add_records(parents, "b")
    few = queries(client, page)
    for number in range(1, 30):
        add_records(parents, number)
    many = queries(client, page)
    assert len(many) <= len(few), "\n".join(sorted(set(many) - set(few)))


def test_supervisor_page_queries_do_not_grow_with_what_it_lists(client, parents):
    add_records(parents, 0)
    person = Supervisor.objects.get(name="Person 0")
    person.work_fields = [WorkField.objects.create(name="Field")]
    person.save()
    page = SupervisorPage.objects.get(supervisor=person)
    few = queries(client, page)
    person.offices = [make_office(city=f"Further city {number}") for number in range(30)]
    person.approaches = [Approach.objects.create(name=f"Further approach {number}") for number in range(30)]
    person.work_fields = [WorkField.objects.create(name=f"Further field {number}") for number in range(30)]
    person.save()
    many = queries(client, page)
    assert len(many) <= len(few), "\n".join(sorted(set(many) - set(few)))


@pytest.mark.parametrize("by_city", [False, True])
def test_record_blocks_queries_do_not_grow_with_rows(client, parents, by_city):
    home = parents["services"].get_parent().specific
    home.body = [
        {"type": "services", "value": {"heading": "", "services": []}},
        {"type": "supervisors", "value": {"heading": "", "supervisors": [], "group_by_city": by_city}},
        {"type": "offices", "value": {"heading": "", "offices": [], "show_supervisors": True}},
        {"type": "crisis_notices", "value": {"heading": ""}},
        {"type": "call_to_action", "value": {"heading": "", "show_phone": True, "show_contact": True}},
    ]
    home.save()
    # With two or more supervisors one further query assigns times to them.
    add_records(parents, "a")
    add_records(parents, "b")
    few = queries(client, home)
    for number in range(MAX_SUPERVISORS - 2):
        add_records(parents, number)
    many = queries(client, home)
    assert len(many) <= len(few), "\n".join(sorted(set(many) - set(few)))
    # Now the offices list nobody.
    add_records(parents, "last")
    assert len(queries(client, home)) < len(few)
