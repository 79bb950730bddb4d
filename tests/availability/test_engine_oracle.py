"""The engine against an oracle that computes free time minute by minute."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.availability.oracle import MINUTE, Case, Oracle
from tests.availability.strategies import ZONES_AND_DAYS, cases
from tests.hypothesis_profile import examples
from wagtail_tyonohjaus.availability.engine import free_windows, slots
from wagtail_tyonohjaus.availability.schedule import BookingRule, Hours, Slot, WeeklyRow, Window


def windows_of(case: Case, until: int | None = None, since: int | None = None) -> list[Window]:
    starts = case.session_starts
    return free_windows(case.hours, case.busy, case.rule, case.as_of, until, since=since, session_starts=starts)


def slots_at(case: Case, start: int, length: int) -> list[Slot]:
    """As ``availability.free.slots_at`` does it: from the windows of the requested time alone."""
    windows = windows_of(case, start + length * MINUTE, start)
    return slots(windows, case.rule, length, since=start, until=start + 1) if length in case.rule.lengths else []


@pytest.mark.parametrize(
    "spans",
    [
        [(0, 1440)],
        [(0, 90), (90, 1410), (1410, 1440)],
        [(30, 200), (200, 255), (255, 1440)],
        # Overlapping, and one within another.
        [(0, 300), (75, 480), (100, 150), (1290, 1420), (1395, 1440)],
    ],
)
@pytest.mark.parametrize(("zone", "day"), ZONES_AND_DAYS)
def test_hours_around_each_clock_change_equal_the_oracle(zone: str, day: date, spans: list[tuple[int, int]]) -> None:
    rows = [WeeklyRow(weekday, *span, reference_date=day) for weekday in range(7) for span in spans]
    as_of = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - 36 * 3600
    rule = BookingRule((60,), 30, horizon_days=4)
    case = Case(Hours(zone, tuple(rows)), [], rule, as_of, as_of + 72 * 3600, [])
    oracle, windows = Oracle(case), windows_of(case, case.until)
    assert {window[:3] for window in windows} == oracle.windows()
    assert set(slots(windows, rule)) == oracle.slots((60,))


@pytest.mark.once
@examples(200)
@given(cases())
def test_windows_and_slots_equal_the_oracle(case: Case) -> None:
    oracle, windows = Oracle(case), windows_of(case, case.until)
    offered = slots(windows, case.rule)
    assert {window[:3] for window in windows} == oracle.windows()
    assert set(offered) == oracle.slots(case.rule.lengths)
    assert len(set(offered)) == len(offered)
    assert [slot.start for slot in offered] == sorted(slot.start for slot in offered)


@pytest.mark.once
@examples(100)
@given(cases(), st.data())
def test_windows_of_a_single_time_have_the_same_slots(case: Case, data: st.DataObject) -> None:
    offered = slots(windows_of(case), case.rule)
    starts = sorted({slot.start for slot in offered}) or [case.as_of]
    for slot_start in data.draw(st.lists(st.sampled_from(starts), max_size=8)):
        for start in (slot_start, slot_start + 15 * MINUTE):
            for length in (*case.rule.lengths, 35):
                expected = [slot for slot in offered if slot[:2] == (start, start + length * MINUTE)]
                assert sorted(slots_at(case, start, length), key=repr) == sorted(expected, key=repr)


@pytest.mark.once
@examples(60)
@given(cases(), st.integers(-48 * 60, 48 * 60))
def test_slots_of_consecutive_spans_are_all_slots_once(case: Case, shift: int) -> None:
    middle, windows = case.as_of + shift * MINUTE, windows_of(case)
    before, after = slots(windows, case.rule, until=middle), slots(windows, case.rule, since=middle)
    assert before + after == slots(windows, case.rule)
    assert slots(windows_of(case, since=middle), case.rule) == after
