"""Exceptions close a day, replace its hours or add to them."""

from dataclasses import replace

import pytest

from tests.availability.engine_examples import (
    HOURLY,
    MONDAY,
    at,
    closed_days,
    free_slots,
    open_days,
    row,
    starts,
    weekly,
)
from wagtail_tyonohjaus.availability.schedule import ExceptionRow

AS_OF = at("2026-02-02")


def offered(*exceptions: ExceptionRow, **values: object) -> list[str]:
    hours = weekly(row(MONDAY, 12, 14), exceptions=exceptions, **values)
    return list(starts(free_slots(hours, [], HOURLY, AS_OF)))


def added(first: str, last: str, start: int, end: int) -> ExceptionRow:
    return replace(open_days(first, last, start, end), additional=True)


def test_replacing_hours_apply_instead_of_the_usual_ones() -> None:
    assert offered(open_days("2026-02-02", "2026-02-02", 9, 10)) == ["09:00"]


def test_additional_hours_apply_beside_the_usual_ones() -> None:
    assert offered(added("2026-02-02", "2026-02-02", 9, 10)) == ["09:00", "12:00", "13:00"]


def test_additional_hours_open_a_day_without_usual_hours() -> None:
    assert offered(added("2026-02-03", "2026-02-03", 9, 10)) == ["12:00", "13:00", "09:00"]


def test_additional_hours_open_a_holiday() -> None:
    extra = added("2026-02-02", "2026-02-02", 9, 10)
    assert offered(extra, holidays=frozenset([extra.first])) == ["09:00"]


def test_additional_hours_open_a_day_within_closed_weeks() -> None:
    assert offered(closed_days("2026-02-01", "2026-02-10"), added("2026-02-02", "2026-02-02", 9, 10)) == ["09:00"]


def test_closed_day_stays_closed_within_weeks_of_additional_hours() -> None:
    assert offered(closed_days("2026-02-02", "2026-02-02"), added("2026-02-01", "2026-02-02", 9, 10)) == []


def test_closed_day_stays_closed_beside_additional_hours_of_the_same_day() -> None:
    assert offered(closed_days("2026-02-02", "2026-02-02"), added("2026-02-02", "2026-02-02", 9, 10)) == []


def test_hours_are_replaced_and_added_on_the_same_day() -> None:
    both = (open_days("2026-02-02", "2026-02-02", 16, 17), added("2026-02-02", "2026-02-02", 9, 10))
    assert offered(*both) == ["09:00", "16:00"]


def test_additional_exception_without_hours_is_impossible() -> None:
    with pytest.raises(ValueError, match="has hours"):
        replace(closed_days("2026-02-02", "2026-02-02"), additional=True)
