"""A browser on the example site, which a server of its own serves from a database of its own.

The site sends ``Content-Security-Policy: default-src 'self'`` with every public page; a page that breaks it, logs an
error or asks another host fails its test.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Without these Chromium looks up hosts of its maker at every start.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Wagtail's admin needs inline script and style; ours in it add none.
EDITORS_PATH = re.compile(r"^/admin/|^/documents/")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def demo_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port at which the example site answers, filled like ``make demo`` fills it."""
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
            while not answers(port):
                assert server.poll() is None and time.monotonic() < deadline, (folder / "server.log").read_text()
                time.sleep(0.1)
            yield port
        finally:
            server.terminate()
            server.wait(10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


class Watch:
    """What went wrong in a page, collected while it is used."""

    def __init__(self) -> None:
        self.troubles: list[str] = []

    def console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location.get("url", "").endswith("/favicon.ico"):
            self.troubles.append(message.text)

    def request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname or ""
        if host not in ("", "127.0.0.1") and host != "localhost" and not host.endswith(".localhost"):
            self.troubles.append(f"asked {request.url}")

    def response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.request.resource_type == "document" and response.ok and not EDITORS_PATH.match(path):
            policy = response.headers.get("content-security-policy", "")
            if "default-src 'self'" not in policy or "unsafe" in policy:
                self.troubles.append(f"{response.url} is served under the policy {policy!r}")


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an empty page; keyword arguments are those of Playwright's ``new_context``."""
    watch, contexts = Watch(), []

    def opened(**options: object) -> Page:
        usual = {"viewport": {"width": 1280, "height": 900}, "locale": "fi-FI", "reduced_motion": "reduce"}
        context = browser.new_context(**{**usual, **options})
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("console", watch.console)
        page.on("pageerror", lambda error: watch.troubles.append(str(error)))
        page.on("request", watch.request)
        page.on("response", watch.response)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert watch.troubles == []
