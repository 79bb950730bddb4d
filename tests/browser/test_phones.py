"""What is pressed with a finger, and the telephone bar, on small screens and with large text."""

import pytest
from playwright.sync_api import Page

from example_site.content import SLUGS

from .targets import small_targets
from .test_public_pages import crawl

pytestmark = pytest.mark.browser

BAR = "aside.tyo-contact-bar"
# Twice the browser's font size, on which all lengths of the style sheets depend.
LARGE_TEXT = ":root { font-size: 200% !important; }"


@pytest.mark.parametrize("slug", SLUGS)
def test_targets_are_large_enough_for_fingers(slug, demo_port, open_page):
    page, problems = open_page(viewport={"width": 390, "height": 800}), []
    for _url in crawl(page, f"http://{slug}.localhost:{demo_port}/"):
        problems += small_targets(page)
        page.set_viewport_size({"width": 320, "height": 640})
        problems += small_targets(page)
        page.set_viewport_size({"width": 390, "height": 800})
    assert problems == []


def is_covered_by_bar(page: Page) -> list[str]:
    """The links and controls on the screen that the bar covers while the page is not scrolled."""
    return page.evaluate(
        """selector => {
          const bar = document.querySelector(selector);
          const box = bar.getBoundingClientRect();
          const overlaps = other => other.top < box.bottom - 1 && other.bottom > box.top + 1 && other.width > 0;
          return [...document.querySelectorAll("a, button, input, select, textarea, summary")]
            .filter(element => !bar.contains(element) && !element.matches(".tyo-skip-link"))
            .filter(element => element.checkVisibility() && overlaps(element.getBoundingClientRect()))
            .map(element => element.outerHTML.slice(0, 120));
        }""",
        BAR,
    )


@pytest.mark.parametrize("size", [(320, 568), (390, 844)])
@pytest.mark.parametrize("large", [False, True], ids=["usual text", "200 % text"])
def test_telephone_bar_covers_nothing_and_fits(size, large, demo_port, open_page):
    page = open_page(viewport={"width": size[0], "height": size[1]}, bypass_csp=True)
    notice = f"http://vuolleranta.localhost:{demo_port}/ajankohtaista-tukea/uhkatilanteen-jalkeen/"
    for url in [*(f"http://{slug}.localhost:{demo_port}/" for slug in SLUGS), notice]:
        page.goto(url)
        if large:
            page.add_style_tag(content=LARGE_TEXT)
        assert is_covered_by_bar(page) == [], url
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), url
        inner = page.eval_on_selector(
            BAR, "bar => [bar.scrollWidth - bar.clientWidth, bar.scrollHeight - bar.clientHeight]"
        )
        assert inner == [0, 0]


# As long as the fields take, with words as long as Finnish ones.
LONG_TITLE = ("Kriisityönohjausta päiväkodeissa " * 10)[:255]
LONG_SENTENCE = ("Henkilöstöjärjestelyistä " * 5)[:90]


@pytest.mark.parametrize("is_long", [False, True])
def test_crisis_banner_is_two_lines(demo_port, open_page, is_long):
    page = open_page(viewport={"width": 390, "height": 844})
    page.goto(f"http://vuolleranta.localhost:{demo_port}/")
    if is_long:
        page.locator(".tyo-crisis-banner__link").evaluate("(link, text) => { link.textContent = text }", LONG_TITLE)
        sentence = page.locator(".tyo-crisis-banner__text")
        sentence.evaluate("(part, text) => { part.textContent = text }", f"Helsinki, Turku: {LONG_SENTENCE}")
    rows = page.locator(".tyo-crisis-banner__inner > *")
    assert rows.evaluate_all("rows => rows.map(row => row.clientHeight)") == [44, 44]
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    title = page.locator(".tyo-crisis-banner__link").bounding_box()
    # The number is beside or below the title, not on it.
    number = page.locator(".tyo-crisis-banner__phone").bounding_box()
    assert title["y"] + title["height"] <= number["y"] + 1 or title["x"] + title["width"] <= number["x"] + 1


def test_focus_is_not_hidden_under_the_bar(demo_port, open_page):
    page = open_page(viewport={"width": 390, "height": 844})
    page.goto(f"http://kuuntelo.localhost:{demo_port}/ota-yhteytta/")
    page.keyboard.press("End")
    hidden = []
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        hidden += page.evaluate(
            """selector => {
              const element = document.activeElement, bar = document.querySelector(selector);
              if (element === document.body || bar.contains(element)) return [];
              const place = element.getBoundingClientRect(), box = bar.getBoundingClientRect();
              const isHidden = box.top <= 0 && place.height > 0 && place.bottom <= box.bottom && place.top >= box.top;
              return isHidden ? [element.outerHTML.slice(0, 120)] : [];
            }""",
            BAR,
        )
    assert hidden == []
