"""Sends the deliveries of the outbox, retries them, and hands failed ones to the fallback recipients.

Delivery is at least once: if a server accepted a message and its response was lost, the message is sent again with the
same Message-ID.
"""

import logging
import random
import re
from collections import Counter
from datetime import datetime, timedelta

from django.db import Error, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ..conf import app_settings
from ..practice.installation.state import check_installation, is_paused
from ..signals import delivery_failed, delivery_sent, send_after_commit
from . import channels as delivery_channels
from .errors import DeliveryError, DeliveryPostponed, DeliveryRejected, ServerUnreachable
from .failpoints import reach
from .failures import log_failure
from .models import Audience, Channel, Delivery, DeliveryState, Priority
from .outbox import Message, enqueue, waiting_deliveries
from .recipients import Recipient, fallback_addresses, site_language
from .signals import failure_stored
from .texts.stored import with_text_versions
from .time_limits import TimeLimit

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
# A message to staff about a crisis is useless hours later.
LONGEST_CRISIS_PAUSE = timedelta(minutes=3)
# The latest time for which a next attempt is ever planned; a later one was stored before the clock was set back.
MAX_PLANNED_AHEAD = LONGEST_PAUSE * 1.25 + timedelta(minutes=10)
# The clocks of several machines differ by less than this. A row with a later time than now plus this was written
# before the clock was set back, and its next attempt may be far off.
MAX_CLOCK_DIFFERENCE = timedelta(minutes=10)
# After so many consecutive failures to reach the server, the channel is left for the next round.
MAX_CONSECUTIVE_FAILURES = 3
# A delivery whose worker process ends each time is claimed at most so many times ``max_attempts``.
MAX_LEASE_MULTIPLIER = 2

# Deliveries that a server accepted and whose new state is not stored yet, with the time of the acceptance.
_pending_acks: dict[int, tuple[Delivery, datetime]] = {}


class Channels:
    """The channels whose servers can be reached; counts consecutive failures of each."""

    def __init__(self) -> None:
        self._failures: Counter[str] = Counter()

    @property
    def unreachable(self) -> list[str]:
        return [channel for channel, count in self._failures.items() if count >= MAX_CONSECUTIVE_FAILURES]

    @property
    def failing(self) -> list[str]:
        """Those whose last attempt failed, reachable or not."""
        return [channel for channel, count in self._failures.items() if count]

    def attempt(self, delivery: Delivery, now: datetime | None) -> None:
        """Tries to send a claimed delivery by its channel."""
        channel = delivery.channel
        self._failures[channel] = self._failures[channel] + 1 if attempt(delivery, now) else 0


def deliver_due(
    limit: int = 100,
    now: datetime | None = None,
    *,
    channels: Channels | None = None,
    time_limit: TimeLimit | None = None,
) -> bool:
    """Sends what is due, crisis messages first and then the oldest; returns whether more is due.

    The next message is selected after each one, so that a crisis message that is stored meanwhile is sent at once.
    A channel whose server is unreachable is left. Nothing is sent from a copy of the database. Safe to run in several
    processes at once.
    """
    channels, time_limit = channels or Channels(), time_limit or TimeLimit()
    _flush_acks()
    if not check_installation():
        return False
    for _number in range(limit):
        pk = _next_due(channels, now or timezone.now())
        if pk is None:
            return False
        if time_limit.is_over():
            return True
        delivery = claim(pk, now)
        if delivery is not None:  # else another worker was faster
            channels.attempt(delivery, now)
    return not delivery_channels.names() <= set(channels.unreachable)


def claim(pk: int, now: datetime | None = None) -> Delivery | None:
    """Claims a delivery for the length of the lease by compare-and-swap; None if another worker was faster."""
    now = now or timezone.now()
    # Checked again: since this worker listed what is due, another one may have claimed it.
    waiting = with_text_versions(waiting_deliveries()).select_related("site")
    delivery = waiting.filter(_is_due(now), pk=pk).first()
    if delivery is None:
        return None
    if delivery.attempts >= MAX_LEASE_MULTIPLIER * max_attempts(delivery):
        _mark_failed(delivery, DeliveryRejected("Every process that tried to send this message ended."), now)
        return None
    reach("looked")
    unchanged = waiting_deliveries().filter(pk=pk, attempts=delivery.attempts, next_attempt_at=delivery.next_attempt_at)
    lease_ends = now + timedelta(seconds=app_settings.LEASE_SECONDS)
    if not unchanged.update(attempts=F("attempts") + 1, next_attempt_at=lease_ends, last_attempt_at=now):
        return None
    delivery.attempts, delivery.next_attempt_at, delivery.last_attempt_at = delivery.attempts + 1, lease_ends, now
    reach("claimed")
    return delivery


def attempt(delivery: Delivery, now: datetime | None = None) -> bool:
    """Tries to send a claimed delivery and stores the outcome; returns whether the server was unreachable."""
    try:
        delivery_channels.send(delivery)
    except DeliveryRejected as error:
        _mark_failed(delivery, error, now)
    except DeliveryError as error:
        _postpone(delivery, error, now)
        return isinstance(error, ServerUnreachable)
    except Exception as error:
        log_failure(logger, f"Message {delivery} ({delivery.pk})", error)
        _postpone(delivery, DeliveryPostponed(type(error).__name__), now)
    else:
        reach("accepted")
        _pending_acks[delivery.pk] = delivery, now or timezone.now()
        _flush_acks()
    return False


def pause_after(attempts: int, longest: timedelta | None = None) -> timedelta:
    """The pause before the next attempt: one minute to ``longest``, by default six hours; varied by a quarter to
    spread the load.
    """
    return _pause(attempts, longest or LONGEST_PAUSE) * random.uniform(0.75, 1.25)  # noqa: S311


def max_attempts(delivery: Delivery) -> int:
    """After how many attempts a delivery has failed.

    What is tried more often has more attempts, so that it is given up after as long as any other.
    """
    number = int(app_settings.MAX_ATTEMPTS)
    if not _is_urgent(delivery):
        return number
    all_pauses, pauses = (
        sum((_pause(attempts, longest) for attempts in range(1, number)), timedelta())
        for longest in (LONGEST_PAUSE, LONGEST_CRISIS_PAUSE)
    )
    return number + (all_pauses - pauses) // LONGEST_CRISIS_PAUSE


def _pause(attempts: int, longest: timedelta) -> timedelta:
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), longest)


def _is_urgent(delivery: Delivery) -> bool:
    return delivery.priority == Priority.CRISIS and delivery.audience == Audience.STAFF


def response_text(delivery: Delivery, error: DeliveryError) -> str:
    """The server's response without the recipient's address, which servers often repeat."""
    text = re.sub(re.escape(delivery.address), "…", str(error), flags=re.IGNORECASE)
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text)[:300]


def _is_due(now: datetime) -> Q:
    ahead = now + MAX_CLOCK_DIFFERENCE
    # A row that has been tried since then has a lease or a pause by the present clock, whenever it was created.
    untried = Q(created_at__gt=ahead, last_attempt_at=None)
    set_back = untried | Q(last_attempt_at__gt=ahead) | Q(next_attempt_at__gt=now + MAX_PLANNED_AHEAD)
    return Q(next_attempt_at__lte=now) | set_back


def _next_due(channels: Channels, now: datetime) -> int | None:
    """Messages about a crisis do not wait for a server that hangs: e-mails come after its other messages, and all come
    before those of a channel whose last attempt failed.
    """
    rows = waiting_deliveries().filter(_is_due(now)).exclude(channel__in=channels.unreachable)
    rows = rows.order_by("-priority", "next_attempt_at", "pk")
    first = rows.values_list("pk", "priority", "channel").first()
    if first is None:
        return None
    pk, priority, channel = first
    failing = channels.failing
    if priority == Priority.CRISIS and (channel == Channel.MAIL or channel in failing):
        # Few rows, so that an index of its own would cost more than it saves.
        others = rows.filter(priority=Priority.CRISIS).exclude(channel__in=failing).values_list("pk", flat=True)
        return others.exclude(channel=Channel.MAIL).first() or others.first() or pk
    return pk


def is_crisis_message_due() -> bool:
    """Whether a message about a crisis can be sent now. One query by an index; none of a copy can."""
    crisis = waiting_deliveries().filter(_is_due(timezone.now()), priority=Priority.CRISIS)
    return crisis.exists() and not is_paused()


def _claimed_by_us(delivery: Delivery) -> QuerySet[Delivery]:
    """The delivery's row, unless another worker has claimed it since."""
    return waiting_deliveries().filter(pk=delivery.pk, attempts=delivery.attempts)


def _flush_acks() -> None:
    """Stores that accepted messages were sent. Raises ``django.db.Error`` if the database is unavailable.

    This happens before the process sends another message; otherwise the lease would expire and the message would be
    sent again.
    """
    for pk, (delivery, accepted_at) in list(_pending_acks.items()):
        try:
            # Without regard to claims: the message is sent, even if another worker has claimed it since.
            Delivery.objects.filter(pk=pk).update(state=DeliveryState.SENT, finished_at=accepted_at, last_response="")
        except Error as error:
            logger.error("Message %s (%s) was sent; saving that failed (%s).", delivery, pk, type(error).__name__)
            raise
        if _pending_acks.pop(pk, None) is None:
            # Another thread has saved it and sends the signal.
            continue
        delivery.state = DeliveryState.SENT
        reach("stored")
        # An error in a receiver must not cause the message to be sent again.
        delivery_sent.send_robust(Delivery, delivery=delivery)


def _postpone(delivery: Delivery, error: DeliveryError, now: datetime | None) -> None:
    if delivery.attempts >= max_attempts(delivery):
        _mark_failed(delivery, error, now)
        return
    longest = LONGEST_CRISIS_PAUSE if _is_urgent(delivery) else LONGEST_PAUSE
    next_attempt_at = (now or timezone.now()) + pause_after(delivery.attempts, longest)
    _claimed_by_us(delivery).update(next_attempt_at=next_attempt_at, last_response=response_text(delivery, error))
    logger.warning("Message %s (%s) is postponed: %s.", delivery, delivery.pk, _reason(error))


def _mark_failed(delivery: Delivery, error: DeliveryError, now: datetime | None) -> None:
    with transaction.atomic():
        updated = _claimed_by_us(delivery).update(
            state=DeliveryState.FAILED,
            finished_at=now or timezone.now(),
            last_response=response_text(delivery, error),
        )
        if not updated:
            return
        delivery.state = DeliveryState.FAILED
        if delivery.audience == Audience.STAFF and not delivery.fallback_of_id:
            _enqueue_fallback(delivery)
        failure_stored.send(Delivery, delivery=delivery)
        send_after_commit(delivery_failed, Delivery, delivery=delivery)
    logger.error("Message %s (%s) could not be delivered: %s.", delivery, delivery.pk, _reason(error))


def _enqueue_fallback(delivery: Delivery) -> None:
    for address in fallback_addresses(delivery.site):
        if address.lower() == delivery.address.lower():
            continue
        enqueue(
            Message(
                delivery.message_type,
                site=delivery.site,
                about=delivery.about,
                context=delivery.context,
                reply_to=delivery.reply_to,
                priority=delivery.priority,
            ),
            Recipient(address, language=site_language()),
            key=f"fallback:{delivery.about or delivery.pk}:{delivery.message_type}",
            fallback_of=delivery,
        )


def _reason(error: DeliveryError) -> str:
    """The outcome for the log, with a code or an error's name.

    The server's own words may contain the recipient's address, so they are not logged.
    """
    words = str(error).split()
    safe = [word for word in words[:1] if word.isdigit() or (len(words) == 1 and word.isidentifier())]
    return " ".join([error.outcome, *safe])
