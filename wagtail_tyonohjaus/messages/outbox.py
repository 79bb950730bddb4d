"""The outbox: messages are stored with what they are about, and leave afterwards.

No promise of "exactly once": where a server took a message and its answer was lost, the message leaves again, with
the same Message-ID. None is lost.
"""

import hashlib
import logging
import random
import re
from datetime import datetime, timedelta
from typing import Any

from django.db import Error, IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.models import Site

from ..conf import app_settings
from . import email, sms
from .dispatch import wake_up
from .errors import NotSent, Postponed, Refused, Unreachable
from .failpoints import reach
from .models import Audience, Channel, Delivery, DeliveryState
from .recipients import Receiver, fallback_addresses, site_language
from .signals import delivery_dead, delivery_sent

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
# Nothing is ever planned further ahead; what seems to be comes from a clock that has been set back.
FURTHEST = LONGEST_PAUSE * 1.25 + timedelta(minutes=10)
# Clocks of several machines differ by less. What was written later than this from now was written before the clock
# was set back, and may be planned for a time that is far off.
CLOCKS_DIFFER = timedelta(minutes=10)
# A server that is away answers every message alike; the rest keeps its place for the next round.
PATIENCE = 3

# How many times the usual attempts a message is claimed that ends its worker each time.
LIVES = 2

SENDERS = {Channel.MAIL: email.send, Channel.SMS: sms.send}

# What servers took from this process while the database could not store it, with the time.
_unstored: dict[int, tuple[Delivery, datetime]] = {}


def enqueue(
    kind: str,
    receiver: Receiver,
    *,
    site: Site | None,
    about: str = "",
    context: dict[str, Any] | None = None,
    reply_to: str = "",
    key: str = "",
    calendar: str = "",
    calendar_method: str = "",
    fallback_of: Delivery | None = None,
) -> Delivery:
    """Stores a message in the caller's transaction; it leaves after the commit.

    ``kind`` names the folder of its templates, ``about`` the reference it belongs to (erasure finds it by that).
    ``context`` is JSON; times are ISO strings under keys that end in ``_at``. A second call with the same ``key`` and
    receiver returns the first one's row. ``calendar`` is an iTIP object, ``calendar_method`` its METHOD.
    """
    row = Delivery(
        site=site,
        key=delivery_key(key, receiver) if key else None,
        about=about,
        kind=kind,
        channel=receiver.channel,
        audience=receiver.audience,
        address=receiver.address,
        receiver_name=receiver.name[:160],
        language=receiver.language or site_language(),
        reply_to=reply_to,
        context=_storable(context or {}),
        calendar=calendar,
        calendar_method=calendar_method,
        message_id=email.new_message_id(site),
        fallback_of=fallback_of,
    )
    stored = _stored(row)
    transaction.on_commit(wake_up, robust=True)
    return stored


def delivery_key(key: str, receiver: Receiver) -> str:
    text = "\n".join([key, receiver.channel, receiver.address.lower()])
    return hashlib.sha256(text.encode()).hexdigest()


def deliver_due(limit: int = 100, now: datetime | None = None) -> bool:
    """Sends what is due, oldest first, each message claimed by itself; True where a next round finds more at once.

    Stops early where a channel's server is away. Safe to run in any number of processes at once.
    """
    _store_the_unstored()
    return any([_deliver_channel(channel, limit, now) for channel in SENDERS])  # noqa: C419  (every channel)


def _deliver_channel(channel: Channel, limit: int, now: datetime | None) -> bool:
    due, away = _due(channel, limit, now or timezone.now()), 0
    for pk in due:
        delivery = claim(pk, now)
        if delivery is None:
            continue
        away = away + 1 if attempt(delivery, now) else 0
        if away >= PATIENCE:
            return False
    return len(due) == limit


def claim(pk: int, now: datetime | None = None) -> Delivery | None:
    """Takes a message for the length of the lease by compare-and-swap; None where somebody else was faster."""
    now = now or timezone.now()
    # Due still: a worker whose list is older finds what another one holds by now.
    row = Delivery.objects.select_related("site").filter(_is_due(now), pk=pk, state=DeliveryState.WAITING).first()
    if row is None:
        return None
    if row.attempts >= LIVES * app_settings.MAX_ATTEMPTS:
        # No answer was ever stored: whoever tried it did not live to tell.
        _die(row, Refused("Every process that tried to send this message ended."), now)
        return None
    reach("looked")
    seen = Delivery.objects.filter(
        pk=pk, state=DeliveryState.WAITING, attempts=row.attempts, next_attempt_at=row.next_attempt_at
    )
    lease_ends = now + timedelta(seconds=app_settings.LEASE_SECONDS)
    if not seen.update(attempts=F("attempts") + 1, next_attempt_at=lease_ends, last_attempt_at=now):
        return None
    row.attempts, row.next_attempt_at, row.last_attempt_at = row.attempts + 1, lease_ends, now
    reach("claimed")
    return row


def attempt(delivery: Delivery, now: datetime | None = None) -> bool:
    """Tries a claimed message and stores the outcome; True where the server is away."""
    try:
        SENDERS[Channel(delivery.channel)](delivery)
    except Refused as error:
        _die(delivery, error, now)
    except NotSent as error:
        _postpone(delivery, error, now)
        return isinstance(error, Unreachable)
    except Exception as error:
        logger.exception("Message %s (%s) failed unexpectedly.", delivery, delivery.pk)
        _postpone(delivery, Postponed(type(error).__name__), now)
    else:
        reach("accepted")
        _finish(delivery, now)
    return False


def resend(delivery: Delivery) -> Delivery:
    """Sends a message again, as a new one: the old one's row stays as it was, but is taken note of."""
    copy = Delivery(
        **{
            field.attname: getattr(delivery, field.attname)
            for field in Delivery._meta.concrete_fields
            if field.name in _COPIED
        },
        message_id=email.new_message_id(delivery.site),
    )
    with transaction.atomic():
        copy.save()
        Delivery.objects.filter(pk=delivery.pk, seen_at=None).update(seen_at=timezone.now())
        transaction.on_commit(wake_up, robust=True)
    return copy


def cancel(about: str) -> int:
    """Takes back what has not left about a reference; returns how many messages that were."""
    waiting = Delivery.objects.filter(about=about, state=DeliveryState.WAITING)
    return waiting.update(state=DeliveryState.CANCELLED, finished_at=timezone.now())


def undelivered(site: Site | None = None) -> QuerySet[Delivery]:
    """Messages that nobody received and nobody has taken note of."""
    rows = Delivery.objects.filter(state=DeliveryState.DEAD, seen_at=None)
    return rows.filter(site=site) if site else rows


def pause_after(attempts: int) -> timedelta:
    """From one minute to six hours, a quarter more or less, so that a server which returns is not stormed."""
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
    return pause * random.uniform(0.75, 1.25)  # noqa: S311


_COPIED = frozenset(
    [
        "site",
        "about",
        "kind",
        "channel",
        "audience",
        "address",
        "receiver_name",
        "language",
        "reply_to",
        "context",
        "calendar",
        "calendar_method",
    ]
)


def _storable(value: Any) -> Any:
    """The value without NUL, which PostgreSQL keeps in no text."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {key: _storable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(part) for part in value]
    return value


def _stored(row: Delivery) -> Delivery:
    if not row.key:
        row.save()
        return row
    found = Delivery.objects.filter(key=row.key).first()
    if found:
        return found
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return Delivery.objects.get(key=row.key)
    return row


def _is_due(now: datetime) -> Q:
    ahead = now + CLOCKS_DIFFER
    # What was tried since then has a lease or a pause of this clock's, whenever it was made.
    untried = Q(created_at__gt=ahead, last_attempt_at=None)
    set_back = untried | Q(last_attempt_at__gt=ahead) | Q(next_attempt_at__gt=now + FURTHEST)
    return Q(next_attempt_at__lte=now) | set_back


def _due(channel: Channel, limit: int, now: datetime) -> list[int]:
    rows = Delivery.objects.filter(_is_due(now), channel=channel, state=DeliveryState.WAITING)
    return list(rows.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:limit])


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts)


def _finish(delivery: Delivery, now: datetime | None) -> None:
    _unstored[delivery.pk] = delivery, now or timezone.now()
    _store_the_unstored()


def _store_the_unstored() -> None:
    """Until it is stored that a message has left, this process sends no other: the lease would run out on each."""
    for pk, (delivery, at) in list(_unstored.items()):
        try:
            # Whoever holds the claim by now, the message has left.
            Delivery.objects.filter(pk=pk).update(state=DeliveryState.SENT, finished_at=at, last_answer="")
        except Error as error:
            logger.error("Message %s (%s) has left; that can't be stored (%s).", delivery, pk, type(error).__name__)
            raise
        if _unstored.pop(pk, None) is None:
            # Another thread has stored it meanwhile, and tells of it.
            continue
        delivery.state = DeliveryState.SENT
        reach("stored")
        # Whatever a receiver does, the message must not leave again.
        delivery_sent.send_robust(Delivery, delivery=delivery)


def _postpone(delivery: Delivery, error: NotSent, now: datetime | None) -> None:
    if delivery.attempts >= app_settings.MAX_ATTEMPTS:
        _die(delivery, error, now)
        return
    next_attempt_at = (now or timezone.now()) + pause_after(delivery.attempts)
    _mine(delivery).update(next_attempt_at=next_attempt_at, last_answer=answer_text(delivery, error))
    logger.warning("Message %s (%s) is put off: %s.", delivery, delivery.pk, _reason(error))


def _die(delivery: Delivery, error: NotSent, now: datetime | None) -> None:
    with transaction.atomic():
        buried = _mine(delivery).update(
            state=DeliveryState.DEAD, finished_at=now or timezone.now(), last_answer=answer_text(delivery, error)
        )
        if not buried:
            return
        delivery.state = DeliveryState.DEAD
        if delivery.audience == Audience.STAFF and not delivery.fallback_of_id:
            _to_fallback(delivery)
        delivery_dead.send(Delivery, delivery=delivery)
    logger.error("Message %s (%s) could not be delivered: %s.", delivery, delivery.pk, _reason(error))


def _to_fallback(delivery: Delivery) -> None:
    for address in fallback_addresses(delivery.site):
        if address.lower() == delivery.address.lower():
            continue
        enqueue(
            delivery.kind,
            Receiver(address, language=site_language()),
            site=delivery.site,
            about=delivery.about,
            context=delivery.context,
            reply_to=delivery.reply_to,
            key=f"fallback:{delivery.about or delivery.pk}:{delivery.kind}",
            fallback_of=delivery,
        )


def _reason(error: NotSent) -> str:
    """For the log: a code or the name of an error, no words of the server's, which may tell of the receiver."""
    words = str(error).split()
    told = [word for word in words[:1] if word.isdigit() or (len(words) == 1 and word.isidentifier())]
    return " ".join([type(error).__name__.lower(), *told])


def answer_text(delivery: Delivery, error: NotSent) -> str:
    """The server's answer without the address, which servers like to repeat."""
    text = re.sub(re.escape(delivery.address), "…", str(error), flags=re.IGNORECASE)
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text)[:300]
