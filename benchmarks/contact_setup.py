"""Helpers of the benchmarks of contact requests: a temporary database, forms to submit, a mail server that fails."""

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.no_migrations import NoMigrations
from tests.ports import free_port, is_listening

context = multiprocessing.get_context("fork")


def default_urls() -> list[str]:
    folder = tempfile.mkdtemp(prefix="contact-bench-")
    return [f"sqlite:///{folder}/db.sqlite3", "postgres://root@127.0.0.1/postgres", "mysql://root@127.0.0.1/test"]


def on_database(module: str, url: str, arguments: list[str]) -> list[dict[str, Any]]:
    """Runs ``python -m module --here`` with the database of the URL; returns its lines of JSON."""
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", module, "--here", *arguments]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def run_on_databases(
    module: str, description: str | None, measure: Callable[..., dict[str, Any]], **defaults: float | bool
) -> None:
    """Prints what ``measure`` returns on each database of the command line, in a process of its own for each.

    ``defaults`` are its arguments, which are options of the command: numbers, or False for a flag.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("urls", nargs="*", metavar="DATABASE_URL")
    for name, default in defaults.items():
        kind: dict[str, Any] = {"action": "store_true"} if default is False else {"type": type(default)}
        parser.add_argument(f"--{name.replace('_', '-')}", default=default, **kind)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = vars(parser.parse_args())
    urls, here = options.pop("urls"), options.pop("here")
    if here:
        print(json.dumps(measure(**options)), flush=True)
        return
    arguments = [f"--{name}={value}" for name, value in options.items() if not isinstance(value, bool)]
    arguments += [f"--{name.replace('_', '-')}" for name, value in options.items() if value is True]
    for url in urls or default_urls():
        for row in on_database(module, url, arguments):
            print(row, flush=True)


@contextmanager
def empty_database(**tyonohjaus: Any) -> Iterator[Any]:
    """A temporary database with one practice; ``tyonohjaus`` are the package's settings."""
    import django
    from django.conf import settings

    database = settings.DATABASES["default"]
    settings.MIGRATION_MODULES = NoMigrations()
    is_file = database["ENGINE"].endswith("sqlite3")
    database["TEST"] = {"NAME": f"{database['NAME']}.bench" if is_file else f"tyonohjaus_bench_{os.getpid()}"}
    if is_file:
        # As in production: a commit is on disk, and writers wait for each other.
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL"
        database["OPTIONS"]["timeout"] = 60
    settings.WAGTAIL_TYONOHJAUS = {"SUBMISSIONS_PER_HOUR": 10**9, "SEND_FROM_PROCESS": False, **tyonohjaus}
    settings.LOGGING_CONFIG = None
    django.setup()
    quiet()
    from django.db import connection

    from tests import initial_data  # noqa: F401
    from tests.factories import make_practice

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        make_practice()
        warm_up()
        connection.close()
        yield connection
    finally:
        connection.close()
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def warm_up() -> None:
    """Imports what a submission needs before the processes are forked."""
    from django.test import Client

    from wagtail_tyonohjaus.messages import outbox  # noqa: F401

    Client().post("/contact/send/", {})


def quiet() -> None:
    import logging

    logging.disable(logging.CRITICAL)


def answers(number: int) -> dict[str, str]:
    """A valid submission, different for each number, whose token key depends only on the number."""
    from wagtail_tyonohjaus.contact.form.tokens import FormToken

    token = FormToken(key=f"benchmark-{number}", issued_at=time.time() - 600)
    return {"form_key": token.signed(), "name": f"Visitor {number}", "phone": "040 1234567", "consent": "on"}


def post(data: dict[str, Any]) -> Any:
    from django.test import Client

    client = Client(raise_request_exception=False)
    return client.post("/contact/send/", data, headers={"sec-fetch-site": "same-origin"})


class Mailbox:
    """A mail server in its own process. ``accepted_path`` is a file with the Message-IDs of what it accepted.

    ``fault``: "none", "busy" (defers one in four with 451 or 452), "some" (also accepts one in two hundred without a
    response), "hang" (sends nothing after the greeting).
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.accepted_path = tempfile.mktemp(prefix="mailbox-")
        open(self.accepted_path, "w").close()
        self.unanswered = context.Value("i", 0)
        self.process: Any = None

    def start(self, fault: str = "none") -> None:
        self.process = context.Process(target=self._serve, args=(fault,), daemon=True)
        self.process.start()
        while not is_listening(self.port):
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.join()

    def ids(self) -> list[str]:
        with open(self.accepted_path) as lines:
            return [line.strip() for line in lines]

    def _serve(self, fault: str) -> None:
        from aiosmtpd.smtp import SMTP

        async def serve() -> None:
            loop = asyncio.get_running_loop()
            server = await loop.create_server(lambda: SMTP(Handler(self, fault), loop=loop), "127.0.0.1", self.port)
            await server.serve_forever()

        asyncio.run(serve())


class Handler:
    def __init__(self, box: Mailbox, fault: str) -> None:
        self.box, self.fault = box, fault

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.fault == "hang":
            await asyncio.sleep(3600)
        if self.fault in ("busy", "some") and random.random() < 0.25:
            return random.choice(["451 later", "451 later", "451 later", "451 later", "452 full"])
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        from email import message_from_bytes

        with open(self.box.accepted_path, "a") as lines:
            lines.write(message_from_bytes(envelope.content)["Message-ID"] + "\n")
        if self.fault == "some" and random.random() < 0.005:
            with self.box.unanswered.get_lock():
                self.box.unanswered.value += 1
            server.transport.close()
        return "250 OK"


def use_mailbox(box: Mailbox, timeout: float) -> None:
    from django.conf import settings

    from tests.mailers import use_mailer

    backend = "django.core.mail.backends.smtp.EmailBackend"
    use_mailer(settings, backend, host="127.0.0.1", port=box.port, timeout=timeout)
