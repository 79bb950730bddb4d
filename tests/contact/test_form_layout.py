"""What every visitor is asked for, what is folded away, and what is not asked at all."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client, RequestFactory
from time_machine import travel
from wagtail.models import Page

from tests.factories import make_office, make_service, make_site, make_supervisor
from wagtail_tyonohjaus.contact.call_windows import windows_from
from wagtail_tyonohjaus.contact.form.config import CustomField, FormConfig
from wagtail_tyonohjaus.contact.form.contact_form import ContactForm
from wagtail_tyonohjaus.contact.form.factory import contact_form
from wagtail_tyonohjaus.contact.form.offers import MAX_LISTED_SUPERVISORS
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.pages.models import ContactPage, SupervisorPage
from wagtail_tyonohjaus.practice.models import Supervisor

from .helpers import errors, filled, make_token, post, send

pytestmark = pytest.mark.usefixtures("practice")
TIME = "2199-12-01T08:00Z/60"


def add_page(page: Page) -> Page:
    return Page.objects.get(pk=make_site().root_page.pk).add_child(instance=page)


@pytest.fixture
def page() -> ContactPage:
    return add_page(ContactPage(title="Contact us", slug="contact-us"))


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def names(tags) -> list[str]:
    return list(dict.fromkeys(tag["name"] for tag in tags if tag.get("type") != "hidden"))


def folded(page: BeautifulSoup) -> list[str]:
    return names(page.select("details [name]"))


def is_open(page: BeautifulSoup) -> bool:
    return page.find("details", class_="tyo-contact-form__details").has_attr("open")


def chosen(page: BeautifulSoup) -> dict[str, str]:
    return {row.dt.text: row.dd.text for row in page.select(".tyo-chosen__row")}


def hidden_values(page: BeautifulSoup) -> dict[str, str]:
    return {tag["name"]: tag.get("value", "") for tag in page.select("form.tyo-contact-form > input[type=hidden]")}


# The few fields and the others


def test_visitor_is_asked_for_few_fields_and_the_others_are_folded_away(page):
    for name in ("Individual", "Group"):
        make_service(name=name)
        make_supervisor(name=name)
    html = soup(Client().get(page.url))
    form = html.find("form", class_="tyo-contact-form")
    assert names(form.select(".tyo-contact-form__group--main [name]")) == ["name", "email", "phone", "message"]
    assert folded(html) == [
        *("organisation", "preferred_contact", "call_parts", "call_windows", "call_from", "call_until"),
        *("service", "format", "delivery_mode", "supervisor"),
    ]
    assert (is_open(html), [tag.text for tag in form.select(".tyo-field__required")]) == (False, ["(required)"])
    assert (form.has_attr("novalidate"), [tag["name"] for tag in form.select("[required]")]) == (True, [])
    assert [tag["name"] for tag in form.select("[aria-required=true]")] == ["name"]


def test_required_fields_and_questions_are_not_folded_away(practice):
    own = (CustomField("a", "text", "Must", required=True), CustomField("b", "text", "May"))
    config = FormConfig(requirements={"organisation": "required", "call_windows": "required"}, custom_fields=own)
    form = ContactForm(practice=practice, token=make_token(config))
    assert [field.name for field in form.main_fields()] == [
        *("name", "organisation", "email", "phone", "call_parts", "call_windows", "call_from", "call_until"),
        *("message", "custom_a"),
    ]
    assert [field.name for field in form.detail_groups()[-1][1]] == ["custom_b"]
    assert form["custom_a"].field.widget.attrs["aria-required"] == "true"


@pytest.mark.parametrize(
    ("answers", "opened"),
    [({"name": ""}, False), ({"call_from": "soon"}, True), ({"organisation": "x" * 200, "name": ""}, True)],
)
def test_details_are_open_exactly_if_one_of_their_fields_has_an_error(answers, opened):
    response = post(filled(**answers))
    assert (sorted(errors(response)), is_open(soup(response))) == (sorted(answers), opened)


def test_urgency_of_a_crisis_is_not_folded_away(practice):
    config = FormConfig(requirements={"urgency": "optional"})
    token = make_token(config)
    ordinary = ContactForm(practice=practice, token=token)
    crisis = ContactForm(practice=practice, token=token, initial={"urgency": "crisis"})
    visible = ["urgency" in [field.name for field in form.main_fields()] for form in (ordinary, crisis)]
    assert visible == [False, True]


# Choices with one option


def test_choices_with_one_option_are_not_asked_and_stored(page):
    service, office = make_service(formats=["group"], delivery_modes=["yours"]), make_office()
    supervisor = make_supervisor()
    html = soup(Client().get(page.url))
    expected = {"service": str(service.pk), "office": str(office.pk), "supervisor": str(supervisor.pk)}
    expected |= {"format": "group", "delivery_mode": "yours"}
    values = hidden_values(html)
    assert {name: values[name] for name in expected} == expected
    assert ([name for name in folded(html) if name in expected], chosen(html)) == ([], {})
    values |= {"name": "Maija", "email": "maija@example.org", "consent": "on"}
    assert post(values).status_code == 303
    stored = ContactRequest.objects.get()
    assert (stored.service, stored.office, stored.supervisor) == (service, office, supervisor)
    assert (stored.format, stored.delivery_mode) == ("group", "yours")


def test_only_choice_that_is_gone_can_be_changed():
    gone = make_service()
    token = make_token()
    gone.delete()
    make_service(name="First")
    make_service(name="Second")
    response = post(filled(token, service=gone.pk or 999))
    assert (list(errors(response)), is_open(soup(response))) == (["service"], True)


def test_chosen_time_decides_on_place_and_mode(page):
    make_office()
    make_service(formats=["group"], delivery_modes=["yours"])
    values = hidden_values(soup(Client().get(page.url, {"preferred_start": TIME})))
    assert {name: values.get(name) for name in ("preferred_start", "office", "format", "delivery_mode")} == {
        "preferred_start": TIME,
        "office": None,
        "format": None,
        "delivery_mode": None,
    }


@pytest.mark.parametrize(("off", "value"), [("email", "call"), ("phone", "mail")])
def test_way_of_contact_is_not_asked_with_one_kind_of_address(practice, off, value):
    form = ContactForm(practice=practice, token=make_token(FormConfig(requirements={off: "no"})))
    assert (form["preferred_contact"].is_hidden, form["preferred_contact"].value()) == (True, value)


def test_formats_and_modes_are_those_of_the_services(practice):
    make_service(name="One", formats=["individual", "group"], delivery_modes=["remote"])
    make_service(name="Two", formats=["pair"], delivery_modes=["yours"])
    form = ContactForm(practice=practice, token=make_token())
    codes = [[code for code, _label in form.fields[name].choices] for name in ("format", "delivery_mode")]
    assert codes == [["", "individual", "pair", "group"], ["", "yours", "remote"]]
    make_service(name="Any")
    assert len(ContactForm(practice=practice, token=make_token()).fields["format"].choices) == 5


# What was chosen before the form


def test_chosen_time_is_displayed_and_not_asked(page):
    office = make_office(city="Turku", address="Jokiranta 21, 20100 Turku")
    service = make_service(price="98 €")
    supervisor = make_supervisor(offices=[office], services=[service])
    other = make_supervisor(name="Bo Berg")
    own = add_page(SupervisorPage(title="Aino", slug="aino", supervisor=supervisor))
    query = {"preferred_start": TIME, "supervisor": supervisor.pk, "service": service.pk, "office": office.pk}
    html = soup(Client().get(page.url, query))
    assert chosen(html) == {
        "Time": "Sunday 1 December 2199 at 10:00, 60 min",
        "Supervisor": "Aino Laine",
        "Service": "Work supervision",
        "Place": "Jokiranta 21, 20100 Turku",
        "Price": "98 €",
    }
    values = hidden_values(html)
    assert {name: values[name] for name in query} == {name: str(value) for name, value in query.items()}
    assert html.select_one(".tyo-chosen__change a")["href"] == f"{own.url}?service={service.pk}&day=2199-12-01#times"
    assert (other.pk, "preferred_start" in folded(html)) == (other.pk, False)


def test_chosen_time_at_the_clients_premises_is_displayed_with_the_city(page):
    office = make_office(city="Turku", address="Jokiranta 21, 20100 Turku")
    query = {"preferred_start": TIME, "office": office.pk, "delivery_mode": "yours"}
    assert chosen(soup(Client().get(page.url, query)))["Place"] == "At your premises, Turku"


def test_chosen_person_is_displayed_with_a_link_to_its_field(page):
    for name in ("Aino Laine", "Bo Berg"):
        supervisor = make_supervisor(name=name)
    html = soup(Client().get(page.url, {"supervisor": supervisor.pk}))
    link = html.select_one(".tyo-chosen__change a")["href"]
    assert (chosen(html), html.select_one(f"details {link}")["name"]) == ({"Supervisor": "Bo Berg"}, "supervisor")


def test_errors_keep_choice_heading_and_language(page):
    supervisor, service = make_supervisor(), make_service()
    make_supervisor(name="Bo Berg")
    token = make_token(page=page.pk, language="fi")
    answers = {"name": "", "supervisor": supervisor.pk, "service": service.pk, "preferred_start": TIME}
    html = soup(post(filled(token, **answers)))
    assert (html.h1.text, html.html["lang"], html.title.text.partition(" –")[0]) == (
        "Contact us",
        "fi",
        "Virhe: Contact us",
    )
    assert list(chosen(html).items()) == [
        ("Aika", "Sunnuntai 1. joulukuuta 2199 klo 10.00, 60 min"),
        ("Työnohjaaja", "Aino Laine"),
        ("Palvelu", "Work supervision"),
    ]
    assert hidden_values(html)["preferred_start"] == TIME


def test_heading_of_an_unpublished_page_is_not_displayed(page):
    page.unpublish()
    assert soup(post(filled(make_token(page=page.pk), name=""))).h1.text == "Contact request"


def test_time_in_the_past_is_an_error_of_a_field_that_can_be_changed():
    html = soup(post(filled(preferred_start="2020-01-01T10:00Z/60")))
    assert ([tag["type"] for tag in html.select("[name=preferred_start]")], chosen(html)) == (["radio", "radio"], {})


@pytest.mark.parametrize("text", ["<script>", "9" * 400, "x' OR 1", "999999", "²", "-1"])
def test_unreadable_choice_of_a_link_is_not_displayed(page, text):
    query = dict.fromkeys(("supervisor", "service", "office", "format", "delivery_mode"), text)
    assert chosen(soup(Client().get(page.url, query | {"preferred_start": TIME}))) == {
        "Time": "Sunday 1 December 2199 at 10:00, 60 min"
    }


# Many supervisors


def make_supervisors(count: int) -> list[Supervisor]:
    site = make_site()
    rows = [Supervisor(site=site, name=f"Person {number:03}") for number in range(count)]
    return Supervisor.objects.bulk_create(rows)


def test_few_supervisors_are_listed_and_many_are_entered_by_name(page):
    make_supervisors(MAX_LISTED_SUPERVISORS)
    listed = soup(Client().get(page.url)).find(attrs={"name": "supervisor"})
    assert (listed.name, len(listed.select("option"))) == ("select", MAX_LISTED_SUPERVISORS + 1)
    make_supervisor(name="Bo")
    entered = soup(Client().get(page.url)).find(attrs={"name": "supervisor"})
    assert (entered.name, entered["type"], entered.get("value")) == ("input", "text", None)
    config = FormConfig(requirements={"supervisor": "required"})
    form = contact_form(RequestFactory().get("/"), config)
    assert not hasattr(form.fields["supervisor"], "choices")


@pytest.mark.parametrize("text", ["Åsa Öhman", "asa öhman", "  ÅSA   Ohman ", "Öhman", "ohman"])
def test_supervisor_is_found_by_name(text):
    make_supervisors(MAX_LISTED_SUPERVISORS)
    supervisor = make_supervisor(name="Åsa Öhman")
    assert send(supervisor=text).supervisor == supervisor


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Nobody", "We found nobody of this name. Check the spelling, or leave this blank."),
        (
            "Laine",
            "Several people have this name: Aino Laine, Eino Laine. Enter the whole name.",
        ),
        ("Former", "We found nobody of this name. Check the spelling, or leave this blank."),
        ("999999", "This is no longer available. Choose another."),
    ],
)
def test_name_that_is_not_found_is_an_error(text, message):
    make_supervisors(MAX_LISTED_SUPERVISORS)
    for name in ("Aino Laine", "Eino Laine"):
        make_supervisor(name=name)
    make_supervisor(name="Former", active=False)
    response = post(filled(supervisor=text))
    html = soup(response)
    assert (errors(response), is_open(html)) == ({"supervisor": [message]}, True)
    assert html.find(attrs={"name": "supervisor"}).get("value", "") == ("" if text.isdigit() else text)


def test_supervisor_of_a_link_is_displayed_by_name_among_many(page):
    make_supervisors(MAX_LISTED_SUPERVISORS)
    supervisor = make_supervisor(name="Bo")
    html = soup(Client().get(page.url, {"supervisor": supervisor.pk}))
    assert (html.find(attrs={"name": "supervisor"})["value"], chosen(html)) == ("Bo", {"Supervisor": "Bo"})
    carried = soup(Client().get(page.url, {"supervisor": supervisor.pk, "preferred_start": TIME}))
    assert hidden_values(carried)["supervisor"] == str(supervisor.pk)


def test_form_of_a_large_practice_is_as_small_and_as_fast(practice, django_assert_max_num_queries):
    sizes = []
    for count in (50, 450):
        make_supervisors(count)
        with django_assert_max_num_queries(7):
            form = contact_form(RequestFactory().get("/"), practice=practice)
            sizes.append(sum(len(str(field)) for field in form))
    assert sizes[0] == sizes[1]


# When we may call


@pytest.mark.parametrize(
    ("parts", "days", "start", "end", "windows"),
    [
        (["morning"], ["1"], "", "", [(1, "08:00", "11:00")]),
        (["afternoon", "morning"], ["1"], "", "", [(1, "08:00", "11:00"), (1, "14:00", "18:00")]),
        (["morning", "midday", "afternoon"], ["4"], "", "", [(4, "08:00", "18:00")]),
        (["morning"], ["1"], "16:00", "17:00", [(1, "08:00", "11:00"), (1, "16:00", "17:00")]),
        (["midday"], ["1"], "10:00", "11:30", [(1, "10:00", "14:00")]),
        ([], ["1"], "", "", [(1, "08:00", "18:00")]),
    ],
)
def test_parts_of_the_day_are_times_for_a_call(parts, days, start, end, windows):
    with travel("2026-11-20T10:00:00Z", tick=False):
        call = {"phone": "040 1234567", "call_parts": parts, "call_windows": days}
        request = send(**call, call_from=start, call_until=end)
    assert [(each["weekday"], each["from"], each["to"]) for each in request.call_windows] == windows


def test_parts_of_the_day_without_days_are_those_of_working_days():
    assert [each["weekday"] for each in windows_from([], None, None, ["midday"])] == [0, 1, 2, 3, 4]


def test_unknown_part_of_the_day_is_an_error():
    assert list(errors(post(filled(call_parts=["night"])))) == ["call_parts"]
