"""Browser tests of the example site, with its own server and database.

Every public page is served with ``Content-Security-Policy: default-src 'self'``. A test fails if a page violates it,
logs an error or requests another host.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.ports import free_port, is_listening

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Without these Chromium makes background requests at every start.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Wagtail's admin needs inline scripts and styles.
ADMIN_PATH = re.compile(r"^/admin/|^/documents/")


@pytest.fixture(scope="session")
def demo_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of the example site, loaded as by ``make demo``."""
    folder = tmp_path_factory.mktemp("demo")
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DEMO_SETTINGS", "tests.browser.demo_settings"),
        "DEMO_VAR": str(folder),
        "PYTHONWARNINGS": "ignore",
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    for command in (["migrate", "--verbosity", "0"], ["load_demo", "--port", str(port)]):
        subprocess.run([*manage, *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            deadline = time.monotonic() + 60
            while not is_listening(port):
                assert server.poll() is None and time.monotonic() < deadline, (folder / "server.log").read_text()
                time.sleep(0.1)
            yield port
        finally:
            server.terminate()
            server.wait(10)


@pytest.fixture(scope="session", autouse=True)
def database_beside_browser() -> Iterator[None]:
    """Playwright keeps an event loop in the thread of the tests, in which Django would refuse to use the database."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()


class PageMonitor:
    """Collects errors, foreign requests and policy violations of pages."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location.get("url", "").endswith("/favicon.ico"):
            self.problems.append(message.text)

    def request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname or ""
        if host not in ("", "127.0.0.1") and host != "localhost" and not host.endswith(".localhost"):
            self.problems.append(f"requested {request.url}")

    def response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.request.resource_type == "document" and response.ok and not ADMIN_PATH.match(path):
            policy = response.headers.get("content-security-policy", "")
            if "default-src 'self'" not in policy or "unsafe" in policy:
                self.problems.append(f"{response.url} is served under the policy {policy!r}")


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a blank page. Keyword arguments are those of Playwright's ``new_context``."""
    monitor, contexts = PageMonitor(), []

    def new_page(**options: object) -> Page:
        defaults = {"viewport": {"width": 1280, "height": 900}, "locale": "fi-FI", "reduced_motion": "reduce"}
        context = browser.new_context(**{**defaults, **options})
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("console", monitor.console)
        page.on("pageerror", lambda error: monitor.problems.append(str(error)))
        page.on("request", monitor.request)
        page.on("response", monitor.response)
        return page

    yield new_page
    for context in contexts:
        context.close()
    assert monitor.problems == []
