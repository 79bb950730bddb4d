"""Creates, finds and revokes the tokens of private feeds."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name

from ..appointments.policy import can_view_all_sessions
from ..messages.message_types import MessageSubject, MessageType, register_message_type
from ..messages.outbox import Message, enqueue
from ..messages.recipients import Recipient, fallback_addresses, supervisor_language
from ..practice.models import PracticeSettings, Supervisor
from ..practice.secret_tokens import hash_token, new_feed_token
from ..practice.users import Account
from .models import FeedToken

MESSAGE_TYPE = "private_calendar"
LIST_URL = "tyonohjaus_feed_tokens"


def sample_context(practice: PracticeSettings) -> dict[str, Any]:
    """An invented device and creator."""
    return {"creator": "Katri Koskinen", "label": "Outlook", "link": "https://example.com/"}


register_message_type(MessageType(MESSAGE_TYPE, _("Private calendar link"), MessageSubject(), sample_context))


def can_have_token(user: Account | None, supervisor: Supervisor) -> bool:
    """Whether the user may have a private feed of the supervisor's sessions. Nobody may, once the supervisor left."""
    return user is not None and supervisor.active and can_view_all_sessions(user, supervisor)


def create_token(supervisor: Supervisor, *, user: Account, label: str = "") -> tuple[FeedToken, str]:
    """A new record and its token, of which the supervisor is notified.

    The token is not stored, so it can't be displayed again. It works as long as the user ``can_have_token``.
    """
    token = new_feed_token()
    with transaction.atomic():
        feed_token = FeedToken.objects.create(
            supervisor=supervisor, label=label, token_hash=hash_token(token), created_by=user
        )
        _notify_supervisor(feed_token)
    return feed_token, token


def find_token(token: str, scope: str = FeedToken.Scope.SESSIONS) -> FeedToken | None:
    """The record of a valid token; None if it is unknown or revoked.

    The rights of its creator are checked at each use, and a token whose creator has lost them is revoked.
    """
    feed_token = _active_tokens().filter(token_hash=hash_token(token), scope=scope).first()
    if feed_token is None or can_have_token(feed_token.created_by, feed_token.supervisor):
        return feed_token
    revoke_token(feed_token)
    return None


def active_tokens(supervisor: Supervisor) -> list[FeedToken]:
    """The supervisor's tokens that work, the newest first."""
    tokens = _active_tokens().filter(supervisor=supervisor)
    return [token for token in tokens if can_have_token(token.created_by, token.supervisor)]


def revoke_token(feed_token: FeedToken) -> None:
    """Revokes a token; one that is revoked already keeps its time."""
    FeedToken.objects.filter(pk=feed_token.pk, revoked_at=None).update(revoked_at=timezone.now())


def revoke_lapsed_tokens(now: datetime | None = None) -> None:
    """Revokes the tokens whose creators have lost the right to them, so that they do not regain it unnoticed."""
    creators: dict[int | None, Any] = {}
    for feed_token in _active_tokens().order_by("pk").iterator():
        # One object for each user, which keeps the permissions that were read.
        creator = creators.setdefault(feed_token.created_by_id, feed_token.created_by)
        if not can_have_token(creator, feed_token.supervisor):
            revoke_token(feed_token)


def record_use(feed_token: FeedToken, today: date | None = None) -> None:
    """Stores the date of use, at most once a day however often a client polls."""
    today = today or timezone.now().date()
    if feed_token.last_used != today:
        FeedToken.objects.filter(pk=feed_token.pk).update(last_used=today)


def _active_tokens() -> QuerySet[FeedToken]:
    related = ("supervisor__site", "supervisor__user", "created_by")
    return FeedToken.objects.filter(revoked_at=None).select_related(*related)


def _notify_supervisor(feed_token: FeedToken) -> None:
    supervisor = feed_token.supervisor
    context = {
        "creator": get_user_display_name(feed_token.created_by),
        "label": feed_token.label,
        "link": _list_url(supervisor),
    }
    for recipient in _supervisor_recipients(supervisor):
        enqueue(Message(MESSAGE_TYPE, site=supervisor.site, context=context), recipient)


def _supervisor_recipients(supervisor: Supervisor) -> list[Recipient]:
    """The supervisor's own addresses: both, in case one was changed; the practice's if there is none."""
    addresses = {supervisor.email, getattr(supervisor.user, "email", "")} - {""}
    if not addresses:
        return [Recipient(address) for address in fallback_addresses(supervisor.site)]
    language = supervisor_language(supervisor)
    return [Recipient(address, name=supervisor.name, language=language) for address in sorted(addresses)]


def _list_url(supervisor: Supervisor) -> str:
    base = getattr(settings, "WAGTAILADMIN_BASE_URL", "") or supervisor.site.root_url
    try:
        return base.rstrip("/") + reverse(LIST_URL, args=[supervisor.pk])
    except NoReverseMatch:
        return base
