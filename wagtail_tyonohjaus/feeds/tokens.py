"""Making, finding and ending keys to private feeds."""

import hashlib
import secrets
from datetime import date
from typing import Any

from django.utils import timezone

from ..practice.models import Supervisor
from .models import FeedToken

BYTES = 32


def create(supervisor: Supervisor, *, label: str = "", user: Any = None) -> tuple[FeedToken, str]:
    """A new key and its token, which is nowhere kept: show it now or never."""
    token = secrets.token_urlsafe(BYTES)
    made = FeedToken.objects.create(supervisor=supervisor, label=label, hash=digest(token), created_by=user)
    return made, token


def find(token: str, scope: str = FeedToken.Scope.WORK) -> FeedToken | None:
    """The key that a token opens; None for a wrong, revoked or foreign one, or one whose owner no longer works."""
    keys = FeedToken.objects.select_related("supervisor__site", "supervisor__user")
    return keys.filter(hash=digest(token), scope=scope, revoked_at=None, supervisor__active=True).first()


def revoke(key: FeedToken) -> None:
    FeedToken.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())


def note_use(key: FeedToken, today: date | None = None) -> None:
    """Writes at most once a day, however often a client asks."""
    today = today or timezone.now().date()
    if key.last_used != today:
        FeedToken.objects.filter(pk=key.pk).update(last_used=today)


def digest(token: str) -> str:
    # The token is 256 random bits: a plain hash can't be guessed, and finding it by index gives nothing away.
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
