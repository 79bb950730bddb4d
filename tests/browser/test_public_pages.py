"""Accessibility of every public page of the example site: on wide and narrow screens, light and dark."""

from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Page

from example_site.content import SLUGS

from .axe import violations
from .readable import losses

pytestmark = pytest.mark.browser

HOSTS = ["localhost", *(f"{slug}.localhost" for slug in SLUGS)]

WIDE = {"width": 1280, "height": 900}
# 1280 pixels at 400 % zoom (WCAG 1.4.10).
NARROW = {"width": 320, "height": 740}
# More would make the tests too slow, so the crawl fails then.
MAX_PAGES = 60
# Without photos.
MAX_REQUESTS = 8


def internal_links(page: Page) -> set[str]:
    """URLs of linked pages of the same site, without query strings."""
    urls = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    here = urlsplit(page.url).netloc
    without_fragment = {urldefrag(link)[0] for link in urls}
    pages = {link for link in without_fragment if not is_file(link) and not urlsplit(link).query}
    return {link for link in pages if urlsplit(link).netloc == here}


def is_file(link: str) -> bool:
    path = urlsplit(link).path
    return not path.endswith("/") or path.startswith(("/admin/", "/static/", "/media/", "/documents/"))


def crawl(page: Page, start: str) -> Iterator[str]:
    """Open each page that can be reached from ``start``, and yield its URL."""
    queue, visited = [start], []
    while queue:
        assert len(visited) < MAX_PAGES, f"more than {MAX_PAGES} pages: {queue}"
        url = queue.pop(0)
        response = page.goto(url)
        assert response is not None and response.status == 200, url
        visited.append(url)
        queue += sorted(internal_links(page) - set(visited) - set(queue))
        yield url


@pytest.mark.parametrize("host", HOSTS)
def test_pages_are_accessible_lose_no_text_on_narrow_screens_and_load_little(host, demo_port, open_page):
    page = open_page()
    problems, lost, requested, too_many = [], [], [], {}
    page.on("request", lambda request: requested.append(request.url) if request.resource_type != "image" else None)
    start = f"http://{host}:{demo_port}/"
    for url in crawl(page, start):
        if len(requested) > MAX_REQUESTS:
            too_many[url] = list(requested)
        # Every page is wide and light, and narrow and dark: the colours hardly depend on the width.
        problems += violations(page)
        page.emulate_media(color_scheme="dark")
        problems += violations(page) if url == start else []
        page.set_viewport_size(NARROW)
        # As tall as the page, so that the contact bar at the bottom covers nothing.
        page.set_viewport_size({**NARROW, "height": page.evaluate("document.scrollingElement.scrollHeight")})
        problems += violations(page)
        lost += losses(page)
        page.emulate_media(color_scheme="light")
        problems += violations(page) if url == start else []
        page.set_viewport_size(WIDE)
        requested.clear()
    assert problems == []
    assert lost == []
    assert too_many == {}


@pytest.mark.parametrize("host", HOSTS)
def test_keyboard_focus_is_visible(host, demo_port, open_page):
    page = open_page()
    page.goto(f"http://{host}:{demo_port}/")
    hidden = []
    for _ in range(40):
        page.keyboard.press("Tab")
        state = page.evaluate(FOCUS)
        if state is None:
            break
        if not state["visible"]:
            hidden.append(state["html"])
    assert hidden == []


# The outline may be on the element, its ::after box (a card), its parent or its label.
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
  return {visible: ring && inside, html: element.outerHTML.slice(0, 160)};
}"""
