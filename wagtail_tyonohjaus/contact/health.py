"""What somebody should look at, for the health command, the system checks and the admin's banner."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from ..messages.chores import WORKER, last_beat
from ..messages.models import Delivery, DeliveryState
from ..messages.outbox import undelivered
from ..practice.models import PracticeSettings
from .models import ContactRequest

STUCK = timedelta(hours=1)
WORKER_SILENT = timedelta(hours=1)


@dataclass(frozen=True)
class Problem:
    code: str
    text: str


def problems(now: datetime | None = None) -> list[Problem]:
    """Everything that is wrong now; empty where all is well."""
    now = now or timezone.now()
    found = [_without_recipient(), _undelivered(), _stuck(now), _silent_worker(now), _untaken_crises(now)]
    return [problem for problem in found if problem]


def practices_without_recipient() -> list[PracticeSettings]:
    """Practices whose requests would have to go to the administrators of the site."""
    return [practice for practice in map(PracticeSettings.for_site, Site.objects.all()) if not practice.recipients]


def _without_recipient() -> Problem | None:
    names = [str(practice) for practice in practices_without_recipient()]
    if not names:
        return None
    text = _("Nobody is named to receive requests: %(practices)s.") % {"practices": ", ".join(names)}
    return Problem("no_recipient", text)


def _undelivered() -> Problem | None:
    count = undelivered().count()
    text = ngettext("%(count)d message could not be delivered.", "%(count)d messages could not be delivered.", count)
    return Problem("undelivered", text % {"count": count}) if count else None


def _stuck(now: datetime) -> Problem | None:
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, created_at__lt=now - STUCK)
    count = waiting.count()
    text = ngettext(
        "%(count)d message has waited for more than an hour.",
        "%(count)d messages have waited for more than an hour.",
        count,
    )
    return Problem("stuck", text % {"count": count}) if count else None


def _silent_worker(now: datetime) -> Problem | None:
    beat = last_beat(WORKER)
    if beat and now - beat < WORKER_SILENT:
        return None
    if beat is None and not ContactRequest.objects.exists():
        return None
    return Problem("worker", _("“manage.py tyonohjaus_deliver” has not run for an hour."))


def _untaken_crises(now: datetime) -> Problem | None:
    late = ContactRequest.objects.overdue(now).filter(escalated_at__isnull=False)
    count = sum(request.is_crisis for request in late.only("urgency", "kind")[:1000])
    text = ngettext("%(count)d crisis request is overdue.", "%(count)d crisis requests are overdue.", count)
    return Problem("crisis", text % {"count": count}) if count else None
