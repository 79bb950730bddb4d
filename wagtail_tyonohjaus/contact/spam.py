"""Spam checks. A spam reason holds a request for review; it never drops one or misleads the visitor."""

import hashlib
import hmac
import ipaddress
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string

from ..conf import app_settings
from .form.tokens import FormToken
from .models import RateBucket

logger = logging.getLogger(__name__)

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Post:
    """What spam checks get. ``network`` is None if the client's address is unknown."""

    token: FormToken
    honeypot: str
    network: str | None
    cleaned: dict[str, Any] = field(default_factory=dict)


class SpamCheck(Protocol):
    """A spam check, listed in the setting ``SPAM_CHECKS`` if it is the site's own.

    ``labels`` is optional: it maps codes to texts that staff see after "This may be spam:".
    """

    def spam_reasons(self, post: Post) -> Iterable[str]:
        """Codes of at most 40 characters; empty if there are none. An exception is logged and counts as none."""


class Honeypot:
    def spam_reasons(self, post: Post) -> Iterable[str]:
        return ["honeypot"] if post.honeypot else []


class TimeTrap:
    """A form that is sent faster than anybody types. A cached page only makes a form older.

    A token from the future counts as good: the clock has been set back, or that of another server is fast. Tokens
    round to a second.
    """

    def spam_reasons(self, post: Post) -> Iterable[str]:
        return ["fast"] if -1 < post.token.age < app_settings.FORM_MIN_SECONDS else []


class RateLimit:
    def spam_reasons(self, post: Post) -> Iterable[str]:
        if post.network is None:
            return []
        return ["rate"] if count_post(post.network) > app_settings.SUBMISSIONS_PER_HOUR else []


def spam_reasons(post: Post) -> list[str]:
    """The codes of all checks, built-in and the site's own."""
    checks: list[SpamCheck] = [Honeypot(), TimeTrap(), RateLimit()]
    checks += [import_string(path)() for path in app_settings.SPAM_CHECKS]
    return [code for check in checks for code in _run(check, post)]


def site_labels() -> dict[str, Any]:
    """The labels of the site's own checks, by code."""
    checks = map(import_string, app_settings.SPAM_CHECKS)
    return {code: label for check in checks for code, label in getattr(check, "labels", {}).items()}


def network_of(request: HttpRequest) -> str | None:
    """The client's network (/24 or /64, since one client may have many addresses); None if it is unknown.

    Of ``X-Forwarded-For``, only the entries of the site's own proxies are trusted, since clients can send the header.
    """
    text = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if app_settings.TRUSTED_PROXY_COUNT and len(hops) >= app_settings.TRUSTED_PROXY_COUNT:
        text = hops[-app_settings.TRUSTED_PROXY_COUNT]
    try:
        address = ipaddress.ip_address(text.strip("[]").split("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None) or address
    return str(ipaddress.ip_network((mapped, 24 if mapped.version == 4 else 64), strict=False))


def count_post(network: str, now: datetime | None = None) -> int:
    """Counts a submission and returns the network's number of them in this clock hour."""
    now = now or timezone.now()
    key = bucket_key(network, now)
    expires = now + 2 * HOUR
    if not RateBucket.objects.filter(key=key).update(count=F("count") + 1):
        try:
            with transaction.atomic():
                RateBucket.objects.create(key=key, count=1, expires_at=expires)
        except IntegrityError:
            RateBucket.objects.filter(key=key).update(count=F("count") + 1)
    return RateBucket.objects.values_list("count", flat=True).get(key=key)


def bucket_key(network: str, now: datetime) -> str:
    """An HMAC of the network and the hour (UTC), with a daily salt, so that it can't be traced back to visitors."""
    now = now.astimezone(UTC)
    salt = hmac.new(settings.SECRET_KEY.encode(), f"tyonohjaus.rate.{now:%Y-%m-%d}".encode(), hashlib.sha256).digest()
    return hmac.new(salt, f"{now:%H}\n{network}".encode(), hashlib.sha256).hexdigest()


def purge_expired_buckets(now: datetime) -> int:
    """Returns the number of deleted buckets."""
    return RateBucket.objects.filter(expires_at__lt=now).delete()[0]


def _run(check: SpamCheck, post: Post) -> list[str]:
    try:
        return [str(code)[:40] for code in check.spam_reasons(post)]
    except Exception:
        logger.exception("The spam check %s failed.", type(check).__name__)
        return []
