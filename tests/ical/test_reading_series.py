"""Recurring events: their rules, and instances that were moved, added or cancelled."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.ical.cpu_time import ample_cpu_time
from tests.ical.samples import (
    SINCE,
    TUESDAY,
    UNTIL,
    busy,
    calendar,
    event,
    hour,
    read,
    utc,
)
from wagtail_tyonohjaus.ical.reading.errors import CalendarError


def test_moved_excluded_and_cancelled_instances_replace_those_of_the_rule():
    """nextcloud/calendar#5537, cal.diy#8516."""
    result = busy(
        hour("20200106", "RRULE:FREQ=WEEKLY;UNTIL=20261005T235959Z", "EXDATE;TZID=Europe/Helsinki:20260907T100000"),
        event(
            "UID:1",
            "RECURRENCE-ID;TZID=Europe/Helsinki:20260914T100000",
            "DTSTART;TZID=Europe/Helsinki:20260915T120000",
            "DTEND;TZID=Europe/Helsinki:20260915T130000",
        ),
        event(
            "UID:1",
            "RECURRENCE-ID:20260921T070000Z",
            "STATUS:CANCELLED",
            "DTSTART:20260921T070000Z",
            "DTEND:20260921T080000Z",
        ),
    )
    assert result == ["2026-09-15 09:00/10:00", "2026-09-28 07:00/08:00", "2026-10-05 07:00/08:00"]


def test_this_and_future_moves_all_later_instances():
    """nextcloud/calendar#5537, cal.diy#8516."""
    result = busy(
        hour("20260907", "RRULE:FREQ=WEEKLY;COUNT=3"),
        event(
            "UID:1",
            "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Helsinki:20260914T100000",
            "DTSTART;TZID=Europe/Helsinki:20260914T120000",
            "DTEND;TZID=Europe/Helsinki:20260914T130000",
        ),
    )
    assert result == ["2026-09-07 07:00/08:00", "2026-09-14 09:00/10:00", "2026-09-21 09:00/10:00"]


def test_instance_may_be_excluded_in_utc_or_as_a_date():
    """nextcloud/calendar#5537, cal.diy#8516."""
    assert busy(hour("20260907", "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20260914T070000Z")) == ["2026-09-07 07:00/08:00"]
    assert busy(hour("20260907", "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE;VALUE=DATE:20260914")) == [
        "2026-09-07 07:00/08:00"
    ]


def test_cancelled_series_is_free():
    """nextcloud/calendar#5537, cal.diy#8516."""
    assert busy(hour("20260907", "RRULE:FREQ=WEEKLY", "STATUS:CANCELLED")) == []


def test_moved_instance_without_its_series_is_busy():
    """nextcloud/calendar#5537, cal.diy#8516."""
    assert busy(hour("20261020", "RECURRENCE-ID;TZID=Europe/Helsinki:20261019T100000")) == [TUESDAY]


def test_series_that_began_long_ago_has_its_weekday_and_interval():
    """nextcloud/calendar#5383, cal.diy#14641."""
    assert busy(hour("20000103", "RRULE:FREQ=WEEKLY;INTERVAL=8")) == [
        "2026-09-07 07:00/08:00",
        "2026-11-02 08:00/09:00",
        "2026-12-28 08:00/09:00",
    ]
    assert busy(event("DTSTART;VALUE=DATE:19010520", "RRULE:FREQ=YEARLY;BYMONTH=10")) == ["2026-10-19 21:00/21:00"]
    assert busy(hour("19990131", "RRULE:FREQ=MONTHLY")) == [
        "2026-10-31 08:00/09:00",
        "2026-12-31 08:00/09:00",
    ]


FIRST_HOUR = ["DTSTART:20261020T070000Z", "DTEND:20261020T080000Z"]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=FORTNIGHTLY",
        "INTERVAL=2",
        "RSCALE=CHINESE;FREQ=YEARLY",
        "nonsense",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_event_whose_rule_cannot_be_expanded_keeps_its_first_instance_and_is_doubtful(rule):
    busy_time = read(calendar(event(*FIRST_HOUR, f"RRULE:{rule}")))
    assert (utc(busy_time.blocks), busy_time.issues, busy_time.doubtful) == ([TUESDAY], {"doubtful": 1}, ["2026-10-20"])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;INTERVAL=0;COUNT=2", ["2026-10-20", "2026-10-27"]),
        ("FREQ=WEEKLY;INTERVAL=-1;COUNT=2", ["2026-10-20", "2026-10-27"]),
        ("FREQ=WEEKLY;COUNT=2;BYDAY=XX", ["2026-10-20", "2026-10-27"]),
        ("FREQ=WEEKLY;COUNT=3;BYDAY=TU,XX,WE", ["2026-10-20", "2026-10-21", "2026-10-27"]),
        ("FREQ=MONTHLY;BYMONTHDAY=20,99;COUNT=2", ["2026-10-20", "2026-11-20"]),
        ("FREQ=MONTHLY;UNTIL=never", ["2026-10-20", "2026-11-20", "2026-12-20"]),
        ("FREQ=MONTHLY;COUNT=99999999999999999999", ["2026-10-20", "2026-11-20", "2026-12-20"]),
    ],
)
def test_unreadable_part_of_a_rule_is_left_out_and_the_event_is_doubtful(rule, expected):
    busy_time = read(calendar(event(*FIRST_HOUR, f"RRULE:{rule}")))
    assert [block[:10] for block in utc(busy_time.blocks)] == expected
    assert (busy_time.issues, busy_time.doubtful) == ({"doubtful": 1}, ["2026-10-20"])


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY; COUNT=2",
        " freq=weekly;count=2;",
        "FREQ=WEEKLY;COUNT=2;X-NAME=1",
        "RRULE:FREQ=WEEKLY;COUNT=2",
        "RSCALE=GREGORIAN;FREQ=WEEKLY;SKIP=OMIT;COUNT=2",
        "W1 #2",
        "W1 TU 20261027T235959Z",
    ],
)
def test_rule_in_an_unusual_form_is_understood(rule):
    busy_time = read(calendar(event(*FIRST_HOUR, f"RRULE:{rule}")))
    assert ([block[:10] for block in utc(busy_time.blocks)], busy_time.issues) == (["2026-10-20", "2026-10-27"], {})


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("D2 #3", ["2026-10-20", "2026-10-22", "2026-10-24"]),
        ("W1 TU TH #3", ["2026-10-20", "2026-10-22", "2026-10-27"]),
        ("MD1 20 LD #3", ["2026-10-20", "2026-10-31", "2026-11-20"]),
        ("MP1 3+ TU #2", ["2026-10-20", "2026-11-17"]),
        ("MP1 1- FR #2", ["2026-10-20", "2026-10-30", "2026-11-27"]),
        ("YM1 10 12 #2", ["2026-10-20", "2026-12-20"]),
        ("YD1 293 #0", ["2026-10-20"]),
        ("D7", ["2026-10-20", "2026-10-27"]),
    ],
)
def test_rule_of_vcalendar_1_is_translated(rule, expected):
    assert [block[:10] for block in busy(event(*FIRST_HOUR, f"RRULE:{rule}"))] == expected


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=MINUTELY;INTERVAL=5"])
def test_rule_that_recurs_all_day_long_keeps_all_time_busy_and_is_doubtful(rule):
    busy_time = read(calendar(event("DTSTART:00010101T100000Z", "DURATION:PT1H", f"RRULE:{rule}")))
    assert busy_time.blocks == [(SINCE, UNTIL)]
    assert busy_time.issues == {"doubtful": 1}


@pytest.mark.parametrize("until", ["20261020T090000Z", "20261020T230000Z"])
def test_rule_that_recurs_all_day_long_ends_with_its_until(until):
    end = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) + timedelta(hours=1)
    assert busy(event(*FIRST_HOUR, f"RRULE:FREQ=SECONDLY;UNTIL={until}")) == [f"2026-10-20 07:00/{end:%H:%M}"]


def test_hourly_rule_is_expanded():
    lines = ["DTSTART:20261020T070000Z", "DURATION:PT30M", "RRULE:FREQ=HOURLY;INTERVAL=2;COUNT=3"]
    assert busy(event(*lines)) == ["2026-10-20 07:00/07:30", "2026-10-20 09:00/09:30", "2026-10-20 11:00/11:30"]


def test_start_is_busy_even_if_the_rule_disagrees_with_it():
    assert busy(event(*FIRST_HOUR, "RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=1")) == [TUESDAY, "2026-10-21 07:00/08:00"]


def test_series_from_the_year_1_are_read():
    """dateutil#1094, allenporter/ical#688."""
    rules = ["FREQ=DAILY;INTERVAL=200", "FREQ=WEEKLY;INTERVAL=30", "FREQ=MONTHLY", "FREQ=YEARLY;BYMONTH=10"]
    parts = [event(f"UID:{n}", "DTSTART:00010101T100000Z", "DURATION:PT1H", f"RRULE:{r}") for n, r in enumerate(rules)]
    with ample_cpu_time():
        result = read(calendar(*parts))
    assert result.issues == {} and len(result.blocks) == 4


def test_events_with_the_same_uid_are_separate_events():
    assert busy(hour("20261020"), hour("20261021")) == [TUESDAY, "2026-10-21 07:00/08:00"]
    assert len(busy(hour("20261005", "RRULE:FREQ=WEEKLY;COUNT=2"), hour("20261021"))) == 3


def test_too_many_instances_are_refused():
    series = [hour("20260901", "RRULE:FREQ=DAILY", uid=f"{n}") for n in range(100)]
    with pytest.raises(CalendarError) as caught:
        read(calendar(*series))
    assert caught.value.code == "too_many_instances"
