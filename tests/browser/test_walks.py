"""The whole way from a front page to the receipt: at most three clicks to a person, and at most six more."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .test_finding import PHONE, Visitor, linked_cards

pytestmark = pytest.mark.browser

DAYS, TIMES = "#times a.tyo-slot-picker__day", "#times a.tyo-slot-picker__slot"
FINNISH = re.compile(
    r"\b\w*(?:työnohja|vapaa|valits|lähetä|yhteyttä|seuraava|kesto|paikka|etätap|tietosuoja|klo)\w*", re.IGNORECASE
)


@pytest.fixture
def visit(demo_port: int, open_page: Callable[..., Page]) -> Callable[..., Visitor]:
    def open_front_page(path: str, **options: Any) -> Visitor:
        page = open_page(viewport=PHONE, timezone_id="Europe/Helsinki", **options)
        page.goto(f"http://kuuntelo.localhost:{demo_port}{path}")
        return Visitor(page)

    return open_front_page


def send_request(visitor: Visitor, phone: str) -> None:
    page = visitor.page
    expect(page.locator(f"{TIMES}[aria-current=true]")).to_have_count(1)
    page.fill("#contact_name", "Maija Virtanen")
    page.fill("#contact_phone", phone)
    visitor.press(page.locator("label[for=contact_consent]"))
    expect(page.locator("#contact_consent")).to_be_checked()
    visitor.press(page.locator(".tyo-contact-form [type=submit]"))
    page.wait_for_url("**/contact/received/**")


def assert_is_swedish(page: Page) -> None:
    text = page.evaluate(
        """() => {
            const body = document.body.cloneNode(true);
            body.querySelectorAll("script, style, [lang=fi]").forEach(one => one.remove());
            return `${document.title} ${body.textContent}`;
        }"""
    )
    assert (page.locator("html").get_attribute("lang"), FINNISH.findall(text)) == ("sv", [])


def receipt_rows(page: Page) -> dict[str, str]:
    rows = page.locator(".tyo-chosen__row")
    return dict(zip(rows.locator("dt").all_inner_texts(), rows.locator("dd").all_inner_texts(), strict=True))


def test_hr_manager_asks_for_supervision_of_a_work_community_at_their_premises_in_tampere(visit):
    visitor = visit("/")
    page = visitor.page
    visitor.press(page.locator(".tyo-card--service a", has_text="Työyhteisön työnohjaus"))
    visitor.press(page.locator('.tyo-place-links a[href*="city=tampere&delivery_mode=yours"]'))
    card = page.locator(".tyo-card--supervisor", has_text="Vapaa seuraavaksi").first
    name = card.locator(".tyo-card__title").inner_text()
    visitor.press(card.locator(".tyo-card__title a"))
    assert (page.locator("h1").inner_text(), visitor.clicks) == (name, 3)
    expect(page.locator("#times .tyo-slot-picker__summary")).to_contain_text(
        "Työyhteisön työnohjaus, Asiakkaan tiloissa, 90 min"
    )
    visitor.press(page.locator(DAYS).last)
    day = page.locator("#times .tyo-slot-picker__times h3").inner_text()
    hours = page.locator(TIMES).first.locator("span").first.evaluate("span => span.firstChild.data")
    visitor.press(page.locator(TIMES).first)
    send_request(visitor, "040 111 2224")
    assert visitor.clicks <= 9
    assert page.locator("h1").inner_text() == "Saimme pyyntösi"
    assert receipt_rows(page) == {
        "Aika": f"{day[0].lower()}{day[1:]}, {hours}",
        "Kesto": "90 min",
        "Työnohjaaja": name,
        "Palvelu": "Työyhteisön työnohjaus",
        "Paikka": "Asiakkaan tiloissa, Tampere",
    }
    assert re.fullmatch(r"TO-\w{4}-\w{4}", page.locator(".tyo-reference").inner_text())


def test_teacher_asks_for_individual_supervision_remotely_in_the_evening_in_swedish(visit):
    visitor = visit("/sv/", locale="sv-FI")
    page = visitor.page
    assert_is_swedish(page)
    visitor.choose(page.get_by_label("Tjänst", exact=True).first, label="Individuell handledning")
    visitor.press(page.get_by_role("button", name="Hitta en på distans"))
    assert_is_swedish(page)
    card = linked_cards(page).filter(has_text="Kvällstider från").first
    evening = re.search(r"Kvällstider från \w+ (\d+)\.\d+\.", card.inner_text())
    assert evening
    name = card.locator(".tyo-card__title").inner_text()
    visitor.press(card.locator(".tyo-card__title a"))
    assert (page.locator("h1").inner_text(), visitor.clicks) == (name, 3)
    assert_is_swedish(page)
    visitor.press(page.locator(DAYS, has_text=re.compile(rf"\D{evening[1]}$")))
    time = page.locator(".tyo-slot-picker__part", has_text="Kväll").locator("a").first
    hours = time.locator("span").first.evaluate("span => span.firstChild.data")
    day = page.locator("#times .tyo-slot-picker__times h3").inner_text()
    visitor.press(time)
    assert_is_swedish(page)
    send_request(visitor, "040 111 2225")
    assert visitor.clicks <= 9
    assert_is_swedish(page)
    assert page.title() == "Vi har fått din förfrågan – Kuuntelo"
    assert receipt_rows(page) == {
        "Tid": f"{day[0].lower()}{day[1:]}, {hours}",
        "Längd": "60 min",
        "Arbetshandledare": name,
        "Tjänst": "Individuell handledning",
        "Plats": "På distans",
    }
    assert re.fullmatch(r"TO-\w{4}-\w{4}", page.locator(".tyo-reference").inner_text())
