"""A visitor's own pages of a session. Links in mails only show a page; what changes something is a button on it.

The token in the address is the right to act, so no cookie is asked for (Django's check of forged posts protects what
a browser's cookies give a right to, and would turn away whoever follows a link with cookies off).
"""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from ..practice.models import PracticeSettings
from . import formatting, proposals, tokens, transitions
from .exceptions import AppointmentError, TimeTaken
from .forms import ReasonForm, TimeValue, read_time
from .models import Session, Status
from .slots import picker_context, slot_picker
from .types import By

TEMPLATES = "wagtail_tyonohjaus/appointments"


@require_safe
def choose_time(request: HttpRequest) -> HttpResponse:
    """From a chosen time to the contact form's page, with the time and what belongs to it filled in."""
    practice = PracticeSettings.for_request(request)
    chosen = read_time(request.GET.get("time", ""))
    query = {name: request.GET.get(name, "") for name in ("service", "supervisor", "office", "format", "tz")}
    if chosen is not None:
        query |= {"preferred_start": chosen.value}
        query["supervisor"] = query["supervisor"] or chosen.supervisor
    address = picker_context.form_address(request.GET.get("to", ""), practice, request)
    return redirect(picker_context.asked_address(address, query))


@method_decorator([csrf_exempt, sensitive_variables("token")], name="dispatch")
class TokenView(View):
    """Base of a visitor's pages: finds the session by its token, answers in its language and is kept by no cache."""

    template = ""
    session: Session

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = tokens.find(kwargs["token"])
        if found is None:
            raise Http404(_("There is no such session."))
        self.session = found
        with translation.override(found.language or translation.get_language()):
            response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        # Django's log of refused requests would name the address, which is the right to act.
        response._has_been_logged = True  # type: ignore[attr-defined]
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    @property
    def token(self) -> str:
        return self.kwargs["token"]

    def answer(self, context: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
        return render(self.request, f"{TEMPLATES}/{self.template}", self.context() | dict(context or {}), status=status)

    def context(self) -> dict[str, Any]:
        session, now = self.session, timezone.now()
        changeable = session.is_live(now) and session.start > now
        return {
            "session": session,
            "token": self.token,
            "when": formatting.session_when(session, visitor=True),
            "where": formatting.where(session),
            "expired": session.status == Status.HELD and not session.is_live(now),
            "can_change": changeable and now <= transitions.deadline(session),
            "too_late": changeable and now > transitions.deadline(session),
            "deadline": formatting.point(transitions.deadline(session), session.time_zone),
            "practice": session.practice,
        }

    def back(self, done: str) -> HttpResponseRedirect:
        """To the session's page (303), so that a reload repeats nothing."""
        address = reverse("wagtail_tyonohjaus:session", args=[self.token])
        return HttpResponseRedirect(f"{address}?done={done}", status=303)

    def refused(self, error: AppointmentError, status: int = 409) -> HttpResponse:
        self.session.refresh_from_db()
        return self.answer({"error": error.message, "others": getattr(error, "others", ())}, status)


class SessionView(TokenView):
    """The session as it is, and the choice among proposed times."""

    template = "session.html"
    DONE = {"moved", "cancelled", "picked"}

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        done = request.GET.get("done", "")
        return self.answer({"done": done if done in self.DONE else ""})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        choice = request.POST.get("choice", "")
        if not (choice.isascii() and choice.isdigit() and len(choice) < 18):
            return self.answer({"error": _("Choose one of the times.")}, 400)
        try:
            proposals.pick(self.session, int(choice))
        except AppointmentError as error:
            return self.refused(error)
        return self.back("picked")

    def context(self) -> dict[str, Any]:
        proposed = proposals.proposed_with(self.session)
        shown = [(each.pk, formatting.session_when(each, visitor=True)) for each in proposed]
        return super().context() | {"proposed": shown, "picked": self._picked(bool(proposed))}

    def _picked(self, still_open: bool) -> str:
        """What became of the proposal that this link belonged to, where another of its times was chosen."""
        return "" if still_open or self.session.is_live() else self.session.status


class MoveView(TokenView):
    """Another free time for the same session."""

    template = "move.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.answer()

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        chosen = read_time(request.POST.get("time", ""))
        if chosen is None:
            return self.answer({"error": _("Choose one of the times.")}, 400)
        return self._moved(chosen)

    def _moved(self, chosen: TimeValue) -> HttpResponse:
        try:
            if chosen.minutes != (slot_picker.length_of(self._question()) or self.session.minutes):
                raise TimeTaken
            transitions.move(self.session, chosen.start, chosen.end, by=By.visitor())
        except AppointmentError as error:
            return self.refused(error)
        return self.back("moved")

    def context(self) -> dict[str, Any]:
        context = super().context()
        if not context["can_change"]:
            return context
        shown = slot_picker.times(self._question())
        return context | {
            "times": shown,
            "earlier_url": picker_context.week_url(self.request, shown.earlier),
            "later_url": picker_context.week_url(self.request, shown.later),
        }

    def _question(self) -> slot_picker.Question:
        session, query = self.session, self.request.GET
        return slot_picker.Question(
            practice=session.practice,
            service=session.service,
            supervisor=session.supervisor,
            office=session.office,
            length=session.minutes,
            mode=session.mode,
            format=session.format,
            first_day=slot_picker.parse_day(query.get("from", "")),
            visitor_zone=slot_picker.parse_zone(query.get("tz", "")) or session.visitor_zone,
            moving=session,
        )


class CancelView(TokenView):
    """A button that cancels, and a reason for whoever wants to give one."""

    template = "cancel.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.answer({"form": ReasonForm()})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.answer({"form": form}, 400)
        if self.session.status == Status.CANCELLED:
            return self.back("cancelled")
        try:
            transitions.cancel(self.session, by=By.visitor(), reason=form.cleaned_data["reason"])
        except AppointmentError as error:
            return self.refused(error)
        return self.back("cancelled")
