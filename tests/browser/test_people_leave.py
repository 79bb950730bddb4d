"""A person leaves the practice, and a visitor's data is erased: what the manager does until nothing is open."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import serve_copy
from .texts import text

pytestmark = pytest.mark.browser
SUPERVISORS, SESSIONS = "/admin/snippets/wagtail_tyonohjaus/supervisor/", "/admin/tyonohjaus/sessions/"
REQUESTS, PERSONAL_DATA = "/admin/contact-requests/", "/admin/contact-requests/personal-data/"


@pytest.fixture(scope="module")
def leaving_port(demo_port: int, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a copy of the example site, which the other tests do not see."""
    now = datetime.now(ZoneInfo("Europe/Helsinki"))
    with serve_copy(demo_folder, tmp_path_factory.mktemp("leaving"), now) as copy:
        yield copy.port


@pytest.fixture
def manager(leaving_port: int, open_admin: Callable[..., Page], language: str) -> Page:
    return open_admin("hallinnoija", language, port=leaving_port)


def hrefs(page: Page, pattern: str) -> list[str]:
    """The paths in the page's content that match, without their queries."""
    found = page.evaluate(
        "() => [...document.querySelectorAll('main a')].map(link => new URL(link.href, location.href).pathname)"
    )
    return list(dict.fromkeys(path for path in found if re.fullmatch(pattern, path)))


def save(page: Page) -> None:
    """Saves the form of a supervisor."""
    page.locator("footer button[type=submit], main form button.action-save").first.click()
    page.wait_for_url(f"**{SUPERVISORS}**")


def turn_off(page: Page, name: str) -> str:
    """The person no longer works in the practice. Returns the primary key of the record."""
    page.goto(SUPERVISORS)
    page.locator("main td.title a", has_text=name).first.click()
    works_here = page.locator("input[name=active]")
    expect(works_here).to_be_checked()
    for tab in page.get_by_role("tab").all():
        if not works_here.is_visible():
            tab.click()
    works_here.uncheck()
    save(page)
    return page.locator("main td.title a", has_text=name).first.get_attribute("href").split("/")[-2]


def warnings(page: Page) -> Locator:
    return page.locator(".messages .warning")


def end_sessions(page: Page, supervisor: str, language: str) -> int:
    """Cancels or declines what is ahead, each with its group or series; returns in how many steps."""
    steps = 0
    ahead = f"{SESSIONS}?period=upcoming&supervisor={supervisor}"
    while True:
        page.goto(ahead)
        sessions = hrefs(page, rf"{SESSIONS}\d+/")
        if not sessions:
            return steps
        page.goto(sessions[0])
        left = text(
            "The supervisor no longer works at the practice. Cancel the session, or book another one with another "
            "supervisor.",
            language,
        )
        expect(page.locator("main")).to_contain_text(left)
        for together in page.locator("main form [name=series]").all():
            together.check()
        page.locator("main form button.no").click()
        expect(page.locator(".messages .success").first).to_be_visible()
        steps += 1
        assert steps < 30


def close_requests(page: Page, lists: list[str]) -> int:
    """Closes the requests in the lists; returns how many there were."""
    closed = 0
    for url in lists:
        page.goto(url)
        for request in hrefs(page, rf"{REQUESTS}\d+/"):
            page.goto(request)
            page.locator("main button[name=status][value=closed]").click()
            expect(page.locator(".tyo-status--closed").first).to_be_visible()
            closed += 1
    return closed


@pytest.mark.parametrize(("language", "name"), [("fi", "Aune Merisuvanto"), ("en", "Veikka Harjumetsä")])
def test_manager_ends_the_work_of_a_person_who_leaves(manager, language, name):
    supervisor = turn_off(manager, name)
    expect(warnings(manager).first).to_contain_text(name)
    links = warnings(manager).get_by_role("link")
    urls = list(dict.fromkeys(link.get_attribute("href") for link in links.all()))
    requests = [url for url in urls if url.startswith(REQUESTS)]
    assert requests and any(url.startswith(SESSIONS) for url in urls)

    assert close_requests(manager, requests)
    assert close_requests(manager, requests) == 0
    assert end_sessions(manager, supervisor, language)
    # Agreed requests whose last session was cancelled are open again, since their visitors need another time.
    close_requests(manager, requests)

    manager.goto(f"{SUPERVISORS}edit/{supervisor}/")
    save(manager)
    expect(manager.locator(".messages .success").first).to_be_visible()
    expect(warnings(manager)).to_have_count(0)


@pytest.mark.parametrize(("language", "address"), [("fi", "jarmo@vehmas.example"), ("en", "tapio@niittylahti.example")])
def test_manager_erases_a_person(manager, language, address):
    manager.goto(PERSONAL_DATA)
    manager.fill("[name=email]", address)
    manager.locator("button[value=find]").click()
    stored = manager.locator("section[aria-labelledby=results]")
    expect(stored).to_contain_text(re.compile(r"TO-\w{4}-\w{4}"))
    reference = re.search(r"TO-\w{4}-\w{4}", stored.inner_text()).group()

    manager.locator("button[value=erase]").click()
    expect(manager.locator("main")).to_contain_text(text("Tick this box to erase the data.", language))
    expect(manager.locator("[name=email]")).to_have_value(address)
    manager.locator("[name=confirm]").check()
    manager.locator("button[value=erase]").click()
    expect(manager.locator(".messages .success")).to_be_visible()

    manager.fill("[name=email]", address)
    manager.locator("button[value=find]").click()
    expect(manager.locator("main")).to_contain_text(text("No data is stored about this person.", language))
    manager.goto(f"{REQUESTS}?queue=all&q={reference}")
    assert hrefs(manager, rf"{REQUESTS}\d+/") == []
    manager.goto("/admin/contact-erasures/")
    expect(manager.locator("main")).to_contain_text(reference)
    expect(manager.locator("main")).not_to_contain_text(address)
