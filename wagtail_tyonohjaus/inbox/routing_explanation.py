"""Why a request went to its recipients, from the routing decision that was stored with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..contact.conditions import condition_labels
from ..contact.form.standard_fields import FIELD_LABELS
from ..contact.models import ContactRequest
from ..contact.routing_channels import channel_labels
from ..digits import parse_digits
from ..practice.models import Office, Supervisor
from ..practice.users import display_name

# Reasons that are not the name of a rule.
DEFAULT_REASONS = {
    "supervisor": gettext_lazy("No rule matched: the requested supervisor"),
    "office": gettext_lazy("No rule matched: the requested office"),
    "fallback": gettext_lazy("Nothing else matched: the fallback recipients"),
    "passed_on": gettext_lazy("Passed on"),
}
CONDITION_LABELS = {
    **FIELD_LABELS,
    "kind": gettext_lazy("Kind"),
    "weekday": gettext_lazy("Weekday"),
    "time": gettext_lazy("Time of day"),
}


@dataclass(frozen=True)
class NotifiedRecipient:
    """A recipient with the channels and the rule that the notification was routed by."""

    name: str
    channels: str
    reason: str


@dataclass(frozen=True)
class UnmatchedRule:
    """A rule that did not match and the conditions that the request did not meet."""

    name: str
    unmet_conditions: str


def notified_recipients(request: ContactRequest) -> list[NotifiedRecipient]:
    """At most three queries for any number of recipients."""
    notifications = request.decision.get("notifications", [])
    names, grouped = recipient_names(notification["to"] for notification in notifications), defaultdict(list)
    for notification in notifications:
        grouped[notification["to"], notification["reason"]].append(notification["channel"])
    labels = channel_labels()
    return [
        NotifiedRecipient(names[to], _label_list(channels, labels), reason_text(reason))
        for (to, reason), channels in grouped.items()
    ]


def unmatched_rules(request: ContactRequest) -> list[UnmatchedRule]:
    """The rules that were evaluated and did not match, in their order."""
    labels = {**CONDITION_LABELS, **condition_labels()}
    return [
        UnmatchedRule(evaluation["rule"], _label_list(evaluation["unmet_conditions"], labels))
        for evaluation in request.decision.get("evaluations", [])
        if not evaluation["matched"]
    ]


def reason_text(reason: str) -> str:
    """The name of the rule, or which default applied."""
    if reason in DEFAULT_REASONS:
        return str(DEFAULT_REASONS[reason])
    return _("Rule “%(name)s”") % {"name": reason}


def recipient_names(keys: Iterable[str]) -> dict[str, str]:
    """Names by the keys of a stored decision, such as ``user:7``, ``mail:a@example.org`` or ``fallback:0``."""
    keys = set(keys)
    names = {key: key.partition(":")[2] for key in keys if key.startswith(("mail:", "number:"))}
    names |= {key: _("Fallback recipients") for key in keys if key.startswith("fallback:")}
    for kind, model in (("user", get_user_model()), ("supervisor", Supervisor), ("office", Office)):
        names |= {f"{kind}:{row.pk}": _record_name(row) for row in _records(model, kind, keys)}
    return {key: names.get(key, _("A deleted account or record")) for key in keys}


def _records(model: type[Model], kind: str, keys: Iterable[str]) -> Iterable[Model]:
    pks = [parse_digits(key.partition(":")[2]) for key in keys if key.startswith(f"{kind}:")]
    return model._default_manager.filter(pk__in=[pk for pk in pks if pk is not None]) if pks else []


def _record_name(record: Model) -> str:
    return display_name(record) if isinstance(record, get_user_model()) else str(record)


def _label_list(codes: Iterable[str], labels: Mapping[str, Any]) -> str:
    return get_text_list([str(labels.get(code, code)) for code in codes], _("and"))
