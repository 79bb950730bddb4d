"""A request as labels and values in the active language, for e-mails, pages and the inbox."""

from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ..practice.formatting import format_moment
from ..practice.models import PracticeSettings
from ..practice.time_zones import time_zone_or_none
from .call_windows import labels_in_zone, window_labels
from .choices import Urgency
from .form.standard_fields import FIELD_LABELS, StrOrPromise
from .models import ContactRequest

CHOICE_FIELDS = ("urgency", "format", "delivery_mode", "language", "payer", "preferred_contact")


class PreferredTime(Protocol):
    """A contact request, or a row with the same values."""

    @property
    def preferred_start(self) -> datetime | None: ...

    @property
    def visitor_time_zone(self) -> str: ...


def request_summary(request: ContactRequest, practice: PracticeSettings) -> list[list[str]]:
    """``[[label, value]]`` without anything that identifies the visitor, for e-mails."""
    rows = [
        (FIELD_LABELS["service"], request.service_name),
        (FIELD_LABELS["office"], request.office_name),
        (FIELD_LABELS["supervisor"], request.supervisor_name),
        *((FIELD_LABELS[name], _choice_label(request, name)) for name in CHOICE_FIELDS),
        (FIELD_LABELS["participants"], request.participants),
        (FIELD_LABELS["preferred_start"], preferred_time_text(request, practice)),
        (FIELD_LABELS["call_windows"], ", ".join(window_labels(request.call_windows))),
        (_("In the visitor’s time zone"), ", ".join(call_windows_for_visitor(request, practice))),
    ]
    return [[str(label), str(value)] for label, value in rows if value]


def with_colon(label: StrOrPromise) -> str:
    """A label before its value. A label that ends in punctuation, such as a question, gets no colon."""
    text = str(label).rstrip()
    return text if text.endswith(("?", "!", ".", ":")) else f"{text}:"


def answer_text(value: Any) -> str:
    """The answer to a custom field."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, float):
        return number_format(value, None if value % 1 else 0)
    return str(value)


def preferred_time_text(request: PreferredTime, practice: PracticeSettings) -> str:
    """In the practice's time zone, and in the visitor's if the time differs there."""
    if not request.preferred_start:
        return ""
    zone = differing_zone(request, request.preferred_start, practice)
    text = format_moment(request.preferred_start, practice.zone, with_zone=zone is not None)
    return f"{text} = {format_moment(request.preferred_start, zone, with_zone=True)}" if zone else text


def call_windows_for_visitor(request: ContactRequest, practice: PracticeSettings) -> list[str]:
    """In the visitor's time zone; empty if the times do not differ there or the zone is not known."""
    zone = time_zone_or_none(request.visitor_time_zone)
    return labels_in_zone(request.call_windows, practice.zone, zone, request.created_at) if zone else []


def _choice_label(request: ContactRequest, name: str) -> str:
    # "No hurry" is not worth a line.
    if name == "urgency" and request.urgency == Urgency.NORMAL and not request.is_crisis:
        return ""
    return str(getattr(request, f"get_{name}_display")()) if getattr(request, name) else ""


def differing_zone(request: PreferredTime, moment: datetime, practice: PracticeSettings) -> ZoneInfo | None:
    """The visitor's zone if its clock differs from the practice's at ``moment``."""
    zone = time_zone_or_none(request.visitor_time_zone)
    if zone is None or moment.astimezone(zone).utcoffset() == moment.astimezone(practice.zone).utcoffset():
        return None
    return zone
