"""A supervisor changes hours on a phone: closes a day, adds hours, takes a holiday with a session inside."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from .axe import violations
from .test_finding import PHONE, Visitor

pytestmark = pytest.mark.browser
MAIN = "main"
CLOSE = {"fi": "Sulje koko päivä", "en": "Close the whole day"}
UNDO = {"fi": "Peru", "en": "Undo"}
ADD = {"fi": "Lisää nämä ajat", "en": "Add these hours"}
HOLIDAY = {"fi": "Sulje nämä päivät", "en": "Close these days"}
ANYWAY = {"fi": "Tallenna silti", "en": "Save anyway"}


@pytest.fixture(params=["fi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def supervisor(open_admin: Callable[..., Page], language: str) -> Iterator[Visitor]:
    """The demo's supervisor on a phone, at the front page; what the test changes is undone in the end."""
    page = open_admin("ohjaaja", language, viewport=PHONE)
    yield Visitor(page)
    page.goto("/admin/tyonohjaus/availability/")
    undo = page.get_by_role("button", name=UNDO[language])
    if undo.count():
        undo.click()
        expect(undo).to_have_count(0)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def open_day(page: Page) -> None:
    """Opens the first day from tomorrow on that has hours and no sessions."""
    page.goto("/admin/tyonohjaus/availability/")
    day = page.locator(".tyo-day:not(.tyo-day--closed, .tyo-day--past, .tyo-day--today)")
    day.filter(has_not=page.locator(".tyo-bar--session, .tyo-bar--hold")).first.locator("a").click()
    page.wait_for_load_state()


def test_day_is_closed_within_three_clicks_after_login_and_opened_again(supervisor, language):
    page = supervisor.page
    # The demo's supervisor works on Mondays.
    [monday] = [link for link in page.locator(".tyo-home-days a").all() if link.inner_text().lower().startswith("m")]
    supervisor.press(monday)
    url = page.url
    problems = violations(page, MAIN)
    supervisor.press(button(page, CLOSE[language]))
    if button(page, ANYWAY[language]).count():
        supervisor.press(button(page, ANYWAY[language]))
    assert (page.url, supervisor.clicks <= 3) == (url, True)
    expect(page.locator(".tyo-done")).to_be_visible()
    expect(button(page, CLOSE[language])).to_have_count(0)
    problems += violations(page, MAIN)
    button(page, UNDO[language]).click()
    expect(button(page, CLOSE[language])).to_be_visible()
    assert problems == []


def test_hours_are_added_in_addition(supervisor, language):
    page = supervisor.page
    open_day(page)
    page.fill("[name=add-start]", "klo 21")
    page.fill("[name=add-end]", "22.30")
    button(page, ADD[language]).click()
    expect(page.locator(".tyo-done")).to_be_visible()
    expect(page.locator(".tyo-day__facts").first).to_contain_text("22.30" if language == "fi" else "22:30")


def test_holiday_with_a_session_inside_lists_it_before_anything_is_saved(supervisor, language):
    page = supervisor.page
    page.goto("/admin/tyonohjaus/availability/")
    problems = violations(page, MAIN)
    day = page.locator(".tyo-day:not(.tyo-day--past, .tyo-day--today)").filter(has=page.locator(".tyo-bar--session"))
    day.first.locator("a").click()
    page.wait_for_load_state()
    button(page, HOLIDAY[language]).click()
    expect(button(page, ANYWAY[language])).to_be_visible()
    expect(page.locator(".tyo-affected a[href*='/move/']").first).to_be_visible()
    problems += violations(page, MAIN)
    button(page, ANYWAY[language]).click()
    expect(page.locator(".tyo-done")).to_be_visible()
    expect(page.locator(".tyo-affected li").first).to_be_visible()
    assert problems == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_weeks_are_a_grid_on_a_wide_screen(supervisor):
    page = supervisor.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/admin/tyonohjaus/availability/")
    expect(page.locator(".tyo-week__axis").first).to_be_visible()
    assert violations(page, MAIN) == []
    page.locator("a[rel=next]").click()
    expect(page.locator("a[rel=prev]")).to_be_visible()
