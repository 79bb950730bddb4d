"""An editor publishes a service and a crisis notice, from login to what visitors see."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import serve_copy
from .test_start import press, publish
from .texts import text

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def editing_port(demo_port: int, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a copy of the example site, whose pages the other tests do not see."""
    now = datetime.now(ZoneInfo("Europe/Helsinki"))
    with serve_copy(demo_folder, tmp_path_factory.mktemp("editing"), now) as copy:
        yield copy.port


@pytest.fixture(params=["fi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def editor(editing_port: int, open_admin: Callable[..., Page], language: str) -> Page:
    return open_admin("toimittaja", language, port=editing_port)


def pk_in(link: Locator) -> str:
    return re.search(r"/pages/(\d+)/", link.get_attribute("href") or "")[1]


def add_page(page: Page, model: str, practice: str, parent: str, language: str) -> None:
    """Leaves the page at the form of a new page under one of the practice's Finnish pages."""
    page.goto("/admin/pages/")
    finnish = re.compile(rf"{practice}\s+{text('Finnish', language)}", re.IGNORECASE)
    press(page, page.locator("main tbody tr", has_text=finnish).locator("td.children a"))
    row = page.locator("td.title a", has_text=re.compile(rf"^\s*{parent}\s*$"))
    page.goto(f"/admin/pages/add/wagtail_tyonohjaus_pages/{model}/{pk_in(row)}/")


def test_editor_publishes_a_service(editor, editing_port, language, open_page):
    name = f"Eettinen keskustelu {language}"
    page = editor
    page.goto("/admin/")
    page.locator("nav button", has_text=text("Practice", language)).first.click()
    press(page, page.locator("nav a[href='/admin/snippets/wagtail_tyonohjaus/service/']"))
    press(page, page.locator("header a[href$='/service/add/']"))
    page.select_option("[name=site]", label="Kuuntelo")
    page.fill("[name=name]", name)
    page.locator("[name=formats][value=group]").check()
    page.locator("[name=delivery_modes][value=remote]").check()
    page.fill("[name=price]", "150 €")
    press(page, page.locator("footer button[type=submit]").first)
    expect(page.locator(".messages .success")).to_contain_text(name)

    add_page(page, "servicepage", "Kuuntelo", "Työnohjaus", language)
    page.fill("[name=title]", name)
    chooser = page.locator(".w-field__wrapper", has=page.locator("[name=service]")).last
    chooser.locator("[data-chooser-action-choose]").first.click()
    page.locator(".modal a", has_text=name).click()
    expect(page.locator("[name=service]")).not_to_have_value("")
    page.fill("[name=introduction]", "Ryhmä pohtii, mikä on oikein.")
    publish(page)

    visitor = open_page(base_url=f"http://kuuntelo.localhost:{editing_port}")
    visitor.goto("/tyonohjaus/")
    visitor.locator(".tyo-card--service a", has_text=name).click()
    expect(visitor.locator("h1")).to_have_text(name)
    expect(visitor.locator("main")).to_contain_text("150 €")


def test_editor_publishes_a_crisis_notice(editor, editing_port, language, open_page):
    title = f"Tukea tulipalon jälkeen {language}"
    page = editor
    add_page(page, "crisisnoticepage", "Työnohjaus Vuolleranta", "Kriisituki nyt", language)
    page.fill("[name=title]", title)
    page.locator("[name=notice_kind]").last.check()
    page.fill("[name=banner_text]", "Soitamme tunnin sisällä.")
    publish(page)

    visitor = open_page(base_url=f"http://vuolleranta.localhost:{editing_port}")
    visitor.goto("/")
    banner = visitor.locator(".tyo-crisis-banner")
    expect(banner).to_contain_text("Soitamme tunnin sisällä.")
    banner.locator("a", has_text=title).click()
    expect(visitor.locator("h1")).to_have_text(title)
