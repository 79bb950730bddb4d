"""Half-open intervals ``(start, end)`` of integers, usually UTC epoch seconds."""

from collections.abc import Iterable

Interval = tuple[int, int]

#: Later than any date that a calendar can hold (about 146 billion years), and still a machine-sized integer.
INFINITY = 2**62


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time as a sorted list without overlapping, adjacent or empty intervals.

    The input may be in any order; empty and reversed intervals are dropped.
    """
    merged: list[Interval] = []
    current_start, current_end = INFINITY, -INFINITY - 1
    for start, end in sorted(intervals):
        if start > current_end:
            if current_start < current_end:
                merged.append((current_start, current_end))
            current_start, current_end = start, end
        elif end > current_end:
            current_end = end
    if current_start < current_end:
        merged.append((current_start, current_end))
    return merged


def subtract(intervals: Iterable[Interval], removed: Iterable[Interval]) -> list[Interval]:
    """The time of ``intervals`` that is not in ``removed``, merged; the input may be in any order."""
    left: list[Interval] = []
    blocks, i = [*merge(removed), (INFINITY, INFINITY)], 0
    for start, end in merge(intervals):
        while blocks[i][0] < end:
            block_start, block_end = blocks[i]
            if start < block_start:
                left.append((start, block_start))
            start = max(start, block_end)
            if end < block_end:
                break
            i += 1
        if start < end:
            left.append((start, end))
    return left
