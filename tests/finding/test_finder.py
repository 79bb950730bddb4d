"""The form on front pages, and the links by place on pages of services."""

import re
from html import unescape

import pytest

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor
from tests.pages.factories import make_home, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    home = make_home()
    home.body = [{"type": "finder", "value": {"heading": "Find"}}]
    home.save()
    return home


@pytest.fixture
def index(home):
    return make_page("SupervisorIndexPage", home, slug="people")


@pytest.fixture
def people(index):
    helsinki, turku = make_office(city="Helsinki"), make_office(city="Turku")
    services = [make_service(name="Supervision", slug="supervision"), make_service(name="Coaching", slug="coaching")]
    modes = ["premises", "yours", "remote"]
    return [
        make_supervisor(name="Aino", offices=[helsinki], services=services, delivery_modes=modes, languages=["fi"]),
        make_supervisor(name="Bo", offices=[turku], services=services[:1], delivery_modes=modes[:1], languages=["sv"]),
    ]


def text_of(client, page):
    return unescape(client.get(page.url).content.decode())


def finder(client, home):
    form = re.search(r'<form class="tyo-finder".*?</form>', text_of(client, home), re.DOTALL)
    return form[0] if form else None


def options(form):
    """The values of each select, without the blank one."""
    selects = re.findall(r'<select name="(\w+)".*?</select>', form)
    texts = re.findall(r"<select.*?</select>", form)
    return {name: re.findall(r'value="([^"]+)"', text) for name, text in zip(selects, texts, strict=True)}


def test_finder_offers_what_the_practice_has_and_leads_to_the_list(client, home, index, people):
    form = finder(client, home)
    assert options(form) == {
        "service": ["coaching", "supervision"],
        "where": ["premises:helsinki", "premises:turku", "yours:helsinki"],
        "language": ["fi", "sv"],
    }
    assert f'method="get" action="{index.url}#results"' in form
    assert re.findall(r'name="(\w+)" value="([\w-]+)"', form) == [("free", "this-week"), ("delivery_mode", "remote")]


def test_choice_of_the_finder_is_understood_by_the_list(client, home, index, people):
    query = {"service": "supervision", "where": "yours:helsinki", "language": ""}
    response = client.get(index.url, query, follow=True)
    assert response.redirect_chain == [(f"{index.url}?service=supervision&city=helsinki&delivery_mode=yours", 302)]
    remote = client.get(index.url, {**query, "delivery_mode": "remote"}, follow=True)
    assert remote.redirect_chain == [(f"{index.url}?service=supervision&city=helsinki&delivery_mode=remote", 302)]


def test_practice_with_one_service_is_asked_for_the_format(client, home, index):
    service = make_service(name="Supervision")
    make_supervisor(name="Aino", services=[service], formats=["individual", "group"])
    assert options(finder(client, home)) == {"format": ["individual", "group"]}


def test_finder_without_published_times_does_not_ask_for_them(client, home, index, people):
    make_practice(publish_free_times=False)
    assert 'name="free"' not in finder(client, home)


def test_finder_is_hidden_without_a_list_and_without_supervisors(client, home):
    assert finder(client, home) is None
    make_supervisor(name="Aino")
    assert finder(client, home) is None
    make_supervisor(name="Elsewhere", site=make_site("second"))
    make_page("SupervisorIndexPage", home, slug="people")
    assert finder(client, home) is not None


def test_service_page_links_to_its_supervisors_by_place(client, home, index, people):
    make_supervisor(
        name="Full", services=[people[1].services.get()], delivery_modes=["remote"], accepts_new_clients=False
    )
    parent = make_page("ServiceIndexPage", home, slug="services")
    page = make_page("ServicePage", parent, slug="supervision", service=people[1].services.get())
    links = re.findall(r'<a href="([^"]+)#results">([^<]+?)<.*?count">(\d+)<', text_of(client, page))
    query = f"{index.url}?service=supervision"
    assert [(url.removeprefix(query), label.strip(), count) for url, label, count in links] == [
        ("&city=helsinki&delivery_mode=premises", "Helsinki", "1"),
        ("&city=turku&delivery_mode=premises", "Turku", "1"),
        ("&city=helsinki&delivery_mode=yours", "Helsinki", "1"),
        ("&delivery_mode=remote", "All", "1"),
    ]
