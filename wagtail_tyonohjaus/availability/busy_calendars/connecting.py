"""Tries a calendar that somebody wants to connect, before anything is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ...practice.models import Supervisor
from ..models import BusyCalendar
from ..url_schemes import fetchable_url
from .claims import Claim
from .fetch_job import FetchJob, FetchResult
from .fetch_pool import FetchPool
from .jobs import build_job
from .results import store_result

#: A calendar that was connected so recently is the result of a repeated submission.
REPEATED_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Trial:
    """A fetch of a calendar that is not stored; ``at`` is the time of the attempt."""

    calendar: BusyCalendar
    job: FetchJob
    result: FetchResult
    at: datetime


def try_calendar(calendar: BusyCalendar) -> Trial:
    """Fetches an unsaved calendar with its supervisor, in a process as always; takes as long as the server does."""
    at = timezone.now()
    job = build_job(calendar, at)
    with FetchPool() as pool:
        return Trial(calendar, job, pool.submit(job).result(), at)


def same_calendar(supervisor: Supervisor, url: str) -> BusyCalendar | None:
    """The supervisor's calendar that is fetched from the same URL."""
    target = fetchable_url(url)
    rows = BusyCalendar.objects.filter(supervisor=supervisor).order_by("pk")
    return next((row for row in rows if fetchable_url(row.url) == target), None)


def is_repeated(calendar: BusyCalendar) -> bool:
    """Whether the calendar was connected just now, so that a second submission means the first."""
    return calendar.attempted_at is not None and calendar.attempted_at > timezone.now() - REPEATED_WITHIN


def connect(trial: Trial) -> BusyCalendar:
    """Stores the calendar with what was read or why it could not be; the same one if it is connected meanwhile."""
    calendar = trial.calendar
    with transaction.atomic():
        # First, since the supervisor is changed afterwards; see ``results``.
        Supervisor.objects.select_for_update().filter(pk=calendar.supervisor_id).values_list("pk").first()
        connected = same_calendar(calendar.supervisor, calendar.url)
        if connected is not None:
            return connected
        calendar.attempted_at = trial.at
        calendar.save()
        store_result(Claim(calendar, trial.job, "", trial.at, None), trial.result)
    return BusyCalendar.objects.get(pk=calendar.pk)
