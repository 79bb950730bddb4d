"""Forms of the practice's people: an agreed session or series, another time, times to propose, a reason."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from ...practice.choices import DeliveryMode, Format
from ...practice.date_fields import is_supported_date
from ...practice.models import Office, Service, Supervisor
from ..forms import ReasonForm, read_time
from ..holds import MAX_PROPOSED_TIMES
from ..models import Session
from ..series import MAX_SESSIONS, from_wall_time, starts
from ..types import Attendee, SlotRequest

__all__ = ["BookingForm", "MoveForm", "ProposalForm", "ReasonForm"]


class WallTimeInput(forms.DateTimeInput):
    """A date and time of day, without a zone: the form says whose clock is meant."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class WallTimeField(forms.Field):
    """A naive date and time, as it stands on the clock of a zone that the form knows."""

    widget = WallTimeInput
    default_error_messages = {"invalid": _("This is no date and time. Write it as 2026-12-24 13:30.")}

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            found = datetime.fromisoformat(str(value).strip())
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from error
        if found.tzinfo is not None or not is_supported_date(found):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return found.replace(second=0, microsecond=0)


class BookingForm(forms.Form):
    """A session, or a series of them, that was agreed with a person: it is confirmed at once."""

    supervisor = forms.ModelChoiceField(Supervisor.objects.none(), label=_("Supervisor"))
    service = forms.ModelChoiceField(Service.objects.none(), label=_("Service"))
    format = forms.ChoiceField(choices=Format.choices, label=_("Format"))
    mode = forms.ChoiceField(choices=DeliveryMode.choices, label=_("Where"))
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office"), required=False)
    start = WallTimeField(label=_("Starts"), help_text=_("By the supervisor's clock."))
    minutes = forms.IntegerField(min_value=5, max_value=720, label=_("Length in minutes"))
    every_days = forms.IntegerField(
        min_value=1,
        max_value=366,
        required=False,
        label=_("Again after how many days"),
        help_text=_("14 for every two weeks, 1 for days in a row. Blank: one session."),
    )
    times = forms.IntegerField(min_value=1, max_value=MAX_SESSIONS, required=False, label=_("How many sessions in all"))
    name = forms.CharField(max_length=160, label=_("Name"))
    email = forms.EmailField(required=False, label=_("E-mail"), help_text=_("Receives the invitation and reminders."))
    phone = PhoneNumberField(required=False, label=_("Telephone"))

    def __init__(self, *args: Any, supervisors: QuerySet[Supervisor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = supervisors.order_by().values("site")
        querysets = {
            "supervisor": supervisors,
            "service": Service.objects.filter(site__in=sites),
            "office": Office.objects.filter(site__in=sites),
        }
        for name, queryset in querysets.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        supervisor, service, office = (cleaned.get(name) for name in ("supervisor", "service", "office"))
        if supervisor and service and service.site_id != supervisor.site_id:
            self.add_error("service", _("This service is another practice's."))
        if supervisor and office and office.site_id != supervisor.site_id:
            self.add_error("office", _("This office is another practice's."))
        if cleaned.get("mode") == DeliveryMode.PREMISES and office is None and "office" not in self.errors:
            self.add_error("office", _("Choose the office where you meet."))
        if (cleaned.get("every_days") is None) != (cleaned.get("times") is None):
            self.add_error("times", _("A series needs both: after how many days, and how many sessions."))
        if supervisor and cleaned.get("start"):
            self._check_ahead(cleaned)
        return cleaned

    def slot_request(self) -> SlotRequest:
        cleaned = self.cleaned_data
        supervisor = cleaned["supervisor"]
        begin = from_wall_time(cleaned["start"], supervisor.zone_name)
        at_office = cleaned["mode"] == DeliveryMode.PREMISES
        return SlotRequest(
            supervisor=supervisor,
            service=cleaned["service"],
            start=begin,
            end=begin + timedelta(minutes=cleaned["minutes"]),
            mode=cleaned["mode"],
            office=cleaned["office"] if at_office else None,
            format=cleaned["format"],
        )

    def starts(self) -> list[datetime]:
        """Starts of all sessions (UTC), by the supervisor's clock."""
        cleaned = self.cleaned_data
        first, zone = self.slot_request().start, cleaned["supervisor"].zone_name
        return starts(first, zone, days=cleaned["every_days"] or 1, times=cleaned["times"] or 1)

    def attendee(self, language: str) -> Attendee:
        cleaned = self.cleaned_data
        return Attendee(cleaned["name"], cleaned["email"], cleaned["phone"], language)

    def _check_ahead(self, cleaned: dict[str, Any]) -> None:
        if from_wall_time(cleaned["start"], cleaned["supervisor"].zone_name) <= timezone.now():
            self.add_error("start", _("This time has passed."))


class TimesForm(forms.Form):
    """Base of forms in which staff names times: one of the free ones shown, or any other by the clock."""

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session

    def instants(self, walls: Iterable[datetime | None]) -> list[datetime]:
        return [from_wall_time(wall, self.session.time_zone) for wall in walls if wall is not None]

    def chosen(self, values: Iterable[str]) -> list[datetime]:
        found = (read_time(value) for value in values)
        return [time.start for time in found if time is not None]


class MoveForm(TimesForm):
    """Another time for a session."""

    time = forms.CharField(required=False, widget=forms.HiddenInput)
    other = WallTimeField(required=False, label=_("Another time"), help_text=_("Also outside the usual hours."))
    everybody = forms.BooleanField(required=False, initial=True, label=_("Everybody in the group"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        found = self.instants([cleaned.get("other")]) or self.chosen([cleaned.get("time", "")])
        if not found and not self.errors:
            raise forms.ValidationError(_("Choose one of the times, or write another one."))
        if found and found[0] <= timezone.now():
            raise forms.ValidationError(_("This time has passed."))
        cleaned["start"] = found[0] if found else None
        return cleaned


class ProposalForm(TimesForm):
    """Up to three times to propose to the visitor in place of the one that was asked for."""

    first = WallTimeField(label=_("First time"))
    second = WallTimeField(required=False, label=_("Second time"))
    third = WallTimeField(required=False, label=_("Third time"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        found = sorted(set(self.instants(cleaned.get(name) for name in ("first", "second", "third"))))
        if found and found[0] <= timezone.now():
            raise forms.ValidationError(_("One of the times has passed."))
        cleaned["starts"] = found[:MAX_PROPOSED_TIMES]
        return cleaned

    def slot_request(self) -> list[SlotRequest]:
        return [SlotRequest.from_session(self.session).starting_at(start) for start in self.cleaned_data["starts"]]
