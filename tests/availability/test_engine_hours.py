"""Which hours are open: rows, exceptions, holidays, clock changes and restrictions."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from tests.availability.engine_examples import (
    AS_OF,
    CITY,
    HOUR,
    HOURLY,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    at,
    closed_days,
    free_slots,
    local,
    open_days,
    row,
    slots_at,
    spans,
    starts,
    weekly,
)
from wagtail_tyonohjaus.availability.engine import free_windows, slots
from wagtail_tyonohjaus.availability.schedule import (
    BookingRule,
    ExceptionRow,
    Hours,
    Restrictions,
    WeeklyRow,
    minute_of_day,
)


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
