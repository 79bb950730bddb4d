"""When a request should be answered: minutes by the clock in a crisis, else minutes of opening hours."""

from datetime import UTC, date, datetime, timedelta

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
    """A function that says whether the practice is closed on a day for a public holiday; one query."""
    overrides = [(row.day, row.closed) for row in practice.holiday_overrides.all()]
    closed_by_year: dict[int, frozenset[date]] = {}

    def is_holiday(day: date) -> bool:
        if day.year not in closed_by_year:
            closed_by_year[day.year] = closed_days(
                practice.holiday_country, practice.holiday_subdivision, overrides, [day.year]
            )
        return day in closed_by_year[day.year]

    return is_holiday
