"""A coordinator takes a contact request and answers it with a reply template."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .axe import violations
from .test_start import press
from .texts import text

pytestmark = pytest.mark.browser
REQUEST = re.compile(r"/admin/contact-requests/\d+/$")


def open_new_request(page: Page) -> None:
    """The first new request in the inbox that can be answered by e-mail with a template."""
    page.goto("/admin/contact-requests/?status=new")
    links = page.locator("td a[href*='/admin/contact-requests/']")
    hrefs = [link.get_attribute("href") or "" for link in links.all()]
    for href in filter(REQUEST.search, hrefs):
        page.goto(href)
        if page.locator("#reply [name=reply]").count():
            return
    raise AssertionError(f"None of {hrefs} can be answered.")


@pytest.mark.parametrize("language", ["fi", "en"])
def test_coordinator_takes_a_request_and_answers_it(open_admin: Callable[..., Page], language: str) -> None:
    page = open_admin("koordinaattori2", language)
    open_new_request(page)
    press(page, page.get_by_role("button", name=text("Assign to me", language), exact=True))
    expect(page.locator(".tyo-request__header .tyo-status--in_progress")).to_be_visible()

    reply = page.locator("#reply")
    reply.locator("[name=reply]").select_option(index=0)
    press(page, reply.get_by_role("button", name=text("Use template", language), exact=True))
    subject = page.locator("#reply [name$=subject]").input_value()
    assert (bool(subject), bool(page.locator("#reply [name$=text]").input_value())) == (True, True)
    problems = violations(page, ".tyo-request")
    press(page, page.locator("#reply").get_by_role("button", name=text("Send", language), exact=True))
    expect(page.locator(".tyo-request__header .tyo-status--in_contact")).to_be_visible()
    expect(page.locator("#history")).to_contain_text(subject)
    assert problems == []
