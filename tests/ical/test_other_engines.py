"""Ordinary recurring events as ical.js and node-ical read them; ``tests/engines/run`` remakes their results."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.engines.foreign.rules import RULES, as_calendar
from wagtail_tyonohjaus.ical.reading.options import ReadOptions
from wagtail_tyonohjaus.ical.reading.reader import read_busy_time

ROWS = json.loads((Path(__file__).parent / "rules.json").read_text(encoding="utf-8"))
AGREED = [row for row in ROWS if row["busy"] is not None]
SINCE, UNTIL = (int(datetime(*day, tzinfo=UTC).timestamp()) for day in ((2026, 9, 1), (2027, 4, 15)))


def test_the_results_of_the_engines_are_those_of_the_rules():
    assert [(row["start"], row["rule"]) for row in ROWS] == RULES
    assert len(AGREED) >= len(RULES) - 3


@pytest.mark.parametrize("row", AGREED, ids=lambda row: row["rule"])
def test_recurring_event_is_read_as_the_other_engines_agree(row):
    options = ReadOptions(zone="Europe/Helsinki", since=SINCE, until=UNTIL)
    blocks = read_busy_time(as_calendar(row["start"], row["rule"]).encode(), options).blocks
    assert [list(block) for block in blocks] == row["busy"]
