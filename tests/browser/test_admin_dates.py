"""Date and time fields of the admin leave alone what somebody types, in each language of the admin."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
TYPED = ["7.12.2031", "2031-12-07", "7.12.", "klo 9", "9.00", "9:00", "9", "9–10", "7.12.2031 klo 9"]
PAGES = [
    "/admin/tyonohjaus/sessions/new/",
    "/admin/contact-requests/report/",
    "/admin/contact-routing/preview/",
    "/admin/contact-rotas/add/",
    "/admin/routing-rules/add/",
]
NOTICES = "/admin/api/main/pages/?type=wagtail_tyonohjaus_pages.CrisisNoticePage"
SUPERVISORS = "/admin/snippets/wagtail_tyonohjaus/supervisor/"
# Those with Wagtail's picker, one of each name: rows of a form repeat the names.
MARK_PICKERS = """() => {
  for (const button of document.querySelectorAll("button[id$='-ADD']")) button.click();
  for (const hidden of document.querySelectorAll("[hidden]")) hidden.removeAttribute("hidden");
  const names = new Set();
  for (const input of document.querySelectorAll("input[type=text]")) {
    const name = input.name.split("-").pop();
    if (jQuery(input).data("xdsoft_datetimepicker") && input.offsetParent && !names.has(name)) {
      names.add(name);
      input.dataset.picker = name;
    }
  }
}"""


@pytest.fixture(params=["fi", "sv", "en"])
def admin(request: pytest.FixtureRequest, open_admin: Callable[..., Page]) -> Page:
    """A page of an administrator, with the admin in a language."""
    return open_admin("admin", request.param)


def urls(page: Page) -> list[str]:
    """With the form of a supervisor and that of a notice."""
    notices = page.request.get(NOTICES).json()["items"]
    page.goto(SUPERVISORS)
    supervisor = page.locator("td.title a").first.get_attribute("href")
    return [*PAGES, supervisor, f"/admin/pages/{notices[0]['id']}/edit/"]


def type_into(field: Locator, text: str) -> str:
    """The value of the field after the text has been typed and the field been left."""
    field.focus()
    field.press("Control+a")
    field.press_sequentially(text)
    field.press("Tab")
    return field.input_value()


def replaced(page: Page) -> Iterator[tuple[str, str, str]]:
    """Field, text and value, where they differ."""
    page.evaluate(MARK_PICKERS)
    fields = page.locator("[data-picker]")
    assert fields.count()
    for number in range(fields.count()):
        field = fields.nth(number)
        for text in TYPED:
            if (value := type_into(field, text)) != text:
                yield field.get_attribute("name") or "", text, value


def test_what_is_typed_into_a_date_or_time_field_stays(admin):
    found = {}
    for url in urls(admin):
        admin.goto(url)
        if schedule := admin.query_selector("[data-a11y-dialog-show=schedule-publishing-dialog]"):
            schedule.evaluate("button => button.click()")
        found[url] = list(replaced(admin))
    assert found == dict.fromkeys(found, [])
