"""Every public page of the example site: accessible, reachable, readable on a narrow screen, nothing from elsewhere."""

from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Page

from example_site.content import SLUGS

from .axe import violations

pytestmark = pytest.mark.browser

HOSTS = ["localhost", *(f"{slug}.localhost" for slug in SLUGS)]

WIDE = {"width": 1280, "height": 900}
# What 1280 pixels come to at 400 % (WCAG 1.4.10).
NARROW = {"width": 320, "height": 740}
MOST_PAGES = 40


def internal_links(page: Page) -> set[str]:
    """Pages of the same site that the page links to; filters and weeks of a list count once."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    here = urlsplit(page.url).netloc
    plain = {urldefrag(link)[0] for link in found}
    return {link for link in plain if urlsplit(link).netloc == here and not is_file(link) and not urlsplit(link).query}


def is_file(link: str) -> bool:
    path = urlsplit(link).path
    return not path.endswith("/") or path.startswith(("/admin/", "/static/", "/media/", "/documents/"))


def walk(page: Page, start: str) -> Iterator[str]:
    """The addresses of the pages that can be reached from ``start``, each opened once."""
    waiting, seen = [start], []
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, address
        seen.append(address)
        waiting += sorted(internal_links(page) - set(seen) - set(waiting))
        yield address


@pytest.mark.parametrize("host", HOSTS)
def test_pages_are_accessible_wide_and_narrow_and_do_not_scroll_sideways(host, demo_port, open_page):
    page = open_page()
    found, wide = [], []
    for address in walk(page, f"http://{host}:{demo_port}/"):
        found += violations(page)
        page.set_viewport_size(NARROW)
        # As tall as the page, so that the bar at the lower edge lies over nothing, as it does once one has scrolled.
        page.set_viewport_size({**NARROW, "height": page.evaluate("document.scrollingElement.scrollHeight")})
        found += violations(page)
        if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
            wide.append(address)
        page.set_viewport_size(WIDE)
    assert found == []
    assert wide == []


@pytest.mark.parametrize("host", HOSTS)
def test_keyboard_focus_is_seen_wherever_it_goes(host, demo_port, open_page):
    page = open_page()
    page.goto(f"http://{host}:{demo_port}/")
    hidden = []
    for _ in range(40):
        page.keyboard.press("Tab")
        state = page.evaluate(FOCUS)
        if state is None:
            break
        if not state["seen"]:
            hidden.append(state["html"])
    assert hidden == []


# The ring may be drawn around the element, a box of its own (a whole card), or the label that holds it.
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const boxes = [[element], [element, "::after"], [element.parentElement], [element.closest("label") || element]];
  const ring = boxes.some(box => {
    const style = getComputedStyle(...box);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  });
  const place = element.getBoundingClientRect();
  const inside = place.bottom > 0 && place.top < innerHeight && place.width > 0;
  return {seen: ring && inside, html: element.outerHTML.slice(0, 160)};
}"""
