"""Creates, finds and revokes the tokens of private feeds."""

from datetime import date
from typing import Any

from django.utils import timezone

from ..practice.models import Supervisor
from ..practice.secret_tokens import hash_token, new_feed_token
from .models import FeedToken


def create_token(supervisor: Supervisor, *, label: str = "", user: Any = None) -> tuple[FeedToken, str]:
    """A new record and its token. The token is not stored, so it can't be displayed again."""
    token = new_feed_token()
    feed_token = FeedToken.objects.create(
        supervisor=supervisor, label=label, token_hash=hash_token(token), created_by=user
    )
    return feed_token, token


def find_token(token: str, scope: str = FeedToken.Scope.SESSIONS) -> FeedToken | None:
    """The record of a valid token; None if it is unknown, revoked, or belongs to an inactive supervisor."""
    feed_tokens = FeedToken.objects.select_related("supervisor__site", "supervisor__user")
    return feed_tokens.filter(
        token_hash=hash_token(token), scope=scope, revoked_at=None, supervisor__active=True
    ).first()


def revoke_token(feed_token: FeedToken) -> None:
    FeedToken.objects.filter(pk=feed_token.pk, revoked_at=None).update(revoked_at=timezone.now())


def record_use(feed_token: FeedToken, today: date | None = None) -> None:
    """Stores the date of use, at most once a day however often a client polls."""
    today = today or timezone.now().date()
    if feed_token.last_used != today:
        FeedToken.objects.filter(pk=feed_token.pk).update(last_used=today)
