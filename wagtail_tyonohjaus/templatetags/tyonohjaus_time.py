"""Dates and times in a practice's time zone, see ``practice.formatting``."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone

from ..practice.formatting import format_moment, format_short_date
from ..practice.models import PracticeSettings

register = template.Library()
_ZONE_ATTRIBUTE = "_tyonohjaus_zone"


@register.filter
def moment(value: datetime | None, owner: Any = None) -> str:
    """Date and time in the zone of ``owner``: a practice, or a record of one. Without it, in the current time zone."""
    return format_moment(value, _zone(owner)) if value else ""


@register.filter
def moment_date(value: datetime | None, owner: Any = None) -> str:
    """The date of a moment, in the same zone as ``moment``."""
    return format_short_date(value.astimezone(_zone(owner))) if value else ""


@register.filter
def day(value: date | None) -> str:
    """A date without a time."""
    return format_short_date(value) if value else ""


@register.simple_tag(takes_context=True)
def listed_moment(context: Mapping[str, Any], value: datetime | None, site_id: int | None) -> str:
    """Date and time in a list, whose practices are loaded once. The zone is named if the list has several."""
    if not value:
        return ""
    zones = _zones(context.get("table"))
    zone = zones.get(site_id, "")
    several = len(set(zones.values())) > 1
    return format_moment(value, ZoneInfo(zone) if zone else timezone.get_current_timezone(), with_zone=several)


def _zone(owner: Any) -> tzinfo:
    if owner is None:
        return timezone.get_current_timezone()
    # A record's practice is loaded once for a page with many times.
    values = vars(owner)
    if _ZONE_ATTRIBUTE not in values:
        name = getattr(owner, "zone_name", "") or getattr(owner, "time_zone", "") or owner.practice.time_zone
        values[_ZONE_ATTRIBUTE] = ZoneInfo(name)
    return values[_ZONE_ATTRIBUTE]


def _zones(table: Any) -> dict[int | None, str]:
    """The time zones of all practices by site; loaded once for a table, whose cells get no request."""
    zones = getattr(table, _ZONE_ATTRIBUTE, None)
    if zones is None:
        zones = dict(PracticeSettings.objects.values_list("site_id", "time_zone"))
        if table is not None:
            setattr(table, _ZONE_ATTRIBUTE, zones)
    return zones
