"""Arithmetic on half-open intervals ``(start, end)`` of UTC epoch seconds.

A *normal* list is sorted and its intervals neither overlap nor touch nor are empty. Everything here returns normal
lists; ``merge`` makes one from anything, the other functions say what they need.
"""

from collections.abc import Iterable, Sequence

Interval = tuple[int, int]

#: Before and after any date that a calendar can hold (about 146 billion years), still quick machine-sized integers.
EVER = 2**62


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Make a normal list from intervals in any order; empty and reversed ones are dropped."""
    merged: list[Interval] = []
    first, top = EVER, -EVER - 1
    for start, end in sorted(intervals):
        if start > top:
            if first < top:
                merged.append((first, top))
            first, top = start, end
        elif end > top:
            top = end
    if first < top:
        merged.append((first, top))
    return merged


def union(*lists: Iterable[Interval]) -> list[Interval]:
    """Time that is in any of the lists (in any order)."""
    return merge(interval for intervals in lists for interval in intervals)


def pad(intervals: Iterable[Interval], before: int, after: int) -> list[Interval]:
    """Widen each interval by seconds on either side; the input may be in any order, empty intervals stay out."""
    return merge((start - before, end + after) for start, end in intervals if start < end)


def clip(intervals: Iterable[Interval], start: int, end: int) -> list[Interval]:
    """Keep what lies in ``[start, end)``; the input must be normal."""
    return [(max(a, start), min(b, end)) for a, b in intervals if a < end and b > start and start < end]


def intersect(left: Sequence[Interval], right: Sequence[Interval]) -> list[Interval]:
    """Time that is in both; both inputs must be normal."""
    common: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            common.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return common


def subtract(intervals: Iterable[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """Time that is in ``intervals`` and not in ``taken``; both inputs must be normal."""
    rest: list[Interval] = []
    blocks = [*taken, (EVER, EVER)]
    i = 0
    for start, end in intervals:
        while blocks[i][1] <= start:
            i += 1
        j = i
        while blocks[j][0] < end:
            if start < blocks[j][0]:
                rest.append((start, blocks[j][0]))
            start = blocks[j][1]
            j += 1
        if start < end:
            rest.append((start, end))
    return rest
