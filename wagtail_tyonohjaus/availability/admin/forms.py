"""Admin forms with hours. Rules that involve several rows are checked here, and reported at the row concerned."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...practice.admin.forms import PracticeSettingsForm, RecordForm, extend_rows
from ...practice.admin.restrictions import mark_conditions
from ...practice.choices import Kind
from ...practice.models import Service, Supervisor
from ...practice.validators import minutes_list
from ..fields import MaskedURLField
from ..hours_validation import HoursSpan, find_overlaps, length_error, longest_minutes
from ..models import BusyCalendar, HoursException, WeeklyHours
from ..public_holidays import validate_holidays
from ..schedule import minute_of_day

#: A change to one of these fields makes the stored busy time outdated.
REFETCH_FIELDS = frozenset({"url", "all_day", "transparent", "own_email"})


class SupervisorForm(RecordForm):
    """A supervisor's record with hours, exceptions and busy calendars."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows_checked = False
        if "busy_calendars" in self.formsets:
            extend_rows(self.formsets["busy_calendars"], _mask_stored_url)

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if not self._rows_checked and self.is_bound:
            self._rows_checked = True
            self._mark_conditions()
            self._check_overlaps()
            self._check_lengths()
        return valid and super().is_valid()

    def save(self, commit: bool = True) -> Supervisor:
        rows = self._valid_row_forms("busy_calendars")
        calendars = [row.instance for row in rows if REFETCH_FIELDS & set(row.changed_data)]
        supervisor = super().save(commit)
        if commit and calendars:
            transaction.on_commit(lambda: enqueue_fetches(calendars))
        return supervisor

    def _valid_row_forms(self, relation: str) -> list[forms.ModelForm]:
        """Row forms that are valid, not blank and not deleted."""
        if not self.is_bound or relation not in self.formsets:
            return []
        formset = self.formsets[relation]
        rows = [row for row in formset.forms if row.is_valid() and (row.instance.pk or row.has_changed())]
        return [row for row in rows if not (formset.can_delete and formset._should_delete_form(row))]

    def _mark_conditions(self) -> None:
        for row in [*self._valid_row_forms("weekly_hours"), *self._valid_row_forms("hours_exceptions")]:
            row.instance.restricted_fields = mark_conditions(row)

    def _check_overlaps(self) -> None:
        rows = self._valid_row_forms("weekly_hours")
        hours: list[WeeklyHours] = [row.instance for row in rows]
        for row, earlier in find_overlaps(hours):
            if hours[row].crisis_only == hours[earlier].crisis_only:
                message = _("These hours overlap with %(hours)s. Change or merge them.")
                rows[row].add_error("start", message % {"hours": hours[earlier]})

    def _check_lengths(self) -> None:
        spans = list(self._hours_spans())
        if not spans or "services" not in self.cleaned_data:
            return
        for service in self.cleaned_data["services"]:
            longest = longest_minutes(spans, service.pk, service.kind == Kind.CRISIS)
            too_long = [minutes for minutes in service.length_minutes if minutes > longest]
            if too_long:
                self.add_error("services", length_error(service.name, too_long[0], longest))

    def _hours_spans(self) -> Iterator[HoursSpan]:
        rows = [*self._valid_row_forms("weekly_hours"), *self._valid_row_forms("hours_exceptions")]
        for number, row in enumerate(rows):
            yield from hours_spans(None, number, row.instance, row.cleaned_data.get("services", ()))


def _mask_stored_url(row: forms.BaseForm) -> None:
    cast(MaskedURLField, row.fields["url"]).stored = cast(forms.ModelForm, row).instance.url


class ServiceForm(RecordForm):
    """A service's record; rejects a length that does not fit in any hours of its supervisors."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and not self.errors and "lengths" in cleaned:
            self._check_lengths(cleaned["lengths"], cleaned.get("kind", self.instance.kind))
        return cleaned

    def _check_lengths(self, lengths: str, kind: str) -> None:
        spans = list(stored_hours_spans(self.instance))
        longest = longest_minutes(spans, self.instance.pk, kind == Kind.CRISIS)
        too_long = [minutes for minutes in minutes_list(lengths) if minutes > longest]
        if spans and too_long:
            self.add_error("lengths", length_error(self.instance.name, too_long[0], longest))


def stored_hours_spans(service: Service) -> Iterator[HoursSpan]:
    """The weekly and exceptional hours of all supervisors who offer a service."""
    for supervisor in service.supervisors.prefetch_related("weekly_hours__services", "hours_exceptions__services"):
        for number, hours in enumerate([*supervisor.weekly_hours.all(), *supervisor.hours_exceptions.all()]):
            yield from hours_spans(supervisor.pk, number, hours, hours.services.all())


def hours_spans(
    supervisor_id: int | None, number: int, hours: WeeklyHours | HoursException, services: Any
) -> Iterator[HoursSpan]:
    """The span of a row, unless it is closed. Weekly hours of one weekday share a day; each exception is its own."""
    if hours.start is not None and hours.end is not None:
        yield HoursSpan(
            (supervisor_id, getattr(hours, "weekday", f"exception {number}")),
            minute_of_day(hours.start),
            minute_of_day(hours.end, end=True),
            frozenset(service.pk for service in services),
            hours.crisis_only,
        )


class PracticeTimesForm(PracticeSettingsForm):
    """The practice's settings; rejects a country or region without holiday data."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        country, region = cleaned.get("holiday_country"), cleaned.get("holiday_subdivision")
        try:
            validate_holidays(country or "", region or "")
        except forms.ValidationError as error:
            self.add_error(None, error)
        return cleaned


def enqueue_fetches(calendars: list[BusyCalendar]) -> None:
    """Fetch new or changed calendars through the site's task backend."""
    from ..busy_calendars.tasks import fetch_calendar

    for calendar in calendars:
        if calendar.pk:
            fetch_calendar.enqueue(calendar.pk)
