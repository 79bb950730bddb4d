"""Clock changes: at night, at midnight, by half an hour, and a skipped day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wagtail_tyonohjaus.availability.engine import free_windows, slots
from wagtail_tyonohjaus.availability.schedule import BookingRule, Hours, Slot, WeeklyRow
from wagtail_tyonohjaus.availability.zone_offsets import DAY, day_date, day_number, load_zone_offsets

HOUR = 3600
OPEN_DAY_AND_NIGHT = tuple(WeeklyRow(day, 0, 1440) for day in range(7))


def noon(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T12:00+00:00").timestamp())


def offered(zone: str, rows: tuple[WeeklyRow, ...], day: str, step: int = 60, days: int = 1) -> list[Slot]:
    rule, as_of = BookingRule((60,), step, horizon_days=days - 1), local_midnight(zone, day)
    return slots(free_windows(Hours(zone, rows), [], rule, as_of), rule)


def local_midnight(zone: str, day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)).timestamp())


def hours_and_starts(
    zone: str, rows: tuple[WeeklyRow, ...], day: str, step: int = 60, days: int = 1
) -> tuple[list[float], list[str]]:
    """Hours of each window and local starts of the slots, from local midnight before a day on."""
    rule, as_of = BookingRule((60,), step, horizon_days=days - 1), local_midnight(zone, day)
    windows = free_windows(Hours(zone, rows), [], rule, as_of)
    one_hour_slots = offered(zone, rows, day, step, days)
    assert [slot.end - slot.start for slot in one_hour_slots] == [HOUR] * len(one_hour_slots)
    return (
        [(window.end - window.start) / HOUR for window in windows],
        [f"{datetime.fromtimestamp(slot.start, ZoneInfo(zone)):%H:%M}" for slot in one_hour_slots],
    )


def sunday(start: float, end: float) -> tuple[WeeklyRow, ...]:
    return (WeeklyRow(6, int(start * 60), int(end * 60)),)


def test_hours_that_start_in_the_skipped_hour_start_after_it() -> None:
    lengths, starts = hours_and_starts("Europe/Helsinki", sunday(3.5, 6), "2026-03-29")
    assert lengths == [2.0]
    # The grid is the same as on every other Sunday.
    assert starts == ["04:30"]


def test_hours_that_end_in_the_skipped_hour_end_before_it() -> None:
    assert hours_and_starts("Europe/Helsinki", sunday(1, 3.5), "2026-03-29") == ([2.0], ["01:00", "02:00"])


def test_hours_within_the_skipped_hour_have_no_windows() -> None:
    assert hours_and_starts("Europe/Helsinki", sunday(3, 4), "2026-03-29") == ([], [])


def test_hours_that_are_adjacent_in_the_repeated_hour_stay_adjacent() -> None:
    rows = (*sunday(1, 3.5), *sunday(3.5, 6))
    assert hours_and_starts("Europe/Helsinki", rows, "2026-10-25", 30)[0] == [6.0]


def test_slot_length_is_elapsed_time_in_the_repeated_hour() -> None:
    assert hours_and_starts("Europe/Helsinki", sunday(3.5, 5), "2026-10-25", 30) == ([2.5], ["03:30", "04:00"])


def test_grid_follows_the_wall_clock_after_a_change() -> None:
    assert hours_and_starts("Europe/Helsinki", sunday(1, 8), "2026-03-29", 120)[1] == ["01:00", "05:00", "07:00"]
    assert hours_and_starts("Europe/Helsinki", sunday(1, 8), "2026-10-25", 120)[1] == [
        "01:00",
        "03:00",
        "05:00",
        "07:00",
    ]


@pytest.mark.parametrize(
    ("zone", "day", "hours", "first", "count"),
    [
        # Midnight is skipped: the day begins at one o'clock.
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
    lengths, starts = hours_and_starts(zone, OPEN_DAY_AND_NIGHT, day)
    assert lengths == [hours]
    assert (starts[0], len(starts), len(set(starts))) == (first, count, count)


def test_clock_change_of_half_an_hour() -> None:
    assert hours_and_starts("Australia/Lord_Howe", sunday(1, 4), "2026-04-05")[0] == [3.5]
    assert hours_and_starts("Australia/Lord_Howe", sunday(1, 4), "2026-10-04")[0] == [2.5]


def test_skipped_day_is_empty() -> None:
    lengths, starts = hours_and_starts("Pacific/Apia", OPEN_DAY_AND_NIGHT, "2011-12-29", days=3)
    assert lengths == [48.0]
    assert len(starts) == 48


def test_no_start_time_is_offered_twice_in_a_year() -> None:
    for zone in ("Europe/Helsinki", "America/Asuncion", "Africa/Cairo", "Australia/Lord_Howe", "Africa/Casablanca"):
        tz, half_hours = ZoneInfo(zone), offered(zone, OPEN_DAY_AND_NIGHT, "2024-01-01", 30, 366)
        starts = {datetime.fromtimestamp(slot.start, tz).replace(tzinfo=None, fold=0) for slot in half_hours}
        assert len(starts) == len(half_hours) > 17_500


@pytest.mark.parametrize(
    "zone", ["Europe/Helsinki", "Africa/Casablanca", "Asia/Gaza", "America/St_Johns", "Asia/Kathmandu"]
)
def test_offsets_equal_zoneinfo_hour_by_hour(zone: str) -> None:
    tz = ZoneInfo(zone)
    first, last = noon("2008-01-01"), noon("2012-01-01")
    offsets = load_zone_offsets(zone, first, last)
    for instant in range(first, last, HOUR):
        moment = datetime.fromtimestamp(instant, tz)
        wall = int(moment.replace(tzinfo=UTC).timestamp())
        assert offsets.to_utc(wall) == (instant if not moment.fold else instant - HOUR)


def test_local_days_cover_the_time_line() -> None:
    for zone in ("America/Asuncion", "America/St_Johns", "Pacific/Apia"):
        offsets = load_zone_offsets(zone, noon("2009-01-01"), noon("2012-12-31"))
        for day in range(day_number(day_date(0)) + 14_245, 15_600):
            start, end = offsets.day_start(day), offsets.day_start(day + 1)
            if start < end:
                assert (offsets.local_day(start), offsets.local_day(end - 1)) == (day, day)


def test_repeated_hour_belongs_to_the_day_that_the_clock_had_reached() -> None:
    offsets = load_zone_offsets("America/St_Johns", noon("2010-01-01"), noon("2010-12-31"))
    midnight = int(datetime.fromisoformat("2010-11-07T02:30+00:00").timestamp())
    sunday = day_number(date(2010, 11, 7))
    # From one minute past, the clock shows Saturday once more, for 59 minutes.
    assert [offsets.local_day(midnight + minute * 60) for minute in (-1, 0, 1, 59, 60)] == [sunday - 1, *[sunday] * 4]


def test_split_days_covers_each_day_once() -> None:
    offsets = load_zone_offsets("Africa/Casablanca", noon("2020-01-01"), noon("2025-01-01"))
    first, last = 18_300, 20_000
    runs, change_days = offsets.split_days(first, last)
    covered = sorted([day for begin, end, _ in runs for day in range(begin, end)] + change_days)
    assert covered == list(range(first, last + 1))
    assert [offsets.day_start(begin) + offset for begin, _, offset in runs] == [begin * DAY for begin, _, _ in runs]


def test_day_numbers_and_dates_convert_both_ways() -> None:
    day = datetime(2026, 3, 29).date()
    assert day_date(day_number(day)) == day
    assert day_date(day_number(day) + 1) - day == timedelta(days=1)
