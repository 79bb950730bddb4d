"""Forms of a session's pages."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class TimeValue:
    """A time as a radio button posts it: ``2026-12-01T08:00Z/60``, and the supervisor's primary key after it."""

    start: datetime
    minutes: int
    supervisor: str = ""

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)

    @property
    def value(self) -> str:
        return f"{self.start:%Y-%m-%dT%H:%MZ}/{self.minutes}"


def read_time(text: str) -> TimeValue | None:
    """A posted time, None for anything else."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)Z/(\d{1,4})(?:/(\d{1,18}))?", text.strip(), re.ASCII)
    if not found:
        return None
    try:
        start = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    except ValueError:
        return None
    minutes = int(found[2])
    if not 5 <= minutes <= 1440 or not 2000 <= start.year <= 2200:
        return None
    return TimeValue(start, minutes, found[3] or "")


class ReasonForm(forms.Form):
    """Why a session is cancelled or declined, for whoever wants to say."""

    reason = forms.CharField(
        label=_("Reason (you need not give one)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self) -> str:
        return _CONTROL.sub("", self.cleaned_data["reason"]).strip()
