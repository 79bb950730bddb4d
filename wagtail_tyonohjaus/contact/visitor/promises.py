"""By when a visitor in a crisis may be promised a call.

Nothing is promised unless the worker runs: without it, nobody is alerted a second time.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from ...conf import app_settings
from ...content_validity import changes_at
from ...messages.periodic import WORKER
from ...messages.turns import is_within, last_heartbeat
from ...once_per_request import once_per_request
from ...practice.choices import Kind
from ...practice.installation.state import is_paused
from ...practice.models import PracticeSettings
from ..choices import Urgency
from ..routing.evaluation import RoutingInput
from ..routing.rule_changes import next_rule_change
from ..routing.ruleset import decide
from ..rule_models import RoutingRule

#: A worker that has not run for so long counts as stopped.
MAX_WORKER_AGE = timedelta(minutes=2)
# How long a page may go on without a promise after the worker has started again.
RETRY = timedelta(minutes=1)


def is_worker_late(now: datetime) -> bool:
    """Whether the worker's last run was longer ago than ``MAX_WORKER_AGE``, or never."""
    return not is_within(last_heartbeat(WORKER), now, MAX_WORKER_AGE)


def promised_minutes(
    practice: PracticeSettings,
    page_request: HttpRequest | None = None,
    *,
    service: int | None = None,
    office: int | None = None,
) -> int | None:
    """In how many minutes a page may promise a call in a crisis; None if it may promise nothing.

    ``service`` and ``office`` are primary keys. The page is valid as long as the promise.
    """
    key = ("promised minutes", practice.pk, service, office)
    return once_per_request(page_request, key, lambda: _promised_minutes(practice, service, office))


def _promised_minutes(practice: PracticeSettings, service: int | None, office: int | None) -> int | None:
    now, heartbeat = timezone.now(), last_heartbeat(WORKER)
    if not is_within(heartbeat, now, MAX_WORKER_AGE) or is_paused():
        changes_at(now + RETRY)
        return None
    changes_at(heartbeat + MAX_WORKER_AGE if heartbeat else None)
    return _response_minutes(practice, now, service, office) or app_settings.CRISIS_RESPONSE_MINUTES


def _response_minutes(practice: PracticeSettings, now: datetime, service: int | None, office: int | None) -> int | None:
    """Those of the rule that catches a crisis now; few practices have any."""
    if not RoutingRule.objects.filter(site_id=practice.site_id, active=True, response_minutes__isnull=False).exists():
        return None
    moment = timezone.localtime(now, practice.zone)
    changes_at(next_rule_change(practice.site_id, moment))
    routing_input = RoutingInput(
        at=moment, service=service, office=office, kind=Kind.CRISIS.value, urgency=Urgency.CRISIS.value
    )
    return decide(practice, routing_input).response_minutes
