"""The web component on a site that is not made with Wagtail, under a strict policy and from another origin."""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect

from .axe import violations

pytestmark = pytest.mark.browser

DOCUMENT = Path(__file__).parents[2] / "docs/headless.md"


def documented_page(api: str, language: str) -> str:
    """The example in the documentation, for the test's server and language."""
    section = DOCUMENT.read_text().partition("## The web component")[2]
    html = section.partition("```html\n")[2].partition("```")[0]
    return html.replace("https://practice.example", api).replace('lang="fi"', f'lang="{language}"')


def documented_policy(api: str) -> str:
    section = DOCUMENT.read_text().partition("## The web component")[2]
    return re.sub("https://practice.example", api, section.partition("Content-Security-Policy: ")[2].partition("\n")[0])


@pytest.fixture(scope="module")
def api(demo_port) -> str:
    return f"http://localhost:{demo_port}"


@pytest.fixture(scope="module")
def other_site(api, other_site_port) -> Iterator[None]:
    """Serves the documented page in the language of the path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            language = self.path.strip("/")
            content = documented_page(api, language).encode() if len(language) == 2 else b""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8" if content else "text/css")
            self.send_header("Content-Security-Policy", documented_policy(api))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", other_site_port), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def new_page(browser: Browser, other_site) -> Iterator[Callable[..., Page]]:
    """Opens blank pages. Fails if one violates the policy or raises an error; requests may fail."""
    problems: list[str] = []
    contexts: list[BrowserContext] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            problems.append(message.text)

    def open_blank(**options: Any) -> Page:
        context = browser.new_context(**{"locale": "fi-FI", "reduced_motion": "reduce", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    yield open_blank
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def open_site(new_page, other_site_port) -> Callable[..., Page]:
    """Open the page in a language and wait for the form."""

    def open_in(language: str = "fi", **options: Any) -> Page:
        page = new_page(**options)
        page.goto(f"http://localhost:{other_site_port}/{language}/")
        expect(page.locator("tyonohjaus-contact form")).to_be_visible()
        return page

    return open_in


def stored_requests(demo_folder: Path) -> list[tuple[str, str]]:
    """Reference and name of all contact requests."""
    with sqlite3.connect(demo_folder / "demo.sqlite3") as connection:
        return connection.execute(
            "SELECT reference, name FROM wagtail_tyonohjaus_contactrequest ORDER BY id"
        ).fetchall()


def fill_in(page: Page, name: str) -> None:
    page.get_by_label("Nimi", exact=True).fill(name)
    page.get_by_label(re.compile("^Sähköposti")).first.fill("maija@example.org")
    page.locator("tyonohjaus-contact input[name=consent]").check()


def send(page: Page) -> None:
    page.get_by_role("button", name="Lähetä", exact=True).click()


def test_visitor_chooses_a_length(open_site):
    page = open_site()
    length = page.get_by_label("Kesto")
    offered = length.locator("option:not([hidden])").all_inner_texts()
    value = offered[-1].removesuffix(" min")
    with page.expect_response(lambda response: f"length={value}" in response.url) as times:
        length.select_option(value)
    expect(length).to_be_focused()
    assert (length.input_value(), times.value.json()["length"], len(offered) > 1) == (value, int(value), True)
    assert violations(page) == []


def test_visitor_chooses_a_time_corrects_errors_and_gets_a_receipt(open_site, demo_folder):
    page = open_site()
    expect(page.get_by_role("heading", name="Vapaat ajat")).to_be_visible()
    assert violations(page) == []
    slot = page.locator("[data-slot]").first
    time = slot.inner_text().partition("–")[0]
    slot.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ota yhteyttä")).to_be_focused()
    assert time in page.locator("#tyo-1-form + p").inner_text()
    with page.expect_response(lambda response: response.request.method == "POST") as sent:
        send(page)
    assert sent.value.status == 422
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert violations(page) == []
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    before = stored_requests(demo_folder)
    fill_in(page, "Maija Virtanen")
    send(page)
    heading = page.locator("#tyo-1-receipt")
    expect(heading).to_be_focused()
    reference = page.locator("tyonohjaus-contact strong").inner_text()
    assert time in page.locator("tyonohjaus-contact").inner_text()
    receipt = page.get_by_role("link", name="Katso pyyntösi ja mitä seuraavaksi tapahtuu")
    assert reference in page.request.get(receipt.get_attribute("href")).text()
    assert stored_requests(demo_folder)[len(before) :] == [(reference, "Maija Virtanen")]
    assert violations(page) == []


def test_answers_stay_when_another_time_is_chosen(open_site):
    page = open_site()
    fill_in(page, "Maija")
    page.locator("[data-slot]").nth(1).click()
    expect(page.get_by_role("heading", name="Ota yhteyttä")).to_be_focused()
    assert page.get_by_label("Nimi", exact=True).input_value() == "Maija"
    assert page.locator("input[name=consent]").is_checked()


def test_weeks_are_turned_by_keyboard(open_site):
    page = open_site()
    day = page.locator("tyonohjaus-contact h3").first.inner_text()
    page.get_by_role("button", name="Myöhempiä aikoja").press("Enter")
    expect(page.get_by_role("heading", name="Vapaat ajat")).to_be_focused()
    assert page.locator("tyonohjaus-contact h3").first.inner_text() != day
    page.get_by_role("button", name="Aikaisempia aikoja").press("Enter")
    expect(page.locator("tyonohjaus-contact h3").first).to_have_text(day)


def test_request_without_answer_is_sent_again_and_stored_once(open_site, demo_folder):
    page = open_site()
    fill_in(page, "Pekka")
    page.route("**/tyonohjaus/api/**", lambda route: route.abort())
    send(page)
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.get_by_role("alert").get_by_role("link").get_attribute("href").startswith("tel:")
    page.unroute("**/tyonohjaus/api/**")
    before = len(stored_requests(demo_folder))
    send(page)
    expect(page.locator("tyonohjaus-contact strong")).to_be_visible()
    assert [name for _reference, name in stored_requests(demo_folder)[before:]] == ["Pekka"]


def test_lost_answer_and_second_click_have_the_key_of_the_first(open_site, demo_folder):
    page = open_site()
    fill_in(page, "Liisa")
    before, keys = len(stored_requests(demo_folder)), []

    def lose(route: Route) -> None:
        keys.append(route.request.headers.get("idempotency-key"))
        if route.request.method == "POST" and len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/tyonohjaus/api/*/form/", lose)
    page.get_by_role("button", name="Lähetä", exact=True).dblclick()
    expect(page.get_by_role("alert")).to_be_focused()
    send(page)
    expect(page.locator("tyonohjaus-contact strong")).to_be_visible()
    assert (len(keys), len(set(keys)), len(keys[0]) >= 16) == (2, 1, True)
    assert [name for _reference, name in stored_requests(demo_folder)[before:]] == ["Liisa"]


def test_other_answers_have_another_key(open_site):
    page = open_site()
    keys = []
    page.on("request", lambda request: keys.append(request.headers.get("idempotency-key")))
    page.route("**/tyonohjaus/api/*/form/", lambda route: route.abort())
    for name in ("Liisa", "Leena"):
        fill_in(page, name)
        send(page)
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.get_by_role("status")).to_be_empty()
    keys = [key for key in keys if key]
    assert len(keys) == len(set(keys)) == 2


def test_expired_form_keeps_the_answers_but_not_the_consent_to_another_text(open_site):
    page = open_site()
    fill_in(page, "Liisa")

    def expire(route: Route) -> None:
        form = page.request.get(route.request.url).json()
        form["consent"]["version"] = "changed"
        route.fulfill(status=410, json={"type": "#form-expired", "detail": "Vanhentunut", "form": form})

    page.route("**/tyonohjaus/api/*/form/", expire)
    send(page)
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.get_by_label("Nimi", exact=True).input_value() == "Liisa"
    assert not page.locator("input[name=consent]").is_checked()


def test_nothing_is_chosen_for_the_visitor(new_page, other_site_port):
    def require(route: Route) -> None:
        form = route.fetch().json()
        field = {"name": "preferred_contact", "type": "radio", "label": "Miten?", "help": "", "required": True}
        choices = [{"value": "call", "label": "Soittakaa"}, {"value": "mail", "label": "Kirjoittakaa"}]
        form["groups"][0]["fields"] = [{**field, "value": "", "choices": choices}]
        route.fulfill(json=form)

    page = new_page()
    page.route("**/tyonohjaus/api/*/form/?*", require)
    page.goto(f"http://localhost:{other_site_port}/fi/")
    assert page.get_by_label("Miten?").input_value() == ""


@pytest.mark.parametrize(("language", "heading"), [("sv", "Ta kontakt"), ("en", "Get in touch")])
def test_language_is_that_of_the_element(open_site, language, heading):
    page = open_site(language)
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    assert violations(page) == []


def test_fonts_and_colours_are_those_of_the_site_and_small_screens_fit(open_site):
    page = open_site(viewport={"width": 320, "height": 740})
    for name in ("fontFamily", "color"):
        style = "(element, name) => getComputedStyle(element)[name]"
        assert page.eval_on_selector("tyonohjaus-contact h2", style, name) == page.eval_on_selector("body", style, name)
    heights = page.eval_on_selector_all(
        "tyonohjaus-contact :is(button, select, textarea, label:has(input:not([tabindex])))",
        "elements => elements.map((element) => element.offsetHeight)",
    )
    assert min(heights) >= 44
    assert not page.evaluate("document.scrollingElement.scrollWidth > innerWidth")


def test_origin_that_is_not_named_keeps_the_fallback_and_stores_nothing(new_page, api, other_site_port, demo_folder):
    page = new_page()
    before = stored_requests(demo_folder)
    with page.expect_event("requestfailed"):
        page.goto(f"http://127.0.0.1:{other_site_port}/fi/")
    expect(page.locator("tyonohjaus-contact a[href^='tel:']")).to_be_visible()
    assert page.locator("tyonohjaus-contact form").count() == 0
    post = """url => fetch(url, {method: "POST", headers: {"Content-Type": "application/json"},
        body: '{"token": "x", "answers": {"name": "Eve"}}'}).then(() => "answered", () => "refused")"""
    assert page.evaluate(post, f"{api}/tyonohjaus/api/fi/form/") == "refused"
    assert stored_requests(demo_folder) == before


def test_fallback_stays_if_the_api_cannot_be_reached(new_page, other_site_port):
    page = new_page()
    page.route("**/tyonohjaus/api/**", lambda route: route.abort())
    page.goto(f"http://localhost:{other_site_port}/fi/")
    page.wait_for_load_state("networkidle")
    expect(page.locator("tyonohjaus-contact a[href^='tel:']")).to_be_visible()
