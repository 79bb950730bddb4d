"""One session in the admin: its details and history, and the views that change it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from wagtail.permissions import policy_registry

from ...practice.admin.users import staff_user
from ...practice.choices import Kind
from .. import formatting, proposals, transitions
from ..busy_source import busy_key, meeting_key
from ..exceptions import AppointmentError
from ..models import Session, Status
from ..policy import sessions_for, supervisors_for
from ..series import cancel_series, sessions_in_series, upcoming_in_series
from ..slots import bookable_slots, picker_context, slot_picker
from ..slots.suggestions import Wishes, free_options
from ..types import Actor, Attendee, SlotRequest
from .continuing import continuations
from .decisions import MOVING, PROPOSING, Decisions, Wording, is_editing
from .forms import MoveForm, ProposalForm, ReasonForm
from .list import detail_url
from .proposing import initial_times, times_to_propose

TEMPLATES = "wagtail_tyonohjaus/appointments/admin"


@method_decorator(never_cache, name="dispatch")
class SessionAdminView(View):
    """Base class of the views of one session. Without the right to ``permission``, the result is 404."""

    template = ""
    permission = "change"
    session: Session

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        sessions = sessions_for(request.user, self.permission).with_related().select_related("request")
        self.session = get_object_or_404(sessions, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def actor(self) -> Actor:
        """The logged-in user, for the history."""
        return Actor.staff(staff_user(self.request))

    def render(self, **context: Any) -> HttpResponse:
        return render(self.request, f"{TEMPLATES}/{self.template}", self.get_context_data() | context)

    def get_context_data(self) -> dict[str, Any]:
        session = self.session
        is_confirmable = session.status in (Status.HELD, Status.EXPIRED) and session.start > timezone.now()
        return {
            "session": session,
            "session_time": formatting.format_session_time(session),
            "place": formatting.format_place(session),
            "hold_until": formatting.format_moment(session.hold_until, session.time_zone) if session.hold_until else "",
            "is_live": session.is_live(),
            "is_held": session.status == Status.HELD and session.is_live(),
            "can_confirm": is_confirmable,
            "has_left": not session.supervisor.active,
        }

    def redirect_with_success(self, message: str | Promise) -> HttpResponse:
        messages.success(self.request, str(message))
        return redirect(detail_url(self.session))

    def redirect_with_error(self, error: AppointmentError) -> HttpResponse:
        messages.error(self.request, str(error.message))
        return redirect(detail_url(self.session))


class DetailView(SessionAdminView):
    """The session, its history, and what staff can do with it; related records as links if the user may open them."""

    template = "detail.html"
    permission = "view"
    reason_form: ReasonForm | None = None

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        related = {
            "participants": transitions.sessions_of_meeting(self.session) if self.session.is_group else [],
            "series": sessions_in_series(self.session) if self.session.series else [],
            "proposed_sessions": proposals.proposed_sessions(self.session),
        }
        return self.render(
            reason_form=self.reason_form or ReasonForm(),
            events=self.session.events.select_related("user"),
            held_together=sum(other.status == self.session.status for other in related["series"]),
            upcoming_count=len(upcoming_in_series(self.session)) if self.session.series else 1,
            is_no_longer_offered=self._is_no_longer_offered(),
            can_change=sessions_for(request.user, "change").filter(pk=pk).exists(),
            can_book=supervisors_for(request.user).exists(),
            continuations=continuations() if self.session.service.kind == Kind.CRISIS else [],
            can_open_request=self._can_open_request(),
            visible=self._visible(other.pk for sessions in related.values() for other in sessions),
            **related,
        )

    def _can_open_request(self) -> bool:
        contact_request = self.session.request
        if contact_request is None:
            return False
        policy = policy_registry.get_by_type(type(contact_request))
        return policy.user_has_any_permission_for_instance(self.request.user, ["view", "change"], contact_request)

    def _visible(self, pks: Iterable[int]) -> set[int]:
        """Those of the sessions that the user may open."""
        return set(sessions_for(self.request.user).filter(pk__in=list(pks)).values_list("pk", flat=True))

    def _is_no_longer_offered(self) -> bool:
        """Whether the held time would not be offered any more, for example because the hours have changed."""
        session = self.session
        if session.status != Status.HELD or session.is_group:
            return False
        return not bookable_slots.is_offered(SlotRequest.from_session(session), moving=session)


class TransitionView(SessionAdminView):
    """A button that makes one transition, such as ``transitions.confirm``."""

    http_method_names = ["post"]
    transition: Callable[..., Session]
    has_reason = False
    success_message: str | Promise

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        options: dict[str, Any] = {}
        if self.has_reason:
            form = ReasonForm(request.POST)
            if not form.is_valid():
                return self.form_invalid(form)
            options["reason"] = form.cleaned_data["reason"]
        try:
            self.get_transition()(self.session, actor=self.actor, **options)
        except AppointmentError as error:
            return self.redirect_with_error(error)
        return self.redirect_with_success(self.success_message)

    def form_invalid(self, form: ReasonForm) -> HttpResponseBase:
        """The session's page with the form and its errors."""
        self.request.method = "GET"
        return DetailView.as_view(reason_form=form)(self.request, pk=self.session.pk)

    def get_transition(self) -> Callable[..., Session]:
        """The function that makes the change. Override it if that depends on the submitted form."""
        return type(self).transition


class ConfirmView(TransitionView):
    """Confirms a held session, or an expired one whose time is still free."""

    transition = staticmethod(transitions.confirm)
    success_message = gettext_lazy("The session is confirmed. Both sides will receive an invitation.")


class CancelView(TransitionView):
    """Cancels the session, its series (``series``), or the group's whole meeting (``everybody``)."""

    has_reason = True
    success_message = gettext_lazy("The session is cancelled. Both sides will be notified.")

    def get_transition(self) -> Callable[..., Session]:
        if self.request.POST.get("series"):
            return cancel_series
        return transitions.cancel_meeting if self.request.POST.get("everybody") else transitions.cancel


class DeclineView(TransitionView):
    """Declines a held session, which frees its time."""

    transition = staticmethod(transitions.decline)
    has_reason = True
    success_message = gettext_lazy("The request is declined and the time is free again. The visitor will be notified.")


class MoveView(SessionAdminView):
    """Moves the session, or the group's whole meeting, to a free time or any other one."""

    template = "move.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render(form=MoveForm(session=self.session))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = MoveForm(request.POST, session=self.session)
        if not form.is_valid():
            return self.render(form=form)
        everybody = form.cleaned_data["everybody"]
        decisions = self.decisions([form.cleaned_data["start"]], MOVING, everybody=everybody)
        if is_editing(request) or decisions.starts is None:
            return self.render(form=form) if is_editing(request) else decisions.response()
        try:
            move = transitions.move_meeting if everybody else transitions.move
            move(self.session, decisions.starts[0], actor=self.actor)
        except AppointmentError as error:
            form.add_error(None, str(error.message))
            return self.render(form=form)
        return self.redirect_with_success(_("The session has been moved. Both sides will be notified."))

    def decisions(self, starts: Iterable[datetime], wording: Wording, *, everybody: bool = False) -> Decisions:
        """The step in which staff decides about times that something else than this session speaks against."""
        keys = {busy_key(self.session.pk)} | ({meeting_key(self.session)} if everybody else set())
        slot_request = SlotRequest.from_session(self.session)
        return Decisions(self.request, slot_request, starts, wording, exclude_keys=keys, zone=self.session.time_zone)

    def get_context_data(self) -> dict[str, Any]:
        week = self.load_week()
        return super().get_context_data() | {"slot_week": week} | picker_context.week_urls(self.request, week)

    def load_week(self) -> slot_picker.SlotWeek:
        """The free times of the week in ``?from=``."""
        return slot_picker.load_week(self.slot_query())

    def slot_query(self) -> slot_picker.SlotQuery:
        """Free times for the same service and supervisor."""
        session = self.session
        return slot_picker.SlotQuery(
            practice=session.practice,
            service=session.service,
            supervisor=session.supervisor,
            length=session.minutes,
            mode=session.mode,
            first_day=slot_picker.parse_day(self.request.GET.get("from", "")),
            moving=session,
        )


class ProposeView(MoveView):
    """Propose other times to the visitor instead of a held or expired one."""

    template = "propose.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        times = self._times()
        initial = initial_times(times, self.session.time_zone)
        form = ProposalForm(session=self.session, initial=initial)
        return self.render(form=form, free_count=len(times), maximum=proposals.MAX_PROPOSED_TIMES)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ProposalForm(request.POST, session=self.session)
        if is_editing(request) or not form.is_valid():
            return self.render(form=form)
        decisions = self.decisions(form.cleaned_data["starts"], PROPOSING)
        if decisions.starts is None:
            return decisions.response()
        try:
            self.session = self._propose(decisions.starts)[0]
        except AppointmentError as error:
            form.add_error(None, str(error.message))
            return self.render(form=form)
        return self.redirect_with_success(_("The times are held and have been proposed to the visitor."))

    def _propose(self, starts: Iterable[datetime]) -> list[Session]:
        session = self.session
        return proposals.propose(
            [SlotRequest.from_session(session).starting_at(start) for start in starts],
            Attendee.from_session(session),
            actor=self.actor,
            request_id=session.request_id,
            replaces=session if session.status == Status.HELD else None,
        )

    def _times(self) -> list[slot_picker.SlotOption]:
        """Free ones near the requested time."""
        session = self.session
        query = replace(self.slot_query(), first_day=None, office=session.office, format=session.format)
        wishes = Wishes(query, session.start)
        options = free_options(wishes, [session.supervisor])
        return times_to_propose(options, wishes, SlotRequest.from_session(session))
