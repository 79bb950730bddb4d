"""Forms of the visitor's pages of a session, and the form value of a time."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from ..practice.form_fields.slot_values import parse_slot_value, slot_value
from ..practice.form_fields.texts import TextField

_TIME_VALUE = re.compile(r"([^/\s]+/[^/\s]+)(?:/(\d{1,18}))?", re.ASCII)


@dataclass(frozen=True)
class TimeValue:
    """A time as a radio button submits it: ``2026-12-01T08:00Z/60``, optionally with ``/`` and a supervisor's key."""

    start: datetime
    minutes: int
    supervisor: str = ""

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)

    @property
    def value(self) -> str:
        """The start and the length, without the supervisor."""
        return slot_value(self.start, self.minutes)


def parse_time(text: str) -> TimeValue | None:
    """Parse a submitted time; None if it is not valid."""
    match = _TIME_VALUE.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return TimeValue(*parse_slot_value(match[1]), supervisor=match[2] or "")
    except ValueError:
        return None


class ReasonForm(forms.Form):
    """The optional reason for cancelling or declining a session."""

    reason = TextField(
        label=_("Reason (optional)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
