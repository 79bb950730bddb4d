"""Creates, finds and revokes the tokens of private feeds."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import policy_registry

from ..appointments.policy import can_view_all_sessions
from ..duty.models import Rota
from ..messages.message_types import MessageSubject, MessageType, Sample, register_message_type
from ..messages.outbox import Message, enqueue
from ..messages.recipients import supervisor_recipients
from ..messages.texts.common import COMMON, link
from ..messages.texts.placeholders import Placeholder
from ..practice.models import PracticeSettings, Supervisor
from ..practice.secret_tokens import hash_token, new_feed_token
from ..practice.users import Account, display_name
from .models import FeedToken, RotaFeedToken

MESSAGE_TYPE = "private_calendar"
LIST_URL = "tyonohjaus_feed_tokens"


def sample_context(practice: PracticeSettings) -> dict[str, Any]:
    """An invented device and creator."""
    return {"creator": "Katri Koskinen", "label": "Outlook", "link": "https://example.com/"}


def _sample_of_duty(practice: PracticeSettings) -> dict[str, Any]:
    return {**sample_context(practice), "scope": "duty"}


def _variant(context: Mapping[str, Any]) -> str:
    return "duty" if context.get("scope") == "duty" else "sessions"


_PLACEHOLDERS = (
    *COMMON,
    Placeholder("creator", _("Who created the link"), "{{ creator }}"),
    Placeholder("device", _("The device or app"), "{{ label }}", optional=True, keys=("label",)),
    link(),
)
register_message_type(
    MessageType(
        MESSAGE_TYPE,
        _("Private calendar link"),
        MessageSubject(),
        samples=(
            Sample("sessions", _("About sessions"), sample_context, _PLACEHOLDERS),
            Sample("duty", _("About duty turns"), _sample_of_duty, _PLACEHOLDERS),
        ),
        variant=_variant,
    )
)


def can_have_token(user: Account | None, supervisor: Supervisor) -> bool:
    """Whether the user may have a private feed of the supervisor's sessions. Nobody may, once the supervisor left."""
    return user is not None and supervisor.active and can_view_all_sessions(user, supervisor)


def can_have_rota_token(user: Account | None, rota: Rota) -> bool:
    """Whether the user may have a private feed of everybody's turns in the rota: managers of the practice."""
    policy = policy_registry.get_by_type(Rota)
    return user is not None and policy.user_has_permission_for_instance(user, "change", rota)


def create_token(
    supervisor: Supervisor, *, user: Account, label: str = "", scope: str = FeedToken.Scope.SESSIONS
) -> tuple[FeedToken, str]:
    """A new record and its token, of which the supervisor is notified.

    The token is not stored, so it can't be displayed again. It works as long as the user ``can_have_token``.
    """
    token = new_feed_token()
    with transaction.atomic():
        feed_token = FeedToken.objects.create(
            supervisor=supervisor, label=label, token_hash=hash_token(token), created_by=user, scope=scope
        )
        _notify_supervisor(feed_token)
    return feed_token, token


def create_rota_token(rota: Rota, *, user: Account, label: str = "") -> tuple[RotaFeedToken, str]:
    """A new record and its token, which is not stored. It works as long as the user ``can_have_rota_token``."""
    token = new_feed_token()
    values = {"label": label, "token_hash": hash_token(token), "created_by": user}
    return RotaFeedToken.objects.create(rota=rota, **values), token


def find_token(token: str, scope: str = FeedToken.Scope.SESSIONS) -> FeedToken | None:
    """The record of a valid token; None if it is unknown or revoked.

    The rights of its creator are checked at each use, and a token whose creator has lost them is revoked.
    """
    feed_token = _active_tokens().filter(token_hash=hash_token(token), scope=scope).first()
    if feed_token is None or can_have_token(feed_token.created_by, feed_token.supervisor):
        return feed_token
    revoke_token(feed_token)
    return None


def find_rota_token(token: str) -> RotaFeedToken | None:
    """The record of a valid token of a rota, as ``find_token``."""
    feed_token = _active_rota_tokens().filter(token_hash=hash_token(token)).first()
    if feed_token is None or can_have_rota_token(feed_token.created_by, feed_token.rota):
        return feed_token
    revoke_token(feed_token)
    return None


def active_rota_tokens(rota: Rota) -> list[RotaFeedToken]:
    """The rota's tokens that work, the newest first."""
    tokens = _active_rota_tokens().filter(rota=rota)
    return [token for token in tokens if can_have_rota_token(token.created_by, token.rota)]


def active_tokens(supervisor: Supervisor) -> list[FeedToken]:
    """The supervisor's tokens that work, the newest first."""
    tokens = _active_tokens().filter(supervisor=supervisor)
    return [token for token in tokens if can_have_token(token.created_by, token.supervisor)]


def revoke_token(feed_token: FeedToken | RotaFeedToken) -> None:
    """Revokes a token; one that is revoked already keeps its time."""
    type(feed_token).objects.filter(pk=feed_token.pk, revoked_at=None).update(revoked_at=timezone.now())


def revoke_lapsed_tokens(now: datetime | None = None) -> None:
    """Revokes the tokens whose creators have lost the right to them, so that they do not regain it unnoticed."""
    creators: dict[int | None, Any] = {}
    for feed_token in _active_tokens().order_by("pk").iterator():
        # One object for each user, which keeps the permissions that were read.
        creator = creators.setdefault(feed_token.created_by_id, feed_token.created_by)
        if not can_have_token(creator, feed_token.supervisor):
            revoke_token(feed_token)
    for rota_token in _active_rota_tokens().order_by("pk").iterator():
        if not can_have_rota_token(rota_token.created_by, rota_token.rota):
            revoke_token(rota_token)


def record_use(feed_token: FeedToken | RotaFeedToken, today: date | None = None) -> None:
    """Stores the date of use, at most once a day however often a client polls."""
    today = today or timezone.now().date()
    if feed_token.last_used != today:
        type(feed_token).objects.filter(pk=feed_token.pk).update(last_used=today)


def _active_tokens() -> QuerySet[FeedToken]:
    related = ("supervisor__site", "supervisor__user", "created_by")
    return FeedToken.objects.filter(revoked_at=None).select_related(*related)


def _active_rota_tokens() -> QuerySet[RotaFeedToken]:
    return RotaFeedToken.objects.filter(revoked_at=None).select_related("rota__site", "created_by")


def _notify_supervisor(feed_token: FeedToken) -> None:
    supervisor = feed_token.supervisor
    context = {
        "creator": display_name(feed_token.created_by),
        "label": feed_token.label,
        "scope": feed_token.scope,
        "link": _list_url(supervisor),
    }
    for recipient in supervisor_recipients(supervisor):
        enqueue(Message(MESSAGE_TYPE, site=supervisor.site, context=context), recipient)


def _list_url(supervisor: Supervisor) -> str:
    base = getattr(settings, "WAGTAILADMIN_BASE_URL", "") or supervisor.site.root_url
    try:
        return base.rstrip("/") + reverse(LIST_URL, args=[supervisor.pk])
    except NoReverseMatch:
        return base
