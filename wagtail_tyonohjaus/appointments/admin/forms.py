"""Admin forms: book a session or series, move a session, propose times."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from ...practice.choices import DeliveryMode, Format
from ...practice.form_fields.choices import set_queryset
from ...practice.form_fields.dates import WallTimeField
from ...practice.form_fields.texts import EmailField, LineField, NumberField
from ...practice.models import Office, Service, Supervisor
from ...practice.phone_numbers import validate_complete
from ..forms import ReasonForm, parse_time
from ..models import Session
from ..proposals import MAX_PROPOSED_TIMES
from ..series import MAX_SESSIONS, from_wall_time, series_starts
from ..types import Attendee, SlotRequest

__all__ = ["BookingForm", "MoveForm", "ProposalForm", "ReasonForm"]

TIME_IN_THE_PAST = _("Enter a time in the future.")


class BookingForm(forms.Form):
    """A session or series agreed with the attendee, to be confirmed at once."""

    supervisor = forms.ModelChoiceField(Supervisor.objects.none(), label=_("Supervisor"))
    service = forms.ModelChoiceField(Service.objects.none(), label=_("Service"))
    format = forms.ChoiceField(choices=Format.choices, label=_("Format"))
    mode = forms.ChoiceField(choices=DeliveryMode.choices, label=_("Delivery mode"))
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office"), required=False)
    start = WallTimeField(label=_("Start"), help_text=_("In the supervisor's time zone."))
    minutes = NumberField(whole=True, minimum=5, maximum=720, label=_("Length (minutes)"))
    every_days = NumberField(
        whole=True,
        minimum=1,
        maximum=366,
        required=False,
        label=_("Repeat after (days)"),
        help_text=_("14 for every two weeks, 1 for consecutive days. Leave blank to book one session."),
    )
    times = NumberField(whole=True, minimum=1, maximum=MAX_SESSIONS, required=False, label=_("Number of sessions"))
    name = LineField(max_length=160, label=_("Name"))
    email = EmailField(required=False, label=_("E-mail"), help_text=_("Receives the invitation and reminders."))
    phone = PhoneNumberField(required=False, label=_("Telephone"), validators=[validate_complete])

    def __init__(self, *args: Any, supervisors: QuerySet[Supervisor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = supervisors.order_by().values("site")
        querysets = {
            "supervisor": supervisors,
            "service": Service.objects.filter(site__in=sites),
            "office": Office.objects.filter(site__in=sites),
        }
        for name, queryset in querysets.items():
            set_queryset(self, name, queryset)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_same_practice(cleaned)
        if cleaned.get("mode") == DeliveryMode.PREMISES and not cleaned.get("office") and "office" not in self.errors:
            self.add_error("office", _("Select the office where the session takes place."))
        if (cleaned.get("every_days") is None) != (cleaned.get("times") is None):
            self.add_error("times", _("For a series, enter both the number of days and the number of sessions."))
        self._check_future(cleaned)
        return cleaned

    def slot_request(self) -> SlotRequest:
        """The first session. Call it, like ``starts`` and ``attendee``, only if the form is valid."""
        cleaned = self.cleaned_data
        start = from_wall_time(cleaned["start"], cleaned["supervisor"].zone_name)
        return SlotRequest(
            supervisor=cleaned["supervisor"],
            service=cleaned["service"],
            start=start,
            end=start + timedelta(minutes=cleaned["minutes"]),
            mode=cleaned["mode"],
            office=cleaned["office"] if cleaned["mode"] == DeliveryMode.PREMISES else None,
            format=cleaned["format"],
        )

    def starts(self) -> list[datetime]:
        """The starts of all sessions (UTC), at the same wall time in the supervisor's zone."""
        cleaned = self.cleaned_data
        first, zone = self.slot_request().start, cleaned["supervisor"].zone_name
        return series_starts(first, zone, days=cleaned["every_days"] or 1, count=cleaned["times"] or 1)

    def attendee(self, language: str) -> Attendee:
        """``language`` is that of the attendee's messages."""
        cleaned = self.cleaned_data
        return Attendee(cleaned["name"], cleaned["email"], cleaned["phone"], language)

    def _check_same_practice(self, cleaned: dict[str, Any]) -> None:
        supervisor, service, office = (cleaned.get(name) for name in ("supervisor", "service", "office"))
        if supervisor and service and service.site_id != supervisor.site_id:
            self.add_error("service", _("Select a service of the supervisor's practice."))
        if supervisor and office and office.site_id != supervisor.site_id:
            self.add_error("office", _("Select an office of the supervisor's practice."))

    def _check_future(self, cleaned: dict[str, Any]) -> None:
        supervisor, start = cleaned.get("supervisor"), cleaned.get("start")
        if supervisor and start and from_wall_time(start, supervisor.zone_name) <= timezone.now():
            self.add_error("start", TIME_IN_THE_PAST)


class SessionTimeForm(forms.Form):
    """Base class of forms in which staff selects a free time or enters any other wall time."""

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session

    def to_instants(self, wall_times: Iterable[datetime | None]) -> list[datetime]:
        """Wall times in the session's zone as UTC; blank ones are omitted."""
        return [from_wall_time(wall, self.session.time_zone) for wall in wall_times if wall is not None]


class MoveForm(SessionTimeForm):
    """The new time of a session; ``cleaned_data["start"]`` is UTC."""

    time = forms.CharField(required=False, widget=forms.HiddenInput)
    other = WallTimeField(required=False, label=_("Another time"), help_text=_("Can be outside the usual hours."))
    everybody = forms.BooleanField(required=False, initial=True, label=_("All participants of the group"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start = self._new_start(cleaned)
        if start is None and not self.errors:
            raise forms.ValidationError(_("Select one of the times or enter another one."))
        if start and start <= timezone.now():
            self.add_error("other" if cleaned.get("other") else None, TIME_IN_THE_PAST)
        cleaned["start"] = start
        return cleaned

    def _new_start(self, cleaned: dict[str, Any]) -> datetime | None:
        other = self.to_instants([cleaned.get("other")])
        if other:
            return other[0]
        time = parse_time(cleaned.get("time", ""))
        return time.start if time else None


class ProposalForm(SessionTimeForm):
    """Up to three times to propose instead of the requested one."""

    FIELDS = ("first", "second", "third")

    first = WallTimeField(label=_("First time"))
    second = WallTimeField(required=False, label=_("Second time"))
    third = WallTimeField(required=False, label=_("Third time"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.FIELDS:
            if any(start <= timezone.now() for start in self.to_instants([cleaned.get(name)])):
                self.add_error(name, TIME_IN_THE_PAST)
        starts = sorted(set(self.to_instants(cleaned.get(name) for name in self.FIELDS)))
        cleaned["starts"] = starts[:MAX_PROPOSED_TIMES]
        return cleaned

    def slot_requests(self) -> list[SlotRequest]:
        """The proposed times, earliest first. Call it only if the form is valid."""
        slot_request = SlotRequest.from_session(self.session)
        return [slot_request.starting_at(start) for start in self.cleaned_data["starts"]]
