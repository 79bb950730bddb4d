"""Alerts: their secret links and codes, and whom of a rota they may reach.

The token of a link is derived from a secret in the alert's row (``practice.secret_tokens``), so that no stored message
contains it. It is bound to one request and one person.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from ..messages.turns import is_within
from ..practice.secret_tokens import derive_token, hash_token, stored_token
from .alert_models import Alert
from .models import DEFAULT_ALERT_MINUTES, Rota
from .rota import next_on_duty, on_duty, rota_members

#: So long the link and the code of an alert can be used.
VALIDITY = timedelta(hours=24)
_SALT = b"wagtail_tyonohjaus.alert:"
_CODE_DIGITS = 6


@dataclass(frozen=True)
class RotaPeople:
    """The active supervisors of rotas at a moment, as primary keys; ``rotas`` is by supervisor."""

    on_duty: tuple[int, ...]
    following: tuple[int, ...]
    members: tuple[int, ...]
    rotas: dict[int, int]


def rota_people(rotas: Iterable[int], moment: datetime) -> RotaPeople:
    """Who is on duty, next, and at all in the rotas (primary keys)."""
    rotas = list(rotas)
    if not rotas:
        return RotaPeople((), (), (), {})
    groups = [choose(rotas, moment) for choose in (on_duty, next_on_duty, rota_members)]
    by_supervisor = {pk: rota for group in reversed(groups) for rota, pks in group.items() for pk in pks}
    present, following, members = (tuple(dict.fromkeys(pk for pks in group.values() for pk in pks)) for group in groups)
    return RotaPeople(present, following, members, by_supervisor)


def alert_interval(rotas: Iterable[int]) -> timedelta:
    """The time between two steps: the shortest of the rotas."""
    rotas = list(rotas)
    minutes = Rota.objects.filter(pk__in=rotas).values_list("alert_minutes", flat=True) if rotas else ()
    return timedelta(minutes=min(minutes, default=DEFAULT_ALERT_MINUTES))


def belongs_to_rota(alert: Alert, supervisor: int, now: datetime) -> bool:
    """Whether the supervisor has not left the alert's rota; also if the alert was not sent because of a rota."""
    if alert.rota_id is None:
        return True
    # Somebody whose turn has ended since the alert has not left: the night's call is theirs in the morning, too.
    groups = (rota_people([alert.rota_id], moment) for moment in (now, alert.created_at))
    return any(supervisor in {*people.on_duty, *people.members} for people in groups)


def new_secrets() -> dict[str, str]:
    """The fields of a new alert's link and code."""
    secret = secrets.token_hex(32)
    code = f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}}"
    return {"token_secret": secret, "token_hash": hash_token(derive_token(secret, _SALT)), "code": code}


def find_alert(token: str) -> Alert | None:
    """The alert with this token, valid or not; None if there is none."""
    alerts = Alert.objects.select_related("request__site", "request__office", "request__assignee", "user")
    return alerts.filter(token_hash=hash_token(token)).first()


def alert_url(alert: Alert) -> str:
    """The absolute URL of the alert's page; empty if its token can't be derived any more."""
    token = stored_token(alert.token_secret, _SALT, alert.token_hash)
    path = reverse("wagtail_tyonohjaus:alert", args=[token]) if token else ""
    return f"{alert.request.site.root_url}{path}" if path else ""


def is_recent(alert: Alert, now: datetime) -> bool:
    """Whether the link and the code can still be used, as far as time matters."""
    return is_within(alert.created_at, now, VALIDITY)
