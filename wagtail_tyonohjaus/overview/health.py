"""Problems that somebody should solve, for the health command, the system checks and the dashboard."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from ..contact.models import ContactRequest
from ..contact.visitor.promises import MAX_WORKER_AGE
from ..messages.editing.broken_texts import broken_texts, text_label
from ..messages.models import Delivery, DeliveryState, Heartbeat
from ..messages.outbox import undelivered
from ..messages.periodic import WORKER
from ..messages.plain_answers import MAX_RESPONSES, latest_responses, reasons_text
from ..messages.turns import is_within
from ..practice.choices import Kind
from ..practice.models import PracticeSettings, Service
from .background_work import background_texts
from .deleted_records import MAX_LISTED, deleted_record_problems
from .duty_problems import duty_problems
from .pause import find_pause
from .problems import Problem

MAX_PENDING = timedelta(hours=1)
MAX_HEARTBEAT_AGE = timedelta(hours=1)


def find_problems(now: datetime | None = None, sites: Sequence[Site] | None = None) -> list[Problem]:
    """All present problems of the practices of ``sites``, or of all practices; empty if there are none."""
    now = now or timezone.now()
    of_sites = Q() if sites is None else Q(site__in=sites)
    pause = find_pause(of_sites)
    checks = [
        pause,
        _no_recipient(sites),
        _undelivered(of_sites),
        # While it is paused, nothing of this can run.
        *([] if pause else _what_runs_by_itself(now, sites, of_sites)),
        _overdue_crises(now, of_sites),
        *deleted_record_problems(of_sites, Site.objects.select_related("root_page") if sites is None else sites),
        *duty_problems(now, of_sites),
        _broken_texts(of_sites),
    ]
    return [problem for problem in checks if problem]


def _what_runs_by_itself(now: datetime, sites: Sequence[Site] | None, of_sites: Q) -> list[Problem | None]:
    rows = {row.name: row for row in Heartbeat.objects.all()}
    heartbeat = rows[WORKER].at if WORKER in rows else None
    stopped = [_worker_stopped(heartbeat, now), _worker_late_in_crisis(heartbeat, now, of_sites)]
    return [_stuck(now, of_sites), *stopped, *_background_work(rows, now, sites, of_sites)]


def _background_work(
    rows: dict[str, Heartbeat], now: datetime, sites: Sequence[Site] | None, of_sites: Q
) -> list[Problem]:
    of_supervisors = Q() if sites is None else Q(supervisor__site__in=sites)
    texts = background_texts(rows, now, of_sites, of_supervisors)
    return [Problem(code, text) for code, text in texts.items() if text]


def practices_without_recipient(sites: Sequence[Site] | None = None) -> list[PracticeSettings]:
    """Practices whose unrouted requests would go to the administrators of the project."""
    checked = Site.objects.all() if sites is None else sites
    return [practice for practice in map(PracticeSettings.for_site, checked) if not practice.recipients]


def _no_recipient(sites: Sequence[Site] | None) -> Problem | None:
    practices = practices_without_recipient(sites)
    if not practices:
        return None
    names = ", ".join(str(practice) for practice in practices)
    text = _("No recipients are set for contact requests: %(practices)s.") % {"practices": names}
    return Problem("no_recipient", text, records=tuple(practices))


def _broken_texts(of_sites: Q) -> Problem | None:
    texts = broken_texts(of_sites)
    if not texts:
        return None
    names = "; ".join(text_label(text) for text in texts[:MAX_LISTED]) + (" …" if len(texts) > MAX_LISTED else "")
    text = _("Edited texts of messages that can’t be used, so the default is sent: %(names)s.") % {"names": names}
    return Problem("broken_texts", text, records=tuple(texts))


def _undelivered(of_sites: Q) -> Problem | None:
    failed = undelivered().filter(of_sites)
    responses = latest_responses(failed)
    count = len(responses) if len(responses) < MAX_RESPONSES else failed.count()
    text = ngettext("%(count)d message could not be delivered.", "%(count)d messages could not be delivered.", count)
    return Problem("undelivered", text % {"count": count}, reasons_text(responses)) if count else None


def _stuck(now: datetime, of_sites: Q) -> Problem | None:
    pending = Delivery.objects.filter(of_sites, state=DeliveryState.PENDING, created_at__lt=now - MAX_PENDING)
    responses = latest_responses(pending)
    count = len(responses) if len(responses) < MAX_RESPONSES else pending.count()
    text = ngettext(
        "%(count)d message has been pending for more than an hour.",
        "%(count)d messages have been pending for more than an hour.",
        count,
    )
    return Problem("stuck", text % {"count": count}, reasons_text(responses)) if count else None


def _worker_stopped(heartbeat: datetime | None, now: datetime) -> Problem | None:
    # A heartbeat in the future comes from a clock that was ahead, and would hide that the worker has stopped since.
    if heartbeat and abs(now - heartbeat) < MAX_HEARTBEAT_AGE:
        return None
    if heartbeat is None and not ContactRequest.objects.exists():
        return None
    return Problem("worker", _("“manage.py tyonohjaus_deliver” has not run for an hour."))


def _worker_late_in_crisis(heartbeat: datetime | None, now: datetime, of_sites: Q) -> Problem | None:
    """Of practices that offer crisis supervision: visitors are promised no call then."""
    services = Service.objects.filter(of_sites, kind=Kind.CRISIS)
    if is_within(heartbeat, now, MAX_WORKER_AGE) or not services.exists():
        return None
    text = _(
        "“manage.py tyonohjaus_deliver” has not run for two minutes. Visitors in a crisis are promised no call, and "
        "nobody is alerted a second time."
    )
    return Problem("late_in_crisis", text)


def _overdue_crises(now: datetime, of_sites: Q) -> Problem | None:
    overdue = ContactRequest.objects.overdue(now).filter(of_sites, escalated_at__isnull=False)
    count = overdue.crisis().count()
    text = ngettext("%(count)d crisis request is overdue.", "%(count)d crisis requests are overdue.", count)
    return Problem("crisis", text % {"count": count}) if count else None
