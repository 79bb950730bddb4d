"""What of the open hours is free: busy time, buffers, limits, and the slots in it."""

import pytest

from tests.availability.engine_examples import (
    AS_OF,
    HOUR,
    HOURLY,
    MONDAY,
    TUESDAY,
    at,
    free_slots,
    row,
    slots_at,
    spans,
    starts,
    weekly,
)
from wagtail_tyonohjaus.availability.engine import free_windows, slots
from wagtail_tyonohjaus.availability.schedule import (
    BookingRule,
    Restrictions,
)

DAY_AND_EVENING = weekly(row(MONDAY, 9, 12), row(MONDAY, 17, 19))


def test_slots_at_accepts_exactly_the_slots_of_the_windows() -> None:
    rule = BookingRule((60, 90), 30, buffer_before=10, buffer_after=20, notice=120, horizon_days=6)
    busy = [(at("2026-02-02T10:10"), at("2026-02-02T10:40"))]
    as_of = at("2026-02-02T07:10")
    offered = {slot[:2] for slot in free_slots(DAY_AND_EVENING, busy, rule, as_of)}
    accepted = {
        (start, start + length * 60)
        for start in range(at("2026-02-02T08:00"), at("2026-02-02T20:00"), 300)
        for length in (30, 60, 90)
        if slots_at(DAY_AND_EVENING, busy, rule, as_of, start, start + length * 60)
    }
    assert accepted == offered
    assert len(offered) == 6


def test_busy_time_that_starts_within_a_slot_blocks_it() -> None:
    busy = [(at("2026-02-02T10:59"), at("2026-02-02T11:00"))]
    assert starts(free_slots(weekly(row(MONDAY, 9, 12)), busy, HOURLY, AS_OF)) == ["09:00", "11:00"]


def test_buffers_apply_to_every_busy_interval() -> None:
    busy = [(at("2026-02-02T11:00"), at("2026-02-02T12:00"))]
    rule = BookingRule((60,), 15, buffer_before=15, buffer_after=30, horizon_days=6)
    offered = free_slots(weekly(row(MONDAY, 9, 14)), busy, rule, AS_OF)
    assert starts(offered) == ["09:00", "09:15", "09:30", "12:15", "12:30", "12:45", "13:00"]


def test_booked_slot_does_not_reappear_after_its_start() -> None:
    busy = [(at("2026-02-02T09:00"), at("2026-02-02T10:00"))]
    hours = weekly(row(MONDAY, 9, 12))
    for now in ("08:59", "09:00", "09:30", "09:59", "10:00"):
        assert starts(free_slots(hours, busy, HOURLY, at(f"2026-02-02T{now}"))) == ["10:00", "11:00"]


def test_busy_time_is_subtracted_from_all_overlapping_windows() -> None:
    hours = weekly(
        row(MONDAY, 9, 17), row(MONDAY, 10, 12, Restrictions(place=2)), row(MONDAY, 13, 15, Restrictions(place=3))
    )
    busy = [(at("2026-02-02T11:00"), at("2026-02-02T14:00"))]
    windows = free_windows(hours, busy, HOURLY, AS_OF)
    assert [(window.restrictions.place, span) for window, span in zip(windows, spans(windows), strict=True)] == [
        (1, "02-02 09:00-11:00"),
        (1, "02-02 14:00-17:00"),
        (2, "02-02 10:00-11:00"),
        (3, "02-02 14:00-15:00"),
    ]


def test_notice_excludes_slots_that_start_too_soon() -> None:
    rule = BookingRule((60,), 30, notice=24 * 60, horizon_days=6)
    hours = weekly(row(TUESDAY, 9, 12))
    assert starts(free_slots(hours, [], rule, at("2026-02-02T09:30"))) == ["09:30", "10:00", "10:30", "11:00"]
    assert starts(free_slots(hours, [], rule, at("2026-02-02T09:31"))) == ["10:00", "10:30", "11:00"]


def test_horizon_includes_the_whole_last_local_day() -> None:
    hours = weekly(*(row(day, 20, 24) for day in range(7)))
    windows = free_windows(hours, [], BookingRule((60,), 60, horizon_days=1), at("2026-02-02T21:00"))
    assert spans(windows) == ["02-02 21:00-00:00", "02-03 20:00-00:00"]


def test_rule_without_horizon_needs_until() -> None:
    rule = BookingRule((60,), 60, horizon_days=None)
    with pytest.raises(ValueError, match="until"):
        free_windows(DAY_AND_EVENING, [], rule, AS_OF)
    assert spans(free_windows(DAY_AND_EVENING, [], rule, AS_OF, at("2026-02-02T11:00"))) == ["02-02 09:00-11:00"]


def test_span_that_ends_before_it_starts_has_no_windows() -> None:
    assert free_windows(DAY_AND_EVENING, [], HOURLY, AS_OF, AS_OF - 10**12) == []
    assert free_windows(DAY_AND_EVENING, [], HOURLY, AS_OF, since=AS_OF + 10**12) == []
    assert not slots_at(DAY_AND_EVENING, [], HOURLY, AS_OF, 10**15, 10**15 + HOUR)
    assert not slots_at(DAY_AND_EVENING, [], HOURLY, AS_OF, -(10**15), HOUR - 10**15)


def test_slots_of_consecutive_spans_are_all_slots_once() -> None:
    hours = weekly(*(row(day, 0, 24) for day in range(7)))
    rule = BookingRule((90, 45), 40, horizon_days=6)
    middle = at("2026-02-05T00:30")
    windows = free_windows(hours, [], rule, AS_OF)
    before, after = slots(windows, rule, until=middle), slots(windows, rule, since=middle)
    assert before + after == slots(windows, rule)
    assert before[-1].start < middle <= after[0].start


def test_day_limit_closes_a_full_day() -> None:
    rule = BookingRule((60,), 60, horizon_days=6, max_per_day=2)
    hours = weekly(row(MONDAY, 9, 12), row(TUESDAY, 9, 12))
    session_starts = [at("2026-02-02T07:00"), at("2026-02-02T18:00"), at("2026-02-03T18:00")]
    assert spans(free_windows(hours, [], rule, AS_OF, session_starts=session_starts)) == ["02-03 09:00-12:00"]


def test_day_limit_counts_by_local_day() -> None:
    rule = BookingRule((60,), 60, horizon_days=6, max_per_day=1)
    hours = weekly(row(MONDAY, 9, 12), row(TUESDAY, 9, 12))
    # Half past midnight on Tuesday in Helsinki, while it is still Monday in UTC.
    session_starts = [at("2026-02-03T00:30")]
    assert spans(free_windows(hours, [], rule, AS_OF, session_starts=session_starts)) == ["02-02 09:00-12:00"]


def test_week_limit_closes_the_iso_week() -> None:
    rule = BookingRule((60,), 60, horizon_days=13, max_per_week=2)
    hours = weekly(row(MONDAY, 9, 10), row(6, 9, 10))
    session_starts = [at("2026-02-04T09:00"), at("2026-02-08T23:00"), at("2026-02-09T00:00")]
    windows = free_windows(hours, [], rule, AS_OF, session_starts=session_starts)
    assert spans(windows) == ["02-09 09:00-10:00", "02-15 09:00-10:00"]


def test_week_limit_counts_sunday_and_monday_separately() -> None:
    rule = BookingRule((60,), 60, horizon_days=13, max_per_week=2)
    session_starts = [at("2026-02-08T23:00"), at("2026-02-09T00:00")]
    assert len(free_windows(weekly(row(MONDAY, 9, 10)), [], rule, AS_OF, session_starts=session_starts)) == 2


def test_lengths_share_a_step_and_sort_by_start_then_length() -> None:
    rule = BookingRule((90, 60, 90), 60, horizon_days=6)
    offered = free_slots(weekly(row(MONDAY, 9, 11)), [], rule, AS_OF)
    assert spans(offered) == ["02-02 09:00-10:00", "02-02 09:00-10:30", "02-02 10:00-11:00"]
    assert spans(free_slots(weekly(row(MONDAY, 9, 11)), [], rule, AS_OF, length=90)) == ["02-02 09:00-10:30"]


def test_busy_time_does_not_move_later_slots() -> None:
    busy = [(at("2026-02-02T10:10"), at("2026-02-02T10:20"))]
    offered = free_slots(weekly(row(MONDAY, 9, 14)), busy, BookingRule((60,), 45, horizon_days=6), AS_OF)
    assert starts(offered) == ["09:00", "10:30", "11:15", "12:00", "12:45"]


def test_window_without_room_for_a_slot_is_dropped() -> None:
    hours = weekly(row(MONDAY, 9, 12))
    too_short = [(at("2026-02-02T09:59"), at("2026-02-02T11:01"))]
    off_the_steps = [(at("2026-02-02T09:00"), at("2026-02-02T10:15")), (at("2026-02-02T11:30"), at("2026-02-02T12:00"))]
    assert free_windows(hours, too_short, HOURLY, AS_OF) == []
    assert free_windows(hours, off_the_steps, HOURLY, AS_OF) == []


def test_busy_time_may_be_unsorted_overlapping_empty_or_reversed() -> None:
    nine, ten, eleven = (at(f"2026-02-02T{hour}:00") for hour in ("09", "10", "11"))
    busy = [(ten, eleven), (nine, ten), (nine, eleven), (eleven + 60, eleven + 60), (eleven + 90, eleven)]
    rule = BookingRule((60,), 60, buffer_after=0, horizon_days=6)
    assert starts(free_slots(weekly(row(MONDAY, 9, 12)), busy, rule, AS_OF)) == ["11:00"]


def test_busy_time_in_the_years_1_and_9999_is_accepted() -> None:
    ages = [(-62_135_596_800, -62_135_510_400), (253_402_214_400, 253_402_300_799)]
    assert len(free_slots(weekly(row(MONDAY, 9, 12)), ages, HOURLY, AS_OF)) == 3
    assert free_slots(weekly(row(MONDAY, 9, 12)), [(ages[0][0], ages[1][1])], HOURLY, AS_OF) == []


def test_slots_at_returns_a_slot_for_each_place() -> None:
    hours = weekly(row(MONDAY, 9, 12), row(MONDAY, 10, 12, Restrictions(place=2)))
    start = at("2026-02-02T10:00")
    assert [slot.restrictions.place for slot in slots_at(hours, [], HOURLY, AS_OF, start, start + HOUR)] == [1, 2]


def test_slots_of_one_time_have_restrictions_that_can_not_be_compared() -> None:
    rows = [row(MONDAY, 9, 10, Restrictions(place=place)) for place in (2, None, "office")]
    assert {slot.restrictions.place for slot in free_slots(weekly(*rows), [], HOURLY, AS_OF)} == {2, None, "office"}


def test_week_limit_leaves_the_days_before_and_after_open() -> None:
    rule = BookingRule((60,), 60, horizon_days=20, max_per_week=1)
    hours = weekly(row(MONDAY, 9, 10), row(6, 9, 10))
    windows = free_windows(hours, [], rule, AS_OF, session_starts=[at("2026-02-11T09:00")])
    assert [span[:5] for span in spans(windows)] == ["02-02", "02-08", "02-16", "02-22"]


def test_busy_time_before_the_span_blocks_its_start_by_the_buffer() -> None:
    """The buffer before a session is needed after the busy time that precedes it."""
    rule = BookingRule((60,), 30, buffer_before=30, horizon_days=1)
    busy = [(at("2026-02-02T08:00"), at("2026-02-02T09:00"))]
    hours = weekly(row(MONDAY, 8, 11))
    now = at("2026-02-02T09:00")
    assert starts(free_slots(hours, busy, rule, now)) == ["09:30", "10:00"]
    assert starts(free_slots(hours, [(busy[0][0], now - 1800)], rule, now)) == ["09:00", "09:30", "10:00"]


def test_busy_time_after_the_span_blocks_its_end_by_the_buffer() -> None:
    rule = BookingRule((60,), 30, buffer_after=30, horizon_days=1)
    busy = [(at("2026-02-02T11:00"), at("2026-02-02T12:00"))]
    windows = free_windows(weekly(row(MONDAY, 8, 14)), busy, rule, at("2026-02-02T08:00"), at("2026-02-02T11:00"))
    assert spans(windows) == ["02-02 08:00-10:30"]
