"""The start page on the demo's own host."""

import pytest
from bs4 import BeautifulSoup

from example_site.content import practices
from example_site.logins import LOGINS, PASSWORD


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Viisi työnohjauksen sivustoa"),
        ("/sv/", "Fem webbplatser för arbetshandledning"),
        ("/en/", "Five sites of work supervision"),
    ],
)
def test_start_page_names_practices_feeds_and_logins(site, path, title):
    page = BeautifulSoup(site.get(path, HTTP_HOST="localhost:8765").content, "html.parser")

    assert page.h1.get_text() == title
    assert [tag.get_text() for tag in page.select(".card h3")] == [practice.name for practice in practices()]
    assert [tag.get_text() for tag in page.select("tbody th")] == [login.username for login in LOGINS]
    assert {tag.get_text() for tag in page.select("tbody td:nth-child(2)")} == {PASSWORD}


def test_start_page_links_to_what_answers(site):
    page = BeautifulSoup(site.get("/", HTTP_HOST="127.0.0.1:8765").content, "html.parser")
    links = [tag["href"] for tag in page.select(".card a")]
    answers = {}
    for link in links:
        host, path = link.removeprefix("http://").split("/", 1)
        answers[link] = site.get(f"/{path}", HTTP_HOST=host).status_code

    assert answers == dict.fromkeys(links, 200)
    assert len(links) == 22


def test_start_page_writes_nothing_to_a_practice_that_is_asked_for(site):
    page = BeautifulSoup(site.get("/", HTTP_HOST="hehkupuu.localhost:8765").content, "html.parser")

    assert page.h1.get_text(strip=True) == "Katse siihen, mikä kantaa"
