"""Clock changes: in the small hours, at midnight, by half an hour, and a day that never was."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wagtail_tyonohjaus.availability.engine import Hours, Rule, WeeklyRow, free_slots, free_windows
from wagtail_tyonohjaus.availability.zone_offsets import DAY, clock, day_date, day_number

HOUR = 3600
ALWAYS = tuple(WeeklyRow(day, 0, 1440) for day in range(7))


def noon(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T12:00+00:00").timestamp())


def shown(
    zone: str, rows: tuple[WeeklyRow, ...], day: str, step: int = 60, days: int = 1
) -> tuple[list[float], list[str]]:
    """Hours of each window and local starts of the slots, from the local midnight before a day to the end of it."""
    tz = ZoneInfo(zone)
    as_of = int(datetime.fromisoformat(day).replace(tzinfo=tz).timestamp())
    rule = Rule((60,), step, horizon_days=days - 1)
    windows = free_windows(Hours(zone, rows), [], rule, as_of)
    found = free_slots(Hours(zone, rows), [], rule, as_of)
    assert [slot.end - slot.start for slot in found] == [HOUR] * len(found)
    return (
        [(window.end - window.start) / HOUR for window in windows],
        [f"{datetime.fromtimestamp(slot.start, tz):%H:%M}" for slot in found],
    )


def sunday(start: float, end: float) -> tuple[WeeklyRow, ...]:
    return (WeeklyRow(6, int(start * 60), int(end * 60)),)


def test_hours_that_begin_in_the_skipped_hour_begin_after_it() -> None:
    lengths, slots = shown("Europe/Helsinki", sunday(3.5, 6), "2026-03-29")
    assert lengths == [2.0]
    # The steps are those of every other Sunday.
    assert slots == ["04:30"]


def test_hours_that_end_in_the_skipped_hour_end_before_it() -> None:
    assert shown("Europe/Helsinki", sunday(1, 3.5), "2026-03-29") == ([2.0], ["01:00", "02:00"])


def test_hours_within_the_skipped_hour_vanish() -> None:
    assert shown("Europe/Helsinki", sunday(3, 4), "2026-03-29") == ([], [])


def test_hours_that_meet_in_the_repeated_hour_still_meet() -> None:
    rows = (*sunday(1, 3.5), *sunday(3.5, 6))
    assert shown("Europe/Helsinki", rows, "2026-10-25", 30)[0] == [6.0]


def test_slot_runs_through_the_repeated_hour_in_elapsed_time() -> None:
    assert shown("Europe/Helsinki", sunday(3.5, 5), "2026-10-25", 30) == ([2.5], ["03:30", "04:00"])


def test_long_steps_keep_the_wall_clock_after_a_change() -> None:
    assert shown("Europe/Helsinki", sunday(1, 8), "2026-03-29", 120)[1] == ["01:00", "05:00", "07:00"]
    assert shown("Europe/Helsinki", sunday(1, 8), "2026-10-25", 120)[1] == ["01:00", "03:00", "05:00", "07:00"]


@pytest.mark.parametrize(
    ("zone", "day", "hours", "first", "count"),
    [
        # Midnight itself is skipped: the day begins at one o'clock.
        ("Africa/Cairo", "2024-04-26", 23, "01:00", 23),
        ("Asia/Beirut", "2024-03-31", 23, "01:00", 23),
        ("America/Asuncion", "2023-10-01", 23, "01:00", 23),
        ("America/Santiago", "2024-09-08", 23, "01:00", 23),
        ("America/Havana", "2024-03-10", 23, "01:00", 23),
        # Midnight is repeated, within the day it begins.
        ("America/Havana", "2024-11-03", 25, "00:00", 24),
        # The last hour of the day is repeated.
        ("Africa/Cairo", "2024-10-31", 25, "00:00", 24),
        ("Asia/Beirut", "2024-10-26", 25, "00:00", 24),
        ("America/Asuncion", "2024-03-23", 25, "00:00", 24),
        ("America/Santiago", "2024-04-06", 25, "00:00", 24),
        # A minute past midnight the clock goes back into the day before.
        ("America/St_Johns", "2010-11-07", 25, "00:00", 24),
    ],
)
def test_days_with_a_change_at_midnight(zone: str, day: str, hours: float, first: str, count: int) -> None:
    lengths, slots = shown(zone, ALWAYS, day)
    assert lengths == [hours]
    # 24 hours of hours hold a last slot that begins an hour before midnight, or at its first pass.
    assert (slots[0], len(slots), len(set(slots))) == (first, count, count)


def test_half_hour_change() -> None:
    assert shown("Australia/Lord_Howe", sunday(1, 4), "2026-04-05")[0] == [3.5]
    assert shown("Australia/Lord_Howe", sunday(1, 4), "2026-10-04")[0] == [2.5]


def test_day_that_never_was_is_empty() -> None:
    lengths, slots = shown("Pacific/Apia", ALWAYS, "2011-12-29", days=3)
    assert lengths == [48.0]
    assert len(slots) == 48


def test_no_start_time_is_shown_twice_on_any_day_of_a_year() -> None:
    for zone in ("Europe/Helsinki", "America/Asuncion", "Africa/Cairo", "Australia/Lord_Howe", "Africa/Casablanca"):
        slots = shown(zone, ALWAYS, "2024-01-01", 15, 366)[1]
        tz = ZoneInfo(zone)
        as_of = int(datetime(2024, 1, 1, tzinfo=tz).timestamp())
        found = free_slots(Hours(zone, ALWAYS), [], Rule((60,), 15, horizon_days=365), as_of)
        labels = {f"{datetime.fromtimestamp(slot.start, tz):%F %H:%M}" for slot in found}
        assert len(labels) == len(found) == len(slots)


@pytest.mark.parametrize(
    "zone", ["Europe/Helsinki", "Africa/Casablanca", "Asia/Gaza", "America/St_Johns", "Asia/Kathmandu"]
)
def test_offsets_equal_zoneinfo_hour_by_hour(zone: str) -> None:
    tz = ZoneInfo(zone)
    first, last = noon("2008-01-01"), noon("2012-01-01")
    offsets = clock(zone, first, last)
    for instant in range(first, last, HOUR):
        moment = datetime.fromtimestamp(instant, tz)
        wall = int(moment.replace(tzinfo=UTC).timestamp())
        assert offsets.instant(wall) == (instant if not moment.fold else instant - HOUR)


def test_local_days_cover_the_time_line() -> None:
    for zone in ("America/Asuncion", "America/St_Johns", "Pacific/Apia"):
        offsets = clock(zone, noon("2009-01-01"), noon("2012-12-31"))
        for day in range(day_number(day_date(0)) + 14_245, 15_600):
            start, end = offsets.day_start(day), offsets.day_start(day + 1)
            if start < end:
                assert (offsets.day_of(start), offsets.day_of(end - 1)) == (day, day)


def test_repeated_stretch_belongs_to_the_day_that_the_clock_had_reached() -> None:
    offsets = clock("America/St_Johns", noon("2010-01-01"), noon("2010-12-31"))
    midnight = int(datetime.fromisoformat("2010-11-07T02:30+00:00").timestamp())
    sunday = day_number(date(2010, 11, 7))
    # From one minute past, the clock shows Saturday once more, for 59 minutes.
    assert [offsets.day_of(midnight + minute * 60) for minute in (-1, 0, 1, 59, 60)] == [sunday - 1, *[sunday] * 4]


def test_runs_and_single_days_cover_each_day_once() -> None:
    offsets = clock("Africa/Casablanca", noon("2020-01-01"), noon("2025-01-01"))
    first, last = 18_300, 20_000
    runs, odd = offsets.runs(first, last)
    covered = sorted([day for begin, end, _ in runs for day in range(begin, end)] + odd)
    assert covered == list(range(first, last + 1))
    assert [offsets.day_start(begin) + offset for begin, _, offset in runs] == [begin * DAY for begin, _, _ in runs]


def test_day_numbers_and_dates_convert_both_ways() -> None:
    day = datetime(2026, 3, 29).date()
    assert day_date(day_number(day)) == day
    assert day_date(day_number(day) + 1) - day == timedelta(days=1)
