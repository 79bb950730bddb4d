"""What the menu of each role links to opens, and axe-core finds nothing on it, wide and narrow, in both themes.

A page that several roles see is looked at once, by the first of them, apart from the home page.
"""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from wagtail_tyonohjaus.guide.contents import PAGES

from .axe import ADMIN, violations
from .test_finding import PHONE

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 900}
OURS = re.compile(
    r"/admin/(contact-|tyonohjaus/|practice-start/|reply-templates/|routing-rules/|.*/wagtail_tyonohjaus/)"
)
HOME = "/admin/"
STILL = "*, *::before, *::after { transition: none !important; animation: none !important; }"
SIDEBAR = "document.getElementById('wagtail-sidebar-props').textContent"
ROLES = {
    "manager": "hallinnoija",
    "supervisor": "ohjaaja",
    "coordinator": "koordinaattori",
    "editor": "toimittaja",
    "superuser": "admin",
}
IMPORT = "/admin/record-import/office/"
# A column that there is not, and a row without a name.
WRONG_FILE = {"name": "offices.csv", "mimeType": "text/csv", "buffer": b"City;Phone\n;12\nTampere;040 123 4567\n"}


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """The paths that were looked at."""
    return set()


def values(node: object) -> Iterator[str]:
    """The texts in what the sidebar is made of."""
    if isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from values(each)
    elif isinstance(node, str):
        yield node


def paths(page: Page, role: str) -> list[str]:
    """The home page, our pages in the menu, and one page of the user guide."""
    menu = {path for path in values(json.loads(page.evaluate(SIDEBAR))) if OURS.match(path)}
    guide = [f"/admin/tyonohjaus/guide/{role}/{PAGES[role][0]}/"] if role in PAGES else []
    return [HOME, *sorted(menu), *guide]


def problems_of(page: Page) -> list[str]:
    """Those at both widths in both themes; the dark one differs only in its colours."""
    problems = []
    # The colours of a theme, not those on the way to it.
    page.add_style_tag(content=STILL)
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        for scheme, rules in (("light", None), ("dark", ["color-contrast"])):
            page.emulate_media(color_scheme=scheme)
            problems += [f"{size['width']} px, {scheme}: {line}" for line in violations(page, ADMIN, rules=rules)]
    return problems


def open_path(page: Page, path: str) -> list[str]:
    """Why the path can't be opened, if so."""
    response = page.goto(path)
    status = response.status if response else 0
    return [] if status == 200 else [f"{path} has the status {status}"]


@pytest.mark.parametrize("role", ROLES)
def test_menu_of_a_role_leads_to_pages_without_faults(
    role: str, open_admin: Callable[..., Page], seen: set[str]
) -> None:
    page = open_admin(ROLES[role], "fi")
    problems = []
    for path in paths(page, role):
        if path in seen and path != HOME:
            status = page.request.get(path).status
            problems += [] if status == 200 else [f"{path} has the status {status}"]
            continue
        problems += open_path(page, path) + problems_of(page)
        seen.add(path)
        page.set_viewport_size(WIDE)
    assert problems == []


def test_import_with_errors_has_no_faults(open_admin: Callable[..., Page]) -> None:
    page = open_admin("hallinnoija", "fi")
    problems = open_path(page, IMPORT) + problems_of(page)
    page.set_viewport_size(WIDE)
    page.locator("main input[type=file]").set_input_files(files=[WRONG_FILE])
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    assert "/preview/" in page.url
    problems += problems_of(page)
    assert problems == [], problems
