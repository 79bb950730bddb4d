"""Commands in processes of their own, on the database of the test."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection

# Two seconds are promised; a machine that runs tests side by side may need longer.
SECONDS_TO_END = 4


def database_url() -> str:
    """The URL of the test's database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def start(*command: str, port: int = 1, **kwargs: object) -> subprocess.Popen:
    """``port`` is that of the mail server."""
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    arguments = [sys.executable, "-m", "tests.faults.worker", str(port), *command]
    return subprocess.Popen(arguments, env=environment, **{"stderr": subprocess.PIPE, "text": True, **kwargs})


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
