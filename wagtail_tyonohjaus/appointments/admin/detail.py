"""One session: what is known of it, its history, and what can be done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from .. import formatting, holds, proposals, transitions
from ..exceptions import AppointmentError
from ..models import Session, Status
from ..policy import sessions_for
from ..series import sessions_in_series
from ..slots import bookable_slots, picker_context, slot_picker
from ..types import Actor, Attendee, SlotRequest
from .forms import MoveForm, ProposalForm, ReasonForm
from .list import detail_url

TEMPLATES = "wagtail_tyonohjaus/appointments/admin"
RELEASED = (Status.CANCELLED, Status.DECLINED)


@method_decorator(never_cache, name="dispatch")
class DeskView(View):
    """Base of views of one session: somebody else's is as if it did not exist."""

    template = ""
    session: Session

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        visible = sessions_for(request.user, "change").with_related()  # type: ignore[attr-defined]
        self.session = get_object_or_404(visible.select_related("request"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def actor(self) -> Actor:
        return Actor.staff(self.request.user)

    def answer(self, **context: Any) -> HttpResponse:
        return render(self.request, f"{TEMPLATES}/{self.template}", self.context() | context)

    def context(self) -> dict[str, Any]:
        session = self.session
        return {
            "session": session,
            "when": formatting.format_session_time(session),
            "where": formatting.where(session),
            "hold_until": formatting.point(session.hold_until, session.time_zone) if session.hold_until else "",
            "is_live": session.is_live(),
            "is_held": session.status == Status.HELD and session.is_live(),
            "can_confirm": session.status in (Status.HELD, Status.EXPIRED) and session.start > timezone.now(),
        }

    def done(self, message: object) -> HttpResponse:
        messages.success(self.request, str(message))
        return redirect(detail_url(self.session))

    def failed(self, error: AppointmentError) -> HttpResponse:
        messages.error(self.request, str(error.message))
        return redirect(detail_url(self.session))


class DetailView(DeskView):
    template = "detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.answer(
            group=transitions.sessions_of_meeting(self.session) if self.session.service.capacity > 1 else [],
            events=self.session.events.select_related("user"),
            series=sessions_in_series(self.session) if self.session.series else [],
            proposed=proposals.open_proposal(self.session),
            reason_form=ReasonForm(),
            outside_hours=self._outside_hours(),
        )

    def _outside_hours(self) -> bool:
        """Whether a held time would not be offered any more, as when the hours have changed under it."""
        session = self.session
        if session.status != Status.HELD or session.service.capacity > 1:
            return False
        return not bookable_slots.is_offered(SlotRequest.from_session(session), ignoring=session)


class StepView(DeskView):
    """A button that does one step, such as ``transitions.confirm``."""

    http_method_names = ["post"]
    work: Callable[..., Session] = staticmethod(transitions.confirm)
    with_reason = False
    message = gettext_lazy("The session is confirmed. Both sides get an invitation.")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        extra: dict[str, Any] = {}
        if self.with_reason:
            form = ReasonForm(request.POST)
            extra["reason"] = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            self.step(request)(self.session, actor=self.actor, **extra)
        except AppointmentError as error:
            return self.failed(error)
        return self.done(self.message)

    def step(self, request: HttpRequest) -> Callable[..., Session]:
        return type(self).work


class ConfirmView(StepView):
    pass


class CancelView(StepView):
    work = staticmethod(transitions.cancel)
    with_reason = True
    message = gettext_lazy("The session is cancelled. Both sides are told.")

    def step(self, request: HttpRequest) -> Callable[..., Session]:
        return transitions.cancel_meeting if request.POST.get("everybody") else transitions.cancel


class DeclineView(StepView):
    work = staticmethod(transitions.decline)
    with_reason = True
    message = gettext_lazy("The time is declined and free again. The visitor is told.")


class MoveView(DeskView):
    template = "move.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.answer(form=MoveForm(session=self.session))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = MoveForm(request.POST, session=self.session)
        if not form.is_valid():
            return self.answer(form=form)
        try:
            moving = transitions.move_meeting if form.cleaned_data["everybody"] else transitions.move
            moving(self.session, form.cleaned_data["start"], actor=self.actor)
        except AppointmentError as error:
            form.add_error(None, str(error.message))
            return self.answer(form=form)
        return self.done(_("The session has its new time. Both sides are told."))

    def context(self) -> dict[str, Any]:
        shown = free_times(self.request, self.session)
        return super().context() | {
            "times": shown,
            "earlier_url": picker_context.week_url(self.request, shown.earlier),
            "later_url": picker_context.week_url(self.request, shown.later),
        }


class ProposeView(MoveView):
    """Other times in place of a held one, or after one that could not be."""

    template = "propose.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.answer(form=ProposalForm(session=self.session, initial=self._initial()))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ProposalForm(request.POST, session=self.session)
        if not form.is_valid():
            return self.answer(form=form)
        session, held = self.session, self.session.status == Status.HELD
        try:
            made = holds.propose(
                form.slot_request(),
                Attendee.from_session(session),
                actor=self.actor,
                request_id=session.request_id,
                instead_of=session if held else None,
            )
        except AppointmentError as error:
            form.add_error(None, str(error.message))
            return self.answer(form=form)
        self.session = made[0]
        return self.done(_("The times are held and proposed to the visitor."))

    def _initial(self) -> dict[str, str]:
        """The three free times that come first."""
        shown = free_times(self.request, self.session)
        free = [choice.start for day in shown.days for choice in day.choices][: holds.MAX_PROPOSED_TIMES]
        walls = [f"{formatting.local(start, self.session.time_zone):%Y-%m-%dT%H:%M}" for start in free]
        return dict(zip(("first", "second", "third"), walls, strict=False))


def free_times(request: HttpRequest, session: Session) -> slot_picker.Times:
    return slot_picker.times(
        slot_picker.Question(
            practice=session.practice,
            service=session.service,
            supervisor=session.supervisor,
            length=session.minutes,
            mode=session.mode,
            first_day=slot_picker.parse_day(request.GET.get("from", "")),
            moving=session,
        )
    )
