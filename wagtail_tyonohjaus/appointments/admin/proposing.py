"""Propose times to the visitor who sent a contact request, with or without a session so far."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ...availability.instants import epoch_seconds
from ...practice.admin.users import staff_user
from ...practice.choices import DeliveryMode
from .. import proposals
from ..exceptions import AppointmentError, RequestHasSessions, SlotUnavailable
from ..formatting import local
from ..policy import sessions_for
from ..slots.slot_picker import SlotOption
from ..slots.suggestions import Fits, Wishes, same_place, select_times, with_offices
from ..starts.start_warnings import load_checker
from ..types import Actor, SlotRequest
from .decisions import PROPOSING, Decisions, is_editing
from .forms import ProposedTimes, RequestProposalForm
from .list import detail_url
from .request_source import RequestSourceView


class ProposeTimesView(RequestSourceView):
    """Three free times on three days, prefilled for the request in ``?request=``, each of which can be changed."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if "request" not in request.GET:
            return redirect("tyonohjaus_session:create")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._render(RequestProposalForm(supervisors=self.supervisors, initial=self._initial_values()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RequestProposalForm(request.POST, supervisors=self.supervisors)
        if is_editing(request) or not form.is_valid():
            return self._render(form)
        proposed = sessions_for(request.user).filter(proposal=self.submission).order_by("start", "pk").first()
        if proposed:
            messages.info(request, _("These times were proposed already."))
            return redirect(detail_url(proposed))
        decisions = Decisions(request, self._slot_request(form), form.cleaned_data["starts"], PROPOSING)
        if decisions.starts is None or self._has_unknown_sessions:
            return self._ask(decisions)
        return self._propose(form, decisions)

    def render_obstacle(self) -> HttpResponse:
        return self._render(None)

    def _propose(self, form: RequestProposalForm, decisions: Decisions) -> HttpResponse:
        first, request = self._slot_request(form), self.contact_request
        try:
            sessions = proposals.propose(
                [first.starting_at(start) for start in decisions.starts or ()],
                form.attendee(request.visitor_language or get_language() or ""),
                actor=Actor.staff(staff_user(self.request)),
                request_id=request.pk,
                known_sessions=self.known_sessions,
                submission=self.submission,
            )
        except RequestHasSessions:
            del self.request_sessions
            return self._ask(decisions)
        except AppointmentError as error:
            decisions.load()
            if isinstance(error, SlotUnavailable) and decisions.review.affected:
                return self._ask(decisions)
            form.add_error(None, str(error.message))
            return self._render(form)
        messages.success(self.request, _("The times are held and have been proposed to the visitor."))
        return redirect(detail_url(sessions[0]))

    def _slot_request(self, form: RequestProposalForm) -> SlotRequest:
        return form.slot_request_at(form.cleaned_data["first"])

    @property
    def _has_unknown_sessions(self) -> bool:
        return any(one.pk not in self.known_sessions for one in self.request_sessions)

    def _ask(self, decisions: Decisions) -> HttpResponse:
        return decisions.response(has_new_sessions=self._has_unknown_sessions, **self.get_source_context())

    @cached_property
    def _times(self) -> list[SlotOption]:
        """Those that fit best, of one supervisor at one place."""
        best = select_times(self.free_times, self.wishes, 1)
        return times_to_propose(same_place(self.free_times, best[0]), self.wishes) if best else []

    def _initial_values(self) -> dict[str, Any]:
        values, times = self.details_of_request(), self._times
        if times:
            first = times[0]
            values |= {"supervisor": first.supervisor, "mode": first.mode, "minutes": first.minutes}
            values["office"] = first.office if first.mode == DeliveryMode.PREMISES else values.get("office")
        elif values["supervisor"] is None and self.only_supervisor:
            values["supervisor"] = self.only_supervisor
        return values | initial_times(times, values["supervisor"].zone_name if values["supervisor"] else "")

    def _render(self, form: RequestProposalForm | None) -> HttpResponse:
        context: dict[str, Any] = {"form": form, **self.get_source_context()}
        if form is not None:
            choices = self.supervisor_choices()
            count = len(self._times) if not form.is_bound else None
            context |= {"supervisor_choices": choices, "free_count": count, "maximum": proposals.MAX_PROPOSED_TIMES}
        return render(self.request, "wagtail_tyonohjaus/appointments/admin/propose_times.html", context)


def times_to_propose(options: list[SlotOption], wishes: Wishes, like: SlotRequest | None = None) -> list[SlotOption]:
    """Up to three of the options, which are of one supervisor at one place, so that all of them can be held at once.

    ``like`` is the session for which they are, if it may be longer than the options.
    """
    if not options:
        return []
    fits = _possible_together(like or _slot_request(options[0], wishes), wishes, options)
    return with_offices(select_times(options, wishes, proposals.MAX_PROPOSED_TIMES, fits))


def initial_times(times: list[SlotOption], zone: str) -> dict[str, Any]:
    """The times for the fields of a form, as wall times in ``zone``."""
    walls = [local(one.start, zone).replace(tzinfo=None) for one in times]
    return dict(zip(ProposedTimes.FIELDS, walls, strict=False))


def _slot_request(option: SlotOption, wishes: Wishes) -> SlotRequest:
    service = wishes.query.service
    if service is None:
        raise ValueError("free times are those of a service")
    return SlotRequest(option.supervisor, service, option.start, option.end, option.mode, option.office)


def _possible_together(like: SlotRequest, wishes: Wishes, options: list[SlotOption]) -> Fits:
    """Whether a time is possible beside others, by the supervisor's limits and the breaks between them."""
    exclude_keys = wishes.query.availability_query.exclude_keys
    checker = load_checker(like, [one.start for one in options], exclude_keys=exclude_keys)
    seconds = like.minutes * 60

    def fits(one: SlotOption, chosen: Sequence[SlotOption]) -> bool:
        starts = [epoch_seconds(other.start) for other in chosen]
        return checker.is_free(epoch_seconds(one.start), [(start, start + seconds) for start in starts])

    return fits
