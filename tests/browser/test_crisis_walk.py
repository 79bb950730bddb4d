"""A nurse after a violent incident, on a phone at night: from the front page to a call that is promised."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from .axe import violations
from .conftest import CopyOfDemo, manage, serve_copy
from .targets import small_targets
from .test_finding import PHONE, Visitor
from .texts import text

pytestmark = pytest.mark.browser
HELSINKI = ZoneInfo("Europe/Helsinki")
# The message is not read back, since the token is stored as a hash.
LATEST_ALERT = """
from wagtail_tyonohjaus.duty.alerts import alert_url
from wagtail_tyonohjaus.duty.models import Alert
alert = Alert.objects.filter(channel="mail").order_by("-pk").first()
print(alert.language, alert_url(alert))
"""


@pytest.fixture(scope="module")
def sunday_night() -> datetime:
    """23:40 of the next Sunday, which the example site's notice is valid on."""
    today = datetime.now(HELSINKI)
    sunday = today + timedelta(days=6 - today.weekday() or 7)
    return sunday.replace(hour=23, minute=40, second=0, microsecond=0)


@pytest.fixture(scope="module")
def night(
    demo_port: int, demo_folder: Path, sunday_night: datetime, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CopyOfDemo]:
    """A copy of the example site at that time, whose worker has just run."""
    with serve_copy(demo_folder, tmp_path_factory.mktemp("night"), sunday_night, ["tyonohjaus_deliver"]) as copy:
        yield copy


def request_call(visitor: Visitor, phone: str) -> None:
    """Fills in the urgent form and sends it; leaves the page at the receipt."""
    page = visitor.page
    page.get_by_label("Puhelinnumero, johon voimme soittaa").fill(phone)
    page.get_by_label("Millainen työpaikka?").fill("Sairaalan päivystys")
    page.get_by_label("Missä se on?").fill("Kuopio")
    visitor.press(page.get_by_role("button", name="Pyydä soittoa"))
    page.wait_for_url("**/contact/received/**")


def test_nurse_gets_a_promised_call_in_four_clicks_and_three_fields(night, open_page, sunday_night):
    page = open_page(viewport=PHONE, color_scheme="dark", timezone_id="Europe/Helsinki")
    page.clock.install(time=sunday_night)
    page.goto(f"http://vuolleranta.localhost:{night.port}/")
    visitor = Visitor(page)
    visitor.press(page.locator("main a", has_text="Uhkatilanteen jälkeen").first)
    fields = page.locator(".tyo-urgent-form [aria-required=true]")
    expect(fields).to_have_count(3)
    expect(page.locator(".tyo-urgent-form")).to_contain_text("Soitamme sinulle viimeistään 30 min kuluttua")
    assert violations(page) == []
    request_call(visitor, "040 555 1234")
    main = page.locator("main").inner_text()
    monday = sunday_night + timedelta(days=1)
    promised = rf"Sinulle soittaa .+\. Viimeistään: maanantai {monday.day}\..+ klo 0?0[.:]1[0-3]\."
    assert re.search(promised, main), main
    assert "Jos kukaan ei ole soittanut siihen mennessä, soita" in main
    assert page.locator("main a[href^='tel:+358']").count() == 1
    assert visitor.clicks <= 4
    assert violations(page) == []
    assert not page.evaluate("document.scrollingElement.scrollWidth > innerWidth")


def problems_of(page: Page) -> list[str]:
    too_wide = page.evaluate("document.scrollingElement.scrollWidth > innerWidth")
    return violations(page) + small_targets(page) + ([f"{page.url} is too wide"] if too_wide else [])


def test_person_on_duty_acknowledges_on_a_phone_and_sees_the_number(night, open_page, sunday_night):
    visitor_page = open_page(viewport=PHONE, timezone_id="Europe/Helsinki")
    visitor_page.goto(f"http://vuolleranta.localhost:{night.port}/")
    visitor_page.locator("main a", has_text="Uhkatilanteen jälkeen").first.click()
    request_call(Visitor(visitor_page), "040 555 4321")
    language, _, url = manage(night.environment, "shell", "--no-imports", "-c", LATEST_ALERT).strip().partition(" ")
    page = open_page(viewport=PHONE, color_scheme="dark", timezone_id="Europe/Helsinki")
    page.clock.install(time=sunday_night)
    # Of the copy, whose port the database does not know.
    page.goto(f"http://vuolleranta.localhost:{night.port}{urlsplit(url).path}")
    expect(page.locator("main")).not_to_contain_text("555 4321")
    acknowledge = page.get_by_role("button", name=text("Acknowledge", language or "fi"), exact=True)
    problems = problems_of(page)
    acknowledge.click()
    expect(page.locator("main .tyo-button--large[href='tel:+358405554321']")).to_be_visible()
    expect(acknowledge).to_have_count(0)
    problems += problems_of(page)
    page.locator("button[value=called]").click()
    expect(page.locator("button[value=called]")).to_have_count(0)
    assert problems + problems_of(page) == []
