"""Every page of the five sites."""

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from example_site.content import SLUGS
from example_site.loader.pages import PAGE_MODELS

from .conftest import PORT, page_locations

FORMER_SUPERVISOR = "/tyonohjaajat/lea-saarenmaki/"
ENDED = "/ajankohtaista-tukea/tukea-koulujen-henkilostolle/"
ENGLISH = re.compile(
    r"\b(the|and|with|your|call|write|minutes|place|opens|remotely|supervision|supervisors?)\b", re.IGNORECASE
)


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_every_page_is_200_except_ended_notice_and_former_supervisor(demo_client):
    responses = {(host, path): demo_client.get(path, HTTP_HOST=host).status_code for host, path in page_locations()}

    assert len(responses) > 65
    assert {where: code for where, code in responses.items() if code != 200} == {
        (f"vuolleranta.localhost:{PORT}", ENDED): 410,
        (f"kuuntelo.localhost:{PORT}", FORMER_SUPERVISOR): 410,
    }


@pytest.mark.parametrize(("language", "pages"), [("fi", 46), ("sv", 10), ("en", 7)])
def test_pages_declare_their_language(responses, demo_client, language, pages):
    languages = [soup(responses[where]).html["lang"] for where in page_locations(locale__language_code=language)]

    assert len(languages) >= pages
    assert set(languages) == {language}


@pytest.mark.parametrize("slug", SLUGS)
def test_practice_is_served_on_any_port(demo_client, slug):
    classes = {
        port: soup(demo_client.get("/", HTTP_HOST=f"{slug}.localhost:{port}")).html["class"]
        for port in (PORT, 80, 9999)
    }

    assert {port: names[1] for port, names in classes.items()} == dict.fromkeys(classes, f"tyo-practice-{slug}")


def test_absolute_urls_contain_the_port(demo_client):
    assert {one.port for one in Site.objects.filter(hostname__endswith=".localhost")} == {PORT}
    page = soup(demo_client.get("/", HTTP_HOST=f"kuuntelo.localhost:{PORT}"))
    assert page.find("link", rel="canonical")["href"] == f"http://kuuntelo.localhost:{PORT}/"


def test_pages_comply_with_content_security_policy(responses):
    for (host, path), response in responses.items():
        page = soup(response)
        scripts = [tag for tag in page.find_all("script") if tag.get("type") != "application/ld+json"]
        inline = [tag for tag in scripts if not tag.get("src")] + page.find_all("style")
        inline += page.find_all(style=True) + page.find_all(onclick=True)
        urls = [tag.get("src") or tag.get("href") for tag in page.find_all(["script", "img", "link"])]
        external = [url for url in urls if url and urlsplit(url).netloc not in ("", host)]
        assert (response["Content-Security-Policy"][:18], inline, external) == ("default-src 'self'", [], []), path


def test_finnish_pages_contain_no_english(responses, demo_client):
    english_words = {}
    for where in page_locations(locale__language_code="fi"):
        page = soup(responses[where])
        for tag in page.find_all(lang=re.compile("en|sv")):
            if tag.name != "html":
                tag.decompose()
        words = {word.lower() for word in ENGLISH.findall(page.get_text(" "))}
        if words:
            english_words[where] = words
    assert english_words == {}


@pytest.mark.parametrize("kind", sorted(PAGE_MODELS))
def test_page_query_count_is_limited(demo_client, kind):
    host, path = urlsplit(PAGE_MODELS[kind].objects.live().order_by("path").first().full_url)[1:3]
    demo_client.get(path, HTTP_HOST=host)
    with CaptureQueriesContext(connection) as queries:
        demo_client.get(path, HTTP_HOST=host)

    assert len(queries) <= 60


def test_every_image_has_alt_attribute(responses):
    missing = [
        (where, image.get("src"))
        for where, response in responses.items()
        for image in soup(response).find_all("img")
        if image.get("alt") is None
    ]
    assert missing == []


def test_links_between_pages_work(responses, demo_client):
    statuses = {where: response.status_code for where, response in responses.items()}
    broken = {}
    for (host, path), response in responses.items():
        for link in soup(response).select("main a[href], nav a[href], footer a[href]"):
            parts = urlsplit(link["href"])
            target = (parts.netloc or host, parts.path or path)
            if parts.scheme not in ("", "http") or not target[0].endswith(f".localhost:{PORT}"):
                continue
            if target not in statuses:
                statuses[target] = demo_client.get(f"{target[1]}?{parts.query}", HTTP_HOST=target[0]).status_code
            if statuses[target] >= 400 and target != (host, path):
                broken[path] = link["href"]

    assert broken == {}


@pytest.mark.parametrize(
    ("host", "path", "title"),
    [("kuuntelo", "/sv/", "Dataskydd"), ("kaislapuro", "/en/", "Privacy"), ("kuuntelo", "/", "Tietosuojaseloste")],
)
def test_footer_names_the_privacy_notice_in_the_readers_language(responses, host, path, title):
    page = soup(responses[f"{host}.localhost:{PORT}", path])

    assert page.select_one(".tyo-site-footer__privacy").get_text() == title
