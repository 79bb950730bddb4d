"""The contact form and the receipt in a browser: by keyboard, without scripts, in the dark, with large text."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from .axe import violations

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
CONTACT = "/ota-yhteytta/"


@pytest.fixture
def site(demo_port) -> str:
    return f"http://kuuntelo.localhost:{demo_port}"


def choose_time(page: Page, site: str) -> None:
    """Opens the form with the first free time of a supervisor."""
    page.goto(f"{site}/tyonohjaajat/aune-merisuvanto/#times")
    page.goto(f"{site}{page.locator('#times a[href*=preferred_start]').first.get_attribute('href')}")


def is_too_wide(page: Page) -> bool:
    return page.evaluate("document.scrollingElement.scrollWidth > innerWidth")


def problems_of(page: Page, *, states: Iterator[str]) -> list[str]:
    """What axe finds in each state, and the states that are wider than the screen."""
    found = []
    for state in states:
        found += [f"{state}: {violation}" for violation in violations(page, "main")]
        found += [f"{state} is too wide"] if is_too_wide(page) else []
    return found


def walk_through(page: Page, site: str) -> Iterator[str]:
    """Every state of form and receipt; the page is in it when its name is yielded."""
    page.goto(f"{site}{CONTACT}")
    page.locator(".tyo-contact-form__summary").click()
    yield "form with its details"
    choose_time(page, site)
    yield "form with a chosen time"
    page.locator(".tyo-contact-form [type=submit]").click()
    yield "form with errors"
    page.fill("#contact_name", "Maija Virtanen")
    page.fill("#contact_phone", "040 111 2223")
    page.check("#contact_consent")
    page.locator(".tyo-contact-form [type=submit]").click()
    page.wait_for_url("**/contact/received/**")
    yield "receipt"


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": PHONE},
        {"viewport": PHONE, "color_scheme": "dark"},
        {"viewport": {"width": 320, "height": 740}},
        {},
    ],
    ids=["phone", "dark", "narrow", "wide"],
)
def test_form_and_receipt_are_accessible_and_fit_the_screen(options, site, open_page):
    page = open_page(**options)
    assert problems_of(page, states=walk_through(page, site)) == []


def test_form_works_without_scripts(site, open_page):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    states = list(walk_through(page, site))
    assert (states[-1], page.locator("h1").inner_text()) == ("receipt", "Saimme pyyntösi")


def test_form_is_filled_in_by_keyboard(site, open_page):
    page = open_page()
    page.goto(f"{site}{CONTACT}")
    page.focus("#contact_name")
    page.keyboard.type("Maija Virtanen")
    stops = []
    for _ in range(6):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        if stops[-1] == "contact_phone":
            page.keyboard.type("040 111 2223")
        elif stops[-1] == "contact_consent":
            page.keyboard.press("Space")
    assert stops[:5] == ["contact_email", "contact_phone", "contact_message", "SUMMARY", "contact_consent"]
    page.keyboard.press("Shift+Tab")
    page.focus(".tyo-contact-form__summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "contact_organisation"
    page.focus(".tyo-contact-form [type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contact/received/**")


def test_error_summary_has_the_focus_and_leads_to_folded_fields(site, open_page):
    page = open_page(viewport=PHONE)
    page.goto(f"{site}{CONTACT}")
    page.locator(".tyo-contact-form__summary").click()
    page.fill("#contact_call_from", "soon")
    page.locator(".tyo-contact-form [type=submit]").click()
    summary = page.locator(".tyo-error-summary")
    assert page.evaluate("document.activeElement.className") == "tyo-error-summary"
    summary.locator("a[href='#contact_call_from']").click()
    assert (page.evaluate("document.activeElement.id"), page.input_value("#contact_call_from")) == (
        "contact_call_from",
        "soon",
    )


def test_link_to_change_the_choice_opens_the_folded_field(site, open_page):
    page = open_page()
    page.goto(f"{site}{CONTACT}")
    page.goto(f"{site}{page.locator('a[href*=office]').first.get_attribute('href')}")
    page.locator(".tyo-chosen__change a").click()
    assert page.evaluate("document.activeElement.id") == "contact_office"


def test_nothing_is_lost_with_text_of_twice_the_size(site, open_page):
    page = open_page(viewport=PHONE)
    too_wide = []
    for state in walk_through(page, site):
        page.evaluate(
            "() => { document.documentElement.style.fontSize = '200%'; return document.fonts.ready.then(() => 0); }"
        )
        too_wide += [state] if is_too_wide(page) else []
    assert too_wide == []
