"""Statistics of contact requests: counts and response times, in one query."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median, quantiles
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..contact.choices import PreferredContact, Status
from ..contact.crisis import URGENCY_LABELS, shown_urgency
from ..contact.models import ContactRequest
from ..practice.formatting import format_short_date

FIELDS = (
    "created_at",
    "answered_at",
    "work_started_at",
    "due_at",
    "urgency",
    "kind",
    "service_name",
    "office_name",
    "preferred_contact",
)


@dataclass(frozen=True)
class ResponseTimes:
    """The response times of a group of requests; None if none has been answered yet."""

    name: str
    count: int
    answered: int
    median: timedelta | None
    percentile_90: timedelta | None

    @property
    def median_text(self) -> str:
        return duration_text(self.median)

    @property
    def percentile_90_text(self) -> str:
        return duration_text(self.percentile_90)


@dataclass(frozen=True)
class RequestStatistics:
    """``weeks`` are pairs of a week's Monday, as a localised date, and its number of requests."""

    weeks: Sequence[tuple[str, int]]
    services: Sequence[ResponseTimes]
    offices: Sequence[ResponseTimes]
    channels: Sequence[ResponseTimes]
    urgencies: Sequence[ResponseTimes]
    total: ResponseTimes
    started_late_count: int


def request_statistics(
    requests: QuerySet[ContactRequest], zone: ZoneInfo, first: date, last: date
) -> RequestStatistics:
    """Of the requests from ``first`` to ``last`` (included; days in ``zone``), without spam and held ones."""
    rows = _load_rows(requests, zone, first, last)
    contacts = dict(PreferredContact.choices)
    return RequestStatistics(
        weeks=_weeks(rows, zone, first, last),
        services=_grouped(rows, lambda row: row["service_name"]),
        offices=_grouped(rows, lambda row: row["office_name"]),
        channels=_grouped(rows, lambda row: str(contacts.get(row["preferred_contact"], ""))),
        urgencies=_grouped(rows, lambda row: str(URGENCY_LABELS.get(shown_urgency(row["urgency"], row["kind"]), ""))),
        total=_response_times(_("All"), rows),
        started_late_count=sum(_started_late(row) for row in rows),
    )


def duration_text(duration: timedelta | None) -> str:
    """Minutes below 90 minutes, hours below 48 hours, otherwise days."""
    if duration is None:
        return "–"
    minutes = round(duration.total_seconds() / 60)
    if minutes < 90:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = round(hours / 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def _load_rows(requests: QuerySet[ContactRequest], zone: ZoneInfo, first: date, last: date) -> list[dict[str, Any]]:
    start = datetime.combine(first, datetime.min.time(), zone)
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)
    in_period = requests.filter(created_at__gte=start, created_at__lt=end)
    counted = in_period.filter(held_for_review=False).exclude(status=Status.SPAM)
    return list(counted.order_by().values(*FIELDS))


def _weeks(rows: Iterable[dict[str, Any]], zone: ZoneInfo, first: date, last: date) -> list[tuple[str, int]]:
    """One row for each week, including those without requests."""
    counts = Counter(_monday(row["created_at"].astimezone(zone).date()) for row in rows)
    mondays, monday = [], _monday(first)
    while monday <= last:
        mondays.append(monday)
        monday += timedelta(days=7)
    return [(format_short_date(monday), counts[monday]) for monday in mondays]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _grouped(rows: Iterable[dict[str, Any]], name: Callable[[dict[str, Any]], str]) -> list[ResponseTimes]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[name(row) or _("Not specified")].append(row)
    return sorted((_response_times(*group) for group in groups.items()), key=lambda times: (-times.count, times.name))


def _response_times(name: str, rows: Sequence[dict[str, Any]]) -> ResponseTimes:
    answered = [row for row in rows if row["answered_at"]]
    seconds = [(row["answered_at"] - row["created_at"]).total_seconds() for row in answered]
    if not seconds:
        return ResponseTimes(name, len(rows), 0, None, None)
    middle, most = timedelta(seconds=median(seconds)), timedelta(seconds=_percentile_90(seconds))
    return ResponseTimes(name, len(rows), len(answered), median=middle, percentile_90=most)


def _percentile_90(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=10, method="inclusive")[8] if len(seconds) > 1 else seconds[0]


def _started_late(row: dict[str, Any]) -> bool:
    return bool(row["due_at"] and row["work_started_at"] and row["work_started_at"] > row["due_at"])
