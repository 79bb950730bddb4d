"""Every page of the five sites, as a visitor gets it."""

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from example_site.content import SLUGS
from example_site.loader.pages import KINDS

from .conftest import PORT, addresses

ENDED = "/ajankohtaista-tukea/tukea-koulujen-henkilostolle/"
ENGLISH = re.compile(
    r"\b(the|and|with|your|call|write|minutes|place|opens|remotely|supervision|supervisors?)\b", re.IGNORECASE
)


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_every_page_answers_and_an_ended_notice_says_that_it_is_gone(site):
    answers = {(host, path): site.get(path, HTTP_HOST=host).status_code for host, path in addresses()}

    assert len(answers) > 65
    assert {where: code for where, code in answers.items() if code != 200} == {
        (f"vuolleranta.localhost:{PORT}", ENDED): 410
    }


@pytest.mark.parametrize(("language", "pages"), [("fi", 46), ("sv", 10), ("en", 7)])
def test_pages_say_their_language(answers, site, language, pages):
    spoken = [soup(answers[where]).html["lang"] for where in addresses(locale__language_code=language)]

    assert len(spoken) >= pages
    assert set(spoken) == {language}


@pytest.mark.parametrize("slug", SLUGS)
def test_practice_answers_on_any_port(site, slug):
    found = {port: soup(site.get("/", HTTP_HOST=f"{slug}.localhost:{port}")).html["class"] for port in (PORT, 80, 9999)}

    assert {port: classes[-1] for port, classes in found.items()} == dict.fromkeys(found, f"tyo-practice-{slug}")


def test_absolute_addresses_name_the_port_that_was_given(site):
    assert {one.port for one in Site.objects.filter(hostname__endswith=".localhost")} == {PORT}
    page = soup(site.get("/", HTTP_HOST=f"kuuntelo.localhost:{PORT}"))
    assert page.find("link", rel="canonical")["href"] == f"http://kuuntelo.localhost:{PORT}/"


def test_pages_keep_to_the_content_security_policy(answers):
    for (host, path), response in answers.items():
        page = soup(response)
        inline = [tag for tag in page.find_all("script") if not tag.get("src")] + page.find_all("style")
        inline += page.find_all(style=True) + page.find_all(onclick=True)
        fetched = [tag.get("src") or tag.get("href") for tag in page.find_all(["script", "img", "link"])]
        elsewhere = [url for url in fetched if url and urlsplit(url).netloc not in ("", host)]
        assert (response["Content-Security-Policy"][:18], inline, elsewhere) == ("default-src 'self'", [], []), path


def test_finnish_pages_show_no_english(answers, site):
    found = {}
    for where in addresses(locale__language_code="fi"):
        page = soup(answers[where])
        for tag in page.find_all(lang=re.compile("en|sv")):
            if tag.name != "html":
                tag.decompose()
        words = {word.lower() for word in ENGLISH.findall(page.get_text(" "))}
        if words:
            found[where] = words
    assert found == {}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_page_takes_more_queries_than_its_parts_need(site, kind):
    """However many supervisors, offices or times there are; a supervisor's profile has the most parts."""
    host, path = urlsplit(KINDS[kind].objects.live().order_by("path").first().full_url)[1:3]
    site.get(path, HTTP_HOST=host)
    with CaptureQueriesContext(connection) as queries:
        site.get(path, HTTP_HOST=host)

    assert len(queries) <= 60


def test_every_picture_has_a_text_or_says_that_it_needs_none(answers):
    missing = [
        (where, image.get("src"))
        for where, answer in answers.items()
        for image in soup(answer).find_all("img")
        if image.get("alt") is None
    ]
    assert missing == []


def test_links_between_pages_lead_somewhere(answers, site):
    known = {where: answer.status_code for where, answer in answers.items()}
    broken = {}
    for (host, path), answer in answers.items():
        for link in soup(answer).select("main a[href], nav a[href], footer a[href]"):
            parts = urlsplit(link["href"])
            target = (parts.netloc or host, parts.path or path)
            if parts.scheme not in ("", "http") or not target[0].endswith(f".localhost:{PORT}"):
                continue
            if target not in known:
                known[target] = site.get(f"{target[1]}?{parts.query}", HTTP_HOST=target[0]).status_code
            if known[target] >= 400 and target != (host, path):
                broken[path] = link["href"]

    assert broken == {}


@pytest.mark.parametrize(
    ("host", "path", "title"),
    [("kuuntelo", "/sv/", "Dataskydd"), ("kaislapuro", "/en/", "Privacy"), ("kuuntelo", "/", "Tietosuojaseloste")],
)
def test_footer_names_the_privacy_notice_in_the_readers_language(answers, host, path, title):
    page = soup(answers[f"{host}.localhost:{PORT}", path])

    assert page.select_one(".tyo-site-footer__privacy").get_text() == title
