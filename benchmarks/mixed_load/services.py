"""The programs of a site with two hosts: PostgreSQL, Redis, gunicorn and workers, each on a port of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.ports import free_port

from .database import Database

ROOT = Path(__file__).resolve().parents[2]
HOSTS, WEB_WORKERS, WORKERS = 2, 2, 2
SECONDS_TO_END = 30


class Program:
    """A program in a process group of its own, which Ctrl-C in the terminal does not reach."""

    def __init__(self, name: str, command: list[str], services: "Services") -> None:
        self.name, self.command, self._services = name, command, services
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        with (self._services.results / f"{self.name.replace(' ', '-')}.log").open("a") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self._services.environment,
                cwd=self._services.scratch,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def send(self, number: signal.Signals) -> None:
        assert self.process
        self.process.send_signal(number)

    def stop(self) -> None:
        """By SIGTERM; fails if the program does not end by itself."""
        assert self.process
        self.send(signal.SIGTERM)
        self.process.wait(SECONDS_TO_END)

    def kill(self) -> None:
        """The whole group by SIGKILL, as when the machine goes down."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def pids(self) -> list[int]:
        """The process and those that it has started; none while it is not running."""
        if not self.process or self.process.poll() is not None:
            return []
        return [self.process.pid, *children(self.process.pid)]


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


class Services:
    """Starts everything when entered, and leaves nothing behind.

    ``previous`` is a commit with whose code the site runs until its deployment; "" for the present code.
    """

    def __init__(self, results: Path, previous: str = "") -> None:
        self.results, self.previous = results, previous
        self.smtp_port, self.redis_port = free_port(), free_port()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self.results.mkdir(parents=True, exist_ok=True)
        for log in self.results.glob("*.log"):
            log.unlink()
        try:
            self._set_up()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _set_up(self) -> None:
        self.scratch = Path(tempfile.mkdtemp(prefix="mixed-load-"))
        self._stack.callback(shutil.rmtree, self.scratch, ignore_errors=True)
        self.code = self._previous_code() if self.previous else ROOT
        self.database = Database()
        self._stack.callback(self.database.remove)
        self.database.start()
        self.database.create()
        redis = [
            "redis-server",
            "--bind",
            "127.0.0.1",
            "--port",
            str(self.redis_port),
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.redis = Program("redis", redis, self)
        self.hosts = [Program(f"host {name}", self._gunicorn(), self) for name in ("a", "b")[:HOSTS]]
        deliver = [sys.executable, "-m", "django", "tyonohjaus_deliver", "--watch", "20"]
        self.workers = [Program(f"worker {number + 1}", deliver, self) for number in range(WORKERS)]
        for program in self.programs:
            self._stack.callback(program.kill)
        self.redis.start()

    @property
    def programs(self) -> list[Program]:
        return [self.redis, *self.hosts, *self.workers]

    @property
    def ports(self) -> list[int]:
        return [int(host.command[-1].rpartition(":")[2]) for host in self.hosts]

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": f"{self.code}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "benchmarks.mixed_load.site_settings",
            "DATABASE_URL": self.database.url,
            "MIXED_LOAD_SCRATCH": str(self.scratch),
            "MIXED_LOAD_REDIS": f"redis://127.0.0.1:{self.redis_port}",
            "MIXED_LOAD_SMTP_PORT": str(self.smtp_port),
        }

    def run(self, *arguments: str) -> str:
        """Runs ``python -m ...`` with the site's settings; returns what it writes."""
        command = [sys.executable, "-m", *arguments]
        log = (self.results / "commands.log").open("a")
        with log:
            done = subprocess.run(
                command,
                env=self.environment,
                cwd=self.scratch,
                check=True,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        return done.stdout

    def start_site(self) -> None:
        for program in [*self.hosts, *self.workers]:
            program.start()
        for port in self.ports:
            wait_until_ready(port)

    def deploy(self) -> None:
        """In the order of docs/deployment.md: migrations, host by host, then the workers."""
        self.code = ROOT
        self.run("django", "migrate", "--verbosity", "0")
        for host, port in zip(self.hosts, self.ports, strict=True):
            host.restart()
            wait_until_ready(port)
        for worker in self.workers:
            worker.restart()

    def _gunicorn(self) -> list[str]:
        application = "django.core.wsgi:get_wsgi_application()"
        options = ["--workers", str(WEB_WORKERS), "--timeout", "30", "--no-control-socket"]
        return [sys.executable, "-m", "gunicorn", application, *options, "--bind", f"127.0.0.1:{free_port()}"]

    def _previous_code(self) -> Path:
        folder = self.scratch / "previous"
        folder.mkdir()
        parts = ["wagtail_tyonohjaus", "example_site"]
        archive = subprocess.run(
            ["git", "archive", self.previous, *parts], cwd=ROOT, check=True, stdout=subprocess.PIPE
        )
        subprocess.run(["tar", "--extract", f"--directory={folder}"], input=archive.stdout, check=True)
        return folder


def wait_until_ready(port: int, seconds: float = 60) -> None:
    """Until ``/tyonohjaus/ready/`` answers 200, as a load balancer waits. Raises ``TimeoutError``."""
    deadline = time.monotonic() + seconds
    request = b"GET /tyonohjaus/ready/ HTTP/1.0\r\nHost: kuuntelo.localhost\r\n\r\n"
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as connection:
                connection.sendall(request)
                if b" 200 " in connection.recv(100):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"The host on port {port} is not ready after {seconds} seconds.")
