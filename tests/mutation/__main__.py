"""Runs the tests against a seeded sample of mutants: ``python -m tests.mutation [PART ...]``.

Each mutant is one change of a part, in a copy of the tree, against the tests of that part, up to the first that fails.
A mutant is killed if a test fails or exceeds the time limit. The exit status is 1 if the tests kill fewer than 90 %.
``survivors.toml`` lists known survivors with the reason why no test can notice them; they count as survivors all the
same. Results are stored as they come, so a run that is stopped continues where it was.
"""

import argparse
import os
import random
import tempfile
import time
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from .mutator import Mutant, mutants
from .parts import PARTS, Part
from .results import Result, Store
from .sandbox import ROOT, Sandbox, make_sandbox

SURVIVORS = Path(__file__).with_name("survivors.toml")
THRESHOLD = 0.9
Case = tuple[str, Mutant]


def sample(part: Part, size: int, seed: int) -> list[Case]:
    """A number of a part's mutants with their modules, or all if there are fewer."""
    cases = [(module, mutant) for module in part.modules for mutant in mutants((ROOT / module).read_text())]
    random.Random(f"{seed} {part.name}").shuffle(cases)
    return cases[:size]


def run(part: Part, cases: Sequence[Case], sandboxes: Sequence[Sandbox], store: Store) -> list[Result]:
    """The results of the cases, those from the store first."""
    stored = [store.get(part, *case) for case in cases]
    results = [result for result in stored if result]
    untried = [case for case, result in zip(cases, stored, strict=True) if not result]
    if not untried:
        return results
    free: SimpleQueue[Sandbox] = SimpleQueue()
    for sandbox in sandboxes:
        sandbox.measure(part)
        free.put(sandbox)

    def try_mutant(case: Case) -> Result:
        sandbox, began = free.get(), time.monotonic()
        try:
            result = store.add(part, *case, sandbox.killer(part, *case))
        finally:
            free.put(sandbox)
        outcome = f"killed by {result.killer}" if result.killer else "SURVIVED"
        print(f"{time.monotonic() - began:5.1f} s  {result.mutant[:100]}\n         {outcome}", flush=True)
        return result

    with ThreadPoolExecutor(len(sandboxes)) as pool:
        return results + list(pool.map(try_mutant, untried))


def figures(name: str, results: Sequence[Result]) -> str:
    killed = sum(bool(result.killer) for result in results)
    return f"{name:22} {killed:4} of {len(results):4} killed: {killed / len(results):.1%}"


def report(results: Sequence[Result]) -> bool:
    """Prints the survivors and the figures; returns whether enough mutants were killed."""
    known = {entry["mutant"]: entry["reason"] for entry in tomllib.loads(SURVIVORS.read_text())["survivors"]}
    survivors = [result for result in results if not result.killer]
    for result in survivors:
        reason = known.get(result.mutant, "not listed: write a test")
        print(f"{result.module}:{result.line}: {result.mutant}\n    {reason}")
    for part in dict.fromkeys(result.part for result in results):
        print(figures(part, [result for result in results if result.part == part]))
    print(figures("all", results) + f", required {THRESHOLD:.0%}")
    return len(survivors) <= (1 - THRESHOLD) * len(results)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(part.name for part in PARTS))
    parser.add_argument("--sample", type=int, default=300, help="mutants of all parts together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--state", type=Path, default=ROOT / "var/mutation.jsonl", help="file of the results so far")
    parser.add_argument("--fresh", action="store_true", help="try all mutants again")
    options = parser.parse_args()
    unknown = set(options.parts) - {part.name for part in PARTS}
    if unknown:
        parser.error(f"no part {', '.join(sorted(unknown))}")
    store = Store(options.state, ROOT, fresh=options.fresh)
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as scratch:
        sandboxes = [make_sandbox(Path(scratch) / str(number)) for number in range(options.jobs)]
        for part in PARTS:
            if not options.parts or part.name in options.parts:
                part_results = run(part, sample(part, options.sample // len(PARTS), options.seed), sandboxes, store)
                print(figures(part.name, part_results), flush=True)
                results += part_results
    return 0 if report(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
