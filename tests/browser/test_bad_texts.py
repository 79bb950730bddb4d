"""Every page type with the worst texts that records and blocks can have, and without any, on the narrowest screen."""

import mimetypes
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route
from wagtail.models import AbstractPage

from tests.factories import make_office, make_service, make_supervisor, make_weekly_hours
from tests.pages.factories import make_home, make_page

from .axe import violations
from .readable import losses
from .test_public_pages import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# Longer than the forms allow, as an import into SQLite could leave it.
LONG = "Työnohjaus" * 300
EMOJI = "👩🏽‍⚕️🏳️‍🌈🐻‍❄️" * 12
RIGHT_TO_LEFT = "إشراف العمل للأفراد والمجموعات " * 4
TEXTS = {"long": LONG, "emoji": EMOJI, "right-to-left": RIGHT_TO_LEFT}
HEADINGS = "".join(f"<h{level}>Level {level}</h{level}><p>Text</p>" for level in range(1, 11))


def body(text: str, title: str, rich_text: str) -> list[dict[str, Any]]:
    """All blocks with this text; with nothing but a heading if it is empty."""
    columns = {name: {"service": None, "title": title, "page": None} for name in ("first", "second")}
    blocks = {
        "text": {"text": rich_text},
        "bullet_list": {"items": [text]},
        "key_facts": {"service": None, "facts": [{"term": title, "description": text}]},
        "steps": {"steps": [{"title": title, "text": rich_text}]},
        "comparison": {"rows": [{"title": title, "first": rich_text, "second": rich_text}], **columns},
        "daily_quotation": {"quotations": [{"text": text, "source": title}]},
        "faq": {"questions": [{"question": title, "answer": rich_text}]},
        "links": {"links": [{"url": "https://example.com/", "title": title, "description": text}]},
        "image": {"image": None, "caption": text},
        "finder": {},
        "guide": {"introduction": rich_text, "questions": []},
        "services": {},
        "supervisors": {},
        "offices": {"show_supervisors": True},
        "free_times": {},
        "crisis_notices": {},
        "call_to_action": {"text": text, "show_phone": True, "show_contact": True},
    }
    # A section of cards needs a heading, since those of the cards are one level lower.
    return [{"type": name, "value": {"heading": title or name, **value}} for name, value in blocks.items()]


def rich(text: str) -> str:
    return f"<p>{text} <a href='https://example.com/'>{text}</a></p><ul><li>{text}</li></ul>" if text else ""


@pytest.fixture
def visit(client: Client, open_page: Callable[..., Page]) -> Callable[[AbstractPage], Page]:
    """Show a page of the test's own database on the narrowest screen."""
    browser_page = open_page(viewport=NARROW)
    documents: dict[str, str] = {}

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if document := documents.get(path):
            policy = {"Content-Security-Policy": "default-src 'self'"}
            route.fulfill(body=document, content_type="text/html; charset=utf-8", headers=policy)
        elif path.startswith("/static/") and (file := finders.find(path.removeprefix("/static/"))):
            route.fulfill(path=file, content_type=mimetypes.guess_type(path)[0])
        else:
            route.fulfill(body="", content_type=mimetypes.guess_type(path)[0])

    def show(page: AbstractPage) -> Page:
        response = client.get(page.url)
        assert (page.url, response.status_code) == (page.url, 200)
        documents[page.url] = response.content.decode()
        browser_page.goto(f"http://localhost{page.url}")
        return browser_page

    browser_page.route("**/*", answer)
    return show


def make_pages(texts: dict[str, str]) -> list[AbstractPage]:
    """A page of each type, and a service and a supervisor with each of the texts."""
    first = next(iter(texts.values()))
    home = make_home(title=first[:255] or "Home", introduction=first, body=body(first, first[:160], rich(first)))
    index = make_page("ServiceIndexPage", home, slug="services", title=first[:255] or "Services")
    people = make_page("SupervisorIndexPage", home, slug="people", title=first[:255] or "People")
    notices = make_page("CrisisNoticeIndexPage", home, slug="crisis", title=first[:255] or "Crisis")
    pages = [home, index, people, notices]
    for name, text in texts.items():
        title = text[:255] or "Empty"
        filled = body(text, text[:160], rich(text))
        office = make_office(city=text or "Turku", slug=f"office-{name}", address=text, phone="+358401112223")
        service = make_service(name=text or "Service", slug=name, summary=text, price=text, interval=text)
        supervisor = make_supervisor(
            name=text or "Name", role=text, offices=[office], services=[service], introduction=rich(text)
        )
        for weekday in range(5):
            make_weekly_hours(supervisor, weekday)
        pages += [
            make_page("ServicePage", index, slug=name, title=title, service=service, body=filled),
            make_page("SupervisorPage", people, slug=name, title=title, supervisor=supervisor, body=filled),
            make_page("StandardPage", home, slug=name, title=title, introduction=text, body=filled),
        ]
    notice = {"introduction": first, "situation": rich(first), "phone": "+358401112223"}
    return [
        *pages,
        make_page("CrisisNoticePage", notices, slug="notice", title=first[:255] or "Notice", **notice),
        make_page("ContactPage", home, slug="contact", title=first[:255] or "Contact"),
    ]


def test_pages_of_all_types_stay_whole_with_the_worst_texts(visit):
    problems = []
    for each in make_pages(TEXTS):
        page = visit(each)
        problems += losses(page)
        if each.slug not in list(TEXTS)[1:]:
            problems += violations(page)
    assert problems == []


def test_pages_of_all_types_stay_whole_without_texts(visit):
    problems = []
    for each in make_pages({"empty": ""}):
        page = visit(each)
        problems += losses(page) + violations(page)
    assert problems == []


def test_ten_levels_of_headings_fit(visit):
    page = visit(make_page("StandardPage", make_home(), slug="text", body=body("Text", "Title", HEADINGS)))
    assert page.locator(".tyo-rich-text").first.inner_text().split() == [
        word for level in range(1, 11) for word in ("Level", str(level), "Text")
    ]
    assert losses(page) == []
