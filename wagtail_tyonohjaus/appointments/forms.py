"""Forms of the visitor's pages of a session, and the form value of a time."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from ..practice.form_fields.texts import TextField

MIN_MINUTES, MAX_MINUTES = 5, 1440
FIRST_YEAR, LAST_YEAR = 2000, 2200
_TIME_VALUE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)Z/(\d{1,4})(?:/(\d{1,18}))?", re.ASCII)


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
        return f"{self.start:%Y-%m-%dT%H:%MZ}/{self.minutes}"


def parse_time(text: str) -> TimeValue | None:
    """Parse a submitted time; None if it is not valid."""
    match = _TIME_VALUE.fullmatch(text.strip())
    if match is None:
        return None
    try:
        start = datetime.fromisoformat(match[1]).replace(tzinfo=UTC)
    except ValueError:
        return None
    minutes = int(match[2])
    if not MIN_MINUTES <= minutes <= MAX_MINUTES or not FIRST_YEAR <= start.year <= LAST_YEAR:
        return None
    return TimeValue(start, minutes, match[3] or "")


class ReasonForm(forms.Form):
    """The optional reason for cancelling or declining a session."""

    reason = TextField(
        label=_("Reason (optional)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
