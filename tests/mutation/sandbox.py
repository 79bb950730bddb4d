"""A copy of the tree, in which the tests of a part run against one mutant at a time."""

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from .mutator import Mutant
from .parts import Part

ROOT = Path(__file__).parents[2]
COPIED = ("example_site", "pyproject.toml", "tests", "wagtail_tyonohjaus")
PYTEST = [sys.executable, "-m", "pytest", "-x", "-q", "-rfE", "--no-header", "--tb=no", "-p", "no:cacheprovider"]
# Sets the limit of CPU seconds, then replaces itself with the tests.
LIMITED = ["/bin/sh", "-c", 'ulimit -t "$0" && exec "$@"']
FAILURE = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
# What a mutant may take, as a multiple of the unchanged code and in seconds on top. The time on the clock, which a
# busy machine prolongs, ends only those that wait for something.
CPU_FACTOR, EXTRA_CPU_SECONDS = 3, 5
CLOCK_FACTOR, EXTRA_CLOCK_SECONDS = 6, 30
TIME_LIMIT = "time limit"


@dataclass(frozen=True)
class Limits:
    """What one run of a part's tests may take, in seconds."""

    cpu: int
    clock: float


@dataclass
class Sandbox:
    folder: Path
    limits: dict[str, Limits] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "tests.sqlite3"

    def measure(self, part: Part) -> None:
        """Tests the unchanged code. Creates the database, so that each mutant can start from a copy of it."""
        unlimited = Limits(3600, 3600)
        self._test(part, unlimited)
        if self.database.exists():
            shutil.copy(self.database, self.database.with_suffix(".empty"))
        clock, cpu = time.monotonic(), _cpu_seconds()
        failure = self._test(part, unlimited)
        if failure:
            raise SystemExit(f"A test of {part.name} fails without any mutant: {failure}")
        clock, cpu = time.monotonic() - clock, _cpu_seconds() - cpu
        print(f"{part.name}: the tests take {cpu:.1f} s of CPU time", flush=True)
        self.limits[part.name] = Limits(
            int(CPU_FACTOR * cpu) + EXTRA_CPU_SECONDS, CLOCK_FACTOR * clock + EXTRA_CLOCK_SECONDS
        )

    def killer(self, part: Part, module: str, mutant: Mutant) -> str:
        """The first test that fails, or ``TIME_LIMIT``; empty if the mutant survives."""
        path = self.folder / module
        original = path.read_bytes()
        self._reset_database()
        _write(path, mutant.source.encode())
        try:
            return self._test(part, self.limits[part.name])
        finally:
            _write(path, original)

    def _test(self, part: Part, limits: Limits) -> str:
        """The first test of a part that fails, or ``TIME_LIMIT``; empty if all pass."""
        reuse = [] if part.without_django else ["--nomigrations", "--reuse-db"]
        process = subprocess.Popen(
            [*LIMITED, str(limits.cpu), *PYTEST, *part.pytest_args, *reuse],
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=limits.clock)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return TIME_LIMIT
        if process.returncode == 0:
            return ""
        if process.returncode < 0:
            return TIME_LIMIT
        failure = FAILURE.search(output)
        # Without a test that fails, the mutant can't be imported.
        return failure[1] if failure else f"pytest's exit status {process.returncode}"

    def _environment(self) -> dict[str, str]:
        """With bytecode of all modules but the mutant, which takes half of the time to make."""
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {**inherited, "CI": "1", "TEST_DB": str(self.database)}

    def _reset_database(self) -> None:
        """A test that was stopped may have left rows behind."""
        empty = self.database.with_suffix(".empty")
        if empty.exists():
            for suffix in ("-wal", "-shm"):
                Path(f"{self.database}{suffix}").unlink(missing_ok=True)
            shutil.copy(empty, self.database)


def make_sandbox(folder: Path) -> Sandbox:
    folder.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    return Sandbox(folder)


def _write(path: Path, source: bytes) -> None:
    """Replaces a module and removes its bytecode, which Python would use for a file of the same second and size."""
    path.write_bytes(source)
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
        compiled.unlink()


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
