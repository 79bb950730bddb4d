"""On paper, a notice and the contact details are one sheet, with the number and a code for a phone's camera."""

import re

import pytest

pytestmark = pytest.mark.browser

SHEETS = ["/ajankohtaista-tukea/uhkatilanteen-jalkeen/", "/ota-yhteytta/"]


@pytest.mark.parametrize("path", SHEETS)
def test_page_is_one_sheet_with_a_large_number_and_a_code(path, demo_port, open_page):
    page = open_page()
    url = f"http://vuolleranta.localhost:{demo_port}{path}"
    page.goto(url)
    page.emulate_media(media="print")
    main = page.locator("main")
    assert main.locator(".tyo-qr").is_visible()
    assert main.locator(".tyo-print-code__url").inner_text() == url
    number = main.locator("a[href^='tel']").first
    size, color = number.evaluate("link => [parseFloat(getComputedStyle(link).fontSize), getComputedStyle(link).color]")
    assert (size >= 30, color) == (True, "rgb(0, 0, 0)")
    assert main.locator("input:visible, select:visible").count() == 0
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


def test_code_is_not_on_the_screen(demo_port, open_page):
    page = open_page()
    page.goto(f"http://vuolleranta.localhost:{demo_port}{SHEETS[0]}")
    assert not page.locator(".tyo-print-code").is_visible()


def test_answers_of_closed_questions_are_printed(demo_port, open_page):
    page = open_page()
    page.goto(f"http://kuuntelo.localhost:{demo_port}/nain-paaset-alkuun/")
    answers = page.locator(".tyo-faq-item:not([open]) .tyo-faq-item__answer")
    shown = "all => all.map(one => one.checkVisibility() && one.getBoundingClientRect().height > 0)"
    on_screen = answers.evaluate_all(shown)
    page.emulate_media(media="print")
    assert (len(on_screen) > 0, any(on_screen), all(answers.evaluate_all(shown))) == (True, False, True)
