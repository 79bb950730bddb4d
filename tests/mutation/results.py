"""Results of mutants, stored as they come so that an interrupted run can be resumed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from .mutator import Mutant
from .parts import Part


@dataclass(frozen=True)
class Result:
    """``killer`` is the test that failed or the limit that was exceeded, empty for a survivor."""

    part: str
    module: str
    mutant: str
    line: int
    killer: str


class Store:
    """A file with one JSON object in a line for each mutant that was tried.

    A result applies to the same mutant of an unchanged module. Survivors are tried again once the part's tests change.
    """

    def __init__(self, path: Path, root: Path, *, fresh: bool = False) -> None:
        self.path, self.root = path, root
        path.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            path.unlink(missing_ok=True)
        lines = path.read_text().splitlines() if path.exists() else []
        self._stored = {record["key"]: record for record in map(json.loads, lines)}

    def get(self, part: Part, module: str, mutant: Mutant) -> Result | None:
        record = self._stored.get(_key(part, module, mutant))
        if record and (record["result"]["killer"] or record["tests"] == self._tests_digest(part)):
            return Result(**record["result"])
        return None

    def add(self, part: Part, module: str, mutant: Mutant, killer: str) -> Result:
        result = Result(part.name, module, mutant.key, mutant.line, killer)
        record = {"key": _key(part, module, mutant), "tests": self._tests_digest(part), "result": asdict(result)}
        with self.path.open("a") as file:
            file.write(json.dumps(record) + "\n")
        return result

    def _tests_digest(self, part: Part) -> str:
        return _digest((self.root / path).read_bytes() for path in part.tests)


def _key(part: Part, module: str, mutant: Mutant) -> str:
    return _digest(text.encode() for text in (part.name, module, mutant.source))


def _digest(texts: Iterable[bytes]) -> str:
    return hashlib.sha256(b"\0".join(texts)).hexdigest()
