"""Statistics of contact requests: counts by week or month and by group, and response times, in two queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..contact.choices import PreferredContact, Status, Urgency
from ..contact.crisis import URGENCY_LABELS, is_crisis
from ..contact.models import ContactRequest
from ..practice.admin.pictures.charts import MAX_SERIES
from ..practice.formatting import format_month
from .response_times import ResponseTimes, merged, percentiles

WEEK, MONTH = "week", "month"
INTERVALS = [(WEEK, gettext_lazy("Week")), (MONTH, gettext_lazy("Month"))]
#: By what requests are grouped: the code, and what people read.
GROUPINGS = {
    "service": gettext_lazy("Service"),
    "office": gettext_lazy("Office"),
    "page": gettext_lazy("Page with the form"),
    "channel": gettext_lazy("Preferred contact method"),
    "urgency": gettext_lazy("Urgency"),
}
_FIELDS = {"service": "service_name", "office": "office_name", "page": "page_title", "channel": "preferred_contact"}


@dataclass(frozen=True)
class RequestStatistics:
    """``periods`` and ``groups`` are the response times of each week or month, by its first day, and of each group.

    ``series`` are the names of the largest groups, the last one of all others, and ``counts`` have the numbers of their
    requests for each period.
    """

    periods: Sequence[ResponseTimes]
    groups: Sequence[ResponseTimes]
    series: Sequence[str]
    counts: Sequence[Sequence[int]]
    total: ResponseTimes


@dataclass(frozen=True)
class Selection:
    """Days in ``zone``, both included, and how the requests are divided."""

    zone: ZoneInfo
    first: date
    last: date
    interval: str = WEEK
    grouping: str = "service"

    @property
    def starts(self) -> list[date]:
        """The first days of the weeks or months, some of which may be before ``first``."""
        day, starts = _start_of(self.first, self.interval), []
        while day <= self.last:
            starts.append(day)
            day = _start_of(day + timedelta(days=7 if self.interval == WEEK else 31), self.interval)
        return starts


def request_statistics(requests: QuerySet[ContactRequest], selection: Selection) -> RequestStatistics:
    """Of the requests of the selected days, without spam and held ones."""
    rows = _selected(requests, selection)
    cells = [_Cell.of(row, selection.grouping) for row in _count(rows)]
    times = percentiles(rows, ["interval", "group"])
    names = _group_names(selection.grouping)
    by_group, by_interval = _divided(cells, "group"), _divided(cells, "interval")
    groups = [
        merged((cell.times for cell in of_group), _name(key, names), times["group"].get(key))
        for key, of_group in by_group.items()
    ]
    groups.sort(key=lambda group: (-group.count, group.name))
    periods = [
        merged(
            (cell.times for cell in by_interval.get(n, ())), _label(day, selection.interval), times["interval"].get(n)
        )
        for n, day in enumerate(selection.starts)
    ]
    series = _series(groups)
    return RequestStatistics(
        periods=periods,
        groups=groups,
        series=series,
        counts=[_counts(by_interval.get(n, ()), series, names) for n in range(len(periods))],
        total=merged((cell.times for cell in cells), _("All"), times[""].get(None)),
    )


@dataclass(frozen=True)
class _Cell:
    """The requests of one group in one period."""

    interval: int
    group: str
    times: ResponseTimes

    @classmethod
    def of(cls, row: Mapping[str, Any], grouping: str) -> "_Cell":
        figures = {name: row[name] for name in ("count", "answered", "due", "in_time")}
        return cls(row["interval"], row["group"], ResponseTimes(row["group"], **figures))


def _selected(requests: QuerySet[ContactRequest], selection: Selection) -> QuerySet[ContactRequest]:
    """The requests with the annotations ``interval``, the number of the week or month, and ``group``."""
    start = datetime.combine(selection.first, time(), selection.zone)
    end = datetime.combine(selection.last + timedelta(days=1), time(), selection.zone)
    rows = requests.filter(created_at__gte=start, created_at__lt=end, held_for_review=False)
    bounds = [datetime.combine(day, time(), selection.zone) for day in selection.starts]
    return (
        rows.exclude(status=Status.SPAM)
        .order_by()
        .annotate(interval=_interval_number(bounds, 0), group=_group(selection.grouping))
    )


def _interval_number(bounds: Sequence[datetime], first: int) -> Combinable:
    """The number of the last of ``bounds`` before a request, which count from ``first``.

    A search by halves: databases know local weeks only with tables of time zones, which MariaDB may not have.
    """
    if len(bounds) < 2:
        return Value(first, output_field=IntegerField())
    middle = len(bounds) // 2
    return Case(
        When(created_at__lt=bounds[middle], then=_interval_number(bounds[:middle], first)),
        default=_interval_number(bounds[middle:], first + middle),
        output_field=IntegerField(),
    )


def _group(grouping: str) -> Combinable:
    if grouping == "urgency":
        return Case(When(is_crisis(), then=Value(Urgency.CRISIS.value)), default=F("urgency"))
    return F(_FIELDS[grouping])


def _count(rows: QuerySet[ContactRequest]) -> Iterable[Mapping[str, Any]]:
    """The figures of each group in each period."""
    # Who closes a request at once has dealt with it, too.
    started = rows.annotate(started_at=Coalesce("work_started_at", "answered_at", "closed_at"))
    is_due = Q(due_at__isnull=False) & (Q(started_at__isnull=False) | Q(due_at__lt=timezone.now()))
    return (
        started.values("interval", "group")
        .annotate(
            count=Count("pk"),
            answered=Count("answered_at"),
            due=Count("pk", filter=is_due),
            in_time=Count("pk", filter=Q(started_at__lte=F("due_at"))),
        )
        .order_by("interval", "group")
    )


def _start_of(day: date, interval: str) -> date:
    return day - timedelta(days=day.weekday()) if interval == WEEK else day.replace(day=1)


def _label(day: date, interval: str) -> date | str:
    """A date, or the name of a month."""
    return day if interval == WEEK else format_month(day)


def _group_names(grouping: str) -> Mapping[str, Any]:
    return {"channel": dict(PreferredContact.choices), "urgency": URGENCY_LABELS}.get(grouping, {})


def _name(key: str, names: Mapping[str, Any]) -> str:
    return str(names.get(key, key)) or _("Not specified")


def _divided(cells: Iterable[_Cell], field: str) -> dict[Any, list[_Cell]]:
    parts: dict[Any, list[_Cell]] = defaultdict(list)
    for cell in cells:
        parts[getattr(cell, field)].append(cell)
    return parts


def _series(groups: Sequence[ResponseTimes]) -> list[str]:
    names = [group.name for group in groups]
    return names if len(names) <= MAX_SERIES else [*names[: MAX_SERIES - 1], _("Other")]


def _counts(cells: Iterable[_Cell], series: Sequence[str], names: Mapping[str, Any]) -> list[int]:
    counts = [0] * len(series)
    positions = {name: number for number, name in enumerate(series)}
    for cell in cells:
        counts[positions.get(_name(cell.group, names), len(series) - 1)] += cell.times.count
    return counts
