"""Problems that somebody should solve, for the health command, the system checks and the dashboard."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from ..contact.models import ContactRequest
from ..messages.models import Delivery, DeliveryState
from ..messages.outbox import undelivered
from ..messages.periodic import WORKER
from ..messages.turns import last_heartbeat
from ..practice.models import PracticeSettings
from .background_work import background_texts
from .deleted_records import empty_blocks_text, exhausted_hours_text, exhausted_rules_text
from .pause import find_pause
from .problems import Problem

MAX_PENDING = timedelta(hours=1)
MAX_HEARTBEAT_AGE = timedelta(hours=1)


def find_problems(now: datetime | None = None, sites: Sequence[Site] | None = None) -> list[Problem]:
    """All present problems of the practices of ``sites``, or of all practices; empty if there are none."""
    now = now or timezone.now()
    of_sites = Q() if sites is None else Q(site__in=sites)
    pause = find_pause()
    checks = [
        pause,
        _no_recipient(sites),
        _undelivered(of_sites),
        # While it is paused, nothing of this can run.
        *([] if pause else _what_runs_by_itself(now, sites, of_sites)),
        _overdue_crises(now, of_sites),
        *_deleted_records(sites, of_sites),
    ]
    return [problem for problem in checks if problem]


def _what_runs_by_itself(now: datetime, sites: Sequence[Site] | None, of_sites: Q) -> list[Problem | None]:
    return [_stuck(now, of_sites), _worker_stopped(now), *_background_work(now, sites, of_sites)]


def _background_work(now: datetime, sites: Sequence[Site] | None, of_sites: Q) -> list[Problem]:
    of_supervisors = Q() if sites is None else Q(supervisor__site__in=sites)
    texts = background_texts(now, of_sites, of_supervisors)
    return [Problem(code, text) for code, text in texts.items() if text]


def _deleted_records(sites: Sequence[Site] | None, of_sites: Q) -> list[Problem]:
    texts = {
        "exhausted_rules": exhausted_rules_text(of_sites),
        "exhausted_hours": exhausted_hours_text(of_sites),
        "empty_blocks": empty_blocks_text(Site.objects.select_related("root_page") if sites is None else sites),
    }
    return [Problem(code, text) for code, text in texts.items() if text]


def practices_without_recipient(sites: Sequence[Site] | None = None) -> list[PracticeSettings]:
    """Practices whose unrouted requests would go to the administrators of the project."""
    checked = Site.objects.all() if sites is None else sites
    return [practice for practice in map(PracticeSettings.for_site, checked) if not practice.recipients]


def _no_recipient(sites: Sequence[Site] | None) -> Problem | None:
    names = [str(practice) for practice in practices_without_recipient(sites)]
    if not names:
        return None
    text = _("No recipients are set for contact requests: %(practices)s.") % {"practices": ", ".join(names)}
    return Problem("no_recipient", text)


def _undelivered(of_sites: Q) -> Problem | None:
    count = undelivered().filter(of_sites).count()
    text = ngettext("%(count)d message could not be delivered.", "%(count)d messages could not be delivered.", count)
    return Problem("undelivered", text % {"count": count}) if count else None


def _stuck(now: datetime, of_sites: Q) -> Problem | None:
    pending = Delivery.objects.filter(of_sites, state=DeliveryState.PENDING, created_at__lt=now - MAX_PENDING)
    count = pending.count()
    text = ngettext(
        "%(count)d message has been pending for more than an hour.",
        "%(count)d messages have been pending for more than an hour.",
        count,
    )
    return Problem("stuck", text % {"count": count}) if count else None


def _worker_stopped(now: datetime) -> Problem | None:
    heartbeat = last_heartbeat(WORKER)
    # A heartbeat in the future comes from a clock that was ahead, and would hide that the worker has stopped since.
    if heartbeat and abs(now - heartbeat) < MAX_HEARTBEAT_AGE:
        return None
    if heartbeat is None and not ContactRequest.objects.exists():
        return None
    return Problem("worker", _("“manage.py tyonohjaus_deliver” has not run for an hour."))


def _overdue_crises(now: datetime, of_sites: Q) -> Problem | None:
    overdue = ContactRequest.objects.overdue(now).filter(of_sites, escalated_at__isnull=False)
    count = overdue.crisis().count()
    text = ngettext("%(count)d crisis request is overdue.", "%(count)d crisis requests are overdue.", count)
    return Problem("crisis", text % {"count": count}) if count else None
