"""A nurse after a violent incident, on a phone at night: from the front page to a call that is promised."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.ports import free_port

from .axe import violations
from .conftest import serve
from .test_finding import PHONE, Visitor

pytestmark = pytest.mark.browser
HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.fixture(scope="module")
def sunday_night() -> datetime:
    """23:40 of the next Sunday, which the example site's notice is valid on."""
    today = datetime.now(HELSINKI)
    sunday = today + timedelta(days=6 - today.weekday() or 7)
    return sunday.replace(hour=23, minute=40, second=0, microsecond=0)


@pytest.fixture(scope="module")
def night_port(
    demo_port: int, demo_folder: Path, sunday_night: datetime, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """The port of a copy of the example site at that time, whose worker has just run."""
    folder, port = tmp_path_factory.mktemp("night"), free_port()
    with (
        sqlite3.connect(demo_folder / "demo.sqlite3") as source,
        sqlite3.connect(folder / "demo.sqlite3") as copy,
    ):
        source.backup(copy)
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.browser.night_settings",
        "DEMO_VAR": str(folder),
        "DEMO_MEDIA": str(demo_folder / "media"),
        "DEMO_NOW": sunday_night.isoformat(),
        "DEMO_HEADLESS_ORIGIN": "http://localhost:1",
    }
    with serve(port, environment, ["tyonohjaus_deliver"]):
        yield port


def test_nurse_gets_a_promised_call_in_four_clicks_and_three_fields(night_port, open_page, sunday_night):
    page = open_page(viewport=PHONE, color_scheme="dark", timezone_id="Europe/Helsinki")
    page.clock.install(time=sunday_night)
    page.goto(f"http://vuolleranta.localhost:{night_port}/")
    visitor = Visitor(page)
    visitor.press(page.locator("main a", has_text="Uhkatilanteen jälkeen").first)
    fields = page.locator(".tyo-urgent-form [aria-required=true]")
    expect(fields).to_have_count(3)
    expect(page.locator(".tyo-urgent-form")).to_contain_text("Soitamme sinulle viimeistään 30 min kuluttua")
    assert violations(page) == []
    page.get_by_label("Puhelinnumero, johon voimme soittaa").fill("040 555 1234")
    page.get_by_label("Millainen työpaikka?").fill("Sairaalan päivystys")
    page.get_by_label("Missä se on?").fill("Kuopio")
    visitor.press(page.get_by_role("button", name="Pyydä soittoa"))
    page.wait_for_url("**/contact/received/**")
    main = page.locator("main").inner_text()
    monday = sunday_night + timedelta(days=1)
    promised = rf"Sinulle soittaa .+\. Viimeistään: maanantai {monday.day}\..+ klo 0?0[.:]1[0-3]\."
    assert re.search(promised, main), main
    assert "Jos kukaan ei ole soittanut siihen mennessä, soita" in main
    assert page.locator("main a[href^='tel:+358']").count() == 1
    assert visitor.clicks <= 4
    assert violations(page) == []
    assert not page.evaluate("document.scrollingElement.scrollWidth > innerWidth")
