"""Commands in processes of their own, on the database of the test."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection

# Two seconds are promised, but a machine that runs tests side by side may take longer for the end of Python alone.
SECONDS_TO_END = 10


def database_url() -> str:
    """The URL of the test's database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def start(
    *command: str, port: int = 1, module: str = "worker", env: dict[str, str] | None = None, **kwargs: object
) -> subprocess.Popen:
    """``port`` is that of the mail server, ``module`` one of this folder, ``env`` are variables of the environment."""
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", **(env or {}), "DATABASE_URL": database_url()}
    arguments = [sys.executable, "-m", f"tests.faults.{module}", str(port), *command]
    return subprocess.Popen(
        arguments, env={**os.environ, **environment}, **{"stderr": subprocess.PIPE, "text": True, **kwargs}
    )


def run(*command: str, **kwargs: object) -> str:
    """Waits for the end of the process and returns what it has written to its standard output."""
    process = start(*command, stdout=subprocess.PIPE, **kwargs)
    written, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return written


@contextmanager
def running(*command: str, **kwargs: object) -> Iterator[subprocess.Popen]:
    """The process ends with the block at the latest."""
    with start(*command, **kwargs) as process:
        try:
            yield process
        finally:
            process.kill()
            print(process.communicate()[1])


def end(process: subprocess.Popen) -> int:
    """Sends SIGTERM; returns the exit status. Fails if the process does not end in time."""
    process.send_signal(signal.SIGTERM)
    return process.wait(SECONDS_TO_END)
