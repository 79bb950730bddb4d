"""Logging in to the admin, and the language that it is shown in."""

from playwright.sync_api import Page, expect

# Wagtail's page of the account logs an error where the browser does not know a time zone, so it is not opened.
SET_LANGUAGE = """async (language) => {
  const html = await (await fetch("/admin/account/")).text();
  const account = new DOMParser().parseFromString(html, "text/html").querySelector("main form[method=post]");
  const data = new FormData(account);
  data.set("locale-preferred_language", language);
  await fetch("/admin/account/", { method: "POST", body: data });
}"""


def log_in(page: Page, username: str, password: str) -> None:
    """Leaves the page at the admin's front page. The context of the page has a ``base_url``."""
    page.goto("/admin/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.locator("form button[type=submit]").click()
    page.wait_for_url("**/admin/")


def use_language(page: Page, language: str) -> None:
    """Chooses the language in the account, unless it is that already, and leaves the page at the admin's front page."""
    page.goto("/admin/")
    if page.locator("html").get_attribute("lang") != language:
        page.evaluate(SET_LANGUAGE, language)
        page.goto("/admin/")
    expect(page.locator(f"html[lang={language}]")).to_be_attached()
