"""Our blocks in templates of a site's own: styled, accessible, and in the site's fonts and colours."""

import mimetypes
import re
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route

from tests.blocks.host_templates import host_templates, template_name
from tests.factories import make_office, make_service, make_supervisor, make_weekly_hours
from tests.pages.factories import make_home, make_page
from tests.pages.test_host_base_template import documented_template, wagtail_start_template

from .axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAGE = """{% load wagtailcore_tags %}<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Host</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/host.css"></head>
<body><header><h1>{{ page.title }}</h1></header><main>{{ page.body }}</main></body></html>"""

LIGHT = "body { margin: 0; font: 1rem/1.5 Georgia, serif; color: #222; background: #fff }"
DARK = "body { margin: 0; font: 1rem/1.5 Georgia, serif; color: #eee; background: #111 } a { color: #9cf }"
RESET = """
*, *::before, *::after { box-sizing: border-box; margin: 0; padding: 0; border: 0 solid }
ul, ol { list-style: none }
a { color: inherit; text-decoration: inherit }
button, input, select, textarea { font: inherit; color: inherit }
button { background: transparent }
img, svg { display: block; max-width: 100% }
"""
# Rules of Bootstrap's Reboot.
REBOOT = """
body { margin: 0; font: 400 1rem/1.5 system-ui, sans-serif; color: #212529; background: #fff }
h1, h2, h3, h4 { margin-top: 0; margin-bottom: .5rem; font-weight: 500; line-height: 1.2 }
h2 { font-size: 2rem }
p, ul, ol, dl { margin-top: 0; margin-bottom: 1rem }
ol, ul { padding-left: 2rem }
dd { margin-bottom: .5rem; margin-left: 0 }
a { color: #0a58ca; text-decoration: underline }
figure { margin: 0 0 1rem }
img, svg { vertical-align: middle }
table { caption-side: bottom; border-collapse: collapse }
label { display: inline-block }
button { border-radius: 0 }
input, button, select, textarea { margin: 0; font-family: inherit; font-size: inherit; line-height: inherit }
fieldset { min-width: 0; padding: 0; margin: 0; border: 0 }
legend { float: left; width: 100%; padding: 0; margin-bottom: .5rem; font-size: 1.5rem; line-height: inherit }
summary { display: list-item; cursor: pointer }
"""
HOSTS = {"light": LIGHT, "dark": DARK, "reset": LIGHT + RESET, "dark reset": DARK + RESET, "reboot": REBOOT}
LOREM = "<p>Regular, confidential <a href='/'>conversation</a> about work.</p><ul><li>One</li><li>Two</li></ul>"


def content(service_pk):
    columns = {name: {"service": None, "title": name.title(), "page": None} for name in ("first", "second")}
    blocks = {
        "text": {"text": LOREM},
        "bullet_list": {"items": ["Clear goals", "Clear roles"]},
        "key_facts": {"service": service_pk, "facts": [{"term": "Agreement", "description": "Written"}]},
        "steps": {"steps": [{"title": "Get in touch", "text": LOREM}, {"title": "We meet", "text": ""}]},
        "comparison": {"rows": [{"title": "Goals", "first": LOREM, "second": LOREM}], **columns},
        "daily_quotation": {"quotations": [{"text": "Listen.", "source": "Somebody"}]},
        "faq": {"questions": [{"question": "Is it therapy?", "answer": LOREM}]},
        "links": {"links": [{"url": "https://example.com/", "title": "Elsewhere", "description": "About it"}]},
        "services": {},
        "supervisors": {},
        "offices": {"show_supervisors": True},
        "free_times": {},
        "calendar_subscription": {},
        "crisis_notices": {},
        "call_to_action": {"text": "Call us.", "show_phone": True, "show_contact": True},
        "contact_form": {},
    }
    return [
        {"type": name, "value": {"heading": name.replace("_", " ").title(), **value}} for name, value in blocks.items()
    ]


@pytest.fixture
def html(client):
    """A page of the site with all blocks."""
    office = make_office(city="Turku", phone="+358401112223", email="turku@example.com", address="Street 1")
    service = make_service(summary="About work", lengths="60, 90")
    supervisor = make_supervisor(
        name="Aino Laine", offices=[office], services=[service], phone="+358409998887", languages=["fi", "sv"]
    )
    for weekday in range(5):
        make_weekly_hours(supervisor, weekday)
    home = make_home(body=content(service.pk))
    make_page("ContactPage", home, slug="contact")
    make_page("ServicePage", home, slug="supervision", service=service)
    make_page("CrisisNoticePage", home, slug="now", title="Fire at a school", introduction="We help.")
    with host_templates({template_name(home): PAGE}):
        return client.get(home.url).content.decode()


@pytest.fixture
def open_html(open_page):
    """Open a document with our static files and a style sheet of the site, under a strict policy."""

    def open_with(html: str, css: str, **options) -> Page:
        page = open_page(**options)

        def fulfill(route: Route) -> None:
            path = urlsplit(route.request.url).path
            policy = {"Content-Security-Policy": "default-src 'self'; img-src 'self' data:"}
            if path == "/":
                route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=policy)
            elif path == "/host.css":
                route.fulfill(body=css, content_type="text/css")
            elif file := finders.find(path.removeprefix("/static/")):
                route.fulfill(path=file, content_type=mimetypes.guess_type(path)[0])
            else:
                route.fulfill(body="", content_type=mimetypes.guess_type(path)[0])

        page.route("**/*", fulfill)
        page.goto("http://localhost/")
        return page

    return open_with


@pytest.fixture
def open_site(open_html, html):
    """Open the page with all blocks with the site's own style sheet."""
    return partial(open_html, html)


@pytest.fixture(params=HOSTS)
def site(request, open_site):
    return open_site(HOSTS[request.param])


def style(page: Page, selector: str, name: str) -> str:
    return page.eval_on_selector(selector, "(element, name) => getComputedStyle(element)[name]", name)


def test_blocks_are_accessible_and_fit_narrow_screens(site):
    assert violations(site) == []
    site.set_viewport_size({"width": 320, "height": 740})
    assert violations(site) == []
    assert not site.evaluate("document.scrollingElement.scrollWidth > innerWidth")


def test_fonts_and_colours_are_those_of_the_site(site):
    for selector in (".tyo-section", ".tyo-section__heading", ".tyo-card", ".tyo-button", ".tyo-call-to-action"):
        assert style(site, selector, "fontFamily") == style(site, "body", "fontFamily")
        assert style(site, selector, "color") == style(site, "body", "color")
        assert style(site, selector, "backgroundColor") == "rgba(0, 0, 0, 0)"


def test_a_reset_leaves_spacing_and_buttons(site):
    for selector in (
        ".tyo-button",
        ".tyo-card",
        ".tyo-call-to-action",
        ".tyo-contact-form__group",
        ".tyo-field select",
    ):
        assert float(style(site, selector, "paddingLeft").removesuffix("px")) >= 8, selector
        assert style(site, selector, "paddingLeft") == style(site, selector, "paddingRight"), selector
    assert style(site, ".tyo-button", "borderTopWidth") == "2px"
    assert style(site, ".tyo-step", "paddingLeft") == "56px"
    assert style(site, ".tyo-bullet-list li", "paddingLeft") == "28px"


def test_text_touches_no_edge_of_the_window(site):
    site.set_viewport_size({"width": 390, "height": 844})
    edges = site.eval_on_selector_all(
        ".tyo-section__inner", "sections => sections.map(each => parseFloat(getComputedStyle(each).paddingLeft))"
    )
    assert min(edges) >= 16


def test_rest_of_the_site_stays_as_it_is(open_site, html):
    assert re.search(r'<link rel="stylesheet" href="/static/wagtail_tyonohjaus/tyonohjaus.css">', html)
    page = open_site(REBOOT)
    before = page.evaluate(STYLES_OF_HEADER)
    page.evaluate("document.querySelectorAll('link[href*=tyonohjaus]').forEach(link => link.remove())")
    assert page.evaluate(STYLES_OF_HEADER) == before


def test_documented_base_template_is_styled(client, html, open_html):
    templates = {"base.html": wagtail_start_template(), "wagtail_tyonohjaus/base.html": documented_template()}
    with host_templates(templates):
        document = client.get("/supervision/").content.decode()
    page = open_html(document.replace("</title>", '</title><link rel="stylesheet" href="/host.css">'), LIGHT)
    title, key_facts = ".tyo-page-header__title", ".tyo-key-facts--card"
    assert style(page, title, "fontFamily") == "Georgia, serif"
    assert (style(page, title, "fontSize"), style(page, key_facts, "display")) == ("54.4px", "grid")
    assert style(page, ".tyo-page-header__inner", "paddingLeft") == "40px"
    assert style(page, ".tyo-contact-form__group", "borderTopStyle") == "solid"
    assert violations(page, ".tyo-contact-form") == []


STYLES_OF_HEADER = """() => ["html", "body", "header", "h1", "main"].map(selector => {
  const style = getComputedStyle(document.querySelector(selector));
  return [...style].filter(name => !/^--|size|height|origin|block|perspective/.test(name)).map(name => style[name]);
})"""
