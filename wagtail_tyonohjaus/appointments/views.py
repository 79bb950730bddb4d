"""The visitor's pages of a session. A link in an e-mail only shows a page; a button on the page makes the change.

The token in the URL authorises the request, so the views use no cookies. CSRF protection does not apply, because it
protects rights that come with cookies, and it would reject visitors who block cookies.
"""

from collections.abc import Iterable, Mapping
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
from ..practice.time_zones import known_time_zone_name
from . import formatting, proposals, tokens, transitions
from .exceptions import AppointmentError, SlotUnavailable, SupervisorHasLeft
from .forms import ReasonForm, TimeValue, parse_time
from .handover import hand_over, needs_other_supervisor, replacement_query
from .models import Session, Status, attach_practices
from .series import cancel_series, sessions_in_series, upcoming_in_series
from .slots import picker_context, slot_picker
from .types import Actor

TEMPLATES = "wagtail_tyonohjaus/appointments"
MAX_KEY_DIGITS = 17


@require_safe
def choose_slot(request: HttpRequest) -> HttpResponse:
    """Redirect from the slot picker to the contact form, with the time and the other choices filled in."""
    practice = PracticeSettings.for_request(request)
    time = parse_time(request.GET.get("time", ""))
    query = {name: request.GET.get(name, "") for name in ("service", "supervisor", "office", "format", "tz")}
    if time is not None:
        query |= {"preferred_start": time.value}
        query["supervisor"] = query["supervisor"] or time.supervisor
    url = picker_context.contact_form_url(request.GET.get("to", ""), practice, request)
    return redirect(picker_context.prefilled_form_url(url, query))


@method_decorator([csrf_exempt, sensitive_variables("token")], name="dispatch")
class TokenView(View):
    """Base class: load the session by its token, respond in its language, and prevent caching and indexing."""

    template = ""
    session: Session

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        session = tokens.find_session(kwargs["token"])
        if session is None:
            raise Http404(_("There is no such session."))
        self.session = session
        with translation.override(session.language or translation.get_language()):
            response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        # Django's log of client errors would contain the URL, and with it the token.
        response._has_been_logged = True  # type: ignore[attr-defined]
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    @property
    def token(self) -> str:
        return self.kwargs["token"]

    def render(self, context: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
        """The page with ``context`` added to that of the session."""
        context = self.get_context_data() | dict(context or {})
        return render(self.request, f"{TEMPLATES}/{self.template}", context, status=status)

    def get_context_data(self) -> dict[str, Any]:
        session, now = self.session, timezone.now()
        deadline = transitions.change_deadline(session)
        is_upcoming = session.is_live(now) and session.start > now
        return {
            "session": session,
            "token": self.token,
            "session_time": formatting.format_session_time(session, visitor=True),
            "place": formatting.format_place(session),
            "is_expired": session.status == Status.HELD and not session.is_live(now),
            "can_change": is_upcoming and now <= deadline,
            "is_deadline_passed": is_upcoming and now > deadline,
            "deadline": formatting.format_moment(deadline, session.time_zone),
            "has_left": not session.supervisor.active,
            "practice": session.practice,
        }

    def redirect_to_session(self, done: str) -> HttpResponseRedirect:
        """Redirect (303) to the session's page, so that a reload does not repeat the change."""
        url = reverse("wagtail_tyonohjaus:session", args=[self.token])
        return HttpResponseRedirect(f"{url}?done={done}", status=303)

    def render_error(self, error: AppointmentError, status: int = 409) -> HttpResponse:
        """The page with the session as it is now, by default with status 409 (Conflict)."""
        self.session.refresh_from_db()
        return self.render({"error": error.message}, status)


class SessionView(TokenView):
    """The session's page; for a proposal, the choice between the proposed times."""

    template = "session.html"
    DONE = {"moved", "cancelled", "accepted", "series-cancelled"}

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        done = request.GET.get("done", "")
        return self.render({"done": done if done in self.DONE else ""})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        key = request.POST.get("choice", "")
        if not (key.isascii() and key.isdigit() and len(key) <= MAX_KEY_DIGITS):
            return self.render({"error": _("Choose one of the times.")}, 400)
        try:
            proposals.accept(self.session, int(key))
        except AppointmentError as error:
            return self.render_error(error)
        return self.redirect_to_session("accepted")

    def get_context_data(self) -> dict[str, Any]:
        sessions = proposals.proposed_sessions(self.session)
        times = [(session.pk, formatting.format_session_time(session, visitor=True)) for session in sessions]
        upcoming = upcoming_in_series(self.session) if self.session.series else []
        return super().get_context_data() | {
            "proposed_times": times,
            "series": _visitor_rows(sessions_in_series(self.session) if self.session.series else []),
            "can_cancel_series": _has_several_to_cancel(upcoming),
        }


class MoveView(TokenView):
    """Move the session to another free time."""

    template = "move.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.render()

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        time = parse_time(request.POST.get("time", ""))
        if time is None:
            return self.render({"error": _("Choose one of the times.")}, 400)
        try:
            self._move(time)
        except AppointmentError as error:
            return self.render_error(error)
        return self.redirect_to_session("moved")

    def get_context_data(self) -> dict[str, Any]:
        context = super().get_context_data()
        if not context["can_change"] or (context["has_left"] and not needs_other_supervisor(self.session)):
            return context
        week = slot_picker.load_week(self._slot_query())
        has_times = not context["has_left"] or bool(week.days) or "from" in self.request.GET
        context |= {"slot_week": week, "with_supervisor": context["has_left"], "has_times": has_times}
        return context | picker_context.week_urls(self.request, week)

    def _move(self, time: TimeValue) -> None:
        if not self.session.supervisor.active and self.session.proposal:
            raise SupervisorHasLeft
        if time.minutes != (self._slot_query().selected_length or self.session.minutes):
            raise SlotUnavailable
        if needs_other_supervisor(self.session):
            hand_over(self.session, int(time.supervisor or 0), time.start, time.end, actor=Actor.visitor())
        else:
            transitions.move(self.session, time.start, time.end, actor=Actor.visitor())

    def _slot_query(self) -> slot_picker.SlotQuery:
        session, params = self.session, self.request.GET
        if needs_other_supervisor(session):
            return replacement_query(
                session, slot_picker.parse_day(params.get("from", "")), known_time_zone_name(params.get("tz", ""))
            )
        return slot_picker.SlotQuery(
            practice=session.practice,
            service=session.service,
            supervisor=session.supervisor,
            office=session.office,
            length=session.minutes,
            mode=session.mode,
            format=session.format,
            first_day=slot_picker.parse_day(params.get("from", "")),
            visitor_time_zone=known_time_zone_name(params.get("tz", "")) or session.visitor_time_zone,
            moving=session,
        )


class ReasonView(TokenView):
    """Base class: ask for an optional reason, then change the session."""

    done = ""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """What would be changed, and the form."""
        return self.render({"form": ReasonForm()})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Change it, with one message to each side."""
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.render({"form": form}, 400)
        try:
            self.change(form.cleaned_data["reason"])
        except AppointmentError as error:
            return self.render_error(error)
        return self.redirect_to_session(self.done)

    def change(self, reason: str) -> None:
        """Raises ``AppointmentError`` if the session can't be changed."""
        raise NotImplementedError


class CancelView(ReasonView):
    """Cancel the session, optionally with a reason."""

    template = "cancel.html"
    done = "cancelled"

    def change(self, reason: str) -> None:
        """Nothing is left to do if a repeated submission has already cancelled it."""
        if self.session.status != Status.CANCELLED:
            transitions.cancel(self.session, actor=Actor.visitor(), reason=reason)


class CancelSeriesView(ReasonView):
    """Cancel all remaining sessions of the series, except those for which it is too late."""

    template = "cancel_series.html"
    done = "series-cancelled"

    def change(self, reason: str) -> None:
        """Cancels those that the visitor may still cancel."""
        cancel_series(self.session, actor=Actor.visitor(), reason=reason)

    def get_context_data(self) -> dict[str, Any]:
        """Adds the rows of both kinds."""
        upcoming = attach_practices(upcoming_in_series(self.session))
        cancellable = [session for session in upcoming if _is_cancellable(session)]
        return super().get_context_data() | {
            "cancellable": _visitor_rows(cancellable),
            "too_late": _visitor_rows(session for session in upcoming if session not in cancellable),
        }


def _visitor_rows(sessions: Iterable[Session]) -> list[tuple[Session, str, str]]:
    """The sessions, each with its time as text for the visitor and the URL of its page."""
    return [
        (session, formatting.format_session_time(session, visitor=True), tokens.visitor_url(session))
        for session in sessions
    ]


def _is_cancellable(session: Session) -> bool:
    return transitions.can_change(session, Actor.visitor())


def _has_several_to_cancel(upcoming: Iterable[Session]) -> bool:
    return sum(map(_is_cancellable, attach_practices(upcoming))) > 1
