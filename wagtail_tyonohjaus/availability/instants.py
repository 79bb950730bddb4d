"""Conversion between UTC epoch seconds, which availability computes with, and datetimes."""

from datetime import UTC, datetime

from django.utils import timezone

HOUR = 3600


def current_hour(now: datetime | None = None) -> int:
    """``now`` floored to the hour, in UTC epoch seconds."""
    return epoch_seconds(now or timezone.now()) // HOUR * HOUR


def utc_datetime(instant: int) -> datetime:
    """An aware datetime in UTC from epoch seconds."""
    return datetime.fromtimestamp(instant, UTC)


def epoch_seconds(value: datetime) -> int:
    """UTC epoch seconds of an aware datetime."""
    return int(value.timestamp())
