"""Browser tests of the example site, with its own server and database.

Every public page is served with ``Content-Security-Policy: default-src 'self'``. A test fails if a page violates it,
logs an error or requests another host.
"""

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    StorageState,
    expect,
    sync_playwright,
)

from example_site.accounts import PASSWORD
from tests.ports import free_port, is_listening

from .admin_login import log_in, use_language

ROOT = Path(__file__).parents[2]
MANAGE = [sys.executable, str(ROOT / "manage.py")]
# Seconds in which something happens, also on a machine that is busy with other tests.
PATIENCE = 120
expect.set_options(timeout=PATIENCE * 1000)
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
# Wagtail saves the form of a page by itself. It refuses what is incomplete, or older than what a button has saved
# meanwhile, and the browser logs that.
REFUSED_SAVE = re.compile(r"/admin/pages/(\d+/edit|add/.+)/$")
# Wagtail's admin needs inline scripts and styles.
ADMIN_PATH = re.compile(r"^/admin/|^/documents/")


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the example site has its files, ``demo.sqlite3`` among them."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def other_site_port() -> int:
    """Port of a site that is not made with Wagtail. The example site's API allows it as ``localhost`` only."""
    return free_port()


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory: pytest.TempPathFactory, other_site_port: int) -> Path:
    """A folder with the database of a site in which nothing has been made."""
    folder = tmp_path_factory.mktemp("empty")
    manage(demo_environment(folder, other_site_port), "migrate", "--verbosity", "0")
    return folder


@pytest.fixture(scope="session")
def demo_port(demo_folder: Path, empty_folder: Path, other_site_port: int) -> Iterator[int]:
    """The port of the example site, loaded as by ``make demo``."""
    port = free_port()
    copy_database(empty_folder, demo_folder)
    with serve(port, demo_environment(demo_folder, other_site_port), ["load_demo", "--port", str(port)]):
        yield port


def demo_environment(folder: Path, other_site_port: int) -> dict[str, str]:
    """The variables of the example site's settings, with its files in the folder."""
    return {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DEMO_SETTINGS", "tests.browser.demo_settings"),
        "DEMO_VAR": str(folder),
        "DEMO_HEADLESS_ORIGIN": f"http://localhost:{other_site_port}",
    }


def manage(environment: dict[str, str], *command: str) -> str:
    """What a command of the example site prints."""
    environment = {**os.environ, **environment, "PYTHONWARNINGS": "ignore"}
    printed = subprocess.run(
        [*MANAGE, *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return printed.stdout


class CopyOfDemo(NamedTuple):
    """Its server's port, and the variables of its settings."""

    port: int
    environment: dict[str, str]


@contextmanager
def serve(port: int, environment: dict[str, str], *commands: list[str]) -> Iterator[None]:
    """A server of the example site whose files are in the folder ``DEMO_VAR``, after these commands."""
    for command in commands:
        manage(environment, *command)
    folder = Path(environment["DEMO_VAR"])
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*MANAGE, "runserver", "--noreload", f"127.0.0.1:{port}"],
            cwd=ROOT,
            env={**os.environ, **environment, "PYTHONWARNINGS": "ignore"},
            stdout=log,
            stderr=log,
        )
        try:
            deadline = time.monotonic() + PATIENCE
            while not is_listening(port):
                assert server.poll() is None and time.monotonic() < deadline, (folder / "server.log").read_text()
                time.sleep(0.1)
            yield
        finally:
            server.terminate()
            server.wait(PATIENCE)


def copy_database(source: Path, target: Path) -> None:
    """Of the example site, from one folder to another."""
    with (
        closing(sqlite3.connect(source / "demo.sqlite3")) as original,
        closing(sqlite3.connect(target / "demo.sqlite3")) as copy,
    ):
        original.backup(copy)


@contextmanager
def serve_copy(demo_folder: Path, folder: Path, now: datetime, *commands: list[str]) -> Iterator[CopyOfDemo]:
    """A server of a copy of the example site, which the other tests don't see and whose time begins at ``now``."""
    copy_database(demo_folder, folder)
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.browser.night_settings",
        "DEMO_VAR": str(folder),
        "DEMO_MEDIA": str(demo_folder / "media"),
        "DEMO_NOW": now.isoformat(),
        "DEMO_HEADLESS_ORIGIN": "http://localhost:1",
    }
    port = free_port()
    with serve(port, environment, *commands):
        yield CopyOfDemo(port, environment)


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
        url = message.location.get("url", "")
        is_refused_save = "status of 400" in message.text and REFUSED_SAVE.search(url)
        if message.type == "error" and not url.endswith("/favicon.ico") and not is_refused_save:
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
        context.set_default_timeout(PATIENCE * 1000)
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


@pytest.fixture(scope="session")
def logins() -> dict[tuple[int, str], StorageState]:
    """The cookies of who has logged in, by port and account."""
    return {}


@pytest.fixture
def open_admin(
    demo_port: int, open_page: Callable[..., Page], logins: dict[tuple[int, str], StorageState]
) -> Callable[..., Page]:
    """Open a page at the admin's front page, in which a demo account has logged in, with the admin in a language.

    Each account logs in once. ``port`` is that of a copy of the example site; other keyword arguments are those of
    ``open_page``.
    """

    def open_as(username: str, language: str, port: int | None = None, **options: object) -> Page:
        port = port or demo_port
        key = port, username
        page = open_page(base_url=f"http://localhost:{port}", storage_state=logins.get(key), **options)
        if key not in logins:
            log_in(page, username, PASSWORD)
        use_language(page, language)
        # Saving the account has changed the session's cookie.
        logins[key] = page.context.storage_state()
        return page

    return open_as
