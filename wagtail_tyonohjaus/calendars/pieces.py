"""Free windows of many supervisors, kept small and each under its own revision: one change costs one supervisor."""

import heapq
from array import array
from collections.abc import Collection, Iterator
from itertools import islice
from typing import NamedTuple

from ..availability import cached
from ..availability.free import Window, Wish, free_windows
from ..availability.schedule import Terms

#: How many supervisors are computed at a time, which bounds the memory that takes.
BATCH = 100


class Piece(NamedTuple):
    """A supervisor's windows by column: reading hundreds of them back from a cache must cost next to nothing."""

    starts: array
    ends: array
    kinds: array
    terms: tuple[Terms, ...]

    @classmethod
    def of(cls, windows: Collection[Window]) -> "Piece":
        terms = tuple(dict.fromkeys(window.terms for window in windows))
        number = {kind: n for n, kind in enumerate(terms)}
        return cls(
            array("q", [window.start for window in windows]),
            array("q", [window.end for window in windows]),
            array("H", [number[window.terms] for window in windows]),
            terms,
        )

    def rows(self, pk: int) -> Iterator[tuple[int, int, int, int, Terms]]:
        for n, (start, end, kind) in enumerate(zip(self.starts, self.ends, self.kinds, strict=True)):
            yield start, pk, n, end, self.terms[kind]


def load(people: Collection[tuple[int, int]], wish: Wish, as_of: int) -> dict[int, Piece]:
    """By primary key; ``people`` are primary keys and the revisions to find them under."""
    keys = {pk: f"tyonohjaus:piece:{cached.VERSION}:{pk}:{revision}:{wish.key}:{as_of}" for pk, revision in people}
    kept = cached.get_many(keys.values())
    found = {pk: kept[key] for pk, key in keys.items() if key in kept}
    missing = [pk for pk in keys if pk not in found]
    for at in range(0, len(missing), BATCH):
        batch = missing[at : at + BATCH]
        made = {pk: Piece.of(windows) for pk, windows in free_windows(batch, wish, as_of).items()}
        cached.set_many({keys[pk]: piece for pk, piece in made.items()})
        found |= made
    return found


def merged(pieces: dict[int, Piece], limit: int | None) -> Iterator[tuple[int, Window]]:
    """Primary key and window, by start, then supervisor; only the first ``limit`` of them are ever looked at."""
    rows = heapq.merge(*[piece.rows(pk) for pk, piece in sorted(pieces.items())])
    for start, pk, _n, end, terms in islice(rows, limit):
        yield pk, Window(start, end, terms, start)
