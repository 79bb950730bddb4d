"""Interval arithmetic against sets of seconds."""

from hypothesis import given
from hypothesis import strategies as st

from wagtail_tyonohjaus.intervals import Interval, clip, intersect, merge, pad, subtract, union

LISTS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)


def seconds(intervals: list[Interval]) -> set[int]:
    return {second for start, end in intervals for second in range(start, end)}


def assert_normal(intervals: list[Interval]) -> None:
    assert all(start < end for start, end in intervals)
    assert all(left[1] < right[0] for left, right in zip(intervals, intervals[1:], strict=False))


@given(LISTS)
def test_merge_is_normal_and_the_same_time(raw: list[Interval]) -> None:
    merged = merge(raw)
    assert_normal(merged)
    assert seconds(merged) == seconds(raw)


@given(LISTS, LISTS)
def test_set_operations_equal_those_on_seconds(left: list[Interval], right: list[Interval]) -> None:
    a, b = merge(left), merge(right)
    for result, expected in (
        (union(left, right), seconds(left) | seconds(right)),
        (intersect(a, b), seconds(left) & seconds(right)),
        (subtract(a, b), seconds(left) - seconds(right)),
    ):
        assert_normal(result)
        assert seconds(result) == expected


@given(LISTS, st.integers(0, 60), st.integers(0, 60))
def test_clip_keeps_what_lies_within(raw: list[Interval], start: int, end: int) -> None:
    clipped = clip(merge(raw), start, end)
    assert_normal(clipped)
    assert seconds(clipped) == seconds(raw) & set(range(start, end))


@given(LISTS, st.integers(0, 9), st.integers(0, 9))
def test_pad_widens_each_interval(raw: list[Interval], before: int, after: int) -> None:
    padded = pad(raw, before, after)
    assert_normal(padded)
    assert seconds(padded) == {
        second for start, end in raw if start < end for second in range(start - before, end + after)
    }


def test_touching_intervals_become_one() -> None:
    assert merge([(5, 9), (1, 5), (9, 9), (12, 11)]) == [(1, 9)]
    assert pad([(5, 5)], 3, 3) == []
