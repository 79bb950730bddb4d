"""What a request asks, as label and value in the active language, for mails, pages and the inbox."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from ..practice.models import PracticeSettings
from ..practice.time_zones import time_zone_or_none
from .call_windows import labels_elsewhere, window_labels
from .choices import Urgency
from .form_config import QUESTION_LABELS
from .models import ContactRequest

CODED = ("urgency", "format", "delivery_mode", "language", "payer", "preferred_contact")


def request_summary(request: ContactRequest, practice: PracticeSettings) -> list[list[str]]:
    """``[[label, value]]`` without anything that says who asks; what may go by mail."""
    rows = [
        (QUESTION_LABELS["service"], request.service_name),
        (QUESTION_LABELS["office"], request.office_name),
        (QUESTION_LABELS["supervisor"], request.supervisor_name),
        *((QUESTION_LABELS[name], _coded(request, name)) for name in CODED),
        (QUESTION_LABELS["participants"], request.participants),
        (QUESTION_LABELS["preferred_start"], wished_text(request, practice)),
        (QUESTION_LABELS["call_windows"], ", ".join(window_labels(request.call_windows))),
        (_("On the visitor's clock"), ", ".join(windows_elsewhere(request, practice))),
    ]
    return [[str(label), str(value)] for label, value in rows if value]


def with_colon(label: Any) -> str:
    """A label before its value; one that ends in a mark of its own, as a question does, takes no colon."""
    text = str(label).rstrip()
    return text if text.endswith(("?", "!", ".", ":")) else f"{text}:"


def answer_text(value: Any) -> str:
    """What was answered to a page's own question, as people write it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, float):
        return number_format(value, None if value % 1 else 0)
    return str(value)


def _coded(request: ContactRequest, name: str) -> str:
    # Nobody need be told that there is no hurry, least of all where the service is for a crisis.
    if name == "urgency" and request.urgency == Urgency.NORMAL:
        return ""
    return str(getattr(request, f"get_{name}_display")())


def wished_text(request: ContactRequest, practice: PracticeSettings) -> str:
    """The wished time in the practice's zone, and in the visitor's where that differs."""
    if not request.preferred_start:
        return ""
    text = date_format(timezone.localtime(request.preferred_start, practice.zone), "SHORT_DATETIME_FORMAT")
    other = time_zone_or_none(request.visitor_time_zone)
    if other:
        theirs = timezone.localtime(request.preferred_start, other)
        if theirs.utcoffset() != timezone.localtime(request.preferred_start, practice.zone).utcoffset():
            text += " " + _("(%(time)s for the visitor)") % {"time": date_format(theirs, "SHORT_DATETIME_FORMAT")}
    return text


def windows_elsewhere(request: ContactRequest, practice: PracticeSettings) -> list[str]:
    """When the visitor may be called, on the visitor's own clock; empty where it is the practice's or not known."""
    other = time_zone_or_none(request.visitor_time_zone)
    return labels_elsewhere(request.call_windows, practice.zone, other, request.created_at) if other else []
