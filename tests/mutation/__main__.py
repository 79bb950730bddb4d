"""Runs the tests against a seeded sample of mutants: ``python -m tests.mutation [PART ...]``.

Each mutant is one changed line of a part, in a copy of the tree, against the tests of that part. A mutant is killed if
a test fails or exceeds the time limit. Fails if the tests kill fewer than 90 % of them. ``survivors.toml`` lists known
survivors with the reason why no test can notice them; they count as survivors all the same.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from .mutator import Mutant, mutants
from .parts import PARTS, Part

ROOT = Path(__file__).parents[2]
COPIED = ("example_site", "pyproject.toml", "tests", "wagtail_tyonohjaus")
SURVIVORS = Path(__file__).with_name("survivors.toml")
THRESHOLD = 0.9
PYTEST = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider"]
TESTS_FAILED = (1, 2)  # 2: a test module can't be imported
#: A mutant may take so many times as long as the unchanged code, plus so many seconds.
TIME_FACTOR, EXTRA_SECONDS = 4, 20


@dataclass
class Sandbox:
    """A copy of the tree in which one mutant at a time is tested."""

    folder: Path
    limits: dict[str, float] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "tests.sqlite3"

    def test(self, part: Part, limit: float | None = None) -> bool:
        """Whether the tests of a part pass within a number of seconds."""
        reuse = [] if part.without_django else ["--nomigrations", "--reuse-db"]
        environment = {**os.environ, "CI": "1", "TEST_DB": str(self.database), "PYTHONDONTWRITEBYTECODE": "1"}
        process = subprocess.Popen(
            [*PYTEST, *part.pytest_args, *reuse],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return False
        if code not in (0, *TESTS_FAILED):
            raise RuntimeError(f"pytest exited with {code} for {part.name}")
        return code == 0

    def measure(self, part: Part) -> None:
        """Tests the unchanged code. Creates the database, so that each mutant can start from a copy of it."""
        self.test(part)
        if self.database.exists():
            shutil.copy(self.database, self.database.with_suffix(".empty"))
        began = time.monotonic()
        if not self.test(part):
            raise SystemExit(f"The tests of {part.name} fail without any mutant.")
        self.limits[part.name] = TIME_FACTOR * (time.monotonic() - began) + EXTRA_SECONDS

    def kills(self, part: Part, module: str, mutant: Mutant) -> bool:
        path = self.folder / module
        original = path.read_bytes()
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
            compiled.unlink()
        self._reset_database()
        path.write_text(mutant.source)
        try:
            return not self.test(part, self.limits[part.name])
        finally:
            path.write_bytes(original)

    def _reset_database(self) -> None:
        """A test that was stopped may have left rows behind."""
        empty = self.database.with_suffix(".empty")
        if empty.exists():
            for suffix in ("-wal", "-shm"):
                Path(f"{self.database}{suffix}").unlink(missing_ok=True)
            shutil.copy(empty, self.database)


@dataclass(frozen=True)
class Result:
    part: Part
    module: str
    mutant: Mutant
    killed: bool


def sample(parts: Sequence[Part], size: int, seed: int) -> list[tuple[Part, str, Mutant]]:
    """An equal number of mutants of each part, or all if a part has fewer."""
    chosen = []
    for part in parts:
        candidates = [
            (part, module, mutant) for module in part.modules for mutant in mutants((ROOT / module).read_text())
        ]
        random.Random(f"{seed} {part.name}").shuffle(candidates)
        chosen += candidates[: size // len(PARTS)]
    return chosen


def run(cases: Sequence[tuple[Part, str, Mutant]], sandboxes: Sequence[Sandbox]) -> list[Result]:
    free: SimpleQueue[Sandbox] = SimpleQueue()
    for sandbox in sandboxes:
        free.put(sandbox)

    def run_case(case: tuple[Part, str, Mutant]) -> Result:
        sandbox = free.get()
        try:
            result = Result(*case, sandbox.kills(*case))
        finally:
            free.put(sandbox)
        if not result.killed:
            print(f"survived  {result.module}:{result.mutant.line}  {result.mutant.key}", flush=True)
        return result

    with ThreadPoolExecutor(len(sandboxes)) as pool:
        return list(pool.map(run_case, cases))


def report(results: Sequence[Result]) -> bool:
    """Prints the figures; returns whether enough mutants were killed."""
    known = {entry["mutant"]: entry["reason"] for entry in tomllib.loads(SURVIVORS.read_text())["survivors"]}
    for part in {result.part.name: result.part for result in results}.values():
        killed = [result.killed for result in results if result.part == part]
        print(f"{part.name:22} {sum(killed):4} of {len(killed):4} killed")
    survivors = [result for result in results if not result.killed]
    for result in survivors:
        print(f"{result.module}: {result.mutant.key}\n    {known.get(result.mutant.key, 'not listed: write a test')}")
    share = 1 - len(survivors) / len(results)
    print(f"{len(results) - len(survivors)} of {len(results)} killed: {share:.1%}, required {THRESHOLD:.0%}")
    return share >= THRESHOLD


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(part.name for part in PARTS))
    parser.add_argument("--sample", type=int, default=300, help="mutants of all parts together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    parts = [part for part in PARTS if not options.parts or part.name in options.parts]
    with tempfile.TemporaryDirectory() as scratch:
        sandboxes = [make_sandbox(Path(scratch) / str(number)) for number in range(options.jobs)]
        for part in parts:
            for sandbox in sandboxes:
                sandbox.measure(part)
        results = run(sample(parts, options.sample, options.seed), sandboxes)
    return 0 if report(results) else 1


def make_sandbox(folder: Path) -> Sandbox:
    folder.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    return Sandbox(folder)


if __name__ == "__main__":
    raise SystemExit(main())
