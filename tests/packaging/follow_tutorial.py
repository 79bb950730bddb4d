"""Does in a browser what the tutorial's reader does in the admin: follow_tutorial.py TUTORIAL URL USERNAME PASSWORD.

Needs Playwright and Chromium. Each label that is clicked or filled in stands in the section of the tutorial. What fails
is shown by the picture ``SCREENSHOT``, by default ``tutorial.png``.
"""

import os
import re
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Milliseconds for each step, as many as a busy machine needs.
TIMEOUT = 120_000
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


class Reader:
    """Somebody with the tutorial in one window and the admin in another; ``section`` is the one being read."""

    def __init__(self, page: Page, tutorial: str) -> None:
        self.page = page
        self.sections = dict(re.findall(r"^## (\d)\.(.*?)(?=^## |\Z)", tutorial, re.M | re.S))
        self.section = ""

    def read(self, number: str, step: Callable[["Reader"], None]) -> None:
        self.section = " ".join(self.sections[number].split())
        step(self)
        print(f"The tutorial's step {number} works.")

    def checked(self, label: str) -> str:
        if label not in self.section:
            raise SystemExit(f"The tutorial does not mention “{label}” in: {self.section[:60]}")
        return label

    def open_menu(self, *labels: str) -> None:
        self.checked(" → ".join(labels))
        sidebar = self.page.locator(".sidebar")
        for label in labels[:-1]:
            sidebar.get_by_role("button", name=label, exact=True).click()
        sidebar.get_by_role("link", name=labels[-1], exact=True).click()
        self.page.wait_for_load_state()

    def field(self, label: str) -> Locator:
        return self.page.locator("main label:visible", has_text=re.compile(rf"^\s*{self.checked(label)}\s*\*?\s*$"))

    def fill(self, label: str, value: str) -> None:
        control = self.field(label).first.get_attribute("for")
        field = self.page.locator(f"[id='{control}']")
        field.fill(value)
        field.blur()

    def tick(self, label: str) -> None:
        self.field(label).first.click()

    def open_tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=self.checked(name), exact=True).click()

    def add(self, label: str) -> None:
        self.page.get_by_role("link", name=self.checked(label)).first.click()
        self.page.wait_for_load_state()

    def choose(self, title: str) -> None:
        """A record or page, in the window of the form's first chooser."""
        chooser = self.page.locator("main .chooser:visible").first
        if "blank" not in str(chooser.get_attribute("class")):
            chooser.locator("[data-w-dropdown-target=toggle]").click()
        self.page.locator("[data-chooser-action-choose]:visible").first.click()
        self.page.locator(".modal").get_by_role("link", name=title, exact=True).first.click()
        self.page.locator(".modal").wait_for(state="hidden")

    def save(self) -> None:
        self.page.get_by_role("button", name=self.checked("Save"), exact=True).first.click()
        self.wait_for_success()

    def publish(self) -> None:
        self.page.get_by_role("button", name="More actions").first.click()
        self.page.get_by_role("button", name=re.compile("^Publish")).first.click()
        self.wait_for_success()

    def wait_for_success(self) -> None:
        self.page.locator(".messages .success").first.wait_for()

    def add_page(self, parent: str, kind: str, title: str, *, record: str = "", is_in_menu: bool = False) -> None:
        """A published page below the page with the title ``parent``."""
        self.open_children(parent)
        with self.page.expect_navigation():
            self.page.locator("header").get_by_role("link", name="Add child page").first.click()
        types = self.page.locator("main").get_by_role("link", name=re.compile(f"^{self.checked_kind(kind)}"))
        if types.count():  # with one possible type, Wagtail opens its form at once
            with self.page.expect_navigation():
                types.first.click()
        self.fill("Title", title)
        # The part of the URL that Wagtail makes of the title.
        self.page.wait_for_function("document.querySelector('#id_slug').value !== ''")
        if record:
            self.choose(record)
        if is_in_menu:
            self.open_tab("Promote")
            self.tick("Show in menus")
        self.publish()

    def checked_kind(self, kind: str) -> str:
        if kind.lower() not in self.section.lower():
            raise SystemExit(f"The tutorial does not mention “{kind}”")
        return kind

    def open_children(self, title: str) -> None:
        """The list of a page's children, with the URL of its primary key."""
        if title == "Root":
            self.page.goto("/admin/pages/1/")
            return
        pages = self.page.request.get("/admin/api/main/pages/").json()["items"]
        page = next((item["id"] for item in pages if item["title"] == title), None)
        if page is None:
            raise SystemExit(f"No page {title}")
        self.page.goto(f"/admin/pages/{page}/")


def enter_practice(reader: Reader) -> None:
    reader.open_menu("Settings", "Practice")
    reader.fill("Name of the practice", "Harbour Supervision")
    reader.fill("Telephone", "+358401234567")
    reader.fill("E-mail", "practice@example.com")
    reader.open_tab("Times")
    reader.save()


def add_service(reader: Reader) -> None:
    reader.open_menu("Practice", "Services")
    reader.add("Add service")
    reader.fill("Name", reader.checked("Work supervision"))
    reader.fill("Session lengths", reader.checked("60, 90"))
    reader.tick("Individual")
    reader.tick("Group")
    reader.save()


def add_supervisor(reader: Reader) -> None:
    reader.open_menu("Practice", "Supervisors")
    reader.add("Add supervisor")
    reader.fill("Name", reader.checked("Aino Laine"))
    reader.fill("E-mail", "aino@example.com")
    reader.open_tab("Work")
    reader.page.locator("main label:visible", has_text="Work supervision").click()
    reader.open_tab("Hours")
    for number, day in enumerate(DAYS):
        reader.page.get_by_role("button", name=reader.checked("Add Hours")).click()
        row = f"id_weekly_hours-{number}"
        reader.page.locator(f"#{row}-weekday").select_option(label=day)
        reader.page.locator(f"#{row}-start").fill("9:00")
        reader.page.locator(f"#{row}-end").fill("16:00")
    reader.save()


def replace_front_page(reader: Reader) -> None:
    reader.checked("Add child page")
    reader.add_page("Root", "Front page", reader.checked("Harbour Supervision"))
    reader.open_menu("Settings", "Sites")
    reader.page.locator("main table").get_by_role("link", name="localhost").click()
    reader.fill("Site name", "Harbour Supervision")
    reader.fill("Hostname", reader.checked("localhost"))
    reader.fill("Port", reader.checked("8000"))
    reader.choose("Harbour Supervision")
    reader.save()
    reader.open_children("Home")
    reader.page.goto(reader.page.url.rstrip("/") + "/delete/")
    reader.page.locator("main form").get_by_role("button", name="Yes, delete it").click()
    reader.wait_for_success()


def add_pages(reader: Reader) -> None:
    reader.add_page("Harbour Supervision", "List of services", "Services", is_in_menu=True)
    reader.add_page("Services", "Service page", "Work supervision", record="Work supervision")
    reader.add_page("Harbour Supervision", "List of supervisors", "Supervisors", is_in_menu=True)
    reader.add_page("Supervisors", "Supervisor page", "Aino Laine", record="Aino Laine")
    reader.add_page("Harbour Supervision", "Contact page", "Contact", is_in_menu=True)
    reader.page.goto("/")
    menu = reader.page.locator(".tyo-menu__link").all_inner_texts()
    if menu != ["Services", "Supervisors", "Contact"]:
        raise SystemExit(f"The menu is {menu}")


STEPS = {
    "1": enter_practice,
    "2": add_service,
    "3": add_supervisor,
    "4": replace_front_page,
    "5": add_pages,
}


def main(tutorial: str, url: str, username: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(base_url=url, viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(TIMEOUT)
        reader = Reader(page, Path(tutorial).read_text(encoding="utf-8"))
        log_in(page, username, password)
        for number, step in STEPS.items():
            try:
                reader.read(number, step)
            except Exception:
                page.screenshot(path=os.environ.get("SCREENSHOT", "tutorial.png"), full_page=True)
                raise
        browser.close()


def log_in(page: Page, username: str, password: str) -> None:
    """As soon as the server has started."""
    for attempt in count():
        try:
            page.goto("/admin/login/")
            break
        except Error:
            if attempt == 100:
                raise
            page.wait_for_timeout(300)
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("form button[type=submit]")
    page.wait_for_url("**/admin/")


if __name__ == "__main__":
    main(*sys.argv[1:])
