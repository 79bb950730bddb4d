"""The history of a request and its spam reasons as text."""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..appointments.models import SessionEvent
from ..contact.alerts.acknowledgement import Way
from ..contact.choices import CallbackOutcome, EventKind, Status
from ..contact.handling.changes import change_texts
from ..contact.models import RequestEvent
from ..contact.spam import site_labels
from ..contact.summary import with_colon
from ..duty.alert_steps import Step
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


ALERT_STEPS = {
    Step.DUTY: gettext_lazy("Person on duty"),
    Step.NEXT: gettext_lazy("Next person"),
    Step.EVERYBODY: gettext_lazy("Everybody in the rota"),
    Step.FALLBACK: gettext_lazy("Managers and fallback recipients"),
    Step.LATE: gettext_lazy("Reminder of the call"),
    Step.LATE_FALLBACK: gettext_lazy("Managers and fallback recipients, because the visitor was not reached"),
}

ALERT_WAYS = {
    Way.LINK: gettext_lazy("by the link"),
    Way.SMS: gettext_lazy("by text message"),
}


def spam_reason_text(codes: list[str]) -> str:
    """The reasons as one phrase; a code without a label stands for itself."""
    labels = SPAM_REASONS | site_labels()
    return get_text_list([str(labels.get(code, code)) for code in codes], _("and"))


def event_text(event: RequestEvent, zone: tzinfo) -> str:
    """The details of an event, with times in ``zone``; empty if its kind says everything."""
    if event.kind == EventKind.SESSION:
        return _session(event.data, zone)
    describe: Mapping[str, Callable[[dict[str, Any]], str]] = {
        EventKind.STATUS: _status,
        EventKind.ASSIGNED: _assigned,
        EventKind.PASSED_ON: _passed_on,
        EventKind.CORRECTED: _corrected,
        EventKind.CALL: _call,
        EventKind.HELD: _held,
        EventKind.NOT_HELD: _not_held,
        EventKind.REPLY: _reply,
        EventKind.ALERTED: _alerted,
        EventKind.ACKNOWLEDGED: _acknowledged,
    }
    return describe[event.kind](event.data) if event.kind in describe else ""


def _status(data: dict[str, Any]) -> str:
    labels = dict(Status.choices)
    return f"{labels.get(data.get('old', ''), '')} → {labels.get(data.get('new', ''), '')}"


def _assigned(data: dict[str, Any]) -> str:
    nobody = _("Nobody")
    return f"{data.get('old') or nobody} → {data.get('new') or nobody}"


def _passed_on(data: dict[str, Any]) -> str:
    return str(data.get("name", ""))


def _corrected(data: dict[str, Any]) -> str:
    """“Office: Helsinki → Tampere; routed again”."""
    routed = [_("routed again")] if data.get("routed") else []
    return "; ".join([*change_texts(data.get("changes", {})), *routed])


def _call(data: dict[str, Any]) -> str:
    return str(dict(CallbackOutcome.choices).get(data.get("outcome", ""), ""))


def _held(data: dict[str, Any]) -> str:
    return spam_reason_text(data.get("spam_reasons", []))


def _not_held(data: dict[str, Any]) -> str:
    return str(HOLD_LIMITS.get(data.get("limit", ""), ""))


def _alerted(data: dict[str, Any]) -> str:
    """“Next person: Aino Laine”."""
    names = ", ".join(data.get("to", []))
    label = str(ALERT_STEPS.get(data.get("step", ""), ""))
    return with_colon(label) + f" {names}" if label and names else label or names


def _acknowledged(data: dict[str, Any]) -> str:
    return ", ".join(text for text in (data.get("name", ""), str(ALERT_WAYS.get(data.get("way", ""), ""))) if text)


def _reply(data: dict[str, Any]) -> str:
    return str(data.get("subject", ""))


def _session(data: dict[str, Any], zone: tzinfo) -> str:
    step = dict(SessionEvent.Kind.choices).get(data.get("step", ""), "")
    start = parse_datetime(data.get("start", ""))
    when = format_moment(start, zone) if start else ""
    return ", ".join(text for text in (str(step), when, data.get("reference", "")) if text)
