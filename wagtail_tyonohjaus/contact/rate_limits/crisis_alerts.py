"""Ceilings for crisis requests, which are alerted one by one even if they are suspicious.

Beyond a ceiling a crisis request is held for review, and staff gets one summary for each interval instead of one
message for each request. The receipt page asks the visitor to call. Beyond the ceiling of the site, so many requests an
hour are still alerted one by one whose network and telephone number are both new: an attacker can have used neither.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from wagtail.models import Site

from ...conf import app_settings
from ...messages.models import Delivery
from ...messages.recipients import Recipient, fallback_addresses, site_language
from ...practice.models import PracticeSettings
from .. import notifications
from ..choices import Status
from ..models import ContactRequest, ContactRequestQuerySet
from ..routing.ruleset import decide, routing_input_of
from .counters import count_event

#: Spam reasons: the network or the whole site has had more alerts in this clock hour than the settings allow.
NETWORK, SITE = "crisis_network", "crisis_site"
# So many of the held requests decide who gets a summary.
ROUTED_REQUESTS = 20


def exceeded_ceiling(site: int, network: str | None, suspicious: bool, phone: str = "") -> list[str]:
    """Counts a crisis request; returns ``[NETWORK]``, ``[SITE]`` or nothing. ``site`` is a primary key.

    Requests of a network over its ceiling do not count for the site, nor suspicious ones for the others, so that an
    attack from one network or by a simple bot leaves the alerts of everybody else as they are. ``phone`` (E.164) is the
    visitor's number, blank without one; as all counts, it is stored as an HMAC.
    """
    if network is None:
        return []
    of_network = count_event(f"crisis {site} {network}")
    of_number = count_event(f"crisis number {site} {phone}") if phone else 0
    if of_network > app_settings.CRISIS_ALERTS_PER_NETWORK:
        return [NETWORK]
    if count_event(f"crisis {site} {suspicious}") <= app_settings.CRISIS_ALERTS_PER_SITE:
        return []
    is_new = of_network == of_number == 1
    further = count_event(f"crisis further {site} {suspicious}") if is_new else 0
    return [] if 0 < further <= app_settings.CRISIS_ALERTS_BEYOND_SITE else [SITE]


def is_beyond_ceiling(reasons: Iterable[str]) -> bool:
    """Whether spam reasons contain one of ``exceeded_ceiling``."""
    return bool({NETWORK, SITE}.intersection(reasons))


def send_summaries(now: datetime) -> None:
    """The summaries that are due at ``now`` (UTC), for every practice."""
    for site in Site.objects.filter(pk__in=_waiting(now).values("site")):
        send_summary(site, now)


def send_summary(site: Site, now: datetime) -> bool:
    """One summary of the held crisis requests, unless there was one in this interval; whether it was sent.

    A request is in one summary after its arrival, and in another if it is still held when its response time passes.
    """
    waiting = _waiting(now).filter(site=site)
    requests = list(waiting.select_related("site").order_by("-created_at")[:ROUTED_REQUESTS])
    if not requests or _has_recent_summary(site, now):
        return False
    practice, held = PracticeSettings.for_site(site), _held().filter(site=site)
    with transaction.atomic():
        waiting.filter(due_at__lt=now).update(escalated_at=now)
        held.filter(reminded_at=None).update(reminded_at=now)
        for recipient in _recipients(requests, practice, now):
            notifications.send_crisis_summary(practice, recipient, held.count(), _interval_number(now))
    return True


def _held() -> ContactRequestQuerySet:
    return ContactRequest.objects.crisis().filter(held_for_review=True, status=Status.NEW)


def _waiting(now: datetime) -> ContactRequestQuerySet:
    return _held().filter(Q(reminded_at=None) | Q(due_at__lt=now, escalated_at=None))


def _has_recent_summary(site: Site, now: datetime) -> bool:
    # Later than now, too, since a clock may have been set back.
    interval = timedelta(minutes=app_settings.CRISIS_SUMMARY_MINUTES)
    sent = Delivery.objects.filter(site=site, message_type=notifications.CRISIS_SUMMARY)
    return sent.filter(created_at__gt=now - interval, created_at__lt=now + interval).exists()


def _interval_number(now: datetime) -> int:
    """Part of the messages' keys, so that requests that arrive at the same time cause one summary."""
    return int(now.timestamp()) // (60 * app_settings.CRISIS_SUMMARY_MINUTES)


def _recipients(requests: list[ContactRequest], practice: PracticeSettings, now: datetime) -> list[Recipient]:
    """Those whom the rules notify of any of the requests, and the fallback recipients."""
    inputs = {routing_input_of(request, practice, at=now) for request in requests}
    planned = [each for routing_input in inputs for each in decide(practice, routing_input).notifications]
    recipients = [notifications.recipient_of(each) for each in planned]
    recipients += [Recipient(address, language=site_language()) for address in fallback_addresses(practice.site)]
    return list({(each.channel, each.address.lower()): each for each in reversed(recipients)}.values())
