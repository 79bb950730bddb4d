"""A supervisor connects a calendar in three steps on a phone, and sees how it is."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.availability.busy_calendars.misbehaving_server import Server, running

from .axe import violations
from .conftest import serve_copy
from .test_finding import PHONE, Visitor
from .texts import text

pytestmark = pytest.mark.browser
MAIN = "main"
STEPS = ("1. Copy the calendar's URL", "2. Paste and test it", "3. The calendar is connected")
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:{day:%Y%m%d}T080000Z\r\n"
    "DTEND:{day:%Y%m%d}T090000Z\r\nRRULE:FREQ=DAILY\r\nSUMMARY:Secret subject\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def calendars() -> Iterator[Server]:
    """A web server on this machine, as of a supervisor's calendar."""
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def connecting_port(demo_port: int, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a copy of the example site, whose supervisors the other tests do not see."""
    with serve_copy(demo_folder, tmp_path_factory.mktemp("connecting"), datetime.now(UTC)) as copy:
        yield copy.port


def link(page: Page, message: str, language: str) -> Locator:
    return page.locator(MAIN).get_by_role("link", name=text(message, language), exact=True)


def facts(section: Locator) -> dict[str, str]:
    return dict(zip(section.locator("dt").all_inner_texts(), section.locator("dd").all_inner_texts(), strict=True))


@pytest.mark.parametrize("language", ["fi", "en"])
def test_supervisor_connects_a_calendar_in_three_steps(
    language: str, open_admin: Callable[..., Page], connecting_port: int, calendars: Server
) -> None:
    page = open_admin("ohjaaja", language, port=connecting_port, viewport=PHONE)
    visitor = Visitor(page)
    page.goto("/admin/tyonohjaus/availability/")
    visitor.press(link(page, "Busy calendars", language))
    visitor.press(link(page, "Connect a calendar", language))
    headings = page.locator(f"{MAIN} h2")
    expect(headings).to_have_text([text(step, language) for step in STEPS[:2]])
    page.locator("details summary").first.click()
    expect(page.locator("details ol").first).to_be_visible()
    problems = violations(page, MAIN)

    page.fill("[name=url]", calendars.serve("<!doctype html><form>Log in</form>", "/page"))
    page.fill("[name=name]", f"Työ {language}")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".error-message")).to_contain_text(
        text("The URL leads to a web page, not a calendar. Copy the iCal (.ics) URL.", language)
    )
    problems += violations(page, MAIN)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    page.fill("[name=url]", calendars.serve(CALENDAR.format(day=yesterday), f"/{language}.ics"))
    visitor.press(page.locator("main form button[type=submit]"))
    expect(headings).to_have_text([text(STEPS[2], language)])
    problems += violations(page, MAIN)
    assert visitor.clicks == 3

    visitor.press(link(page, "See the next weeks", language))
    section = page.locator("main section", has=page.get_by_role("heading", name=f"Työ {language}", exact=True))
    health = facts(section)
    assert int(health[text("Busy times in the next four weeks", language)]) >= 27
    assert health[text("Last successful fetch", language)] != text("never", language)
    assert health[text("Skipped events", language)] == text("none", language)
    expect(section.locator(".help-critical, .help-warning")).to_have_count(0)
    expect(page.locator(MAIN)).not_to_contain_text("Secret subject")
    assert problems + violations(page, MAIN) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
