"""The start page."""

import pytest
from bs4 import BeautifulSoup

from example_site.accounts import ACCOUNTS, PASSWORD
from example_site.content import practices


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Viisi työnohjauksen sivustoa"),
        ("/sv/", "Fem webbplatser för arbetshandledning"),
        ("/en/", "Five work supervision sites"),
    ],
)
def test_start_page_lists_practices_and_accounts(demo_client, path, title):
    page = BeautifulSoup(demo_client.get(path, HTTP_HOST="localhost:8765").content, "html.parser")

    assert page.h1.get_text() == title
    assert [tag.get_text() for tag in page.select(".card h3")] == [practice.name for practice in practices()]
    assert [tag.get_text() for tag in page.select("tbody th")] == [account.username for account in ACCOUNTS]
    assert {tag.get_text() for tag in page.select("tbody td:nth-child(2)")} == {PASSWORD}


def test_start_page_links_work(demo_client):
    page = BeautifulSoup(demo_client.get("/", HTTP_HOST="127.0.0.1:8765").content, "html.parser")
    links = [tag["href"] for tag in page.select(".card a")]
    responses = {}
    for link in links:
        host, path = link.removeprefix("http://").split("/", 1)
        responses[link] = demo_client.get(f"/{path}", HTTP_HOST=host).status_code

    assert responses == dict.fromkeys(links, 200)
    assert len(links) == 23


def test_practice_host_serves_its_front_page(demo_client):
    page = BeautifulSoup(demo_client.get("/", HTTP_HOST="hehkupuu.localhost:8765").content, "html.parser")

    assert page.h1.get_text(strip=True) == "Katse siihen, mikä kantaa"
