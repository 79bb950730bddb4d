"""The time zones in which the admin shows moments and divides days: those of the practices."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from ..models import PracticeSettings
from ..site import site_for_request

_CACHE = "_tyonohjaus_zone"


def zone_of(owner: Any) -> ZoneInfo:
    """The zone of a practice, of a record of one, or of what has a zone of its own, such as a session.

    For None, and for terms that all practices share, it is that of the default site's practice.
    """
    if owner is None:
        return PracticeZones().default
    # A record's practice is loaded once for a page with many times.
    values = vars(owner)
    if _CACHE not in values:
        values[_CACHE] = _zone_of(owner)
    return values[_CACHE]


def zone_for_request(request: HttpRequest) -> ZoneInfo:
    """The zone of the practice in whose admin the user is; loaded once per request."""
    if not hasattr(request, _CACHE):
        site = site_for_request(request)
        setattr(request, _CACHE, PracticeZones().of(site.pk if site else None))
    return getattr(request, _CACHE)


class PracticeZones:
    """The zones of all practices, in one query."""

    def __init__(self) -> None:
        rows = PracticeSettings.objects.order_by("-site__is_default_site", "pk").values_list("site_id", "time_zone")
        self.names: Mapping[int | None, str] = dict(rows)

    @property
    def default(self) -> ZoneInfo:
        return ZoneInfo(next(iter(self.names.values()), PracticeSettings._meta.get_field("time_zone").default))

    @property
    def differ(self) -> bool:
        return len(set(self.names.values())) > 1

    def of(self, site_id: int | None) -> ZoneInfo:
        name = self.names.get(site_id)
        return ZoneInfo(name) if name else self.default


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The start of a day in ``zone``, and that of the next one."""
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    return start, start + timedelta(days=1)


def rows_by_zone(queryset: QuerySet, lookup: str) -> Iterator[tuple[ZoneInfo, Q]]:
    """The zones of the rows, whose names are at ``lookup``, each with the condition for its rows."""
    for name in set(queryset.order_by().values_list(lookup, flat=True)):
        condition = Q(**{lookup: name} if name else {f"{lookup}__isnull": True})
        yield (ZoneInfo(name) if name else PracticeZones().default), condition


def _zone_of(owner: Any) -> ZoneInfo:
    name = getattr(owner, "zone_name", "") or getattr(owner, "time_zone", "")
    if name:
        return ZoneInfo(name)
    practice = getattr(owner, "practice", None)
    return practice.zone if practice else PracticeZones().of(getattr(owner, "site_id", None))
