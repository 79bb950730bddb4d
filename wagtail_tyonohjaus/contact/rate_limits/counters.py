"""Counts events per clock hour without storing whose they are."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from ..models import RateBucket

HOUR = timedelta(hours=1)
SLICE = 500
_counted: ContextVar[list[str] | None] = ContextVar("tyonohjaus_counted", default=None)


@contextmanager
def noted_counts() -> Iterator[list[str]]:
    """The keys of what is counted inside, for ``take_back``."""
    keys: list[str] = []
    token = _counted.set(keys)
    try:
        yield keys
    finally:
        _counted.reset(token)


def take_back(keys: Iterable[str]) -> None:
    """The events have not happened after all: the submission that they were part of was not stored."""
    for key in keys:
        RateBucket.objects.filter(key=key, count__gt=0).update(count=F("count") - 1)


def count_event(name: str, now: datetime | None = None) -> int:
    """Counts an event, such as a submission of a network, and returns their number in this clock hour."""
    now = now or timezone.now()
    key = _noted(bucket_key(name, now))
    if not RateBucket.objects.filter(key=key).update(count=F("count") + 1):
        try:
            with transaction.atomic():
                RateBucket.objects.create(key=key, count=1, expires_at=now + 2 * HOUR)
        except IntegrityError:
            if not RateBucket.objects.filter(key=key).update(count=F("count") + 1):
                raise  # not the constraint on keys
    return RateBucket.objects.values_list("count", flat=True).get(key=key)


def exceeds_limit(name: str, limit: int, now: datetime | None = None) -> bool:
    """Counts an event; whether there are more than ``limit`` in this clock hour. One query if it is one of many."""
    now = now or timezone.now()
    key = bucket_key(name, now)
    if RateBucket.objects.filter(key=key, count__lt=limit).update(count=F("count") + 1):
        _noted(key)
        return False
    return count_event(name, now) > limit


def claim_once(name: str, now: datetime) -> bool:
    """Whether nobody has claimed the name before; in a transaction, others wait until that has ended.

    A claim is kept for an hour or longer: it closes the gap between a check and what the check permits.
    """
    key = bucket_key(name, now)
    try:
        with transaction.atomic():
            RateBucket.objects.create(key=key, count=1, expires_at=now + 2 * HOUR)
    except IntegrityError:
        if RateBucket.objects.filter(key=key).exists():
            return False
        raise  # not the constraint on keys
    return True


def bucket_key(name: str, now: datetime) -> str:
    """An HMAC of the name and the hour (UTC), with a daily salt, so that it can't be traced back to visitors."""
    now = now.astimezone(UTC)
    salt = hmac.new(settings.SECRET_KEY.encode(), f"tyonohjaus.rate.{now:%Y-%m-%d}".encode(), hashlib.sha256).digest()
    return hmac.new(salt, f"{now:%H}\n{name}".encode(), hashlib.sha256).hexdigest()


def _noted(key: str) -> str:
    counted = _counted.get()
    if counted is not None:
        counted.append(key)
    return key


def purge_expired_buckets(now: datetime) -> Iterator[int]:
    """Deletes them in slices; yields the size of each."""
    expired = RateBucket.objects.filter(expires_at__lt=now).values_list("pk", flat=True)
    while pks := list(expired[:SLICE]):
        yield RateBucket.objects.filter(pk__in=pks).delete()[0]
