"""Crisis notices elsewhere: the Atom feed and structured data."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from time_machine import travel

from tests.factories import make_office
from tests.pages import schema_org
from tests.pages.factories import make_home, make_page, page_models

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 12, 1, 10, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def noon():
    with travel(NOON, tick=False):
        yield


@pytest.fixture
def index():
    return make_page("CrisisNoticeIndexPage", make_home(), slug="crisis")


def notice(index, slug="accident", **kwargs):
    return make_page("CrisisNoticePage", index, slug=slug, **{"title": slug, **kwargs})


def test_atom_feed_has_the_valid_notices_and_ends_with_the_next_change(client, index):
    page = notice(index, introduction="Help for schools.", valid_until=NOON + timedelta(seconds=100))
    notice(index, "later", valid_from=NOON + timedelta(days=1))
    response = client.get("/tyonohjaus/notices/en.atom")
    feed = ElementTree.fromstring(response.content)
    entries = [
        (entry.find(f"{ATOM}title").text, entry.find(f"{ATOM}link").get("href"), entry.find(f"{ATOM}summary").text)
        for entry in feed.iter(f"{ATOM}entry")
    ]
    assert entries == [("accident", page.full_url, "Help for schools.")]
    assert (response["Cache-Control"], "Set-Cookie" in response) == ("public, max-age=100", False)
    assert response["Content-Type"].startswith("application/atom+xml")


def test_notices_without_a_kind_are_listed_and_have_no_category(client, admin_client, index, monkeypatch):
    notice(index)
    # As in a project that removes the field.
    without = property(lambda page: None, lambda page, value: None)
    monkeypatch.setattr(page_models.CrisisNoticePage, "notice_kind", without)
    feed = ElementTree.fromstring(client.get("/tyonohjaus/notices/en.atom").content)
    entries = [(entry.find(f"{ATOM}title").text, entry.find(f"{ATOM}category")) for entry in feed.iter(f"{ATOM}entry")]
    assert entries == [("accident", None)]
    cell = BeautifulSoup(admin_client.get("/admin/tyonohjaus/notices/").content, "html.parser").select_one("td.title")
    assert cell.get_text(strip=True) == "accident"


def test_feed_does_not_need_the_sites_framework_and_has_summaries_in_html(client, index, monkeypatch):
    notice(index, introduction="Teams of < 5 & more")
    is_installed = apps.is_installed
    # As in a project that has the app, but no row for its site.
    monkeypatch.setattr(apps, "is_installed", lambda name: name == "django.contrib.sites" or is_installed(name))
    feed = ElementTree.fromstring(client.get("/tyonohjaus/notices/en.atom").content)
    summaries = [(each.get("type"), each.text) for each in feed.iter(f"{ATOM}summary")]
    assert summaries == [("html", "Teams of &lt; 5 &amp; more")]
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": "http://localhost/", "self": "http://localhost/tyonohjaus/notices/en.atom"}


def test_feed_of_an_unknown_language_is_not_found(client, index):
    assert client.get("/tyonohjaus/notices/xx.atom").status_code == 404


def test_list_of_notices_links_to_the_feed(client, index):
    soup = BeautifulSoup(client.get(index.url).content, "html.parser")
    assert {link["href"] for link in soup.select('[type="application/atom+xml"]')} == {"/tyonohjaus/notices/en.atom"}


def test_structured_data_of_a_notice_has_its_number_area_and_validity(client, index):
    office = make_office(city="Turku")
    make_office(city="Oulu")
    until = NOON + timedelta(days=3)
    page = notice(
        index, audience="Schools", cost="Free", phone="+358405555555", offices=[str(office.pk)], valid_until=until
    )
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    document = json.loads(soup.select_one('[type="application/ld+json"]').string)
    assert schema_org.faults(document) == []
    graph = document["@graph"]
    (service,) = [node for node in graph if node["@type"] == "Service"]
    assert service["availableChannel"]["servicePhone"]["telephone"] == "+358405555555"
    assert (service["areaServed"], service["audience"]["audienceType"]) == (
        [{"@type": "City", "name": "Turku"}],
        "Schools",
    )
    assert service["offers"] == {"@type": "Offer", "description": "Free", "validThrough": until.isoformat()}


def test_notice_shows_whom_it_concerns_who_answers_and_the_cost(client, index):
    page = notice(index, audience="Schools", answered_by="A crisis supervisor", cost="Free", languages=["fi", "sv"])
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    facts = [" ".join(fact.get_text(" ").split()) for fact in soup.select(".tyo-key-fact")]
    assert facts == [
        "For whom Schools",
        "Who answers A crisis supervisor",
        "Languages Finnish, Swedish",
        "Cost Free",
    ]
