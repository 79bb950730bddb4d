"""The visitor's pages of a session. A link in an e-mail only shows a page; a button on the page makes the change.

The token in the URL authorises the request, so the views use no cookies. CSRF protection does not apply, because it
protects rights that come with cookies, and it would reject visitors who block cookies.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from ..digits import parse_digits
from . import formatting, proposals, tokens, transitions
from .exceptions import AppointmentError, SlotUnavailable, SupervisorHasLeft
from .forms import ReasonForm, TimeValue, parse_time
from .handover import hand_over, needs_other_supervisor, replacement_query
from .models import Session, Status, attach_practices
from .series import cancel_series, sessions_in_series, upcoming_in_series
from .slots.choice_context import day_context, soonest_context
from .slots.day_picker import DayPicker, load_days
from .slots.picker_context import ANCHOR
from .slots.slot_picker import SlotQuery, matching_supervisor, parse_day
from .slots.soonest_times import load_soonest
from .types import Actor

TEMPLATES = "wagtail_tyonohjaus/appointments"


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
        key = parse_digits(request.POST.get("choice"))
        if key is None:
            return self.render({"error": _("Choose one of the times.")}, 400)
        try:
            proposals.accept(self.session, key)
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
        zone = formatting.format_zone(self._zone or self.session.time_zone)
        return context | {"anchor": "times", "as_radios": True, "zone": zone} | self._times(context["has_left"])

    def _times(self, has_left: bool) -> dict[str, Any]:
        """Days and times of the supervisor; instead of one who has left, first the soonest times of the others."""
        params, query = self.request.GET, self._slot_query()
        supervisor = query.supervisor or matching_supervisor(query, params.get("supervisor", ""))
        if supervisor is None:
            soonest = load_soonest(query, show_all=True)
            return {"soonest": soonest_context(soonest, _page_url, show_all=True)}
        query = replace(query, supervisor=supervisor)
        days = self._days(query)
        selected = {"supervisor": str(supervisor.pk)} if has_left else {}
        return {
            "days": day_context(days, lambda **changes: _page_url(**selected, **changes)),
            "supervisor": supervisor,
            "with_supervisor": has_left,
        }

    def _days(self, query: SlotQuery) -> DayPicker:
        """The days of the URL, else those around the session, else those with the first free time."""
        day, show_all = parse_day(self.request.GET.get("day", "")), bool(self.request.GET.get("all"))
        if day is None and query.first_day is None:
            own_day = formatting.local(self.session.start, query.time_zone).date()
            days = load_days(query, day=own_day, show_all=show_all)
            if days.times:
                return days
        return load_days(query, day=day, show_all=show_all)

    def _move(self, time: TimeValue) -> None:
        if not self.session.supervisor.active and self.session.proposal:
            raise SupervisorHasLeft
        if time.minutes != (self._slot_query().selected_length or self.session.minutes):
            raise SlotUnavailable
        if needs_other_supervisor(self.session):
            hand_over(self.session, int(time.supervisor or 0), time.start, time.end, actor=Actor.visitor())
        else:
            transitions.move(self.session, time.start, time.end, actor=Actor.visitor())

    def _slot_query(self) -> SlotQuery:
        session, first_day = self.session, parse_day(self.request.GET.get("from", ""))
        if needs_other_supervisor(session):
            return replacement_query(session, first_day, self._zone)
        return SlotQuery(
            practice=session.practice,
            service=session.service,
            supervisor=session.supervisor,
            office=session.office,
            length=session.minutes,
            mode=session.mode,
            format=session.format,
            first_day=first_day,
            zone=self._zone,
            moving=session,
        )

    @property
    def _zone(self) -> str:
        """The visitor's time zone if its clock differs, else blank."""
        session = self.session
        differs = formatting.has_different_clock(session.start, session.time_zone, session.visitor_time_zone)
        return session.visitor_time_zone if differs else ""


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


def _page_url(**params: str) -> str:
    return f"?{urlencode(params)}{ANCHOR}"
