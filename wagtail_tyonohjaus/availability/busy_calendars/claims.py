"""Which calendars are due, and which process fetches one.

A calendar is claimed by compare-and-swap on ``attempted_at``, with a lease: until the fetch ends, it is the time at
which the last attempt would have been if the next one were due when the lease ends. So a claim needs no field of its
own, and a process that is killed delays a calendar by a minute only.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.utils import timezone

from ...conf import app_settings
from ..models import BusyCalendar
from ..url_schemes import fetchable_url
from .fetch_job import FetchJob
from .jobs import build_job

#: Longer than a fetch may take.
LEASE = timedelta(seconds=60)
#: After this many failures the wait no longer doubles.
MAX_COUNTED_FAILURES = 6
MAX_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A calendar as it was when it was listed; ``host`` is that of its URL."""

    pk: int
    attempted_at: datetime | None
    failures: int
    host: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A calendar that this process fetches. ``at`` is the time of the attempt."""

    calendar: BusyCalendar
    job: FetchJob
    host: str
    at: datetime
    previous_attempt: datetime | None

    @property
    def row(self) -> QuerySet[BusyCalendar]:
        """The calendar's row, unless another process has claimed it since, or it was deleted."""
        return BusyCalendar.objects.filter(pk=self.calendar.pk, attempted_at=self.calendar.attempted_at)

    def release(self) -> None:
        """Leaves the calendar as if nobody had claimed it."""
        self.row.update(attempted_at=self.previous_attempt)


def wait_after(failures: int) -> timedelta:
    """From one attempt to the next. After each failure the wait doubles, up to a day."""
    minutes = app_settings.BUSY_FETCH_MINUTES
    return min(timedelta(minutes=minutes * 2 ** min(failures, MAX_COUNTED_FAILURES)), MAX_WAIT)


def due_calendars(now: datetime | None = None) -> QuerySet[BusyCalendar]:
    """Calendars of active supervisors that are due."""
    now = now or timezone.now()
    due = Q(attempted_at=None)
    for failures in range(MAX_COUNTED_FAILURES + 1):
        matches = Q(failures=failures) if failures < MAX_COUNTED_FAILURES else Q(failures__gte=failures)
        due |= matches & Q(attempted_at__lte=now - wait_after(failures))
    return BusyCalendar.objects.filter(due, supervisor__active=True)


def candidates(calendars: QuerySet[BusyCalendar]) -> list[Candidate]:
    """The calendars, those that were never fetched first, then the most overdue; one query."""
    rows = calendars.order_by("pk").values_list("pk", "attempted_at", "failures", "url")
    listed = [Candidate(pk, attempted_at, failures, _host(url)) for pk, attempted_at, failures, url in rows]
    return sorted(listed, key=_overdue_first)


def claim(candidate: Candidate, now: datetime | None = None) -> Claim | None:
    """None if the calendar was claimed or deleted since it was listed."""
    at = now or timezone.now()
    unchanged = BusyCalendar.objects.filter(pk=candidate.pk, attempted_at=candidate.attempted_at)
    if not unchanged.update(attempted_at=at + LEASE - wait_after(candidate.failures)):
        return None
    calendars = BusyCalendar.objects.select_related("supervisor__site", "supervisor__user")
    calendar = calendars.filter(pk=candidate.pk).first()
    if calendar is None:
        return None
    return Claim(calendar, build_job(calendar, at), candidate.host, at, candidate.attempted_at)


def _overdue_first(candidate: Candidate) -> tuple[bool, float]:
    if candidate.attempted_at is None:
        return False, 0
    return True, (candidate.attempted_at + wait_after(candidate.failures)).timestamp()


def _host(url: str) -> str:
    try:
        return urlsplit(fetchable_url(url)).hostname or ""
    except ValueError:
        return ""
