"""What visitors have set in their system: colours of their own, and no motion."""

import pytest
from playwright.sync_api import Locator

from .test_choosing_a_time import DAYS, PERSON, TIMES

pytestmark = pytest.mark.browser

# In forced colours, backgrounds and shadows are gone: only borders, outlines and text remain.
BORDER = """element => {
  const style = getComputedStyle(element);
  return [parseFloat(style.borderTopWidth), style.borderTopStyle, style.borderTopColor === style.backgroundColor];
}"""
OUTLINE = "element => [getComputedStyle(element).outlineStyle, parseFloat(getComputedStyle(element).outlineWidth)]"
MOVING = """() => [...document.querySelectorAll("*")].flatMap(element => ["", "::before", "::after"].map(box => {
  const style = getComputedStyle(element, box || null);
  const seconds = value => Math.max(...value.split(",").map(parseFloat));
  const moves = style.transitionProperty !== "none" && seconds(style.transitionDuration) > 0 ||
    style.animationName !== "none" && seconds(style.animationDuration) > 0 || style.scrollBehavior === "smooth";
  return moves ? element.outerHTML.slice(0, 120) : "";
})).filter(Boolean)"""


def border(target: Locator) -> tuple[float, str, bool]:
    """Width and style, and whether it is of the background's colour."""
    width, style, is_unseen = target.evaluate(BORDER)
    return width, style, is_unseen


def test_buttons_chosen_time_and_focus_are_seen_in_forced_colours(demo_port, open_page):
    page = open_page(forced_colors="active")
    site = f"http://kuuntelo.localhost:{demo_port}"
    page.goto(f"{site}{PERSON}")
    # Of today, only one time may be left.
    days = [day.get_attribute("href") for day in page.locator(DAYS).all()]
    while page.locator(TIMES).count() < 2:
        page.goto(f"{site}{PERSON}{days.pop(0)}")
    page.goto(f"{site}{page.locator(TIMES).first.get_attribute('href')}")
    for button in page.locator("main .tyo-button:visible").all():
        width, style, is_unseen = border(button)
        assert (width >= 1, style, is_unseen) == (True, "solid", False)
    for kind in (DAYS, TIMES):
        chosen, other = (
            border(page.locator(f"{kind}[aria-current=true]")),
            border(page.locator(f"{kind}:not([aria-current])").first),
        )
        assert (chosen[0] > other[0], chosen[1], chosen[2]) == (True, "solid", False)
    for target in (
        page.locator(TIMES).first,
        page.locator("#contact_name"),
        page.locator(".tyo-contact-form [type=submit]"),
    ):
        target.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        style, width = target.evaluate(OUTLINE)
        assert (style, width >= 2) == ("solid", True)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_nothing_moves_where_motion_is_unwanted(motion, demo_port, open_page):
    page, moving = open_page(reduced_motion=motion), []
    for path in ("/", "/tyonohjaajat/", PERSON, "/ota-yhteytta/"):
        page.goto(f"http://kuuntelo.localhost:{demo_port}{path}")
        moving += page.evaluate(MOVING)
    assert (moving == []) is (motion == "reduce")
