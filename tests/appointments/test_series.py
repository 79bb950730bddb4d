from datetime import UTC, datetime

import pytest

from tests.appointments.factories import ATTENDEE, STAFF, VISITOR, agenda, at, times
from wagtail_tyonohjaus.appointments import transitions
from wagtail_tyonohjaus.appointments.exceptions import SeriesUnavailable
from wagtail_tyonohjaus.appointments.holds import book
from wagtail_tyonohjaus.appointments.series import book_series, from_wall_time, sessions_in_series, starts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_series_keeps_the_wall_clock_over_both_clock_changes():
    spring = starts(at("2026-03-23 09:00"), "Europe/Helsinki", days=7, times=2)
    autumn = starts(at("2026-10-19 09:00"), "Europe/Helsinki", days=7, times=2)
    assert [f"{start:%m-%d %H:%M}" for start in spring + autumn] == [
        "03-23 07:00",
        "03-30 06:00",
        "10-19 06:00",
        "10-26 07:00",
    ]


def test_series_start_that_the_clock_skips_is_the_instant_of_the_change():
    assert from_wall_time(datetime(2026, 3, 29, 3, 30), "Europe/Helsinki") == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_series_start_that_the_clock_repeats_is_the_first_of_the_two():
    assert from_wall_time(datetime(2026, 10, 25, 3, 30), "Europe/Helsinki") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("days", "count"), [(0, 3), (7, 0), (7, 53)])
def test_series_that_makes_no_sense_is_refused(days, count):
    with pytest.raises(ValueError, match="series"):
        starts(at("2026-03-23 09:00"), "Europe/Helsinki", days=days, times=count)


def test_series_is_booked_whole_and_each_can_be_changed_by_itself():
    wish = agenda()
    made = book_series(wish, starts(wish.start, "Europe/Helsinki", days=14, times=3), ATTENDEE, actor=STAFF)
    transitions.move(made[1], at("2026-01-27 12:00"), actor=STAFF)
    transitions.cancel(made[2], actor=VISITOR)
    assert times() == ["01-12 09:00 confirmed", "01-27 12:00 confirmed", "02-09 09:00 cancelled"]
    assert len({session.uid for session in made}) == 3
    assert sessions_in_series(made[0]) == made


def test_series_with_a_taken_time_stores_nothing_and_says_which():
    wish = agenda()
    book(wish.starting_at(at("2026-01-26 09:30")), ATTENDEE, actor=STAFF)
    planned = starts(wish.start, "Europe/Helsinki", days=14, times=3)
    with pytest.raises(SeriesUnavailable) as caught:
        book_series(wish, planned, ATTENDEE, actor=STAFF)
    assert caught.value.starts == [at("2026-01-26 09:00")]
    assert times() == ["01-26 09:30 confirmed"]


def test_crisis_series_lies_close_together():
    wish = agenda()
    made = book_series(wish, starts(wish.start, "Europe/Helsinki", days=1, times=3), ATTENDEE, actor=STAFF)
    assert [session.local_start.day for session in made] == [12, 13, 14]
