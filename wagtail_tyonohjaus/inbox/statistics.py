"""What a report counts: how many requests came and how long people waited, in one query for any number of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median, quantiles
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..contact.choices import PreferredContact, Status, Urgency
from ..contact.models import ContactRequest

FIELDS = (
    "created_at",
    "answered_at",
    "work_started_at",
    "due_at",
    "urgency",
    "service_name",
    "office_name",
    "preferred_contact",
)


@dataclass(frozen=True)
class Times:
    """Waiting times of a group of requests; None where nobody has been answered yet."""

    name: str
    count: int
    answered: int
    middle: timedelta | None
    most: timedelta | None

    @property
    def middle_text(self) -> str:
        return duration_text(self.middle)

    @property
    def most_text(self) -> str:
        return duration_text(self.most)


@dataclass(frozen=True)
class Figures:
    weeks: Sequence[tuple[str, int]]
    services: Sequence[Times]
    offices: Sequence[Times]
    channels: Sequence[Times]
    urgencies: Sequence[Times]
    total: Times
    taken_late: int


def figures(requests: QuerySet[ContactRequest], zone: ZoneInfo, first: date, last: date) -> Figures:
    """Of the requests that came from ``first`` to ``last``, days in ``zone``; spam doesn't count."""
    start = datetime.combine(first, datetime.min.time(), zone)
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)
    found = (
        requests.filter(created_at__gte=start, created_at__lt=end)
        .exclude(status=Status.SPAM)
        .filter(held_for_review=False)
    )
    rows = list(found.order_by().values(*FIELDS))
    contacts, urgencies = dict(PreferredContact.choices), dict(Urgency.choices)
    return Figures(
        weeks=_weeks(rows, zone, first, last),
        services=_grouped(rows, lambda row: row["service_name"]),
        offices=_grouped(rows, lambda row: row["office_name"]),
        channels=_grouped(rows, lambda row: str(contacts.get(row["preferred_contact"], ""))),
        urgencies=_grouped(rows, lambda row: str(urgencies.get(row["urgency"], ""))),
        total=_times(_("All"), rows),
        taken_late=sum(_late(row) for row in rows),
    )


def duration_text(length: timedelta | None) -> str:
    """In the largest unit that says enough: minutes, hours or days."""
    if length is None:
        return "–"
    minutes = round(length.total_seconds() / 60)
    if minutes < 90:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = round(hours / 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def _weeks(rows: Iterable[dict[str, Any]], zone: ZoneInfo, first: date, last: date) -> list[tuple[str, int]]:
    """A week a row, by its Monday, those without requests too."""
    counted = Counter(_monday(row["created_at"].astimezone(zone).date()) for row in rows)
    mondays, monday = [], _monday(first)
    while monday <= last:
        mondays.append(monday)
        monday += timedelta(days=7)
    return [(date_format(monday, "SHORT_DATE_FORMAT"), counted[monday]) for monday in mondays]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _grouped(rows: Iterable[dict[str, Any]], name: Any) -> list[Times]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[name(row) or _("Not said")].append(row)
    return sorted((_times(*group) for group in groups.items()), key=lambda times: (-times.count, times.name))


def _times(name: str, rows: Sequence[dict[str, Any]]) -> Times:
    waited = [row["answered_at"] - row["created_at"] for row in rows if row["answered_at"]]
    seconds = [length.total_seconds() for length in waited]
    most = quantiles(seconds, n=10, method="inclusive")[8] if len(seconds) > 1 else next(iter(seconds), None)
    return Times(
        name,
        len(rows),
        len(waited),
        timedelta(seconds=median(seconds)) if seconds else None,
        timedelta(seconds=most) if most is not None else None,
    )


def _late(row: dict[str, Any]) -> bool:
    return bool(row["due_at"] and row["work_started_at"] and row["work_started_at"] > row["due_at"])
