"""The history of a request and its spam reasons as text."""

from datetime import tzinfo
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..appointments.models import SessionEvent
from ..contact.choices import CallbackOutcome, EventKind, Status
from ..contact.models import RequestEvent
from ..contact.spam import site_labels
from ..practice.formatting import format_moment

SPAM_REASONS = {
    "honeypot": gettext_lazy("a hidden field was filled in"),
    "fast": gettext_lazy("the form was sent faster than anybody can type"),
    "crisis_network": gettext_lazy("more crisis requests came from one network than are alerted one by one"),
    "crisis_site": gettext_lazy("more crisis requests came than are alerted one by one"),
    "rate": gettext_lazy("many requests came from the same network"),
}

HOLD_LIMITS = {
    "person": gettext_lazy("many times are reserved for the same e-mail address or telephone number"),
    "network": gettext_lazy("many times are reserved from the same network"),
    "supervisor": gettext_lazy("many times of this supervisor are reserved"),
}


def spam_reason_text(codes: list[str]) -> str:
    """The reasons as one phrase; a code without a label stands for itself."""
    labels = SPAM_REASONS | site_labels()
    return get_text_list([str(labels.get(code, code)) for code in codes], _("and"))


def event_text(event: RequestEvent, zone: tzinfo) -> str:
    """The details of an event, with times in ``zone``; empty if its kind says everything."""
    if event.kind == EventKind.SESSION:
        return _session(event.data, zone)
    describe = {
        EventKind.STATUS: _status,
        EventKind.ASSIGNED: _assigned,
        EventKind.CALL: _call,
        EventKind.HELD: _held,
        EventKind.NOT_HELD: _not_held,
        EventKind.REPLY: _reply,
    }.get(EventKind(event.kind))
    return describe(event.data) if describe else ""


def _status(data: dict[str, Any]) -> str:
    labels = dict(Status.choices)
    return f"{labels.get(data.get('old', ''), '')} → {labels.get(data.get('new', ''), '')}"


def _assigned(data: dict[str, Any]) -> str:
    nobody = _("Nobody")
    return f"{data.get('old') or nobody} → {data.get('new') or nobody}"


def _call(data: dict[str, Any]) -> str:
    return str(dict(CallbackOutcome.choices).get(data.get("outcome", ""), ""))


def _held(data: dict[str, Any]) -> str:
    return spam_reason_text(data.get("spam_reasons", []))


def _not_held(data: dict[str, Any]) -> str:
    return str(HOLD_LIMITS.get(data.get("limit", ""), ""))


def _reply(data: dict[str, Any]) -> str:
    return str(data.get("subject", ""))


def _session(data: dict[str, Any], zone: tzinfo) -> str:
    step = dict(SessionEvent.Kind.choices).get(data.get("step", ""), "")
    start = parse_datetime(data.get("start", ""))
    when = format_moment(start, zone) if start else ""
    return ", ".join(text for text in (str(step), when, data.get("reference", "")) if text)
