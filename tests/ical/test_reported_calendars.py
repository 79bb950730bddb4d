"""Calendars of public bug reports and of the RFCs' corners, with busy times worked out by hand."""

import pytest

from tests.ical.case_files import compact, read_cases
from wagtail_tyonohjaus.ical.reading.reader import read_busy_time

CASES = read_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reported_calendar_is_read_right(case):
    busy_time = read_busy_time(case.body, case.options)
    assert [compact(*block) for block in busy_time.blocks] == case.busy
    assert busy_time.doubtful == case.doubtful
