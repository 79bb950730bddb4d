"""Create a session or a series that staff has agreed on with the attendee."""

import re
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ...digits import parse_digits
from ...practice.admin.users import staff_user
from ...practice.form_fields.slot_values import parse_slot_value
from ..exceptions import AppointmentError, RequestHasSessions, SeriesUnavailable, SlotUnavailable
from ..formatting import format_time, local
from ..models import Session, Status
from ..policy import sessions_for
from ..series import book_series
from ..slots.slot_picker import SlotOption
from ..slots.suggestions import select_times, with_offices
from ..types import Actor
from .continuing import continued
from .decisions import BOOKING, Decisions, is_editing
from .forms import BookingForm
from .list import detail_url
from .request_source import RequestSourceView

DEFAULT_MINUTES = 60
COPIED_FIELDS = ("supervisor", "service", "format", "mode", "office", "minutes", "name", "email", "phone")
CHOICE = re.compile(r"([^@]+)@(\d{1,18})\.(\d{0,18})\.(\w+)", re.ASCII)
#: Times of a contact request that one click books.
OFFERED_TIMES = 6


class CreateView(RequestSourceView):
    """``?like=<pk>`` copies the details of another session, to book the next one with the same attendee.

    ``?request=<pk>`` takes them from a contact request, and offers the first free times that fit it. With ``format``,
    the service is an ordinary one, as after a crisis.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._render(BookingForm(supervisors=self.supervisors, initial=self._initial_values()))

    def post(self, request: HttpRequest) -> HttpResponse:
        data = self._data()
        form = BookingForm(data, supervisors=self.supervisors)
        if is_editing(request) or not form.is_valid():
            return self._render(form)
        booked = self._booked_before(form)
        if booked:
            messages.info(request, _("This session was booked already."))
            return redirect(detail_url(booked[0]))
        decisions = Decisions(request, form.slot_request(), form.starts(), BOOKING, data=data)
        starts = decisions.starts
        if starts is None or self._unknown_sessions:
            return self._ask(decisions)
        return self._book(form, decisions, starts)

    def _data(self) -> QueryDict:
        """The values of the form; a time that was clicked takes the place of what is entered."""
        data = self.request.POST.copy()
        choice = CHOICE.fullmatch(data.pop("choice", [""])[-1])
        if choice is None:
            return data
        slot, supervisor, office, mode = choice.groups()
        person = self.supervisors.filter(pk=int(supervisor)).first()
        try:
            start, minutes = parse_slot_value(slot)
        except ValueError:
            return data
        data["supervisor"], data["office"], data["mode"], data["minutes"] = supervisor, office, mode, str(minutes)
        data["start"] = f"{local(start, person.zone_name):%Y-%m-%dT%H:%M}" if person else ""
        return data

    def render_obstacle(self) -> HttpResponse:
        return self._render(None)

    def _book(self, form: BookingForm, decisions: Decisions, starts: list[datetime]) -> HttpResponse:
        try:
            sessions = self._book_series(form, starts)
        except RequestHasSessions:
            del self.request_sessions
            return self._ask(decisions)
        except AppointmentError as error:
            decisions.load()
            if isinstance(error, SlotUnavailable) and decisions.review.affected:
                return self._ask(decisions)
            form.add_error("start", _unavailable_message(form, error))
            return self._render(form)
        message = ngettext("The session is confirmed.", "%(count)d sessions are confirmed.", len(sessions))
        messages.success(self.request, message % {"count": len(sessions)})
        return redirect(detail_url(sessions[0]))

    def _book_series(self, form: BookingForm, starts: list[datetime]) -> list[Session]:
        template, request = self._template_session, self.contact_request
        language = template.language if template else getattr(request, "visitor_language", "")
        return book_series(
            form.slot_request(),
            starts,
            form.attendee(language or get_language() or ""),
            actor=Actor.staff(staff_user(self.request)),
            request_id=template.request_id if template else getattr(request, "pk", None),
            known_sessions=self.known_sessions if request else None,
            submission=self.submission,
        )

    def _booked_before(self, form: BookingForm) -> list[Session]:
        """The sessions of the same form sent twice, or the very same ones of the request."""
        submitted = sessions_for(self.request.user).filter(series=self.submission).order_by("start", "pk")
        if self.contact_request is None:
            return list(submitted)
        starts = set(form.starts())
        same = [one for one in self._unknown_sessions if self._is_same(one, form) and one.start in starts]
        return list(submitted) or (same if {one.start for one in same} == starts else [])

    def _is_same(self, session: Session, form: BookingForm) -> bool:
        request = form.slot_request()
        details = (session.supervisor, session.service, session.status)
        return details == (request.supervisor, request.service, Status.CONFIRMED)

    @property
    def _unknown_sessions(self) -> list[Session]:
        """Sessions of the request that were booked or proposed after the form was displayed."""
        return [one for one in self.request_sessions if one.pk not in self.known_sessions]

    def _ask(self, decisions: Decisions) -> HttpResponse:
        return decisions.response(has_new_sessions=bool(self._unknown_sessions), **self.get_source_context())

    @cached_property
    def _template_session(self) -> Session | None:
        pk = parse_digits(self.request.GET.get("like"))
        return sessions_for(self.request.user).filter(pk=pk).first() if pk else None

    def _initial_values(self) -> dict[str, Any]:
        template = self._template_session
        if template is not None:
            values = {name: getattr(template, name) for name in COPIED_FIELDS}
        else:
            supervisors = self.supervisors[:2]
            values = {"minutes": DEFAULT_MINUTES, "supervisor": supervisors[0] if len(supervisors) == 1 else None}
        if self.contact_request and template is None:
            found = {name: value for name, value in self.details_of_request().items() if value}
            values |= found
        return continued(values, values["supervisor"], self.request.GET.get("format", ""))

    def _render(self, form: BookingForm | None) -> HttpResponse:
        context: dict[str, Any] = {"form": form, **self.get_source_context()}
        if form is not None and self.contact_request and not self.request.GET.get("format"):
            times = with_offices(select_times(self.free_times, self.wishes, OFFERED_TIMES))
            several = len({one.supervisor for one in times}) > 1 or self.chosen_supervisor is None
            context |= {
                "times": [(one, choice_value(one)) for one in times],
                "with_supervisor": several,
                "supervisor_choices": self.supervisor_choices(),
                "details": self._hidden_details(),
            }
        return render(self.request, "wagtail_tyonohjaus/appointments/admin/create.html", context)

    def _hidden_details(self) -> list[tuple[str, Any]]:
        """What a click on a time sends beside it."""
        values = BookingForm(supervisors=self.supervisors, initial=self.details_of_request())
        names = ("service", "format", "name", "email", "phone")
        found = [(name, values[name].value()) for name in names]
        return [(name, "" if value is None else getattr(value, "pk", value)) for name, value in found]


def choice_value(option: SlotOption) -> str:
    """A free time with its supervisor and place as the value of a button."""
    return f"{option.value}@{option.supervisor.pk}.{option.office.pk if option.office else ''}.{option.mode}"


def _unavailable_message(form: BookingForm, error: AppointmentError) -> str:
    if not isinstance(error, SeriesUnavailable):
        return str(error.message)
    slot_request = form.slot_request()
    requests = [slot_request.starting_at(start) for start in error.starts]
    times = [format_time(request.start, request.end, request.supervisor.zone_name) for request in requests]
    return _("The supervisor has another session at: %(times)s.") % {"times": "; ".join(times)}
