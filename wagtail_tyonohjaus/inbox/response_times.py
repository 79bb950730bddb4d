"""Response times of contact requests: medians and percentiles that every database computes alike."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import ngettext

from ..contact.models import ContactRequest

#: Median and 90th percentile, in tenths.
TENTHS = (5, 9)


@dataclass(frozen=True)
class ResponseTimes:
    """The response times of a group of requests; None if none has been answered yet.

    ``due`` are those that somebody has started work on or whose promised time has passed, and ``in_time`` those on
    which somebody has started in that time.
    """

    name: Any
    count: int = 0
    answered: int = 0
    due: int = 0
    in_time: int = 0
    median: timedelta | None = None
    percentile_90: timedelta | None = None

    @property
    def late(self) -> int:
        return self.due - self.in_time

    @property
    def percent_in_time(self) -> int | None:
        """Rounded; None if nothing was due."""
        return round(100 * self.in_time / self.due) if self.due else None

    @property
    def median_text(self) -> str:
        return duration_text(self.median)

    @property
    def percentile_90_text(self) -> str:
        return duration_text(self.percentile_90)

    @property
    def cells(self) -> list[Any]:
        """The name and the figures, with the times in hours."""
        times = (self.median, self.percentile_90)
        hours = [None if each is None else round(each.total_seconds() / 3600, 1) for each in times]
        return [self.name, self.count, self.answered, *hours, self.percent_in_time]


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


def percentiles(requests: QuerySet[ContactRequest], names: Sequence[str]) -> dict[str, dict[Any, Sequence[timedelta]]]:
    """The ``TENTHS`` of the response times of answered requests by each of ``names``, annotations of ``requests``.

    The result has the values of each annotation, and under "" those of all requests with the key None. One query, which
    returns only the few rows on both sides of each percentile: they are interpolated as by
    ``statistics.quantiles(method="inclusive")``.
    """
    taken = ExpressionWrapper(F("answered_at") - F("created_at"), output_field=DurationField())
    rows = requests.filter(answered_at__isnull=False).annotate(taken=taken).order_by()
    for name in ("", *names):
        partition = [F(name)] if name else None
        rank = Window(RowNumber(), partition_by=partition, order_by="taken")
        rows = rows.annotate(
            **{
                f"rank_{name}": rank,
                f"rank_{name}_10": 10 * rank,
                f"size_{name}": Window(Count("*"), partition_by=partition),
            }
        )
    near = Q()
    for name in ("", *names):
        for tenth in TENTHS:
            near |= _is_near(f"rank_{name}", f"size_{name}", tenth)
    fields = [field for name in ("", *names) for field in (f"rank_{name}", f"size_{name}")]
    found: dict[str, dict[Any, dict[int, timedelta]]] = {name: defaultdict(dict) for name in ("", *names)}
    sizes: dict[tuple[str, Any], int] = {}
    for row in rows.filter(near).values("taken", *names, *fields):
        for name, by_key in found.items():
            key = row[name] if name else None
            by_key[key][row[f"rank_{name}"]] = row["taken"]
            sizes[name, key] = row[f"size_{name}"]
    return {
        name: {key: [_interpolate(ranks, sizes[name, key], tenth) for tenth in TENTHS] for key, ranks in by_key.items()}
        for name, by_key in found.items()
    }


def _is_near(rank: str, size: str, tenth: int) -> Q:
    """The rows at and around the percentile. Multiplied, since databases differ in how they divide whole numbers."""
    position = tenth * F(size)
    return Q(**{f"{rank}_10__gte": position - tenth, f"{rank}_10__lte": position - tenth + 20})


def _interpolate(by_rank: dict[int, timedelta], size: int, tenth: int) -> timedelta:
    position, rest = divmod(tenth * (size - 1), 10)
    low = by_rank[position + 1]
    return low + (by_rank[position + 2] - low) * rest / 10 if rest else low


def merged(parts: Iterable[ResponseTimes], name: Any, times: Collection[timedelta] | None) -> ResponseTimes:
    """The sums of several groups under one name; percentiles can't be added, so ``times`` are given."""
    rows = list(parts)
    sums = {field: sum(getattr(row, field) for row in rows) for field in ("count", "answered", "due", "in_time")}
    middle, most = times or (None, None)
    return ResponseTimes(name, **sums, median=middle, percentile_90=most)
