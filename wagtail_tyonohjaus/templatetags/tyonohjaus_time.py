"""Dates and times in a practice's time zone, see ``practice.formatting``."""

from datetime import date, datetime
from typing import Any

from django import template

from ..practice import formatting
from ..practice.admin.zones import zone_of

register = template.Library()


@register.filter
def moment(value: datetime | None, owner: Any) -> str:
    """Date and time in the zone of ``owner``: a practice, or a record of one."""
    return formatting.format_moment(value, zone_of(owner)) if value else ""


@register.filter
def moment_date(value: datetime | None, owner: Any) -> str:
    """The date of a moment, in the same zone as ``moment``."""
    return formatting.format_short_date(value.astimezone(zone_of(owner))) if value else ""


@register.filter
def day(value: date | None) -> str:
    """A date without a time."""
    return formatting.format_short_date(value) if value else ""


@register.filter
def weekday(value: date) -> str:
    """The name of a day of the week."""
    return formatting.format_weekday(value)


@register.filter
def weekday_and_day(value: date) -> str:
    """A day whose year is known."""
    return formatting.format_weekday_and_day(value)


@register.filter
def day_and_month(value: date) -> str:
    """The same without the day of the week."""
    return formatting.format_day_and_month(value)


@register.filter
def zone_label(value: str) -> str:
    """A time zone as people call it."""
    return formatting.format_zone(value)
