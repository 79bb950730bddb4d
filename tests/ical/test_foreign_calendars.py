"""Calendars as real programs write them, from public bug reports, with busy times worked out by hand."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wagtail_tyonohjaus.ical.reading.options import ReadOptions
from wagtail_tyonohjaus.ical.reading.reader import read_busy_time

FOLDER = Path(__file__).parent / "cases"
CASES = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
SINCE, UNTIL = (int(datetime(*day, tzinfo=UTC).timestamp()) for day in ((2026, 9, 1), (2027, 4, 15)))


def iso(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%MZ}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"].removesuffix(".ics"))
def test_calendar_of_another_program_is_read_right(case):
    options = ReadOptions(zone="Europe/Helsinki", since=SINCE, until=UNTIL, **case["job"])
    busy_time = read_busy_time((FOLDER / case["file"]).read_bytes(), options)
    assert [[iso(start), iso(end)] for start, end in busy_time.blocks] == case["busy"]
