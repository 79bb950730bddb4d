"""Admin forms: book a session or series, move a session, propose times."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from ...conf import app_settings
from ...practice.choices import DeliveryMode
from ...practice.display.format_labels import FORMATS
from ...practice.form_fields.choices import set_queryset
from ...practice.form_fields.dates import WallTimeField
from ...practice.form_fields.long_choices import offer_many
from ...practice.form_fields.texts import EmailField, LineField, NumberField
from ...practice.models import Office, Service, Supervisor
from ...practice.phone_numbers import validate_complete
from ..forms import ReasonForm, parse_time
from ..models import Session
from ..series import MAX_SESSIONS, from_wall_time, series_starts
from ..types import Attendee, SlotRequest

__all__ = ["BookingForm", "MoveForm", "ProposalForm", "ReasonForm", "RequestProposalForm"]

TIME_IN_THE_PAST = _("Enter a time in the future.")


class SessionDetailsForm(forms.Form):
    """Base class: with whom, what and where a session is, and who takes part."""

    supervisor = forms.ModelChoiceField(Supervisor.objects.none(), label=_("Supervisor"))
    service = forms.ModelChoiceField(Service.objects.none(), label=_("Service"))
    format = forms.ChoiceField(choices=FORMATS.choices, label=_("Format"))
    mode = forms.ChoiceField(choices=DeliveryMode.choices, label=_("Delivery mode"))
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office"), required=False)
    minutes = NumberField(whole=True, minimum=5, maximum=720, label=_("Length (minutes)"))
    name = LineField(max_length=160, label=_("Name"))
    email = EmailField(required=False, label=_("E-mail"), help_text=_("Receives the invitation and reminders."))
    phone = PhoneNumberField(required=False, label=_("Telephone"), validators=[validate_complete])

    def __init__(self, *args: Any, supervisors: QuerySet[Supervisor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = supervisors.order_by().values("site")
        querysets = {
            "service": Service.objects.filter(site__in=sites),
            "office": Office.objects.filter(site__in=sites),
        }
        for name, queryset in querysets.items():
            set_queryset(self, name, queryset)
        offer_many(self, supervisors, "supervisor")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_same_practice(cleaned)
        if cleaned.get("mode") == DeliveryMode.PREMISES and not cleaned.get("office") and "office" not in self.errors:
            self.add_error("office", _("Select the office where the session takes place."))
        return cleaned

    def slot_request_at(self, wall: datetime) -> SlotRequest:
        """The session at a wall time in the supervisor's zone. Only for a valid form, like ``attendee``."""
        cleaned = self.cleaned_data
        start = from_wall_time(wall, cleaned["supervisor"].zone_name)
        return SlotRequest(
            supervisor=cleaned["supervisor"],
            service=cleaned["service"],
            start=start,
            end=start + timedelta(minutes=cleaned["minutes"]),
            mode=cleaned["mode"],
            office=cleaned["office"] if cleaned["mode"] == DeliveryMode.PREMISES else None,
            format=cleaned["format"],
        )

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


class BookingForm(SessionDetailsForm):
    """A session or series agreed with the attendee, to be confirmed at once."""

    start = WallTimeField(label=_("Start"), help_text=_("In the supervisor's time zone."))
    every_days = NumberField(
        whole=True,
        minimum=1,
        maximum=366,
        required=False,
        label=_("Repeat after (days)"),
        help_text=_("14 for every two weeks, 1 for consecutive days. Leave blank to book one session."),
    )
    times = NumberField(whole=True, minimum=1, maximum=MAX_SESSIONS, required=False, label=_("Number of sessions"))

    field_order = (
        *("supervisor", "service", "format", "mode", "office", "start", "minutes", "every_days", "times"),
        *("name", "email", "phone"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (cleaned.get("every_days") is None) != (cleaned.get("times") is None):
            self.add_error("times", _("For a series, enter both the number of days and the number of sessions."))
        self._check_future(cleaned)
        return cleaned

    def slot_request(self) -> SlotRequest:
        """The first session. Call it, like ``starts``, only if the form is valid."""
        return self.slot_request_at(self.cleaned_data["start"])

    def starts(self) -> list[datetime]:
        """The starts of all sessions (UTC), at the same wall time in the supervisor's zone."""
        cleaned = self.cleaned_data
        first, zone = self.slot_request().start, cleaned["supervisor"].zone_name
        return series_starts(first, zone, days=cleaned["every_days"] or 1, count=cleaned["times"] or 1)

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


class ProposedTimes(forms.Form):
    """Base class: up to three times to propose, none in the past and none that overlaps one before it."""

    FIELDS = ("first", "second", "third")

    first = WallTimeField(label=_("First time"))
    second = WallTimeField(required=False, label=_("Second time"))
    third = WallTimeField(required=False, label=_("Third time"))

    def clean_times(self, cleaned: dict[str, Any], zone: str, length: timedelta) -> None:
        """Set ``cleaned["starts"]`` to the times as UTC, earliest first; the session has this zone and length."""
        starts: list[datetime] = []
        for name in self.FIELDS:
            wall = cleaned.get(name)
            if wall is None:
                continue
            start = from_wall_time(wall, zone)
            if start <= timezone.now():
                self.add_error(name, TIME_IN_THE_PAST)
            elif any(abs(start - other) < length for other in starts):
                self.add_error(name, _("This overlaps one of the times above. Enter another time."))
            starts.append(start)
        cleaned["starts"] = sorted(set(starts))


class ProposalForm(SessionTimeForm, ProposedTimes):
    """Up to three times to propose instead of the requested one."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.clean_times(cleaned, self.session.time_zone, self.session.end - self.session.start)
        return cleaned


class RequestProposalForm(SessionDetailsForm, ProposedTimes):
    """Up to three times to propose for a contact request."""

    field_order = (*ProposedTimes.FIELDS, "supervisor", "service", "format", "mode", "office", "minutes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.FIELDS:
            self.fields[name].help_text = _("In the supervisor's time zone.") if name == "first" else ""
        self.fields["email"].help_text = _("Receives a link to choose one of the times.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        supervisor, minutes = cleaned.get("supervisor"), cleaned.get("minutes")
        if supervisor and minutes:
            self.clean_times(cleaned, supervisor.zone_name, timedelta(minutes=minutes))
        if not cleaned.get("email") and not (app_settings.SMS and cleaned.get("phone")) and "email" not in self.errors:
            self.add_error("email", _("Enter an e-mail address, to which the link is sent."))
        return cleaned
