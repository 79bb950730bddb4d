from datetime import UTC, datetime

import pytest

from tests.appointments.factories import ATTENDEE, STAFF, VISITOR, book, helsinki, make_first_request, session_states
from wagtail_tyonohjaus.appointments import transitions
from wagtail_tyonohjaus.appointments.exceptions import SeriesUnavailable
from wagtail_tyonohjaus.appointments.series import book_series, from_wall_time, series_starts, sessions_in_series

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_series_has_the_same_wall_time_across_clock_changes():
    spring = series_starts(helsinki("2026-03-23 09:00"), "Europe/Helsinki", days=7, count=2)
    autumn = series_starts(helsinki("2026-10-19 09:00"), "Europe/Helsinki", days=7, count=2)
    assert [f"{start:%m-%d %H:%M}" for start in spring + autumn] == [
        "03-23 07:00",
        "03-30 06:00",
        "10-19 06:00",
        "10-26 07:00",
    ]


def test_skipped_wall_time_becomes_the_instant_of_the_clock_change():
    assert from_wall_time(datetime(2026, 3, 29, 3, 30), "Europe/Helsinki") == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_repeated_wall_time_becomes_its_first_occurrence():
    assert from_wall_time(datetime(2026, 10, 25, 3, 30), "Europe/Helsinki") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("days", "count"), [(0, 3), (7, 0), (7, 53)])
def test_invalid_interval_or_count_raises(days, count):
    with pytest.raises(ValueError, match="series"):
        series_starts(helsinki("2026-03-23 09:00"), "Europe/Helsinki", days=days, count=count)


def test_sessions_of_a_series_can_be_changed_separately():
    slot_request = make_first_request()
    sessions = book_series(
        slot_request, series_starts(slot_request.start, "Europe/Helsinki", days=14, count=3), ATTENDEE, actor=STAFF
    )
    transitions.move(sessions[1], helsinki("2026-01-27 12:00"), actor=STAFF)
    transitions.cancel(sessions[2], actor=VISITOR)
    assert session_states() == ["01-12 09:00 confirmed", "01-27 12:00 confirmed", "02-09 09:00 cancelled"]
    assert len({session.uid for session in sessions}) == 3
    assert sessions_in_series(sessions[0]) == sessions


def test_series_with_an_unavailable_time_stores_nothing():
    slot_request = make_first_request()
    book(slot_request.starting_at(helsinki("2026-01-26 09:30")), ATTENDEE, actor=STAFF)
    planned = series_starts(slot_request.start, "Europe/Helsinki", days=14, count=3)
    with pytest.raises(SeriesUnavailable) as raised:
        book_series(slot_request, planned, ATTENDEE, actor=STAFF)
    assert raised.value.starts == [helsinki("2026-01-26 09:00")]
    assert session_states() == ["01-26 09:30 confirmed"]


def test_series_can_be_on_consecutive_days():
    slot_request = make_first_request()
    sessions = book_series(
        slot_request, series_starts(slot_request.start, "Europe/Helsinki", days=1, count=3), ATTENDEE, actor=STAFF
    )
    assert [session.local_start.day for session in sessions] == [12, 13, 14]
