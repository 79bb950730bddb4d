"""A temporary PostgreSQL cluster on a free port, which tests can stop at any moment."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import dj_database_url

from tests.ports import free_port


def programs() -> Path | None:
    """The folder of the newest ``pg_ctl``; on Debian it is not on the path."""
    on_path = shutil.which("pg_ctl")
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    program = Path(on_path) if on_path else (candidates[-1] if candidates else None)
    return program.parent if program else None


class Cluster:
    def __init__(self, bin_folder: Path) -> None:
        self.bin = bin_folder
        # Not in pytest's folder, to which PostgreSQL's user has no access.
        self.folder = Path(tempfile.mkdtemp(prefix="tyonohjaus-cluster-"))
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.data = self.folder / "data"
        self.port = free_port()
        self._run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def settings(self) -> dict:
        return dj_database_url.parse(self.url)

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "start", "--wait", f"--log={self.folder / 'log'}", f"--options={options}")

    def stop(self, mode: str = "immediate") -> None:
        """By default like a crash: connections break, and the next start recovers from the log."""
        self._run("pg_ctl", "stop", "--wait", f"--mode={mode}")

    def stop_if_running(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.stop()

    def restart(self) -> None:
        self.stop()
        self.start()

    def remove(self) -> None:
        self.stop_if_running()
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments, f"--pgdata={self.data}"]
        # PostgreSQL does not run as root.
        user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        subprocess.run(
            command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user
        )
