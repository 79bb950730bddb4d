"""The fetch job of a calendar: what to fetch, and which part of it to read."""

import hashlib
from datetime import datetime
from typing import cast

from django.db.models import Max

from ...conf import app_settings
from ...ical.reading.options import AllDay, ReadOptions, Transparent
from ...practice.models import Service
from ..models import BusyCalendar
from ..url_schemes import fetchable_url
from ..zone_offsets import DAY
from .fetch_job import FetchJob

#: Days to read beyond the longest horizon, so that an unchanged calendar need not be read again every day.
MARGIN_DAYS = 36
PAST_DAYS = 8


def build_job(calendar: BusyCalendar, now: datetime) -> FetchJob:
    """The job is conditional if the busy time of the previous fetch still covers the horizon of all services."""
    today = int(now.timestamp()) // DAY * DAY
    horizon = longest_horizon(calendar.supervisor.site_id)
    is_covered = calendar.covered_until >= today + (horizon + 2) * DAY
    conditional = is_covered and calendar.fetched_from == read_fingerprint(calendar)
    return FetchJob(
        url=fetchable_url(calendar.url),
        options=ReadOptions(
            zone=calendar.supervisor.zone_name,
            since=today - PAST_DAYS * DAY,
            until=today + max(horizon + MARGIN_DAYS, app_settings.BUSY_LOOKAHEAD_DAYS) * DAY,
            all_day=cast(AllDay, calendar.all_day),
            transparent=cast(Transparent, calendar.transparent),
            own_addresses=_own_addresses(calendar),
        ),
        etag=calendar.etag if conditional else "",
        last_modified=calendar.last_modified if conditional else "",
        content_hash=calendar.content_hash if conditional else "",
        allow_loopback=app_settings.BUSY_ALLOW_LOOPBACK,
    )


def longest_horizon(site_id: int) -> int:
    """The longest booking horizon of the practice's services, in days."""
    return Service.objects.filter(site_id=site_id).aggregate(longest=Max("horizon_days"))["longest"] or 0


def read_fingerprint(calendar: BusyCalendar) -> str:
    """A hash of everything except the file that affects which busy time is read from it."""
    values = (calendar.url, calendar.supervisor.zone_name, calendar.all_day, calendar.transparent)
    return hashlib.sha256(repr((*values, _own_addresses(calendar))).encode()).hexdigest()


def _own_addresses(calendar: BusyCalendar) -> tuple[str, ...]:
    supervisor, user = calendar.supervisor, calendar.supervisor.user
    addresses = [calendar.own_email] if calendar.own_email else [supervisor.email, user.email if user else ""]
    return tuple(sorted({address.lower() for address in addresses if address}))
