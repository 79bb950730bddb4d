"""Interval arithmetic against sets of seconds."""

from hypothesis import given
from hypothesis import strategies as st

from wagtail_tyonohjaus.intervals import Interval, merge, subtract

INTERVALS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)


def seconds(intervals: list[Interval]) -> set[int]:
    return {second for start, end in intervals for second in range(start, end)}


@given(INTERVALS)
def test_merge_returns_the_same_time_sorted_and_disjoint(intervals: list[Interval]) -> None:
    merged = merge(intervals)
    assert all(start < end for start, end in merged)
    assert all(left[1] < right[0] for left, right in zip(merged, merged[1:], strict=False))
    assert seconds(merged) == seconds(intervals)


def test_merge_joins_adjacent_intervals_and_drops_empty_and_reversed_ones() -> None:
    assert merge([(5, 9), (1, 5), (9, 9), (12, 11)]) == [(1, 9)]


@given(INTERVALS, INTERVALS)
def test_subtract_leaves_the_time_that_is_not_in_the_others(intervals: list[Interval], removed: list[Interval]) -> None:
    left = subtract(intervals, removed)
    assert left == merge(left)
    assert seconds(left) == seconds(intervals) - seconds(removed)
