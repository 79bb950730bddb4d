"""What makes a request suspicious. A suspicion holds a request for review; it drops none and tells no lie."""

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
from .models import RateBucket
from .tokens import FormToken

logger = logging.getLogger(__name__)

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Post:
    """What checks may look at. ``network`` is None where the address is unknown."""

    token: FormToken
    honeypot: str
    network: str | None
    cleaned: dict[str, Any] = field(default_factory=dict)


class SpamCheck(Protocol):
    """A site's own check, named in ``SPAM_CHECKS``; write one for a service or a list of words.

    ``labels``, a mapping from a code to words, is optional: staff read them after "This may be spam:".
    """

    def spam_reasons(self, post: Post) -> Iterable[str]:
        """Short codes of what is suspicious; none for a good post. An exception is logged and counts as none."""


class Honeypot:
    def spam_reasons(self, post: Post) -> Iterable[str]:
        return ["honeypot"] if post.honeypot else []


class TimeTrap:
    """A form sent faster than anybody types. A page from a cache is older, never younger, than it seems.

    Of a form that was printed in the future nothing can be told: the clock has been set back, or another server's is
    ahead. The age is a whole second off at most.
    """

    def spam_reasons(self, post: Post) -> Iterable[str]:
        return ["fast"] if -1 < post.token.age < app_settings.FORM_MIN_SECONDS else []


class RateLimit:
    def spam_reasons(self, post: Post) -> Iterable[str]:
        if post.network is None:
            return []
        return ["rate"] if count_post(post.network) > app_settings.SUBMISSIONS_PER_HOUR else []


def spam_reasons(post: Post) -> list[str]:
    """Everything suspicious about a post, by the built-in checks and the site's."""
    checks: list[SpamCheck] = [Honeypot(), TimeTrap(), RateLimit()]
    checks += [import_string(path)() for path in app_settings.SPAM_CHECKS]
    return [code for check in checks for code in _asked(check, post)]


def site_labels() -> dict[str, Any]:
    """What the codes of the site's own checks mean, as far as these say."""
    checks = map(import_string, app_settings.SPAM_CHECKS)
    return {code: label for check in checks for code, label in getattr(check, "labels", {}).items()}


def network_of(request: HttpRequest) -> str | None:
    """The visitor's network (/24 or /64), since one visitor has many addresses; None where it can't be told.

    ``X-Forwarded-For`` is believed only for as many entries as the site has proxies of its own: anybody can write one.
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
    """Counts a post and returns how many the network has sent in this clock hour."""
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
    """Names the network for this hour only: the salt is made from the day, so no list of visitors can be kept."""
    now = now.astimezone(UTC)
    salt = hmac.new(settings.SECRET_KEY.encode(), f"tyonohjaus.rate.{now:%Y-%m-%d}".encode(), hashlib.sha256).digest()
    return hmac.new(salt, f"{now:%H}\n{network}".encode(), hashlib.sha256).hexdigest()


def purge_expired_buckets(now: datetime) -> int:
    return RateBucket.objects.filter(expires_at__lt=now).delete()[0]


def _asked(check: SpamCheck, post: Post) -> list[str]:
    try:
        return [str(code)[:40] for code in check.spam_reasons(post)]
    except Exception:
        logger.exception("The spam check %s failed.", type(check).__name__)
        return []
