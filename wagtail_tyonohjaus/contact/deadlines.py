"""When a request should be answered: minutes by the clock in a crisis, else minutes of opening hours."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from ..availability.public_holidays import closed_days
from ..conf import app_settings
from ..practice.models import PracticeSettings
from ..practice.opening_hours import ClosedCheck, add_minutes, merged_spans


def due_at(practice: PracticeSettings, start: datetime, crisis: bool, minutes: int | None = None) -> datetime:
    """Until when (UTC) somebody should start work on a request; ``minutes`` are those of a rule."""
    if crisis:
        return start + timedelta(minutes=minutes or app_settings.CRISIS_RESPONSE_MINUTES)
    return add_opening_minutes(practice, start, minutes or app_settings.RESPONSE_MINUTES)


def add_opening_minutes(practice: PracticeSettings, start: datetime, minutes: int) -> datetime:
    """The time (UTC) after so many minutes of the practice's opening hours; with 0, the next time it is open."""
    local = start.astimezone(practice.zone)
    spans = merged_spans(practice.opening_hours.all())
    return add_minutes(local, minutes, spans, holiday_check(practice)).astimezone(UTC)


def holiday_check(practice: PracticeSettings) -> ClosedCheck:
    """A function that says whether the practice is closed on a day for a public holiday; one query at most."""

    @cache
    def overrides() -> list[tuple[date, bool]]:
        return [(row.day, row.closed) for row in practice.rows_if_any("holiday_overrides")]

    @cache
    def closed_in(year: int) -> frozenset[date]:
        return closed_days(practice.holiday_country, practice.holiday_subdivision, overrides(), [year])

    return lambda day: day in closed_in(day.year)
