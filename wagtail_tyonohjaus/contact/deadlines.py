"""By when somebody should have taken a request."""

from datetime import UTC, datetime, timedelta

from ..conf import app_settings
from ..practice.models import PracticeSettings
from ..practice.opening_hours import add_minutes, spans_of
from .ruleset import is_closed


def due_at(practice: PracticeSettings, start: datetime, crisis: bool, minutes: int | None = None) -> datetime:
    """UTC. In a crisis by the clock, else in the practice's opening hours."""
    if crisis:
        return start + timedelta(minutes=minutes or app_settings.CRISIS_ANSWER_MINUTES)
    local = start.astimezone(practice.zone)
    spans = spans_of(practice.openings.all())
    return add_minutes(local, minutes or app_settings.ANSWER_MINUTES, spans, is_closed(practice)).astimezone(UTC)
