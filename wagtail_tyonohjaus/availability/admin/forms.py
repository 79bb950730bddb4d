"""Admin forms of hours: what one row alone can't tell is checked here, and said at the row it concerns."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...practice.admin.forms import PracticeSettingsForm, RecordForm, limit_to_site
from ...practice.choices import Kind
from ...practice.models import Service, Supervisor
from ...practice.validators import minutes_list
from ..fields import MaskedAddressField
from ..hours_validation import Stretch, longest_stretch, too_long_error, weekly_overlaps
from ..models import BusyCalendar, WeeklyHours
from ..public_holidays import validate_holidays
from ..schedule import minute_of_day

FETCHED_BY = frozenset({"url", "all_day", "transparent", "own_address"})


class SupervisorForm(RecordForm):
    """A supervisor's record with hours, exceptions and busy calendars."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows_checked = False
        for row in self._forms("busy_calendars"):
            cast(MaskedAddressField, row.fields["url"]).stored = row.instance.url
        for row in [*self._forms("weekly_hours"), *self._forms("hours_exceptions")]:
            limit_to_site(row, self._site_id())

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if not self._rows_checked and self.is_bound:
            self._rows_checked = True
            self._check_overlaps()
            self._check_lengths()
        return valid and super().is_valid()

    def save(self, commit: bool = True) -> Supervisor:
        fetched = [row.instance for row in self._live("busy_calendars") if FETCHED_BY & set(row.changed_data)]
        supervisor = super().save(commit)
        if commit and fetched:
            transaction.on_commit(lambda: fetch_soon(fetched))
        return supervisor

    def _forms(self, relation: str) -> list[forms.ModelForm]:
        return list(self.formsets[relation].forms) if relation in self.formsets else []

    def _live(self, relation: str) -> list[forms.ModelForm]:
        """Rows that are filled in right and not deleted."""
        if not self.is_bound or relation not in self.formsets:
            return []
        formset = self.formsets[relation]
        rows = [row for row in formset.forms if row.is_valid() and (row.instance.pk or row.has_changed())]
        return [row for row in rows if not (formset.can_delete and formset._should_delete_form(row))]

    def _check_overlaps(self) -> None:
        rows = self._live("weekly_hours")
        hours: list[WeeklyHours] = [row.instance for row in rows]
        for row, other in weekly_overlaps(hours):
            if hours[row].crisis_only == hours[other].crisis_only:
                message = _("These hours overlap %(hours)s. Change one of them, or join them.")
                rows[row].add_error("start", message % {"hours": hours[other]})

    def _check_lengths(self) -> None:
        stretches = list(self._stretches())
        if not stretches or "services" not in self.cleaned_data:
            return
        for service in self.cleaned_data["services"]:
            longest = longest_stretch(stretches, service.pk, service.kind == Kind.CRISIS)
            too_long = [minutes for minutes in service.length_minutes if minutes > longest]
            if too_long:
                self.add_error("services", too_long_error(service.name, too_long[0], longest))

    def _stretches(self) -> Iterator[Stretch]:
        for number, row in enumerate([*self._live("weekly_hours"), *self._live("hours_exceptions")]):
            hours = row.instance
            if hours.start is not None and hours.end is not None:
                yield Stretch(
                    getattr(hours, "weekday", f"exception {number}"),
                    minute_of_day(hours.start),
                    minute_of_day(hours.end, end=True),
                    frozenset(service.pk for service in row.cleaned_data.get("services", ())),
                    hours.crisis_only,
                )


class ServiceForm(RecordForm):
    """A service's record; refuses a length that fits in the hours of none of its supervisors."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and not self.errors and "lengths" in cleaned:
            self._check_lengths(cleaned["lengths"], cleaned.get("kind", self.instance.kind))
        return cleaned

    def _check_lengths(self, lengths: str, kind: str) -> None:
        stretches = list(stored_stretches(self.instance))
        longest = longest_stretch(stretches, self.instance.pk, kind == Kind.CRISIS)
        too_long = [minutes for minutes in minutes_list(lengths) if minutes > longest]
        if stretches and too_long:
            self.add_error("lengths", too_long_error(self.instance.name, too_long[0], longest))


def stored_stretches(service: Service) -> Iterator[Stretch]:
    """The weekly and exceptional hours of all supervisors who offer a service."""
    for supervisor in service.supervisors.prefetch_related("weekly_hours__services", "hours_exceptions__services"):
        for number, hours in enumerate([*supervisor.weekly_hours.all(), *supervisor.hours_exceptions.all()]):
            if hours.start is not None and hours.end is not None:
                yield Stretch(
                    (supervisor.pk, getattr(hours, "weekday", f"exception {number}")),
                    minute_of_day(hours.start),
                    minute_of_day(hours.end, end=True),
                    frozenset(service.pk for service in hours.services.all()),
                    hours.crisis_only,
                )


class PracticeTimesForm(PracticeSettingsForm):
    """The practice's settings; refuses a country or region whose holidays nobody knows."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        country, region = cleaned.get("holiday_country"), cleaned.get("holiday_subdivision")
        try:
            validate_holidays(country or "", region or "")
        except forms.ValidationError as error:
            self.add_error(None, error)
        return cleaned


def fetch_soon(calendars: list[BusyCalendar]) -> None:
    """Has new or changed calendars fetched by the site's task backend."""
    from ..busy_calendars.tasks import fetch_calendar

    for calendar in calendars:
        if calendar.pk:
            fetch_calendar.enqueue(calendar.pk)
