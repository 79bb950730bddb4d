"""Create a session or a series that staff has agreed on with the attendee."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from ...practice.admin.users import staff_user
from ..exceptions import AppointmentError, SeriesUnavailable
from ..formatting import format_time
from ..models import Session
from ..policy import sessions_for, supervisors_for
from ..series import book_series
from ..types import Actor
from .forms import BookingForm
from .list import detail_url

DEFAULT_MINUTES = 60
COPIED_FIELDS = ("supervisor", "service", "format", "mode", "office", "minutes", "name", "email", "phone")


@method_decorator(never_cache, name="dispatch")
class CreateView(View):
    """``?like=<pk>`` copies the details of another session, to book the next one with the same attendee."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.supervisors = supervisors_for(request.user)
        if not self.supervisors.exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._render(BookingForm(supervisors=self.supervisors, initial=self._initial_values()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BookingForm(request.POST, supervisors=self.supervisors)
        if not form.is_valid():
            return self._render(form)
        try:
            sessions = self._book(form)
        except AppointmentError as error:
            form.add_error("start", _unavailable_message(form, error))
            return self._render(form)
        message = ngettext("The session is confirmed.", "%(count)d sessions are confirmed.", len(sessions))
        messages.success(request, message % {"count": len(sessions)})
        return redirect(detail_url(sessions[0]))

    def _book(self, form: BookingForm) -> list[Session]:
        template = self._template_session()
        return book_series(
            form.slot_request(),
            form.starts(),
            form.attendee(template.language if template else get_language() or ""),
            actor=Actor.staff(staff_user(self.request)),
            request_id=template.request_id if template else None,
        )

    def _template_session(self) -> Session | None:
        pk = self.request.GET.get("like", "")
        return sessions_for(self.request.user).filter(pk=pk).first() if pk.isascii() and pk.isdigit() else None

    def _initial_values(self) -> dict[str, Any]:
        template = self._template_session()
        if template is not None:
            return {name: getattr(template, name) for name in COPIED_FIELDS}
        supervisors = self.supervisors[:2]
        return {"minutes": DEFAULT_MINUTES, "supervisor": supervisors[0] if len(supervisors) == 1 else None}

    def _render(self, form: BookingForm) -> HttpResponse:
        return render(self.request, "wagtail_tyonohjaus/appointments/admin/create.html", {"form": form})


def _unavailable_message(form: BookingForm, error: AppointmentError) -> str:
    if not isinstance(error, SeriesUnavailable):
        return str(error.message)
    slot_request = form.slot_request()
    requests = [slot_request.starting_at(start) for start in error.starts]
    times = [format_time(request.start, request.end, request.supervisor.zone_name) for request in requests]
    return _("The supervisor has another session at: %(times)s.") % {"times": "; ".join(times)}
