"""The forms of the day's page. Each plans one change of the hours."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ....availability.hours_changes import plans
from ....availability.hours_changes.plans import Change, Kind
from ....availability.hours_changes.stored import StoredHours
from ....availability.hours_validation import time_errors
from ....availability.models import WeeklyHours
from ....availability.schedule import minute_of_day
from ....practice.choices import Kind as ServiceKind
from ....practice.form_fields.choices import set_choices, set_queryset
from ....practice.form_fields.dates import DateField, TimeField
from ....practice.form_fields.texts import NumberField
from ....practice.formatting import format_days
from ....practice.models import Office

#: From so many weeks, that of the day first, the user chooses one in which hours apply.
CHOSEN_WEEKS = 4


class ChangeForm(forms.Form):
    """Base class. ``state`` is a digest of the day's rows as the page showed them, ``confirmed`` one of the sessions
    that the user has seen on the page that lists them.
    """

    kind: ClassVar[Kind]
    state = forms.CharField(widget=forms.HiddenInput, required=False)
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, hours: StoredHours, day: date, **kwargs: Any) -> None:
        initial = {"state": hours.state(day, day), **kwargs.pop("initial", {})}
        super().__init__(data, prefix=self.kind.value, initial=initial, **kwargs)
        self.day = day

    def plan(self, hours: StoredHours, today: date) -> Change:
        """The change of valid values. Raises ``ChangeError``."""
        raise NotImplementedError

    def renew(self, **values: str) -> None:
        """Replaces hidden values of a bound form, to be submitted again."""
        data = self.data.copy()  # type: ignore[attr-defined]
        for name, value in values.items():
            data[self.add_prefix(name)] = value
        self.data = data


class CloseDayForm(ChangeForm):
    """A button."""

    kind = Kind.CLOSE_DAY

    def plan(self, hours: StoredHours, today: date) -> Change:
        return plans.close_day(hours, self.day, today)


class UsualHoursForm(ChangeForm):
    """A button."""

    kind = Kind.USUAL

    def plan(self, hours: StoredHours, today: date) -> Change:
        return plans.use_usual_hours(hours, self.day, today)


class TimesForm(ChangeForm):
    """Base class: from one time of the day to another."""

    start = TimeField(label=_("From"))
    end = TimeField(label=_("To"), help_text=_("Enter 00:00 for midnight at the end of the day."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, message in time_errors(cleaned.get("start"), cleaned.get("end")).items():
            self.add_error(name, message)
        return cleaned

    @property
    def minutes(self) -> tuple[int, int]:
        """Start and end in minutes of the day."""
        return minute_of_day(self.cleaned_data["start"]), minute_of_day(self.cleaned_data["end"], end=True)


class ClosePartForm(TimesForm):
    """Which part of the day is closed."""

    kind = Kind.CLOSE_PART

    def plan(self, hours: StoredHours, today: date) -> Change:
        return plans.close_part(hours, self.day, *self.minutes, today)


class AddHoursForm(TimesForm):
    """Hours beside those of the day; where and what for is only asked if the supervisor has a choice."""

    kind = Kind.ADD
    office = forms.ModelChoiceField(Office.objects.none(), required=False, label=_("Office"), empty_label=_("Any"))
    crisis_only = forms.BooleanField(required=False, label=_("Reserved for crisis supervision"))

    def __init__(self, *args: Any, hours: StoredHours, **kwargs: Any) -> None:
        super().__init__(*args, hours=hours, **kwargs)
        if len(hours.offices) < 2:
            del self.fields["office"]
        else:
            set_queryset(self, "office", Office.objects.filter(pk__in=hours.offices).order_by("city", "name", "pk"))
        if not hours.supervisor.services.filter(kind=ServiceKind.CRISIS).exists():
            del self.fields["crisis_only"]

    def plan(self, hours: StoredHours, today: date) -> Change:
        options = {name: self.cleaned_data[name] for name in ("office", "crisis_only") if name in self.fields}
        return plans.add_hours(hours, self.day, *self.minutes, today, **options)


class HolidayForm(ChangeForm):
    """The first and the last day."""

    kind = Kind.HOLIDAY
    first = DateField(label=_("First day"))
    last = DateField(label=_("Last day"))

    def plan(self, hours: StoredHours, today: date) -> Change:
        return plans.take_holiday(hours, self.cleaned_data["first"], self.cleaned_data["last"], today)


class RemoveForm(ChangeForm):
    """A button for one exception."""

    kind = Kind.REMOVE
    row = forms.IntegerField(widget=forms.HiddenInput)

    def plan(self, hours: StoredHours, today: date) -> Change:
        return plans.remove_exception(hours, self.cleaned_data["row"], today)


class WeeksForm(ChangeForm):
    """In which weeks one of the weekly hours applies."""

    kind = Kind.WEEKS
    row = forms.TypedChoiceField(coerce=int, label=_("Weekly hours"))
    interval = NumberField(whole=True, minimum=1, maximum=53, label=_("Repeat every (weeks)"))
    reference = forms.TypedChoiceField(
        coerce=date.fromisoformat, label=_("They apply in this week"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, hours: StoredHours, day: date, **kwargs: Any) -> None:
        rows = weekly_hours_of(hours, day)
        first = rows[0] if rows else None
        initial = {"reference": day.isoformat(), "interval": 2, "row": first.pk if first else None}
        super().__init__(*args, hours=hours, day=day, initial=initial, **kwargs)
        set_choices(self, "row", [(str(row.pk), row) for row in rows])
        set_choices(self, "reference", _weeks(day))

    def plan(self, hours: StoredHours, today: date) -> Change:
        values = self.cleaned_data
        return plans.repeat_every(hours, values["row"], values["interval"], values["reference"], today)


FORMS: dict[str, type[ChangeForm]] = {
    form.kind.value: form
    for form in (CloseDayForm, ClosePartForm, AddHoursForm, HolidayForm, UsualHoursForm, RemoveForm, WeeksForm)
}


def weekly_hours_of(hours: StoredHours, day: date) -> Sequence[WeeklyHours]:
    """The weekly hours of the weekday that are valid on the day, also those of other weeks."""
    return [
        row
        for row in hours.weekly
        if row.weekday == day.weekday()
        and (row.valid_from is None or row.valid_from <= day)
        and (row.valid_until is None or row.valid_until >= day)
    ]


def _weeks(day: date) -> list[tuple[str, str]]:
    """The week of the day and the following ones, by a day in each."""
    monday = day - timedelta(days=day.weekday())
    weeks = [(day + timedelta(weeks=n), monday + timedelta(weeks=n)) for n in range(CHOSEN_WEEKS)]
    text = _("Week %(number)d, %(days)s")
    return [
        (
            one.isoformat(),
            text % {"number": one.isocalendar().week, "days": format_days(start, start + timedelta(days=6))},
        )
        for one, start in weeks
    ]
