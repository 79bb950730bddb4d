"""A practice from an empty site to its published front page, and a new service of a practice that is there."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from wagtail_tyonohjaus.setup.texts import texts as draft_texts

from .admin_login import log_in, use_language
from .axe import violations
from .conftest import manage, serve_copy
from .texts import text

pytestmark = pytest.mark.browser
USERNAME, PASSWORD = "perustaja", "perustaja-majakka"
# With a name, without which the account's own settings can't be saved.
ACCOUNT = f"""
from django.contrib.auth import get_user_model
name = {{"first_name": "Piia", "last_name": "Perustaja"}}
get_user_model().objects.create_superuser("{USERNAME}", "perustaja@practice.example", "{PASSWORD}", **name)
"""
NAME = "Majakka"
SERVICES = "/admin/snippets/wagtail_tyonohjaus/service/"
PLACEHOLDERS = "Fill in the texts in double square brackets"
# What the steps ask, apart from what they suggest.
ENTRIES = {
    "practice": {"name": NAME, "phone": "040 123 4567", "email": "majakka@practice.example"},
    "services": {},
    "offices": {},
    "supervisor": {"supervisor_name": "Aino Laine"},
    "look": {},
}
UNFILLED = """() => [...document.querySelectorAll("main form [name]")]
  .filter(field => field.value && field.value.includes("[[")).map(field => field.name)"""


@pytest.fixture
def empty_port(empty_folder: Path, tmp_path: Path) -> Iterator[int]:
    """The port of a site that has nothing but an account with all rights."""
    with serve_copy(empty_folder, tmp_path, datetime.now(ZoneInfo("Europe/Helsinki"))) as copy:
        manage(copy.environment, "shell", "--no-imports", "-c", ACCOUNT)
        yield copy.port


def button(page: Page, message: str, language: str) -> Locator:
    return page.locator("main").get_by_role("button", name=text(message, language), exact=True)


def press(page: Page, target: Locator) -> None:
    with page.expect_navigation():
        target.click()


def fill_in(page: Page) -> None:
    """Replaces the paragraphs and fields of a page's form that have a text in double square brackets."""
    for name in page.evaluate(UNFILLED):
        field = page.locator(f"[name='{name}']")
        if field.is_visible():
            field.fill("Aino on kokenut työnohjaaja.")
            continue
        # The editor of rich text writes into the hidden field a moment later; a form that is sent before lacks it.
        editor = page.locator(".w-field__input", has=field).last
        paragraphs = editor.locator(".public-DraftStyleDefault-block", has_text="[[")
        while paragraphs.count():
            paragraphs.first.click(click_count=3)
            page.keyboard.type("Hinta: 120 euroa.")
        expect(field).not_to_have_value(re.compile(r"\[\["))
    assert page.evaluate(UNFILLED) == []


def publish(page: Page) -> None:
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    press(page, page.locator("footer [name=action-publish]"))


def task(page: Page, message: str, language: str) -> Locator:
    return page.locator(".tyo-start__tasks a", has_text=text(message, language))


@pytest.mark.parametrize("language", ["fi", "en"])
def test_practice_is_started_from_an_empty_site_to_its_front_page(
    language: str, empty_port: int, open_page: Callable[..., Page]
) -> None:
    page = open_page(base_url=f"http://localhost:{empty_port}")
    log_in(page, USERNAME, PASSWORD)
    use_language(page, language)
    start = page.get_by_role("link", name=text("Set up the practice", language), exact=True)
    page.locator("nav button", has_text=text("Practice", language)).first.click()
    press(page, start.first)
    problems = []
    for step, entries in ENTRIES.items():
        expect(page).to_have_url(re.compile(rf"/{step}/$"))
        for name, value in entries.items():
            page.fill(f"[name={name}]", value)
        for service in page.locator("[name=services]").all():
            service.set_checked(service.get_attribute("value") == "individual")
        problems += violations(page, ".tyo-start")
        press(page, button(page, "Continue", language))
    press(page, button(page, "Create drafts", language))

    problems += violations(page, ".tyo-start")

    checklist = page.url
    for _page in ("service", "supervisor", "privacy notice"):
        press(page, task(page, PLACEHOLDERS, language))
        fill_in(page)
        publish(page)
        page.goto(checklist)
    expect(task(page, PLACEHOLDERS, language)).to_have_count(0)
    press(page, task(page, "Enter a price for each service", language))
    press(page, page.locator("main td.title a").first)
    page.fill("[name=price]", "120 €")
    press(page, page.locator("footer button[type=submit]").first)
    page.goto(checklist)
    press(page, button(page, "Publish the complete drafts", language))
    left = page.locator("section[aria-labelledby=start-before] .tyo-start__tasks a")
    expect(left).to_have_text([text("Add a photo of each supervisor", language)])

    visitor = open_page(base_url=page.url)
    visitor.goto("/")
    expect(visitor).to_have_title(re.compile(NAME))
    menu = visitor.locator("header nav a")
    texts = draft_texts("fi")["pages"]
    expect(menu).to_have_text([texts["services"]["title"], "Aino Laine", texts["contact"]["title"]])
    menu.last.click()
    expect(visitor.locator(".tyo-contact-form [type=submit]")).to_be_visible()
    assert problems + violations(visitor) == []
