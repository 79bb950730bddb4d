"""Slots as form values: ``2026-12-01T08:00Z/60``, the start in UTC and the length in minutes."""

import re
from datetime import UTC, datetime

from .dates import is_supported_date

MIN_MINUTES, MAX_MINUTES = 5, 1440
_SLOT_VALUE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)Z/(\d{1,4})", re.ASCII)


def slot_value(start: datetime, minutes: int) -> str:
    """The form value of a slot; ``start`` may be in any zone."""
    return f"{start.astimezone(UTC):%Y-%m-%dT%H:%MZ}/{minutes}"


def parse_slot_value(text: str) -> tuple[datetime, int]:
    """The reverse of ``slot_value``; raises ``ValueError``, also if the length or the year is not supported."""
    match = _SLOT_VALUE.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    start, minutes = datetime.fromisoformat(match[1]).replace(tzinfo=UTC), int(match[2])
    if not MIN_MINUTES <= minutes <= MAX_MINUTES or not is_supported_date(start):
        raise ValueError(text)
    return start, minutes
