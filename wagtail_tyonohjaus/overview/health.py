"""What somebody should look at, for the health command, the system checks and the admin's banner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from ..contact.models import ContactRequest
from ..messages.models import Delivery, DeliveryState
from ..messages.outbox import undelivered
from ..messages.periodic import WORKER, last_heartbeat
from ..practice.models import PracticeSettings

STUCK = timedelta(hours=1)
WORKER_SILENT = timedelta(hours=1)


@dataclass(frozen=True)
class Problem:
    code: str
    text: str


def problems(now: datetime | None = None, sites: Sequence[Site] | None = None) -> list[Problem]:
    """Everything that is wrong now, with the practices of ``sites`` or with all; empty where all is well."""
    now = now or timezone.now()
    theirs = Q() if sites is None else Q(site__in=sites)
    found = [
        _without_recipient(sites),
        _undelivered(theirs),
        _stuck(now, theirs),
        _silent_worker(now),
        _untaken_crises(now, theirs),
    ]
    return [problem for problem in found if problem]


def practices_without_recipient(sites: Sequence[Site] | None = None) -> list[PracticeSettings]:
    """Practices whose requests would have to go to the administrators of the site."""
    asked = Site.objects.all() if sites is None else sites
    return [practice for practice in map(PracticeSettings.for_site, asked) if not practice.recipients]


def _without_recipient(sites: Sequence[Site] | None) -> Problem | None:
    names = [str(practice) for practice in practices_without_recipient(sites)]
    if not names:
        return None
    text = _("Nobody is named to receive requests: %(practices)s.") % {"practices": ", ".join(names)}
    return Problem("no_recipient", text)


def _undelivered(theirs: Q) -> Problem | None:
    count = undelivered().filter(theirs).count()
    text = ngettext("%(count)d message could not be delivered.", "%(count)d messages could not be delivered.", count)
    return Problem("undelivered", text % {"count": count}) if count else None


def _stuck(now: datetime, theirs: Q) -> Problem | None:
    waiting = Delivery.objects.filter(theirs, state=DeliveryState.PENDING, created_at__lt=now - STUCK)
    count = waiting.count()
    text = ngettext(
        "%(count)d message has waited for more than an hour.",
        "%(count)d messages have waited for more than an hour.",
        count,
    )
    return Problem("stuck", text % {"count": count}) if count else None


def _silent_worker(now: datetime) -> Problem | None:
    beat = last_heartbeat(WORKER)
    # A beat of the future comes from a clock that was ahead, and would hide a worker that stopped then.
    if beat and abs(now - beat) < WORKER_SILENT:
        return None
    if beat is None and not ContactRequest.objects.exists():
        return None
    return Problem("worker", _("“manage.py tyonohjaus_deliver” has not run for an hour."))


def _untaken_crises(now: datetime, theirs: Q) -> Problem | None:
    late = ContactRequest.objects.overdue(now).filter(theirs, escalated_at__isnull=False)
    count = sum(request.is_crisis for request in late.only("urgency", "kind")[:1000])
    text = ngettext("%(count)d crisis request is overdue.", "%(count)d crisis requests are overdue.", count)
    return Problem("crisis", text % {"count": count}) if count else None
