"""The form on a page: cacheable, prefilled, with the number to call."""

from datetime import time

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import Client, RequestFactory
from time_machine import travel
from wagtail.models import Page

from tests.factories import make_office, make_service, make_site, make_supervisor
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.form.factory import contact_form
from wagtail_tyonohjaus.contact.models import ContactRequest, RoutingRule
from wagtail_tyonohjaus.contact.routing.phone_numbers import number_for
from wagtail_tyonohjaus.pages.models import ContactPage

from .helpers import post
from .test_form_post import fields_of

pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture
def page() -> ContactPage:
    home = make_site().root_page
    return Page.objects.get(pk=home.pk).add_child(instance=ContactPage(title="Contact", slug="contact-us"))


def test_page_with_the_form_sets_no_cookie(page):
    response = Client().get(page.url)
    assert (response.status_code, dict(response.cookies)) == (200, {})
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_page_with_the_form_has_no_csrf_token_and_reads_no_session():
    request = RequestFactory().get("/")
    Template("{% load tyonohjaus_contact %}{% tyo_contact_form %}").render(Context({"request": request}))
    assert ("CSRF_COOKIE" in request.META, hasattr(request, "session")) == (False, False)


def test_form_of_a_page_can_be_submitted(page):
    data = fields_of(Client().get(page.url))
    response = post({**data, "name": "Maija", "email": "m@example.org", "consent": "on"})
    assert response.status_code == 303
    stored = ContactRequest.objects.get()
    assert (stored.page_id, stored.page_title, stored.visitor_language) == (page.pk, "Contact", "en")


def test_submission_from_an_unpublished_page_is_stored(page):
    data = fields_of(Client().get(page.url))
    page.unpublish()
    assert post({**data, "name": "Maija", "email": "m@example.org", "consent": "on"}).status_code == 303


def test_records_of_another_practice_are_not_filled_in(page):
    config, foreign = FormConfig(requirements={"supervisor": "no"}), make_supervisor(site=make_site("other"))
    form = contact_form(RequestFactory().get(page.url), config, {"supervisor": foreign}, page=page)
    assert "supervisor" not in form.fields


def test_query_of_a_link_fills_in_fields(page):
    supervisor, service = make_supervisor(), make_service()
    query = {"supervisor": supervisor.pk, "service": service.pk, "preferred_start": "2199-12-01T08:00Z/60"}
    values = fields_of(Client().get(page.url, query))
    assert {name: values[name] for name in query} == {key: str(value) for key, value in query.items()}


@pytest.mark.parametrize("text", ["<script>", "\x00", "9" * 400, "x' OR 1", "2026-99-99T00:00Z/60"])
def test_invalid_query_of_a_link_is_ignored(page, text):
    query = dict.fromkeys(("supervisor", "service", "office", "urgency", "preferred_start"), text)
    assert Client().get(page.url, query).status_code == 200


def test_record_of_a_page_without_its_field_is_a_hidden_input():
    supervisor = make_supervisor()
    config = FormConfig(requirements={"supervisor": "no"})
    form = contact_form(RequestFactory().get("/"), config, {"supervisor": supervisor})
    assert (form["supervisor"].is_hidden, form["supervisor"].value()) == (True, supervisor.pk)


def test_link_of_an_office_card_fills_in_the_office(page):
    office = make_office(city="Turku")
    link = BeautifulSoup(Client().get(page.url).content, "html.parser").select_one(".tyo-card--office a[href*=office]")
    assert fields_of(Client().get(link["href"].partition("#")[0]))["office"] == str(office.pk)


def test_ids_of_two_forms_on_a_page_differ():
    request = RequestFactory().get("/")
    template = Template("{% load tyonohjaus_contact %}{% tyo_contact_form %}{% tyo_contact_form %}")
    soup = BeautifulSoup(template.render(Context({"request": request})), "html.parser")
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))


# The number to call


def test_number_of_a_rule_takes_precedence(practice):
    supervisor = make_supervisor(phone="+358401111111")
    assert number_for(practice, supervisor=supervisor).text == "040 111 1111"
    row = RoutingRule.objects.create(
        name="Crisis phone", site=practice.site, displayed_phone="+358402222222", urgencies=["crisis"]
    )
    row.to_email_addresses = "crisis@example.com"
    row.save()
    assert number_for(practice, supervisor=supervisor, urgency="crisis").text == "040 222 2222"
    assert number_for(practice, supervisor=supervisor).text == "040 111 1111"


def test_hidden_number_of_a_supervisor_is_not_displayed(practice):
    supervisor = make_supervisor(phone="+358401111111", show_phone=False)
    assert number_for(practice, supervisor=supervisor).text == "040 123 4567"


def test_office_number_has_the_hours_of_the_office(practice):
    office = make_office(phone="+358403333333")
    for day in range(5):
        office.opening_hours.create(weekday=day, opens=time(8), closes=time(16))
    with travel("2026-11-20T10:00:00Z", tick=False):
        number = number_for(practice, office=office)
    assert (number.text, number.hours, number.is_open, number.uri) == (
        "040 333 3333",
        "open until 16:00",
        True,
        "tel:+358403333333",
    )
    with travel("2026-11-20T18:00:00Z", tick=False):
        assert number_for(practice, office=office).hours == "opens Monday at 08:00"


OFFICE_DAYS = {"weekdays": [0, 1, 2, 3, 4], "time_from": time(8), "time_until": time(16)}


@pytest.mark.parametrize(
    ("moment", "conditions", "text", "hours"),
    [
        ("2026-11-20T10:00:00Z", OFFICE_DAYS, "040 222 2222", "open until 16:00"),
        ("2026-11-20T15:00:00Z", OFFICE_DAYS, "040 123 4567", ""),
        ("2026-11-20T21:00:00Z", {"time_from": time(22), "time_until": time(6)}, "040 222 2222", "open until 06:00"),
        # A Friday's rule ends with the Friday.
        (
            "2026-11-20T21:00:00Z",
            {"weekdays": [4], "time_from": time(22), "time_until": time(6)},
            "040 222 2222",
            "open until 00:00",
        ),
        ("2026-11-20T10:00:00Z", {"weekdays": [4]}, "040 222 2222", ""),
        # A rule knows no holidays; nobody may answer on Finland's day of independence.
        ("2027-12-06T10:00:00Z", OFFICE_DAYS, "040 222 2222", ""),
    ],
)
def test_number_of_a_rule_is_open_until_the_rule_ends(practice, moment, conditions, text, hours):
    RoutingRule.objects.create(name="Reception", site=practice.site, displayed_phone="+358402222222", **conditions)
    with travel(moment, tick=False):
        number = number_for(practice)
        assert (number.text, number.hours) == (text, hours)


def test_office_number_of_a_rule_has_the_hours_of_the_office(practice):
    office = make_office(phone="+358403333333")
    office.opening_hours.create(weekday=4, opens=time(8), closes=time(12))
    office.save()
    RoutingRule.objects.create(name="Reception", site=practice.site, displayed_phone="+358403333333")
    with travel("2026-11-20T08:00:00Z", tick=False):
        assert number_for(practice).hours == "open until 12:00"


def test_page_displays_one_number_everywhere(page, practice):
    RoutingRule.objects.create(name="Reception", site=practice.site, displayed_phone="+358402222222")
    soup = BeautifulSoup(Client().get(page.url).content, "html.parser")
    assert {link["href"] for link in soup.select('a[href^="tel:"]')} == {"tel:+358402222222"}
    assert [link["href"] for link in soup.select(".tyo-contact-bar a")] == ["tel:+358402222222", "#contact"]


def test_no_number_is_displayed_without_one(practice):
    practice.phone = ""
    practice.save()
    assert number_for(practice) is None


def test_numbers_of_one_page_load_the_rules_once(practice, rf, django_assert_num_queries):
    RoutingRule.objects.create(
        name="Crisis phone", site=practice.site, displayed_phone="+358402222222", urgencies=["crisis"]
    )
    request = rf.get("/")
    normal = number_for(practice, page_request=request)
    with django_assert_num_queries(0):
        crisis = number_for(practice, urgency="crisis", page_request=request)
    assert (normal.text, crisis.text) == ("040 123 4567", "040 222 2222")
