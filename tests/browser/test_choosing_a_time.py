"""Choosing a day and a time in a browser: by keyboard, without scripts, in the dark, in another time zone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from .axe import violations

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
PERSON, SERVICE = "/tyonohjaajat/aune-merisuvanto/", "/tyonohjaus/yksilotyonohjaus/"
DAYS, TIMES = "#times a.tyo-slot-picker__day", "#times a.tyo-slot-picker__slot"


@pytest.fixture
def site(demo_port) -> str:
    return f"http://kuuntelo.localhost:{demo_port}"


def press_until(page: Page, selector: str) -> None:
    """Moves the focus on to the first element that matches, and presses Enter."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"{selector} can't be reached by keyboard")


def send_form(page: Page) -> None:
    page.fill("#contact_name", "Maija Virtanen")
    page.fill("#contact_phone", "040 111 2223")
    page.check("#contact_consent")
    page.locator(".tyo-contact-form [type=submit]").click()
    page.wait_for_url("**/contact/received/**")


def test_day_time_and_form_can_be_reached_by_keyboard(site, open_page):
    page = open_page(viewport=PHONE)
    page.goto(f"{site}{PERSON}")
    day = page.locator(DAYS).nth(1).locator(".tyo-visually-hidden").inner_text()
    page.locator(DAYS).first.focus()
    press_until(page, "a.tyo-slot-picker__day:not([aria-current])")
    expect(page.locator(f"{DAYS}[aria-current=true]")).to_contain_text(day)
    expect(page.locator("#times h3").last).to_have_text(day)
    page.locator(DAYS).last.focus()
    hours = page.locator(TIMES).first.inner_text()
    press_until(page, "a.tyo-slot-picker__slot")
    assert page.url.endswith("#contact")
    expect(page.locator(f"{TIMES}[aria-current=true]")).to_contain_text(hours.partition(",")[0])
    expect(page.locator("#contact")).to_contain_text(day, ignore_case=True)
    send_form(page)


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["script", "no script"])
def test_person_to_receipt_takes_four_clicks(java_script_enabled, site, open_page):
    page = open_page(viewport=PHONE, java_script_enabled=java_script_enabled)
    page.goto(f"{site}{PERSON}")
    page.locator(DAYS).nth(2).click()
    page.locator(TIMES).last.click()
    send_form(page)


def walk_through(page: Page, site: str) -> Iterator[str]:
    """Every state of the slot picker; the page is in it when its name is yielded."""
    page.goto(f"{site}{PERSON}")
    yield "days and times"
    page.locator("#times summary").click()
    yield "filters"
    for name, query in (
        ("all times", "all=1"),
        ("day without times", "day=2100-01-01"),
        ("wrong day", "day=x"),
        ("wrong length", "length=1"),
        ("time zones", "zones=1"),
        ("another time zone", "tz=Asia/Tokyo"),
    ):
        page.goto(f"{site}{PERSON}?{query}")
        yield name
    page.goto(f"{site}{PERSON}")
    page.goto(f"{site}{page.locator(TIMES).first.get_attribute('href')}")
    yield "chosen time"
    page.goto(f"{site}{SERVICE}")
    yield "soonest times by city"
    page.locator("#times .tyo-slot-picker__more").first.click()
    yield "soonest times by person"


@pytest.mark.parametrize(
    "options",
    [{"viewport": PHONE}, {"viewport": PHONE, "color_scheme": "dark"}, {"viewport": {"width": 320, "height": 740}}, {}],
    ids=["phone", "dark", "narrow", "wide"],
)
def test_slot_picker_is_accessible_and_fits_the_screen(options, site, open_page):
    page = open_page(**options)
    problems = []
    for state in walk_through(page, site):
        problems += [f"{state}: {violation}" for violation in violations(page, "#times")]
        if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
            problems.append(f"{state} is too wide")
        small = page.locator("#times a, #times button, #times summary, #times select").evaluate_all(
            "all => all.filter(one => one.offsetParent && (one.offsetHeight < 44 || one.offsetWidth < 44))"
            ".map(one => one.outerHTML.slice(0, 120))"
        )
        problems += [f"{state}: {each} is too small" for each in small]
        if page.locator("#times a, #times input, #times select").count() > 60:
            problems.append(f"{state} has too many choices")
    assert problems == []


@pytest.mark.parametrize("path", [PERSON, SERVICE])
def test_free_times_take_little_of_a_phones_screen(path, site, open_page):
    page = open_page(viewport=PHONE)
    page.goto(f"{site}{path}")
    assert page.locator("#times").evaluate("section => section.offsetHeight") < 2 * PHONE["height"]


def test_script_offers_the_visitors_own_time_zone(site, open_page):
    page = open_page(timezone_id="Asia/Tokyo")
    page.goto(f"{site}{PERSON}")
    times = page.locator(TIMES)
    instants = {value(href) for href in times.evaluate_all("all => all.map(one => one.href)")}
    own = times.first.inner_text().partition("–")[0]
    page.get_by_role("link", name="Näytä omassa aikavyöhykkeessäsi (Tokyo)").click()
    assert "tz=Asia%2FTokyo" in page.url
    expect(page.locator(".tyo-slot-picker__zone")).to_contain_text("Tokio")
    assert times.first.inner_text().partition("–")[0] != own
    assert instants & {value(href) for href in times.evaluate_all("all => all.map(one => one.href)")}


def value(href: str) -> str:
    match = re.search(r"preferred_start=([^&#]+)", href)
    assert match, href
    return match[1]


def test_script_offers_no_zone_with_the_same_clock(site, open_page):
    page = open_page(timezone_id="Europe/Mariehamn")
    page.goto(f"{site}{PERSON}")
    page.wait_for_load_state("networkidle")
    assert page.get_by_text("omassa aikavyöhykkeessäsi").count() == 0
