"""The slot engine by example."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from wagtail_tyonohjaus.availability.engine import free_windows, slots
from wagtail_tyonohjaus.availability.schedule import (
    BookingRule,
    ExceptionRow,
    Hours,
    Restrictions,
    Slot,
    WeeklyRow,
    Window,
    minute_of_day,
)
from wagtail_tyonohjaus.intervals import Interval

HELSINKI = ZoneInfo("Europe/Helsinki")
MONDAY, TUESDAY, WEDNESDAY = 0, 1, 2
HOUR = 3600
CITY = Restrictions(place=1)


def at(text: str, zone: ZoneInfo = HELSINKI) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


def local(instant: int, zone: ZoneInfo = HELSINKI) -> str:
    return f"{datetime.fromtimestamp(instant, zone):%m-%d %H:%M}"


def spans(items: list[Window] | list[Slot], zone: ZoneInfo = HELSINKI) -> list[str]:
    return [f"{local(item.start, zone)}-{local(item.end, zone)[6:]}" for item in items]


def starts(items: list[Slot], zone: ZoneInfo = HELSINKI) -> list[str]:
    return [local(slot.start, zone)[6:] for slot in items]


def free_slots(
    hours: Hours, busy: list[Interval], rule: BookingRule, as_of: int, length: int | None = None
) -> list[Slot]:
    return slots(free_windows(hours, busy, rule, as_of), rule, length)


def slots_at(hours: Hours, busy: list[Interval], rule: BookingRule, as_of: int, start: int, end: int) -> list[Slot]:
    """As ``availability.free.slots_at`` does it: from the windows of the requested time alone."""
    length = (end - start) // 60
    windows = free_windows(hours, busy, rule, as_of, end, since=start)
    return slots(windows, rule, length, since=start, until=start + 1) if length in rule.lengths else []


def weekly(*rows: WeeklyRow, **values: object) -> Hours:
    return Hours("Europe/Helsinki", rows, **values)


def row(weekday: int, start: int, end: int, restrictions: Restrictions = CITY, **values: object) -> WeeklyRow:
    """A weekly row; ``start`` and ``end`` in hours, such as 8.5."""
    return WeeklyRow(weekday, int(start * 60), int(end * 60), restrictions, **values)


def open_days(first: str, last: str, start: int, end: int, restrictions: Restrictions = CITY) -> ExceptionRow:
    return ExceptionRow(date.fromisoformat(first), date.fromisoformat(last), start * 60, end * 60, restrictions)


def closed_days(first: str, last: str) -> ExceptionRow:
    return ExceptionRow(date.fromisoformat(first), date.fromisoformat(last))


HOURLY = BookingRule((60,), 60, horizon_days=6)
# 2026-02-02 is a Monday.
AS_OF = at("2026-02-02")
DAY_AND_EVENING = weekly(row(MONDAY, 9, 12), row(MONDAY, 17, 19))


# Clock changes, buffers and the current time


def test_hours_after_a_clock_change_keep_their_wall_times() -> None:
    hours = weekly(row(6, 13, 16))
    for day in ("2026-03-29", "2026-10-25"):
        offered = free_slots(hours, [], HOURLY, at(day))
        assert starts(offered) == ["13:00", "14:00", "15:00"]


def test_slots_in_the_repeated_autumn_hour_are_offered_once() -> None:
    hours = weekly(row(6, 1, 6))
    as_of = at("2026-10-25")
    windows = free_windows(hours, [], HOURLY, as_of)
    assert [window.end - window.start for window in windows] == [6 * HOUR]
    offered = slots(windows, HOURLY)
    assert starts(offered) == ["01:00", "02:00", "03:00", "04:00", "05:00"]
    second_pass = at("2026-10-25T03:00") + HOUR
    assert local(second_pass) == "10-25 03:00"
    assert not slots_at(hours, [], HOURLY, as_of, second_pass, second_pass + HOUR)


def test_slots_in_the_skipped_spring_hour_are_not_offered() -> None:
    hours = weekly(row(6, 1, 6))
    windows = free_windows(hours, [], HOURLY, at("2026-03-29"))
    assert [window.end - window.start for window in windows] == [4 * HOUR]
    assert starts(slots(windows, HOURLY)) == ["01:00", "02:00", "04:00", "05:00"]


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


# Hours


def test_windows_of_a_day_are_sorted_and_have_their_restrictions() -> None:
    restrictions = Restrictions(place=7, modes=frozenset({"remote"}), services=frozenset({3}), crisis=False)
    hours = weekly(row(MONDAY, 17, 19, restrictions), row(MONDAY, 9, 12))
    windows = free_windows(hours, [], HOURLY, AS_OF)
    assert spans(windows) == ["02-02 09:00-12:00", "02-02 17:00-19:00"]
    assert windows[1].restrictions == restrictions
    slot = slots(windows, HOURLY)[-1]
    assert slot.restrictions == restrictions


def test_row_that_ends_at_midnight_joins_the_next_day() -> None:
    hours = weekly(row(MONDAY, 22, 24), row(TUESDAY, 0, 2))
    windows = free_windows(hours, [], HOURLY, AS_OF)
    assert spans(windows) == ["02-02 22:00-02:00"]
    assert starts(slots(windows, BookingRule((120,), 60))) == ["22:00", "23:00", "00:00"]


def test_every_second_week_continues_over_a_year_of_53_weeks() -> None:
    # 2026 has 53 ISO weeks: even and odd week numbers would break the rhythm.
    hours = weekly(row(MONDAY, 9, 10, interval_weeks=2, reference_date=date(2026, 12, 18)))
    offered = free_slots(hours, [], BookingRule((60,), 60, horizon_days=60), at("2026-12-01"))
    assert [local(slot.start)[:5] for slot in offered] == ["12-14", "12-28", "01-11", "01-25"]


def test_every_third_week_applies_before_the_reference_date_too() -> None:
    hours = weekly(row(MONDAY, 9, 10, interval_weeks=3, reference_date=date(2026, 3, 16)))
    offered = free_slots(hours, [], BookingRule((60,), 60, horizon_days=40), AS_OF)
    assert [local(slot.start)[:5] for slot in offered] == ["02-02", "02-23"]


def test_validity_includes_both_of_its_days() -> None:
    hours = weekly(row(MONDAY, 9, 10, valid_from=date(2026, 2, 9), valid_until=date(2026, 2, 16)))
    offered = free_slots(hours, [], BookingRule((60,), 60, horizon_days=60), AS_OF)
    assert [local(slot.start)[:5] for slot in offered] == ["02-09", "02-16"]


def test_row_is_not_valid_on_the_days_before_and_after() -> None:
    after = row(MONDAY, 9, 10, valid_from=date(2026, 2, 3), valid_until=date(2026, 2, 8))
    before = row(TUESDAY, 9, 10, valid_from=date(2026, 1, 28), valid_until=date(2026, 2, 2))
    assert free_windows(weekly(after, before), [], HOURLY, AS_OF) == []


def test_row_whose_validity_has_ended_has_no_windows() -> None:
    hours = weekly(row(MONDAY, 9, 10, valid_until=date(2025, 2, 16)))
    assert free_windows(hours, [], HOURLY, AS_OF) == []


def test_public_holiday_closes_weekly_hours() -> None:
    hours = weekly(row(MONDAY, 9, 10), row(TUESDAY, 9, 10), holidays=frozenset({date(2026, 2, 2)}))
    assert spans(free_windows(hours, [], HOURLY, AS_OF)) == ["02-03 09:00-10:00"]


def test_exception_takes_precedence_over_public_holiday_and_weekly_hours() -> None:
    hours = weekly(
        row(MONDAY, 9, 10),
        row(TUESDAY, 9, 10),
        row(WEDNESDAY, 9, 10),
        exceptions=(open_days("2026-02-02", "2026-02-02", 13, 15), closed_days("2026-02-03", "2026-02-03")),
        holidays=frozenset({date(2026, 2, 2)}),
    )
    assert spans(free_windows(hours, [], HOURLY, AS_OF)) == ["02-02 13:00-15:00", "02-04 09:00-10:00"]


def test_several_open_exceptions_of_a_day_add_up() -> None:
    exceptions = (open_days("2026-02-02", "2026-02-02", 13, 15), open_days("2026-02-02", "2026-02-02", 8, 9))
    hours = weekly(row(MONDAY, 9, 10), exceptions=exceptions)
    assert spans(free_windows(hours, [], HOURLY, AS_OF)) == ["02-02 08:00-09:00", "02-02 13:00-15:00"]


def test_shorter_exception_takes_precedence_over_a_longer_one() -> None:
    opened = weekly(
        row(MONDAY, 9, 10),
        exceptions=(open_days("2026-02-03", "2026-02-03", 13, 15), closed_days("2026-01-20", "2026-02-20")),
    )
    closed = weekly(exceptions=(open_days("2026-02-02", "2026-02-04", 13, 15), closed_days("2026-02-03", "2026-02-03")))
    assert spans(free_windows(opened, [], HOURLY, AS_OF)) == ["02-03 13:00-15:00"]
    assert spans(free_windows(closed, [], HOURLY, AS_OF)) == ["02-02 13:00-15:00", "02-04 13:00-15:00"]


def test_closed_exception_takes_precedence_over_an_open_one_of_equal_length() -> None:
    exceptions = (open_days("2026-02-02", "2026-02-02", 13, 15), closed_days("2026-02-02", "2026-02-02"))
    assert free_windows(weekly(exceptions=exceptions), [], HOURLY, AS_OF) == []


def test_rows_with_equal_restrictions_join_and_keep_their_own_grids() -> None:
    hours = weekly(row(MONDAY, 8.5, 12), row(MONDAY, 12, 14))
    windows = free_windows(hours, [], HOURLY, AS_OF)
    assert spans(windows) == ["02-02 08:30-14:00"]
    assert starts(slots(windows, HOURLY)) == ["08:30", "09:30", "10:30", "11:30", "12:00", "13:00"]


def test_row_within_another_with_equal_restrictions_has_no_effect() -> None:
    hours = weekly(row(MONDAY, 9, 17), row(MONDAY, 10.25, 12), row(MONDAY, 12, 13))
    windows = free_windows(hours, [], HOURLY, AS_OF)
    assert windows == free_windows(weekly(row(MONDAY, 9, 17)), [], HOURLY, AS_OF)


def test_rows_with_different_restrictions_stay_separate() -> None:
    hours = weekly(row(MONDAY, 9, 11), row(MONDAY, 11, 13, Restrictions(place=2)))
    windows = free_windows(hours, [], HOURLY, AS_OF)
    assert spans(windows) == ["02-02 09:00-11:00", "02-02 11:00-13:00"]


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


# Booking rules


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


def test_time_reserved_for_crisis_needs_a_crisis_rule() -> None:
    reserved = CITY._replace(crisis=True)
    hours = weekly(row(MONDAY, 9, 10), row(MONDAY, 10, 12, reserved))
    assert spans(free_windows(hours, [], HOURLY, AS_OF)) == ["02-02 09:00-10:00"]
    windows = free_windows(hours, [], BookingRule((60,), 60, horizon_days=6, crisis=True), AS_OF)
    assert spans(windows) == ["02-02 09:00-10:00", "02-02 10:00-12:00"]
    assert [window.restrictions.crisis for window in windows] == [False, True]


def test_time_reserved_for_crisis_is_subtracted_from_overlapping_hours() -> None:
    reserved = Restrictions(place=2, services=frozenset({9}), crisis=True)
    hours = weekly(row(MONDAY, 9, 14), row(MONDAY, 11, 12, reserved))
    offered = free_slots(hours, [], BookingRule((60,), 30, horizon_days=6), AS_OF)
    assert starts(offered) == ["09:00", "09:30", "10:00", "12:00", "12:30", "13:00"]


def test_rest_beside_time_reserved_for_crisis_needs_room_for_a_slot_on_the_steps() -> None:
    reserved = CITY._replace(crisis=True)
    hours = weekly(row(MONDAY, 9, 12.75), row(MONDAY, 10, 11.5, reserved))
    assert spans(free_windows(hours, [], HOURLY, AS_OF)) == ["02-02 09:00-10:00"]


def test_rule_filters_by_mode_and_place() -> None:
    hours = weekly(
        row(MONDAY, 9, 10, Restrictions(place=1, modes=frozenset({"premises", "remote"}))),
        row(MONDAY, 11, 12, Restrictions(modes=frozenset({"remote"}))),
        row(MONDAY, 13, 14, Restrictions(place=2)),
    )

    def matching(**filters: object) -> list[str]:
        return starts(free_slots(hours, [], BookingRule((60,), 60, horizon_days=6, **filters), AS_OF))

    assert matching(mode="remote") == ["09:00", "11:00", "13:00"]
    assert matching(mode="premises") == ["09:00", "13:00"]
    assert matching(places=frozenset({2})) == ["13:00"]
    assert matching(places=frozenset({1, None})) == ["09:00", "11:00"]
    assert matching(mode="yours", places=frozenset({1})) == []


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


def test_hours_follow_the_supervisors_own_zone() -> None:
    stockholm = ZoneInfo("Europe/Stockholm")
    hours = Hours("Europe/Stockholm", (row(MONDAY, 9, 10),))
    assert spans(free_windows(hours, [], HOURLY, AS_OF), stockholm) == ["02-02 09:00-10:00"]


def test_no_hours_have_no_windows() -> None:
    assert free_windows(weekly(), [], HOURLY, AS_OF) == []
    assert slots([], HOURLY) == []


def test_minute_of_day_of_midnight_as_an_end_is_1440() -> None:
    assert [minute_of_day(time(9, 30)), minute_of_day(time(0)), minute_of_day(time(0), end=True)] == [570, 0, 1440]


@pytest.mark.parametrize(
    "make",
    [
        lambda: WeeklyRow(0, 600, 600),
        lambda: WeeklyRow(0, 600, 540),
        lambda: WeeklyRow(0, 600, 1441),
        lambda: WeeklyRow(7, 540, 600),
        lambda: WeeklyRow(0, 540, 600, interval_weeks=0),
        lambda: WeeklyRow(0, 540, 600, interval_weeks=2),
        lambda: ExceptionRow(date(2026, 2, 3), date(2026, 2, 2)),
        lambda: ExceptionRow(date(2026, 2, 2), date(2026, 2, 2), 540),
        lambda: ExceptionRow(date(2026, 2, 2), date(2026, 2, 2), 540, 500),
        lambda: BookingRule(()),
        lambda: BookingRule((0,)),
        lambda: BookingRule((60,), 0),
        lambda: BookingRule((60,), notice=-1),
        lambda: BookingRule((60,), max_per_day=0),
        lambda: BookingRule((60,), max_per_week=-1),
    ],
)
def test_impossible_values_raise_value_error(make: object) -> None:
    with pytest.raises(ValueError):
        make()


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
