"""Ceilings for crisis requests, which are alerted one by one even if they are suspicious.

Beyond a ceiling a crisis request is held for review, and staff gets one summary for each interval instead of one
message for each request. The receipt page asks the visitor to call. Beyond the ceiling of the site, so many requests an
hour are still alerted one by one whose network and telephone number are both new: an attacker can have used neither.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Site

from ...conf import app_settings
from ...messages.models import Delivery
from ...messages.recipients import Recipient, fallback_addresses, site_language
from ...practice.models import PracticeSettings
from .. import notifications
from ..choices import Status
from ..models import ContactRequest, ContactRequestQuerySet
from ..routing.evaluation import RoutingInput
from ..routing.ruleset import keys_of, load_rule_set, routing_input_of
from .counters import count_event

#: Spam reasons: the network or the whole site has had more alerts in this clock hour than the settings allow.
NETWORK, SITE = "crisis_network", "crisis_site"
#: After its response time has passed, a held request is in a summary so often until somebody decides on it.
REPEAT = timedelta(hours=1)
BATCH_SIZE = 500


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
    return [] if is_new and _is_within_further(site, suspicious) else [SITE]


def _is_within_further(site: int, suspicious: bool) -> bool:
    """Counts a request beyond the ceiling of the site. Suspicious ones can't use up more than half of what is left."""
    limit = app_settings.CRISIS_ALERTS_BEYOND_SITE
    if suspicious and count_event(f"crisis further {site} suspicious") > limit // 2:
        return False
    return count_event(f"crisis further {site}") <= limit


def is_beyond_ceiling(reasons: Iterable[str]) -> bool:
    """Whether spam reasons contain one of ``exceeded_ceiling``."""
    return bool({NETWORK, SITE}.intersection(reasons))


def send_summaries(now: datetime) -> None:
    """The summaries that are due at ``now`` (UTC), for every practice."""
    for site in Site.objects.filter(pk__in=_waiting(now).values("site")):
        send_summary(site, now)


def send_summary(site: Site, now: datetime) -> bool:
    """One summary of the held crisis requests, unless there was one in this interval; whether it was sent.

    A request is in one summary after its arrival, in another when its response time passes, and then in one every hour
    as long as it is held. Each goes to the recipients of such a request by the rules, and to the fallback recipients.
    """
    if _has_recent_summary(site, now):
        return False
    with transaction.atomic():
        waiting = dict(_waiting(now).filter(site=site).values_list("pk", "due_at"))
        if not waiting:
            return False
        practice = PracticeSettings.for_site(site)
        for recipient, count in _recipients(waiting.keys(), practice, now):
            notifications.send_crisis_summary(practice, recipient, count, _interval_number(now))
        # Those of the summary only: another one may have arrived since.
        late = [pk for pk, due_at in waiting.items() if due_at is not None and due_at < now]
        _update(late, escalated_at=now)
        _update(waiting, reminded_at=now)
    return True


def _update(pks: Iterable[int], **values: datetime) -> None:
    rows = list(pks)
    for start in range(0, len(rows), BATCH_SIZE):
        ContactRequest.objects.filter(pk__in=rows[start : start + BATCH_SIZE]).update(**values)


def _held() -> ContactRequestQuerySet:
    return ContactRequest.objects.crisis().filter(held_for_review=True, status=Status.NEW)


def _waiting(now: datetime) -> ContactRequestQuerySet:
    # Later than now, too, since a clock may have been set back.
    repeated = Q(escalated_at=None) | Q(escalated_at__lte=now - REPEAT) | Q(escalated_at__gte=now + REPEAT)
    return _held().filter(Q(reminded_at=None) | Q(due_at__lt=now) & repeated)


def _has_recent_summary(site: Site, now: datetime) -> bool:
    # Later than now, too, since a clock may have been set back.
    interval = timedelta(minutes=app_settings.CRISIS_SUMMARY_MINUTES)
    sent = Delivery.objects.filter(site=site, message_type=notifications.CRISIS_SUMMARY)
    return sent.filter(created_at__gt=now - interval, created_at__lt=now + interval).exists()


def _interval_number(now: datetime) -> int:
    """Part of the messages' keys, so that requests that arrive at the same time cause one summary."""
    return int(now.timestamp()) // (60 * app_settings.CRISIS_SUMMARY_MINUTES)


def _recipients(waiting: Collection[int], practice: PracticeSettings, now: datetime) -> Iterator[tuple[Recipient, int]]:
    """The recipients of any of the waiting requests by the rules, and how many held ones there are for each of them.

    Held requests alike are routed once: there may be thousands. The fallback recipients get the number of all.
    """
    counts: Counter[RoutingInput] = Counter()
    inputs = set()
    for request in _held().filter(site=practice.site).select_related("site").iterator(BATCH_SIZE):
        routing_input = routing_input_of(request, practice, at=now)
        counts[routing_input] += 1
        if request.pk in waiting:
            inputs.add(routing_input)
    rule_set = load_rule_set(practice, timezone.localtime(now, practice.zone), _keys_of_all(counts))
    planned = {routing_input: rule_set.route(routing_input).notifications for routing_input in counts}
    fallback = [Recipient(address, language=site_language()) for address in fallback_addresses(practice.site)]
    numbers: Counter[tuple[str, str]] = Counter()
    for routing_input, count in counts.items():
        reached = [*map(notifications.recipient_of, planned[routing_input]), *fallback]
        numbers.update(dict.fromkeys(map(_place, reached), count))
    notified = [notifications.recipient_of(each) for routing_input in inputs for each in planned[routing_input]]
    for place, recipient in {_place(each): each for each in [*fallback, *reversed(notified)]}.items():
        yield recipient, numbers[place]


def _keys_of_all(inputs: Iterable[RoutingInput]) -> set[str]:
    return {key for routing_input in inputs for key in keys_of(routing_input)}


def _place(recipient: Recipient) -> tuple[str, str]:
    return recipient.channel, recipient.address.lower()
