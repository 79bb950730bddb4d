"""Sessions that staff has agreed on with a person."""

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

from .. import formatting
from ..exceptions import SeriesUnavailable, SlotUnavailable
from ..models import Session
from ..policy import sessions_for, supervisors_for
from ..series import book_series
from ..types import Actor
from .forms import BookingForm
from .list import detail_url


@method_decorator(never_cache, name="dispatch")
class BookView(View):
    """One session or a series. ``?like=<pk>`` fills in what a session has, to go on with the same person."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.supervisors = supervisors_for(request.user)
        if not self.supervisors.exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._shown(BookingForm(supervisors=self.supervisors, initial=self._initial()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BookingForm(request.POST, supervisors=self.supervisors)
        if not form.is_valid():
            return self._shown(form)
        try:
            made = self._booked(form)
        except SeriesUnavailable as error:
            form.add_error("start", self._taken(form, error))
            return self._shown(form)
        except SlotUnavailable as error:
            form.add_error("start", str(error.message))
            return self._shown(form)
        return self._done(made)

    def _booked(self, form: BookingForm) -> list[Session]:
        like = self._like()
        attendee = form.attendee(like.language if like else get_language() or "")
        request_id = like.request_id if like else None
        return book_series(
            form.slot_request(), form.starts(), attendee, actor=Actor.staff(self.request.user), request_id=request_id
        )

    def _done(self, made: list[Session]) -> HttpResponse:
        message = ngettext("The session is confirmed.", "%(count)d sessions are confirmed.", len(made))
        messages.success(self.request, message % {"count": len(made)})
        return redirect(detail_url(made[0]))

    def _taken(self, form: BookingForm, error: SeriesUnavailable) -> str:
        slot_request = form.slot_request()
        zone = slot_request.supervisor.zone_name
        times = [
            formatting.when(start, start + (slot_request.end - slot_request.start), zone) for start in error.starts
        ]
        return _("The supervisor has another session at: %(times)s.") % {"times": "; ".join(times)}

    def _like(self) -> Session | None:
        pk = self.request.GET.get("like", "")
        return sessions_for(self.request.user).filter(pk=pk).first() if pk.isascii() and pk.isdigit() else None

    def _initial(self) -> dict[str, Any]:
        like = self._like()
        if like is None:
            only = self.supervisors[:2]
            return {"minutes": 60, "supervisor": only[0] if len(only) == 1 else None}
        names = ("supervisor", "service", "format", "mode", "office", "minutes", "name", "email", "phone")
        return {name: getattr(like, name) for name in names}

    def _shown(self, form: BookingForm) -> HttpResponse:
        return render(self.request, "wagtail_tyonohjaus/appointments/admin/new.html", {"form": form})
