"""Free windows of many supervisors, kept small and each with its own revision: one change costs one supervisor.

Kept by the chunk, not by the supervisor: Django's cache in memory holds 300 entries, memcached a megabyte in each.
"""

import heapq
from array import array
from collections.abc import Collection, Iterator
from itertools import islice
from typing import NamedTuple

from ..availability import safe_cache
from ..availability.free import Window, Wish, free_windows
from ..availability.schedule import Terms

#: How many primary keys share an entry of the cache.
CHUNK = 64


class Piece(NamedTuple):
    """A supervisor's windows by column: reading hundreds of them back from a cache must cost next to nothing."""

    starts: array
    lengths: array
    kinds: array
    terms: tuple[Terms, ...]

    @classmethod
    def of(cls, windows: Collection[Window]) -> "Piece":
        terms = tuple(dict.fromkeys(window.terms for window in windows))
        number = {kind: n for n, kind in enumerate(terms)}
        return cls(
            array("q", [window.start for window in windows]),
            array("L", [window.end - window.start for window in windows]),
            array("H", [number[window.terms] for window in windows]),
            terms,
        )

    def rows(self, pk: int) -> Iterator[tuple[int, int, int, int]]:
        for n, start in enumerate(self.starts):
            yield start, pk, n, self.lengths[n]


Chunk = dict[int, tuple[int, Piece]]
NOTHING = (-1, Piece.of(()))


def load(people: Collection[tuple[int, int]], wish: Wish, as_of: int) -> dict[int, Piece]:
    """By primary key; ``people`` are primary keys and the revisions to find them under.

    Whoever is missing or has changed is computed together with the others, by the same few queries.
    """
    keys = {pk: f"tyonohjaus:pieces:{safe_cache.VERSION}:{pk // CHUNK}:{wish.key}:{as_of}" for pk, _revision in people}
    chunks: dict[str, Chunk] = safe_cache.get_many(dict.fromkeys(keys.values()))
    found = {pk: chunks.setdefault(keys[pk], {}).get(pk, NOTHING) for pk, _revision in people}
    missing = {pk: revision for pk, revision in people if found[pk][0] != revision}
    if missing:
        for pk, windows in free_windows(missing, wish, as_of).items():
            found[pk] = chunks[keys[pk]][pk] = missing[pk], Piece.of(windows)
        safe_cache.set_many({key: chunks[key] for key in {keys[pk] for pk in missing}})
    return {pk: piece for pk, (_revision, piece) in found.items()}


def merged(pieces: dict[int, Piece], limit: int | None) -> Iterator[tuple[int, Window]]:
    """Primary key and window, by start, then supervisor; only the first ``limit`` of them are ever looked at."""
    rows = heapq.merge(*[piece.rows(pk) for pk, piece in sorted(pieces.items())])
    for start, pk, n, length in islice(rows, limit):
        piece = pieces[pk]
        yield pk, Window(start, start + length, piece.terms[piece.kinds[n]], start)
