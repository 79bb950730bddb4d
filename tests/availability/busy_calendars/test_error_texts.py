"""Each error code of a calendar has a text."""

from tests.ical.samples import CALENDAR_CODES, EVENT_CODES, WARNING_CODES
from wagtail_tyonohjaus.availability.busy_calendars import error_texts


def test_every_calendar_error_has_a_text():
    assert set(error_texts.ERRORS) >= CALENDAR_CODES
    assert error_texts.error_text("status", "404").startswith("The server answered with status 404.")


def test_every_skipped_event_has_a_text():
    assert set(error_texts.SKIPPED) == EVENT_CODES
    assert len(error_texts.skipped_texts(dict.fromkeys(EVENT_CODES, 2))) == len(EVENT_CODES)


def test_every_warning_has_a_text():
    assert set(error_texts.WARNINGS) == WARNING_CODES
    assert error_texts.warning_texts({"unfinished": 2}) == ["2 incomplete parts of the file"]
