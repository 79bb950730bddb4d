"""From a contact request in the inbox to a session, as a coordinator, in Finnish and English."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

INBOX = "/admin/contact-requests/?status=new&status=in_progress&status=in_contact&status=agreed"
TEXTS = {
    "fi": {
        "book": "Varaa tapaaminen",
        "propose": "Ehdota aikoja",
        "agreed": "Sovittu",
        "confirm": "Vahvista ja lähetä kutsut",
        "skip": "Jätä tämä päivä pois",
        "holiday": "Päivä on pyhäpäivä",
    },
    "en": {
        "book": "Book a session",
        "propose": "Propose times",
        "agreed": "Agreed",
        "confirm": "Confirm and send invitations",
        "skip": "Skip this date",
        "holiday": "This is a public holiday",
    },
}


class Coordinator:
    """A browser in which a coordinator has logged in; it counts what she presses after the inbox."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.texts, self.clicks = page, TEXTS[language], 0

    def press(self, name: str | re.Pattern[str], role: str = "button") -> None:
        self.page.get_by_role(role, name=name).first.click()
        self.clicks += 1

    def open_request(self, number: int) -> None:
        """One of the requests of the inbox, if there are fewer the first ones again."""
        self.page.goto(INBOX)
        self.open_listed(number)

    def open_listed(self, number: int) -> None:
        """The same, of those that the page lists."""
        links = self.page.locator('td a[href*="/admin/contact-requests/"]')
        pattern = re.compile(r"/contact-requests/\d+/$")
        hrefs = [each.get_attribute("href") or "" for each in links.all()]
        urls = list(dict.fromkeys(filter(pattern.search, hrefs)))
        self.page.locator(f'td a[href="{urls[number % len(urls)]}"]').first.click()
        self.clicks += 1


@pytest.fixture(params=["fi", "en"])
def coordinator(request: pytest.FixtureRequest, open_admin: Callable[..., Page]) -> Coordinator:
    return Coordinator(open_admin("koordinaattori", request.param), request.param)


def test_coordinator_books_a_request_in_at_most_four_clicks_from_the_inbox(coordinator):
    page = coordinator.page
    coordinator.open_request(0)
    request = page.url
    coordinator.press(coordinator.texts["book"], "link")
    page.locator(".tyo-free-times__time").first.click()
    coordinator.clicks += 1
    page.wait_for_url(re.compile(r"/tyonohjaus/sessions/\d+/$"))
    assert coordinator.clicks <= 4
    page.goto(request)
    expect(page.locator(".tyo-request__header .tyo-status").first).to_have_text(coordinator.texts["agreed"])


def test_coordinator_decides_about_the_public_holiday_of_a_series(coordinator):
    page = coordinator.page
    coordinator.open_request(1)
    coordinator.press(coordinator.texts["book"], "link")
    first_free = page.locator(".tyo-free-times__time").first.get_attribute("value") or ""
    supervisor = first_free.partition("@")[2].partition(".")[0]
    holiday = next_independence_day()
    page.select_option("#id_supervisor", supervisor)
    page.fill("#id_start", f"{holiday - timedelta(days=28):%Y-%m-%d} 10:00")
    page.fill("#id_every_days", "28")
    page.fill("#id_times", "2")
    page.select_option("#id_mode", "remote")
    # By keyboard, since the calendar of a date field may lie over the button.
    page.get_by_role("button", name=coordinator.texts["confirm"]).press("Enter")
    expect(page.locator(".tyo-decisions")).to_contain_text(coordinator.texts["holiday"])
    for date_group in page.locator(".tyo-decisions__date").all():
        choice = date_group.get_by_label(re.compile(coordinator.texts["skip"]))
        is_holiday = coordinator.texts["holiday"] in date_group.inner_text()
        (choice if is_holiday else date_group.locator("input[type=radio]").nth(-1)).check()
    coordinator.press(coordinator.texts["confirm"])
    page.wait_for_url(re.compile(r"/tyonohjaus/sessions/\d+/$"))


def test_coordinator_proposes_three_times_on_different_days(coordinator):
    page = coordinator.page
    # A crisis request names no service, so nothing is proposed for it.
    page.goto(f"{INBOX}&urgency=normal&urgency=soon")
    coordinator.open_listed(0)
    coordinator.press(coordinator.texts["propose"], "link")
    starts = [page.input_value(f"#id_{name}") for name in ("first", "second", "third")]
    assert len({start.split()[0] for start in starts}) == 3


def next_independence_day() -> date:
    """The next 6 December on a weekday, at least five weeks from now."""
    earliest = date.today() + timedelta(days=35)
    days = [date(earliest.year + number, 12, 6) for number in range(9)]
    return next(day for day in days if day > earliest and day.weekday() < 5)
