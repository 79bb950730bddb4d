"""Loads the stored hours of a supervisor in a constant number of queries."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from ...practice.models import PracticeSettings, Supervisor
from ..models import HolidayOverride, HoursException, WeeklyHours
from ..public_holidays import closed_days
from .plans import LOOKAHEAD
from .stored import StoredHours


def load_hours(supervisor: Supervisor) -> StoredHours:
    """The supervisor's rows, with the public holidays of the years in which changes are possible."""
    practice = PracticeSettings.objects.filter(site_id=supervisor.site_id).first() or PracticeSettings()
    overrides = HolidayOverride.objects.filter(practice_id=practice.pk).values_list("day", "closed")
    zone = supervisor.time_zone or practice.time_zone
    today = local_today(zone)
    years = range(today.year - 1, (today + LOOKAHEAD).year + 2)
    weekly = WeeklyHours.objects.filter(supervisor_id=supervisor.pk)
    exceptions = HoursException.objects.filter(supervisor_id=supervisor.pk)
    return StoredHours(
        supervisor=supervisor,
        zone=zone,
        weekly=list(weekly.order_by("weekday", "start", "pk").prefetch_related("services")),
        exceptions=list(exceptions.order_by("first_day", "start", "pk").prefetch_related("services")),
        offices=frozenset(supervisor.offices.order_by().values_list("pk", flat=True)),
        holidays=closed_days(practice.holiday_country, practice.holiday_subdivision, overrides, years),
    )


def local_today(zone: str, now: datetime | None = None) -> date:
    """The day of today in a time zone."""
    return timezone.localdate(now, ZoneInfo(zone))
