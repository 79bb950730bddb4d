"""The mutants themselves, and what a run reuses of an earlier one."""

import tomllib

import pytest

from tests.mutation.__main__ import SURVIVORS, sample
from tests.mutation.mutator import mutants
from tests.mutation.parts import PARTS, Part
from tests.mutation.results import Store
from tests.mutation.sandbox import ROOT


def keys(source: str) -> list[str]:
    return [mutant.key for mutant in mutants(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("g(a=b, **c)", ["g(a=b, **c) -> pass", "g(a=b) -> g()"]),
        ("x = min(f(a), b=c)", ["min(b=c) -> min()", "min(f(a), b=c) -> max(f(a), b=c)", "f(a) -> a"]),
        ("x = [len(y.lower())]", ["y.lower() -> y"]),
        ("x = [y + z]", ["y + z -> y - z"]),
        (
            "if a and b: raise Error('text')",
            ["a and b -> a or b", "a and b -> not (a and b)", "raise Error('text') -> pass"],
        ),
        ("x = a < 1.5", ["a < 1.5 -> a <= 1.5", "1.5 -> 2.5"]),
        ("def f(x: int = 0) -> int:\n    'Docstring.'\n    logger.info('text')", ["0 -> 1"]),
    ],
)
def test_each_part_of_the_code_is_changed(source, expected):
    assert [key.partition(": ")[2] for key in keys(source)] == expected


def test_mutant_is_the_module_with_one_change():
    source = "class A:\n\n    def f(self, n):\n        return self.g(a=n, b=n)"
    changed = {mutant.key: mutant.source for mutant in mutants(source)}
    assert changed == {
        "A.f: return self.g(a=n, b=n) -> return None": source.replace("self.g(a=n, b=n)", "None"),
        "A.f: g(a=n) -> g()": source.replace("a=n, ", ""),
        "A.f: g(b=n) -> g()": source.replace(", b=n", ""),
    }


def test_sample_is_the_same_for_the_same_seed():
    part = PARTS[1]
    first, again, other = (sample(part, 5, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert sample(part, 3, 1) == first[:3]


def test_modules_and_tests_of_the_parts_exist():
    paths = [path for part in PARTS for path in (*part.modules, *part.tests)]
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_every_listed_survivor_is_a_mutant():
    """Otherwise the code has changed, and the reason may apply no longer."""
    listed = {entry["mutant"] for entry in tomllib.loads(SURVIVORS.read_text())["survivors"]}
    modules = [ROOT / module for part in PARTS for module in part.modules]
    assert listed - {key for module in modules for key in keys(module.read_text())} == set()


def test_result_is_reused_until_the_module_or_for_survivors_a_test_changes(tmp_path):
    part, tests, path = Part("part", ("m.py",), ("t.py",)), tmp_path / "t.py", tmp_path / "state.jsonl"
    tests.write_text("first")
    killed, survivor, untried = mutants("x = [f(1), 2]")
    store = Store(path, tmp_path)
    results = [store.add(part, "m.py", killed, "t.py::test"), store.add(part, "m.py", survivor, "")]

    def reused(**options: bool) -> list[object]:
        again = Store(path, tmp_path, **options)
        return [again.get(part, "m.py", mutant) for mutant in (killed, survivor, untried)]

    assert reused() == [*results, None]
    tests.write_text("second")
    assert reused() == [results[0], None, None]
    assert Store(path, tmp_path).get(part, "m.py", mutants("y = [f(1), 2]")[0]) is None
    assert reused(fresh=True) == [None, None, None]
