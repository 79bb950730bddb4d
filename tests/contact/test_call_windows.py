from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from time_machine import travel

from wagtail_tyonohjaus.contact.call_windows import interval, interval_label, next_window, windows_from
from wagtail_tyonohjaus.contact.summary import call_windows_for_visitor

from .helpers import send

HELSINKI = ZoneInfo("Europe/Helsinki")
MONDAY_MORNING = [{"weekday": 0, "from": "09:00", "to": "11:00"}]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "start", "end", "expected"),
    [
        ([], None, None, []),
        ([2], None, None, [(2, "08:00", "18:00")]),
        ([], time(9), time(10), [(day, "09:00", "10:00") for day in range(5)]),
        ([4, 0, 0], time(9), None, [(0, "09:00", "18:00"), (4, "09:00", "18:00")]),
        ([0], time(20), None, [(0, "20:00", "20:00")]),
        ([0], None, time(7), [(0, "07:00", "07:00")]),
    ],
)
def test_selected_days_and_times_become_windows(days, start, end, expected):
    windows = [(row["weekday"], row["from"], row["to"]) for row in windows_from(days, start, end)]
    if expected and expected[0][1] == expected[0][2]:
        assert windows[0][1] < windows[0][2]
    else:
        assert windows == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-11-20T12:00", ("2026-11-23T07:00", "2026-11-23T09:00")),
        ("2026-11-23T08:00", ("2026-11-23T08:00", "2026-11-23T09:00")),
        ("2026-11-23T08:55", ("2026-11-30T07:00", "2026-11-30T09:00")),
        ("2026-03-23T12:00", ("2026-03-30T06:00", "2026-03-30T08:00")),
    ],
)
def test_next_window_is_in_the_practice_time_zone(after, expected):
    assert next_window(MONDAY_MORNING, HELSINKI, utc(after)) == (utc(expected[0]), utc(expected[1]))


def test_window_across_a_clock_change_keeps_its_local_times():
    night = {"weekday": 6, "from": "02:00", "to": "04:30"}
    lengths = [
        (end - start).total_seconds() / 3600
        for start, end in (
            interval(night, datetime(2026, month, day).date(), HELSINKI) for month, day in ((3, 29), (10, 25), (11, 1))
        )
    ]
    assert lengths == [1.5, 3.5, 2.5]


def test_next_window_is_none_without_windows():
    assert next_window([], HELSINKI, utc("2026-11-20T12:00")) is None


def test_windows_are_displayed_in_the_visitors_time_zone_if_it_differs(practice):
    times = {"call_windows": ["0"], "call_from": "09:00", "call_until": "11:00"}
    call = {"phone": "040 1234567", "preferred_contact": "call", **times}
    with travel("2026-11-20T10:00:00Z", tick=False):
        nearest_alternatives, far = (
            send(**call, name=zone, visitor_time_zone=zone) for zone in ("Europe/Tallinn", "Europe/London")
        )
        page = Client().get(far.receipt_url).content.decode()
    assert (call_windows_for_visitor(nearest_alternatives, practice), call_windows_for_visitor(far, practice)) == (
        [],
        ["Monday 07:00–09:00"],
    )
    assert "In your time zone, that is Monday 07:00–09:00" in page


@pytest.mark.parametrize(
    ("end", "label"),
    [
        (datetime(2026, 11, 20, 14, tzinfo=UTC), "20 Nov 2026, 10:00–16:00"),
        (datetime(2026, 11, 23, 14, tzinfo=UTC), "20 Nov 2026, 10:00 – 23 Nov 2026, 16:00"),
    ],
)
def test_interval_label_includes_a_different_end_date(end, label):
    assert interval_label(datetime(2026, 11, 20, 8, tzinfo=UTC), end, ZoneInfo("Europe/Helsinki")) == label
