"""An editor changes a service, compares the values, and restores the former ones from the history."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .axe import ADMIN, violations

pytestmark = pytest.mark.browser
LIST = "/admin/snippets/wagtail_tyonohjaus/service/"
WHAT_CHANGED = {"fi": "Mitä muuttui", "sv": "Vad som ändrades"}
RESTORE = {"fi": "Palauta tätä muutosta edeltävät arvot", "sv": "Återställ värdena före ändringen"}


@pytest.mark.parametrize(
    ("language", "options"),
    [
        ("fi", {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}),
        ("sv", {"viewport": {"width": 390, "height": 844}}),
    ],
    ids=["dark", "phone"],
)
def test_former_price_is_restored(open_admin: Callable[..., Page], language: str, options: dict):
    page = open_admin("toimittaja", language, **options)
    page.goto(LIST)
    page.goto(page.locator("td.title a[href*='/edit/'], .title-wrapper a").first.get_attribute("href"))
    edit_url = page.url
    price = page.locator("[name=price]")
    former = price.input_value()
    price.fill("1 000 €")
    save(page)
    problems = []
    page.goto(edit_url.replace("/edit/", "/history/"))
    problems += checked(page, options)
    # Wagtail's list scrolls under its own header on a phone.
    page.goto(page.get_by_role("link", name=WHAT_CHANGED[language]).first.get_attribute("href"))
    expect(page.locator("main td", has_text="1 000 €")).to_be_visible()
    problems += checked(page, options)
    page.get_by_role("link", name=RESTORE[language]).click()
    assert price.input_value() == former
    save(page)
    page.goto(edit_url)
    assert price.input_value() == former
    assert problems == []


def save(page: Page) -> None:
    page.locator("form[data-edit-form] button[type=submit]:not([name])").first.click()
    page.wait_for_url(f"**{LIST}")


def checked(page: Page, options: dict) -> list[str]:
    """What axe finds, and what does not fit into a narrow page."""
    width = page.evaluate("document.documentElement.scrollWidth")
    too_wide = [f"{page.url}: {width}"] if width > options["viewport"]["width"] else []
    return too_wide + violations(page, ADMIN)
