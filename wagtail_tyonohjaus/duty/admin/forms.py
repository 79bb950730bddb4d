"""The admin forms of rotas."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ...access_limits import limited
from ...intervals import Interval
from ...practice.admin.forms import RecordForm
from ...practice.choices import Weekday
from ...practice.form_fields.dates import DateField, DateTimeField, TimeField
from ...practice.form_fields.long_choices import LongSelect, names_only, offer_many
from ...practice.formatting import format_interval
from ...practice.models import PracticeSettings, Supervisor
from ...practice.users import AnyUser
from ..models import DutyTurn, Rota
from ..notices import duty_notices
from ..rota import rota_turns
from ..turns import Turn

#: The longest rotation that can be entered at once.
MAX_ROTATION = 8
_WEEKS = {f"week_{number}": number for number in range(1, MAX_ROTATION + 1)}
NOBODY = "nobody"
_ENDS_FIRST = _("The turn ends before it starts. Enter a later time.")


class RotaForm(RecordForm):
    """A rota with its turns, whose times are in the practice's time zone. Those whose turns change are notified."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        practice = PracticeSettings.objects.filter(site_id=self._site_id()).first()
        if practice is None or "turns" not in self.formsets:
            return
        fields = (field for form in self.formsets["turns"].forms for field in form.fields.values())
        for field in fields:
            if isinstance(field, DateTimeField):
                field.zone = practice.zone

    def save(self, commit: bool = True) -> Rota:
        if not commit:
            return super().save(commit)
        with duty_notices(self.instance):
            return super().save(commit)


class TurnForm(forms.ModelForm):
    """A single turn."""

    class Meta:
        model = DutyTurn
        fields = ["supervisor", "start", "end"]

    def __init__(self, rota: Rota, user: AnyUser, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.rota = rota
        offer_many(self, active_supervisors(rota, user), "supervisor")
        _set_zone(self, rota)


class SubstituteForm(forms.Form):
    """Who is on duty instead of ``absent``, and for which part of the turn."""

    # Nobody has to be selected, so that no turn is left to nobody by mistake.
    substitute = forms.ChoiceField(label=_("Substitute"), widget=LongSelect)
    start = DateTimeField(label=_("Starts"))
    end = DateTimeField(label=_("Ends"))

    def __init__(self, rota: Rota, user: AnyUser, absent: Supervisor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rota, self.absent = rota, absent
        others = active_supervisors(rota, user).exclude(pk=absent.pk)
        self.others = {str(other.pk): other for other in names_only(others)}
        people = [(pk, str(other)) for pk, other in self.others.items()]
        self.fields["substitute"].choices = [("", "---------"), *people, (NOBODY, _("Nobody"))]  # type: ignore[attr-defined]
        _set_zone(self, rota)

    @property
    def selected(self) -> Supervisor | None:
        """The substitute of a valid form; None for nobody."""
        return self.others.get(self.cleaned_data["substitute"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end <= start:
            self.add_error("end", _ENDS_FIRST)
        elif start and end and not self._is_on_duty(start, end):
            self.add_error("start", _("%(name)s has no turn at that time.") % {"name": self.absent})
        return cleaned

    def _is_on_duty(self, start: datetime, end: datetime) -> bool:
        turns = rota_turns([self.rota.pk], start, end)[self.rota.pk]
        return any(turn.supervisor == self.absent.pk for turn in turns)


class SwapForm(forms.Form):
    """The turn that somebody else gives in exchange."""

    other = forms.ChoiceField(label=_("In exchange for"))

    def __init__(self, rota: Rota, turns: list[Turn], people: Mapping[int, Supervisor], *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.people = people
        self.turns = {f"{turn.supervisor}-{turn.start}-{turn.end}": turn for turn in turns}
        self.fields["other"].choices = [  # type: ignore[attr-defined]
            (value, f"{people[turn.supervisor or turn.planned]}: {turn_text(rota, turn[:2])}")
            for value, turn in self.turns.items()
        ]

    @property
    def selected(self) -> tuple[Supervisor, Interval]:
        """Who gives which turn, of a valid form."""
        turn = self.turns[self.cleaned_data["other"]]
        return self.people[turn.supervisor or turn.planned], turn[:2]


class RotationForm(forms.Form):
    """Supervisors who take turns from week to week."""

    first_day = DateField(label=_("First day"), help_text=_("The day on which the first turn starts."))
    start = TimeField(label=_("Starts at"))
    end_weekday = forms.TypedChoiceField(choices=Weekday.choices, coerce=int, label=_("Ends on"))
    end = TimeField(label=_("Ends at"), help_text=_("Enter 00:00 for midnight at the end of the day."))

    def __init__(self, rota: Rota, user: AnyUser, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, number in _WEEKS.items():
            self.fields[name] = forms.ModelChoiceField(
                Supervisor.objects.none(), label=_("Week %(number)d") % {"number": number}, required=number == 1
            )
        offer_many(self, active_supervisors(rota, user), *_WEEKS)

    @property
    def supervisors(self) -> list[Supervisor]:
        """In the order of their weeks, of a valid form."""
        selected = [self.cleaned_data[name] for name in _WEEKS]
        return [supervisor for supervisor in selected if supervisor is not None]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # A week with an error of its own is not blank, although it is not in the cleaned data.
        blank = [name for name in _WEEKS if name in cleaned and cleaned[name] is None]
        last = max(number for name, number in _WEEKS.items() if name not in blank)
        for name in blank:
            # The turns of the later weeks would be a week earlier than they were entered.
            if _WEEKS[name] < last:
                self.add_error(name, _("Select a supervisor, or leave all later weeks blank, too."))
        return cleaned


def turn_text(rota: Rota, span: Interval) -> str:
    """``7 Dec 2026, 09:00–17:00`` in the practice's zone."""
    start, end = (datetime.fromtimestamp(moment, UTC) for moment in span)
    return format_interval(start, end, rota.zone)


def active_supervisors(rota: Rota, user: AnyUser) -> QuerySet:
    """Who can be on duty, without those whom a limit of the project hides from the user."""
    return limited(Supervisor.objects.filter(site=rota.site_id, active=True), user, ["view"])


def _set_zone(form: forms.BaseForm, rota: Rota) -> None:
    for field in form.fields.values():
        if isinstance(field, DateTimeField):
            field.zone = rota.zone
