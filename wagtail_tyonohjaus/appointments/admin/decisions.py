"""The step before a booking in which staff decides about each date that something speaks against."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...practice.models import Supervisor
from ..formatting import format_time
from ..starts.review import Review, ReviewedDate, review
from ..types import SlotRequest
from .warning_texts import WarningTexts

FINGERPRINT, EDIT, PREFIX = "fingerprint", "edit", "date"
SKIP, NEXT, ANYWAY = "skip", "next", "anyway"
#: Values of the confirmation itself, which the form before it does not have.
OWN_VALUES = ("csrfmiddlewaretoken", FINGERPRINT, EDIT, "known_sessions", "submission")


@dataclass(frozen=True)
class Wording:
    """How the page names what is done. ``skip`` is blank if a date can't be left out."""

    title: str | Promise
    anyway: str | Promise
    submit: str | Promise
    skip: str | Promise = gettext_lazy("Skip this date")


BOOKING = Wording(
    gettext_lazy("New session"), gettext_lazy("Book anyway"), gettext_lazy("Confirm and send invitations")
)
PROPOSING = Wording(
    gettext_lazy("Propose times"), gettext_lazy("Propose anyway"), gettext_lazy("Hold and propose times")
)
MOVING = Wording(
    gettext_lazy("Move session"), gettext_lazy("Move anyway"), gettext_lazy("Move and notify both sides"), ""
)


class DecisionForm(forms.Form):
    """One choice for each affected date. ``starts`` are those that remain (UTC)."""

    def __init__(self, *args: Any, dates: Review, wording: Wording, label: Callable[..., str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates, self.wording, self.label = dates, wording, label
        for number, date in enumerate(dates.affected):
            self.fields[f"{PREFIX}_{number}"] = forms.ChoiceField(
                label=label(date.start),
                choices=self._choices(date),
                widget=forms.RadioSelect,
                error_messages={"required": _("Select what to do with this date.")},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.starts():
            raise forms.ValidationError(_("Select at least one date."))
        return cleaned

    def starts(self) -> list[datetime]:
        """In order. Call it only without errors."""
        names = {date.start: f"{PREFIX}_{number}" for number, date in enumerate(self.dates.affected)}
        chosen = [self._chosen(date, self.cleaned_data.get(names.get(date.start, ""))) for date in self.dates.dates]
        return sorted(start for start in chosen if start)

    def _choices(self, date: ReviewedDate) -> list[tuple[str, str]]:
        can_skip = self.wording.skip and len(self.dates.dates) > 1  # of one date nothing would remain
        choices = [(SKIP, str(self.wording.skip))] if can_skip else []
        if date.next_free:
            text = _("Take the next free time: %(time)s") % {"time": self.label(date.next_free)}
            choices.append((NEXT, text))
        return choices if date.is_prevented else [*choices, (ANYWAY, str(self.wording.anyway))]

    def _chosen(self, date: ReviewedDate, choice: str | None) -> datetime | None:
        return {SKIP: None, NEXT: date.next_free}.get(choice or "", date.start)


class Group(NamedTuple):
    """A date on the page: its label, what speaks against it, and the field with the choices, if it needs one."""

    label: str
    causes: Sequence[str] = ()
    field: forms.BoundField | None = None


class Decisions:
    """The step for one submitted form. ``data`` are the values of that form, which the page repeats.

    ``starts`` is None until everything is decided; then ``response`` is not needed.
    """

    def __init__(
        self,
        request: HttpRequest,
        slot_request: SlotRequest,
        starts: Iterable[datetime],
        wording: Wording,
        *,
        data: QueryDict | None = None,
        exclude_keys: Iterable[str] = (),
        zone: str = "",
    ) -> None:
        self.request, self.slot_request, self.wording = request, slot_request, wording
        self.data, self.zone = data or request.POST, zone or slot_request.supervisor.zone_name
        self.exclude_keys = frozenset(exclude_keys)
        self.wanted = list(starts)
        self.load()

    def load(self) -> None:
        """Review the dates as it is now."""
        self.review = review(self.slot_request, self.wanted, exclude_keys=self.exclude_keys)
        seen = self.request.POST.get(FINGERPRINT)
        self.is_answered, self.has_changed = seen is not None, seen not in (None, self.review.fingerprint)
        is_current = self.is_answered and not self.has_changed
        self.form = DecisionForm(
            self.request.POST if is_current else None, dates=self.review, wording=self.wording, label=self._label
        )

    @property
    def starts(self) -> list[datetime] | None:
        """The starts to book (UTC), or None if a decision is missing."""
        if not self.is_answered and not self.review.affected:
            return [date.start for date in self.review.dates]
        return self.form.starts() if self.form.is_bound and self.form.is_valid() else None

    def response(self, **context: Any) -> HttpResponse:
        """The page that asks. ``context`` is in addition to its own."""
        return render(
            self.request,
            "wagtail_tyonohjaus/appointments/admin/decide.html",
            {
                "title": self.wording.title,
                "submit_label": self.wording.submit,
                "form": self.form,
                "groups": self._groups(),
                "hidden": self._hidden(),
                "fingerprint": self.review.fingerprint,
                "has_changed": self.has_changed,
                "is_affected": bool(self.review.affected),
                **context,
            },
        )

    def _groups(self) -> list[Group]:
        texts = WarningTexts(self.request.user, self.supervisor, self.review, self.zone)
        fields = iter(list(self.form))
        return [
            Group(self._label(date.start), texts.of(date), next(fields) if date.warnings else None)
            for date in self.review.dates
        ]

    @property
    def supervisor(self) -> Supervisor:
        return self.slot_request.supervisor

    def _hidden(self) -> list[tuple[str, str]]:
        """The values of the form before this step."""
        pairs = [(name, value) for name, values in self.data.lists() for value in values]
        return [pair for pair in pairs if pair[0] not in OWN_VALUES and not pair[0].startswith(f"{PREFIX}_")]

    def _label(self, start: datetime) -> str:
        request = self.slot_request.starting_at(start)
        return format_time(request.start, request.end, self.zone)


def is_editing(request: HttpRequest) -> bool:
    """Whether the user goes back from the step to the form, which then shows the same values."""
    return EDIT in request.POST
