"""Finding a supervisor: few clicks, the keyboard, and every state of the list accessible on narrow and wide screens."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from .axe import violations

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


class Visitor:
    """Counts clicks: a press of a link, button, radio or tick box, or a choice in a select."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def press(self, target: Locator) -> None:
        """Waits for the next page if the target is a link or submits a form."""
        if target.evaluate("element => element.matches('a[href]') || element.type === 'submit'"):
            with self.page.expect_navigation():
                target.click()
        else:
            target.click()
        self.clicks += 1

    def choose(self, select: Locator, **choice: str) -> None:
        select.select_option(**choice)
        self.clicks += 1


def linked_cards(page: Page) -> Locator:
    """Of supervisors who have a page in this language. The order of the list changes from day to day."""
    return page.locator(".tyo-card--supervisor").filter(has=page.locator(".tyo-card__title a"))


@pytest.fixture
def visit(demo_port: int, open_page: Callable[..., Page]) -> Callable[..., Visitor]:
    def open_front_page(path: str = "/", **options: Any) -> Visitor:
        page = open_page(**options)
        page.goto(f"http://kuuntelo.localhost:{demo_port}{path}")
        return Visitor(page)

    return open_front_page


def test_hr_manager_reaches_a_supervisor_for_a_work_community_at_their_premises_in_three_clicks(visit):
    visitor = visit("/")
    page = visitor.page
    visitor.press(page.locator(".tyo-card--service a", has_text="Työyhteisön työnohjaus"))
    visitor.press(page.locator('.tyo-place-links a[href*="city=tampere&delivery_mode=yours"]'))
    card = page.locator(".tyo-card--supervisor").first
    assert "Vapaa seuraavaksi" in card.inner_text()
    name = card.locator(".tyo-card__title").inner_text()
    visitor.press(card.locator(".tyo-card__title a"))
    assert (name in page.locator("h1").inner_text(), visitor.clicks) == (True, 3)
    assert page.locator("#times").count() == 1


def test_hr_manager_reaches_the_list_from_the_finder_in_three_clicks(visit):
    visitor = visit("/", viewport=PHONE)
    page = visitor.page
    visitor.choose(page.get_by_label("Palvelu", exact=True).first, label="Työyhteisön työnohjaus")
    visitor.choose(page.get_by_label("Missä"), value="yours:tampere")
    visitor.press(page.get_by_role("button", name="Etsi työnohjaaja"))
    assert page.url.endswith("?service=tyoyhteison-tyonohjaus&city=tampere&delivery_mode=yours#results")
    assert "Vapaa seuraavaksi" in page.locator(".tyo-card--supervisor").first.inner_text()
    assert visitor.clicks == 3


def test_teacher_reaches_a_remote_supervisor_with_evening_times_in_three_clicks(visit):
    visitor = visit("/sv/", viewport=PHONE, locale="sv-FI")
    page = visitor.page
    visitor.choose(page.get_by_label("Tjänst", exact=True).first, label="Individuell handledning")
    visitor.press(page.get_by_role("button", name="Hitta en på distans"))
    card = linked_cards(page).filter(has_text="Kvällstider från").first
    name = card.locator(".tyo-card__title").inner_text()
    visitor.press(card.locator(".tyo-card__title a"))
    assert (name in page.locator("h1").inner_text(), visitor.clicks) == (True, 3)


def test_three_questions_lead_to_a_person_by_keyboard(visit):
    page = visit("/sv/", viewport=PHONE, locale="sv-FI").page
    problems = []
    for text in ("Bara jag", "Socialbranschen", "På distans"):
        page.locator(".tyo-guide a", has_text=text).press("Enter")
        page.wait_for_load_state()
        problems += violations(page)
    assert page.locator("#guide").inner_text() == "Det här kunde passa dig"
    assert page.locator(".tyo-guide__steps li").count() == 3
    assert page.locator(".tyo-guide .tyo-card--service a").count() == 1
    assert "Nästa lediga" in page.locator(".tyo-guide .tyo-card--supervisor").first.inner_text()
    page.locator(".tyo-guide__steps a").last.press("Enter")
    page.wait_for_load_state()
    assert (page.url.count("answer="), problems) == (2, [])
    small = page.eval_on_selector_all(
        ".tyo-guide a",
        "all => all.filter(each => each.getBoundingClientRect().height < 44).map(each => each.outerHTML)",
    )
    assert small == []


def test_finder_leads_to_a_supervisor_by_keyboard(visit):
    page = visit("/", viewport=PHONE).page
    service = page.get_by_label("Palvelu", exact=True).first
    service.focus()
    page.keyboard.type("Työyhteisön")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "where"
    # The first of the places, after "anywhere".
    page.keyboard.press("ArrowDown")
    place = page.get_by_label("Missä").first.input_value()
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.tyo-finder [type=submit]')"):
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    mode, _, city = place.partition(":")
    assert page.url.endswith(f"?service=tyoyhteison-tyonohjaus&city={city}&delivery_mode={mode}#results")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.tyo-card--supervisor .tyo-card__title a')"):
            break
    name = page.evaluate("document.activeElement.textContent")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == name.strip()


def test_filters_are_folded_on_a_phone_and_beside_the_list_on_a_wide_screen(visit):
    narrow = visit("/tyonohjaajat/", viewport=PHONE).page
    assert not narrow.locator('input[name="city"]').first.is_visible()
    narrow.get_by_text("Rajaa", exact=True).click()
    assert narrow.locator('input[name="city"]').first.is_visible()
    wide = visit("/tyonohjaajat/").page
    assert wide.locator('input[name="city"]').first.is_visible()
    assert not wide.get_by_text("Rajaa", exact=True).is_visible()


def test_filters_are_set_and_removed_by_keyboard(visit):
    page = visit("/tyonohjaajat/").page
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "oulu":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?city=oulu#results")
    assert page.locator("#results").inner_text() == "2 työnohjaajaa"
    assert page.evaluate("document.activeElement.id") in ("results", "")
    for _ in range(60):
        page.keyboard.press("Tab")
        if "Oulu" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/tyonohjaajat/#results")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "query",
    [
        "?q=Tampereella&view=list",
        "?city=tampere&city=turku&free=next-week",
        "?city=tampere&language=sv",
        "?city=atlantis&time=noon&sort=height",
    ],
)
def test_states_of_the_list_are_accessible_and_fit(visit, query, dark):
    page = visit(f"/tyonohjaajat/{query}", color_scheme="dark" if dark else "light").page
    problems = violations(page)
    page.set_viewport_size({"width": 320, "height": 740})
    page.locator(".tyo-facets__details > summary").click()
    page.set_viewport_size({"width": 320, "height": page.evaluate("document.scrollingElement.scrollHeight")})
    problems += violations(page)
    assert problems == []
    assert not page.evaluate("document.scrollingElement.scrollWidth > innerWidth")
    small = page.eval_on_selector_all(
        ".tyo-facets summary, .tyo-facets label.tyo-facet__value, .tyo-active-filters a, .tyo-list-options a",
        "all => all.filter(each => each.offsetParent && each.getBoundingClientRect().height < 44)"
        ".map(each => each.outerHTML)",
    )
    assert small == []


def test_finder_and_list_work_without_scripts(visit):
    page = visit("/", java_script_enabled=False).page
    page.get_by_label("Missä").select_option("premises:oulu")
    page.get_by_role("button", name="Etsi työnohjaaja").click()
    assert page.locator("#results").inner_text() == "2 työnohjaajaa"
