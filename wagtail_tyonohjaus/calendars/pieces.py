"""Free windows of many supervisors, kept small and each with its own revision: one change costs one supervisor.

Kept by the chunk, not by the supervisor: Django's cache in memory holds 300 entries, memcached a megabyte in each.
"""

import heapq
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import islice
from typing import NamedTuple

from ..availability import cached
from ..availability.free import Window, Wish, free_windows
from ..availability.schedule import Terms

#: Supervisors in a chunk; also how many are computed at a time, which bounds the memory that takes.
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


def load(people: Collection[tuple[int, int]], wish: Wish, as_of: int) -> dict[int, Piece]:
    """By primary key; ``people`` are primary keys and the revisions to find them under."""
    chunks: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for pk, revision in people:
        chunks[f"tyonohjaus:pieces:{cached.VERSION}:{pk // CHUNK}:{wish.key}:{as_of}"].append((pk, revision))
    kept: dict[str, Chunk] = cached.get_many(chunks)
    found: dict[int, Piece] = {}
    changed: dict[str, Chunk] = {}
    for key, members in chunks.items():
        chunk = kept.get(key, {})
        if _completed(chunk, members, wish, as_of):
            changed[key] = chunk
        found |= {pk: chunk[pk][1] for pk, _revision in members if pk in chunk}
    # All at the end, so that what computing them leaves in a small cache doesn't push them out.
    cached.set_many(changed)
    return found


def _completed(chunk: Chunk, members: list[tuple[int, int]], wish: Wish, as_of: int) -> bool:
    """Computes who is missing or has changed; tells whether anybody was."""
    missing = {pk: revision for pk, revision in members if chunk.get(pk, (None,))[0] != revision}
    if missing:
        made = free_windows(missing, wish, as_of)
        chunk |= {pk: (missing[pk], Piece.of(windows)) for pk, windows in made.items()}
    return bool(missing)


def merged(pieces: dict[int, Piece], limit: int | None) -> Iterator[tuple[int, Window]]:
    """Primary key and window, by start, then supervisor; only the first ``limit`` of them are ever looked at."""
    rows = heapq.merge(*[piece.rows(pk) for pk, piece in sorted(pieces.items())])
    for start, pk, n, length in islice(rows, limit):
        piece = pieces[pk]
        yield pk, Window(start, start + length, piece.terms[piece.kinds[n]], start)
