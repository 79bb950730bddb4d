from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from wagtail_tyonohjaus.practice.opening_hours import add_minutes, open_status, status_text

HELSINKI = ZoneInfo("Europe/Helsinki")
WEEK = [(day, time(8), time(16)) for day in range(5)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def never(day):
    return False


def independence(day):
    return (day.month, day.day) == (12, 6)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-11-20 12:00", "open until 16:00"),
        ("2026-11-20 07:00", "opens at 08:00"),
        ("2026-11-19 18:00", "opens tomorrow at 08:00"),
        ("2026-11-20 16:00", "opens Monday at 08:00"),
    ],
)
def test_status_text_gives_the_time_of_the_next_change(moment, text):
    assert status_text(open_status(WEEK, at(moment)), at(moment)) == text


def test_holiday_is_closed():
    sunday = at("2027-12-06 10:00")  # a Monday
    assert status_text(open_status(WEEK, sunday, independence), sunday) == "opens tomorrow at 08:00"


def test_opening_in_more_than_a_week_is_given_as_a_date():
    def closed(day):
        return day < datetime(2026, 12, 1).date()

    assert status_text(open_status(WEEK, at("2026-11-20 10:00"), closed), at("2026-11-20 10:00")) == (
        "opens 1 Dec 2026 at 08:00"
    )


def test_status_text_is_empty_without_opening_hours():
    assert status_text(open_status([], at("2026-11-20 10:00")), at("2026-11-20 10:00")) == ""


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-20 10:00", 60, "2026-11-20 11:00"),
        ("2026-11-20 15:00", 120, "2026-11-23 09:00"),
        ("2026-11-21 12:00", 60, "2026-11-23 09:00"),
        ("2026-11-20 05:00", 480, "2026-11-20 16:00"),
    ],
)
def test_add_minutes_skips_closed_time(start, minutes, end):
    assert add_minutes(at(start), minutes, WEEK) == at(end)


def test_add_minutes_counts_elapsed_time_across_a_clock_change():
    night = [(6, time(0), time(8))]
    # The night to 25 October 2026 is an hour longer than others.
    assert add_minutes(at("2026-10-25 00:00"), 300, night) == at("2026-10-25 04:00")
    assert add_minutes(at("2026-03-29 00:00"), 300, night) == at("2026-03-29 06:00")


def test_add_minutes_counts_by_the_clock_if_always_closed():
    assert add_minutes(at("2026-11-20 10:00"), 60, WEEK, lambda day: True) == at("2026-11-20 11:00")
