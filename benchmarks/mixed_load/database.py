"""A PostgreSQL cluster whose database is on a small disk of its own, which can be filled."""

import errno
import os
import pwd
import subprocess
from pathlib import Path

from tests.faults.cluster import Cluster, programs

DISK_MEGABYTES = 160
NAME = "load"


class Database:
    """The disk is a tmpfs, which only root may mount; without it there is no full disk."""

    def __init__(self) -> None:
        folder = programs()
        if folder is None:
            raise SystemExit("PostgreSQL's programs (pg_ctl) are not installed.")
        self._cluster = Cluster(folder)
        self.disk: Path | None = None

    @property
    def url(self) -> str:
        return self._cluster.url.removesuffix("postgres") + NAME

    def start(self) -> None:
        self._cluster.start()

    def stop(self, mode: str) -> None:
        """``mode`` is "fast", as for a restart, or "immediate", like a crash."""
        self._cluster.stop(mode)

    def create(self) -> None:
        self.disk = self._mount()
        if self.disk:
            self._query(f"CREATE TABLESPACE small LOCATION '{self.disk}'", self._cluster.url)
        self._query(f"CREATE DATABASE {NAME} {'TABLESPACE small' if self.disk else ''}", self._cluster.url)

    def count_waiting_messages(self) -> int:
        return int(self._query("SELECT count(*) FROM wagtail_tyonohjaus_delivery WHERE state = 'pending'", self.url))

    def fill_disk(self) -> None:
        """Leaves no block free, so that no table can grow."""
        assert self.disk
        with self._ballast.open("wb", buffering=0) as ballast:
            for size in (2**20, 2**12):
                write_until_full(ballast.fileno(), bytes(size))

    def empty_disk(self) -> None:
        self._ballast.unlink()

    def remove(self) -> None:
        self._cluster.stop_if_running()
        if self.disk:
            subprocess.run(["umount", str(self.disk)], check=False)
        self._cluster.remove()

    @property
    def _ballast(self) -> Path:
        assert self.disk
        return self.disk / "ballast"

    def _query(self, statement: str, url: str) -> str:
        command = ["psql", url, "--no-psqlrc", "--tuples-only", "--command", statement]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    def _mount(self) -> Path | None:
        if os.geteuid() != 0:
            return None
        account, disk = pwd.getpwnam("postgres"), self._cluster.folder / "disk"
        disk.mkdir()
        options = f"size={DISK_MEGABYTES}m,uid={account.pw_uid},gid={account.pw_gid},mode=0700"
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)], check=False)
        return disk if done.returncode == 0 else None


def write_until_full(descriptor: int, block: bytes) -> None:
    try:
        while True:
            os.write(descriptor, block)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
