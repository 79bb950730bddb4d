"""Backs up a site while requests are stored, restores it by the commands of docs/operations.md, and uses the copy.

``python -m tests.deployment.try_backup [DATABASE ...]``: sqlite, postgresql, mariadb; all by default. PostgreSQL and
MariaDB run on 127.0.0.1. The copy must contain every request that was stored before the backup, each one whole; it must
send nothing until it is told to, and then exactly what was waiting.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .guide import code_block

ROOT = Path(__file__).parents[2]
PREFIX = f"tyonohjaus_backup_{os.getpid()}_"
SERVERS = {
    "sqlite": {},
    "postgresql": {"PGHOST": "127.0.0.1", "PGUSER": "postgres"},
    "mariadb": {"MYSQL_HOST": "127.0.0.1"},
}
BACKUP = {"sqlite": "VACUUM INTO", "postgresql": "pg_dump", "mariadb": "mariadb-dump"}
RESTORE = {"sqlite": "rm -f", "postgresql": "pg_restore", "mariadb": "mariadb site_restored"}


class Site:
    """A site with its database, and a folder with the database's file, the backup and the mails."""

    def __init__(self, database: str, name: str, folder: Path) -> None:
        self.database, self.folder, self.mails = database, folder, folder / f"mails-{name}"
        self.mails.mkdir()
        urls = {
            "sqlite": f"sqlite:///{folder}/db.sqlite3",
            "postgresql": f"postgres://postgres@127.0.0.1:5432/{PREFIX}{name}",
            "mariadb": f"mysql://root@127.0.0.1:3306/{PREFIX}{name}",
        }
        self.env = {"DATABASE_URL": urls[database], "MAIL_FOLDER": str(self.mails), "PYTHONPATH": str(ROOT)}

    def start(self, *action: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.deployment.site", *action]
        return subprocess.Popen(command, env={**os.environ, **self.env}, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    def call(self, *action: str, status: int = 0) -> list[str]:
        """What the process has written to its standard output, by lines."""
        process = self.start(*action)
        written, _ = process.communicate(timeout=120)
        assert process.returncode == status, f"{action} ended with {process.returncode}"
        return written.split("\n")[:-1] if written.strip() else []

    def run_commands(self, commands: str) -> None:
        """Runs commands of the guide. Its database is "site", the copy's "site_restored"."""
        commands = re.sub(r"\bsite(_restored)?\b", rf"{PREFIX}\g<0>", commands)
        env = {**os.environ, **SERVERS[self.database]}
        subprocess.run(["sh", "-euxc", commands], cwd=self.folder, env=env, check=True)


@contextmanager
def sites(database: str) -> Iterator[tuple[Site, Site]]:
    """The original and the copy, whose database does not exist yet."""
    with tempfile.TemporaryDirectory() as name:
        original, copy = Site(database, "site", Path(name)), Site(database, "site_restored", Path(name))
        try:
            execute_on_server(database, "CREATE DATABASE {name}", "site")
            yield original, copy
        finally:
            for each in ("site", "site_restored"):
                execute_on_server(database, "DROP DATABASE IF EXISTS {name}", each)


def execute_on_server(database: str, statement: str, name: str) -> None:
    statement = statement.format(name=PREFIX + name)
    commands = {
        "postgresql": ["psql", "--quiet", "--host=127.0.0.1", "--username=postgres", f"--command={statement}"],
        "mariadb": ["mariadb", "--host=127.0.0.1", f"--execute={statement}"],
    }
    if database in commands:
        subprocess.run(commands[database], check=True)


def back_up_while_writing(site: Site) -> tuple[list[str], list[str]]:
    """The references of the requests that were stored before the backup began, and of all."""
    end = site.folder / "end"
    writers = [site.start("write", str(end)) for _ in range(2)]
    outputs = [writer.stdout for writer in writers if writer.stdout]
    before = [output.readline().strip() for output in outputs for _ in range(5)]
    site.run_commands(code_block("operations.md", "sh", BACKUP[site.database]))
    end.touch()
    written = [reference for output in outputs for reference in output.read().split()]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    return before, before + written


def try_backup(database: str) -> None:
    with sites(database) as (original, copy):
        original.call("create")
        sent = original.call("write", "5")
        original.call("tyonohjaus_deliver")
        before, stored = back_up_while_writing(original)
        copy.run_commands(code_block("operations.md", "sh", RESTORE[database]))
        restored = set(copy.call("check"))
        assert {*sent, *before} <= restored <= {*sent, *stored}, "The copy lacks requests, or has unknown ones."
        waiting = copy.call("waiting")
        assert len(waiting) == 2 * (len(restored) - len(sent))
        try_copy(copy, waiting)
        print(f"{database}: {len(restored)} of {len(sent) + len(stored)} requests are in the backup, each one whole.")


def try_copy(copy: Site, waiting: list[str]) -> None:
    copy.call("tyonohjaus_deliver", status=1)
    copy.call("tyonohjaus_health", status=1)
    own = len(copy.call("write", "3"))
    copy.call("tyonohjaus_deliver", status=1)
    assert copy.call("mails") == [], "The copy has sent messages."
    copy.call("tyonohjaus_resume", status=1)
    all_waiting = copy.call("waiting")
    assert len(all_waiting) == len(waiting) + 2 * own
    copy.call("tyonohjaus_resume", "--send-waiting")
    copy.call("tyonohjaus_deliver")
    assert copy.call("mails") == all_waiting, "The copy has not sent exactly what was waiting."
    copy.call("tyonohjaus_health")


def main(databases: list[str]) -> Any:
    for database in databases or list(SERVERS):
        try_backup(database)


if __name__ == "__main__":
    main(sys.argv[1:])
