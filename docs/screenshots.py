"""Takes the pictures of the user guide from the demo: python docs/screenshots.py

Fills a database of its own, which takes minutes, and stores the pictures of ``screenshots.toml`` in
``docs/_screenshots/<language>/<name>.png``. It needs Chromium, as the browser tests do.
"""

import os
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, Error, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
TARGET = Path(__file__).parent / "_screenshots"
LANGUAGES = ("fi", "sv", "en")
HEIGHT = 900
# Milliseconds for each step.
TIMEOUT = 20_000


def pictures() -> list[dict[str, Any]]:
    """The rows of ``screenshots.toml``, by account and width."""
    text = (Path(__file__).parent / "screenshots.toml").read_text(encoding="utf-8")
    return sorted(tomllib.loads(text)["screenshot"], key=_session)


def _session(picture: dict[str, Any]) -> tuple[str, int]:
    return picture["user"], picture["width"]


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """The example site with its own database; gives its URL."""
    from tests.browser.conftest import serve
    from tests.ports import free_port

    port = free_port()
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.browser.demo_settings",
        "DEMO_VAR": str(folder),
        "DEMO_HEADLESS_ORIGIN": "http://localhost",
    }
    os.environ.update(environment)
    django.setup()
    with serve(port, environment, ["migrate", "--verbosity", "0"], ["load_demo", "--port", str(port)]):
        yield f"http://kuuntelo.localhost:{port}"


def take_all(browser: Browser, base_url: str) -> list[str]:
    """Every picture in every language; returns a line about each that could not be taken."""
    from example_site.accounts import PASSWORD
    from tests.browser.admin_login import log_in, use_language

    failures = []
    for (user, width), rows in groupby(pictures(), _session):
        context = browser.new_context(base_url=base_url, viewport={"width": width, "height": HEIGHT})
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        log_in(page, user, PASSWORD)
        listed = list(rows)
        for language in LANGUAGES:
            use_language(page, language)
            for picture in listed:
                try:
                    take(page, picture, language)
                except Error as error:
                    failures.append(f"{picture['name']} ({language}): {error}")
        context.close()
    return failures


def take(page: Page, picture: dict[str, Any], language: str) -> None:
    """One picture, after its steps."""
    from django.urls import reverse

    url = picture["url"]
    response = page.goto(url if url.startswith("/") else reverse(url))
    if response is None or not response.ok:
        raise Error(f"{url} is not found")
    for step in picture.get("steps", ()):
        page.locator(step).first.click()
        page.wait_for_load_state()
    file = TARGET / language / f"{picture['name']}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    # A step may have scrolled.
    page.evaluate("window.scrollTo(0, 0)")
    if "selector" in picture:
        page.locator(picture["selector"]).first.screenshot(path=file, animations="disabled")
    else:
        page.screenshot(path=file, animations="disabled")
    sys.stdout.write(f"{file.relative_to(ROOT)}\n")


def main() -> None:
    from tests.browser.conftest import CHROMIUM, CHROMIUM_ARGS

    # The URL's host, so that no name has to be resolved.
    hosts = "--host-resolver-rules=MAP *.localhost 127.0.0.1"
    with (
        tempfile.TemporaryDirectory() as folder,
        demo(Path(folder)) as base_url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*CHROMIUM_ARGS, hosts])
        # Playwright's loop runs in this thread.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        failures = take_all(browser, base_url)
        browser.close()
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
