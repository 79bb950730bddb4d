"""Why a request went to whom, in words, from the decision that was stored with it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_user_display_name

from ..contact.choices import RoutingChannel
from ..contact.form_config import QUESTION_LABELS
from ..contact.models import ContactRequest
from ..practice.models import Office, Supervisor

# The ways that are no rule of the practice's.
DEFAULTS = {
    "supervisor": gettext_lazy("No rule matched: the supervisor that was asked for"),
    "office": gettext_lazy("No rule matched: the office that was asked for"),
    "fallback": gettext_lazy("Nothing else matched: the practice's fallback"),
}
CONDITIONS = {
    **QUESTION_LABELS,
    "kind": gettext_lazy("Kind"),
    "weekday": gettext_lazy("Weekday"),
    "time": gettext_lazy("Time of day"),
}


@dataclass(frozen=True)
class Told:
    """Who was told, how, and the rules that said so."""

    name: str
    channels: str
    reason: str


@dataclass(frozen=True)
class Skipped:
    rule: str
    failed: str


def told(request: ContactRequest) -> list[Told]:
    """In at most three queries, however many were told."""
    hits = request.decision.get("hits", [])
    names, grouped = names_of(hit["to"] for hit in hits), defaultdict(list)
    for hit in hits:
        grouped[hit["to"], hit["reason"]].append(hit["channel"])
    channels = dict(RoutingChannel.choices)
    return [
        Told(names[to], get_text_list([str(channels.get(one, one)) for one in ways], _("and")), reason_text(reason))
        for (to, reason), ways in grouped.items()
    ]


def skipped(request: ContactRequest) -> list[Skipped]:
    """The rules that did not match, with what did not fit."""
    return [
        Skipped(step["rule"], get_text_list([str(CONDITIONS.get(one, one)) for one in step["failed"]], _("and")))
        for step in request.decision.get("steps", [])
        if not step["matched"]
    ]


def reason_text(reason: str) -> str:
    if reason in DEFAULTS:
        return str(DEFAULTS[reason])
    return _("Rule “%(name)s”") % {"name": reason}


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """What people call the targets of a decision; whoever is gone by now is named as such."""
    keys = set(keys)
    found = {key: key.partition(":")[2] for key in keys if key.startswith(("mail:", "number:"))}
    found |= {key: _("The practice's fallback") for key in keys if key.startswith("fallback:")}
    for kind, model in (("user", get_user_model()), ("supervisor", Supervisor), ("office", Office)):
        ids = [key.partition(":")[2] for key in keys if key.startswith(f"{kind}:")]
        rows: Iterable[Any] = model._default_manager.filter(pk__in=[pk for pk in ids if pk.isdigit()]) if ids else []
        found |= {f"{kind}:{row.pk}": _name(row) for row in rows}
    return {key: found.get(key, _("Somebody who is no longer here")) for key in keys}


def _name(row: Any) -> str:
    return get_user_display_name(row) if isinstance(row, get_user_model()) else str(row)
