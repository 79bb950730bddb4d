"""Pages without what the visitor came for, in Finnish: narrow and wide, with and without a script, light and dark."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, Page

from wagtail_tyonohjaus.error_views import server_error
from wagtail_tyonohjaus.practice import last_known
from wagtail_tyonohjaus.practice.last_known import KnownPractice

from .axe import violations
from .targets import small_targets
from .test_finding import PHONE
from .test_public_pages import WIDE

pytestmark = pytest.mark.browser

HOST = "kuuntelo.localhost"
LEFT, FULL, REMOVED = "aune-merisuvanto", "joakim-nackrosholm", "nadia-tuulensuu"
STATES = {
    "/ei-ole/": (404, "Sivua ei löytynyt"),
    f"/tyonohjaajat/{LEFT}/": (410, "Aune Merisuvanto"),
    f"/tyonohjaajat/{REMOVED}/": (410, "Sivu on poistettu"),
    f"/tyonohjaajat/{FULL}/": (200, "Joakim Näckrosholm"),
    "/defect/": (500, "Sivustollamme on häiriö"),
}
SUPERVISOR = """
    UPDATE wagtail_tyonohjaus_supervisor SET {column} = {value} WHERE id IN (
        SELECT supervisor_id FROM wagtail_tyonohjaus_pages_supervisorpage
        JOIN wagtailcore_page ON page_ptr_id = wagtailcore_page.id WHERE slug = ?
    )
"""
PAGE = "UPDATE wagtailcore_page SET live = {value} WHERE slug = ?"


@pytest.fixture(scope="module")
def absent_people(demo_port: int, demo_folder: Path) -> Iterator[int]:
    """One supervisor has left, one takes no new clients, and the page of a third is unpublished."""
    set_present(demo_folder, value=0)
    yield demo_port
    set_present(demo_folder, value=1)


def set_present(folder: Path, value: int) -> None:
    with closing(sqlite3.connect(folder / "demo.sqlite3", timeout=20)) as connection:
        connection.execute(SUPERVISOR.format(column="active", value=value), [LEFT])
        connection.execute(SUPERVISOR.format(column="accepts_new_clients", value=value), [FULL])
        connection.execute(PAGE.format(value=value), [REMOVED])
        connection.commit()


def fail(page: Page) -> None:
    """Answers /defect/ as the site answers a defect."""
    last_known._practices[HOST] = KnownPractice("Kuuntelo", "kuuntelo", "tel:+35895550400", "09 555 0400", True)
    with translation.override("fi"):
        response = server_error(RequestFactory(SERVER_NAME=HOST).get("/defect/"))
    page.route(
        "**/defect/", lambda route: route.fulfill(status=500, content_type="text/html", body=response.content.decode())
    )


@pytest.mark.parametrize("script", [True, False], ids=["script", "script off"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_that_lead_on_are_accessible(browser: Browser, absent_people: int, scheme: str, script: bool) -> None:
    # Not the fixture open_page, for which these statuses are errors.
    context = browser.new_context(viewport=PHONE, color_scheme=scheme, java_script_enabled=script, locale="fi-FI")
    page, problems = context.new_page(), []
    fail(page)
    for path, (status, heading) in STATES.items():
        response = page.goto(f"http://{HOST}:{absent_people}{path}")
        assert response is not None
        assert (response.status, page.locator("h1").inner_text()) == (status, heading)
        assert page.locator('main a[href^="tel:"]').count() > 0
        if script:
            problems += violations(page) + small_targets(page)
            page.set_viewport_size(WIDE)
            problems += violations(page)
            page.set_viewport_size(PHONE)
    context.close()
    assert problems == []
