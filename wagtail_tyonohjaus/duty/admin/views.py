"""A rota as a picture of the coming weeks: the managers of its practice change turns in it, its people read it."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from ...digits import parse_digits
from ...intervals import Interval
from ...practice.admin.users import staff_user
from ...practice.models import Supervisor
from .. import changing
from ..models import DutyChange, DutyTurn, Rota
from ..notices import lock
from ..picture import build_picture
from ..plans import seconds
from ..rota import rota_turns, rotas_of
from .forms import RotationForm, SubstituteForm, SwapForm, TurnForm, turn_text

PICTURE_URL = "tyonohjaus_rota"
#: The largest moment in a URL: the end of 2200.
MAX_MOMENT = 7_289_654_400


def visible_rota(request: HttpRequest, pk: int) -> Rota:
    """Raises ``Http404`` if the rota does not exist or the user does not manage its practice."""
    policy = policy_registry.get_by_type(Rota)
    rotas = policy.instances_user_has_any_permission_for(request.user, ["change"])
    return get_object_or_404(rotas.select_related("site"), pk=pk)


def readable_rota(request: HttpRequest, pk: int) -> tuple[Rota, bool]:
    """The rota, and whether the user may change it. Its people see it, too, else raises ``Http404``."""
    try:
        return visible_rota(request, pk), True
    except Http404:
        own = Supervisor.objects.filter(user=staff_user(request), active=True).first()
        rotas = rotas_of(own) if own else Rota.objects.none()
        return get_object_or_404(rotas.select_related("site"), pk=pk), False


def picture_url(rota: Rota) -> str:
    """The URL of the rota's picture."""
    return reverse(PICTURE_URL, args=[rota.pk])


class RotaView(WagtailAdminTemplateMixin, TemplateView):
    """Base of the pages of one rota."""

    header_icon = "calendar-alt"
    title: str | Promise = ""
    _show_breadcrumbs = True

    can_change = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.rota = self.load_rota()
        return super().dispatch(request, *args, **kwargs)

    def load_rota(self) -> Rota:
        """Raises ``Http404`` if the user may not see this page of the rota."""
        return visible_rota(self.request, self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.title or self.rota)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        rotas = {"url": reverse(Rota.snippet_viewset.get_url_name("list")), "label": _("Rotas")}
        picture = {"url": picture_url(self.rota) if self.title else "", "label": str(self.rota)}
        last = [{"url": "", "label": str(self.title)}] if self.title else []
        return [*self.breadcrumbs_items, *([rotas] if self.can_change else []), picture, *last]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "rota": self.rota, "picture_url": picture_url(self.rota)}

    def done(self, text: str) -> HttpResponse:
        """Records the change in the rota's history and returns to the picture."""
        log(instance=self.rota, action="wagtail.edit", user=staff_user(self.request))
        messages.success(self.request, text)
        return HttpResponseRedirect(picture_url(self.rota))


class PictureView(RotaView):
    """The coming weeks, what is wrong with them, and the changes that can be undone."""

    template_name = "wagtail_tyonohjaus/duty/admin/picture.html"

    def load_rota(self) -> Rota:
        rota, self.can_change = readable_rota(self.request, self.kwargs["pk"])
        return rota

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        changes = self.rota.changes.filter(end__gt=now).select_related("absent", "substitute").order_by("start", "pk")
        return {
            **super().get_context_data(**kwargs),
            "picture": build_picture(self.rota, now),
            "can_change": self.can_change,
            "changes": [(change, turn_text(self.rota, _span(change))) for change in changes],
            "edit_url": reverse(Rota.snippet_viewset.get_url_name("edit"), args=[self.rota.pk]),
        }


class FormView(RotaView):
    """A page with one form, whose errors are displayed at its fields."""

    template_name = "wagtail_tyonohjaus/duty/admin/form.html"
    submit_label: str | Promise = ""
    help_text: str | Promise = ""

    def get_form(self, *data: Any) -> forms.BaseForm:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"form": kwargs.get("form") or self.get_form(), "submit_label": self.submit_label}
        return {**super().get_context_data(**kwargs), **context, "help_text": self.help_text}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST)
        return self.form_valid(form) if form.is_valid() else self.render_to_response(self.get_context_data(form=form))

    def form_valid(self, form: Any) -> HttpResponse:
        raise NotImplementedError


class AddTurnView(FormView):
    """A single turn; ``?start=`` and ``?end=`` (UTC epoch seconds) are those of a gap."""

    title = gettext_lazy("Add a turn")
    submit_label = gettext_lazy("Add the turn")

    def get_form(self, *data: Any) -> TurnForm:
        values = {name: _moment(self.request.GET.get(name, "")) for name in ("start", "end")}
        return TurnForm(
            self.rota, self.request.user, *data, initial={name: value for name, value in values.items() if value}
        )

    def form_valid(self, form: TurnForm) -> HttpResponse:
        turn: DutyTurn = form.save(commit=False)
        changing.add_turn(turn)
        return self.done(_("The turn has been added."))


class AddRotationView(FormView):
    """A turn that several supervisors take in turn."""

    title = gettext_lazy("Add a rotation")
    submit_label = gettext_lazy("Add the rotation")
    help_text = gettext_lazy("Select who is on duty in each week. After the last one, it begins again with the first.")

    def get_form(self, *data: Any) -> RotationForm:
        return RotationForm(self.rota, self.request.user, *data)

    def form_valid(self, form: RotationForm) -> HttpResponse:
        cleaned = form.cleaned_data
        times = cleaned["first_day"], cleaned["start"], cleaned["end_weekday"], cleaned["end"]
        changing.add_rotation(self.rota, form.supervisors, *times)
        return self.done(_("The rotation has been added."))


class ChangeTurnView(RotaView):
    """Give a turn to somebody else, or swap it for another one."""

    template_name = "wagtail_tyonohjaus/duty/admin/change.html"
    title = gettext_lazy("Change a turn")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.span: Interval = (kwargs["start"], kwargs["end"])
        if not kwargs["start"] < kwargs["end"] <= MAX_MOMENT:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.supervisor = self._supervisor()
        return {
            **super().get_context_data(**kwargs),
            "supervisor": self.supervisor,
            "times": turn_text(self.rota, self.span),
            "substitute_form": kwargs.get("substitute_form") or self._substitute_form(),
            "swap_form": kwargs.get("swap_form") or self._swap_form(),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """One at a time, so that the second of two simultaneous changes sees the first."""
        with transaction.atomic():
            lock(self.rota)
            return self._change(request)

    def _change(self, request: HttpRequest) -> HttpResponse:
        supervisor = self._supervisor()
        if not self._is_stored(supervisor):
            return _changed_meanwhile(request, self.rota)
        if "swap" in request.POST:
            swap_form = self._swap_form(request.POST)
            if not swap_form.is_valid():
                return self.render_to_response(self.get_context_data(swap_form=swap_form))
            changing.swap(self.rota, (supervisor, self.span), swap_form.selected)
            return self.done(_("The turns have been swapped."))
        form = self._substitute_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(substitute_form=form))
        cleaned = form.cleaned_data
        changing.substitute(self.rota, (cleaned["start"], cleaned["end"]), supervisor, form.selected)
        return self.done(_("The turn has been changed."))

    def _supervisor(self) -> Supervisor:
        return get_object_or_404(Supervisor, pk=self.kwargs["supervisor"], site=self.rota.site_id)

    def _is_stored(self, supervisor: Supervisor) -> bool:
        start, end = (datetime.fromtimestamp(moment, UTC) for moment in self.span)
        turns = rota_turns([self.rota.pk], start, end)[self.rota.pk]
        return any(turn.supervisor == supervisor.pk and turn[:2] == self.span for turn in turns)

    def _substitute_form(self, *data: Any) -> SubstituteForm:
        start, end = (datetime.fromtimestamp(moment, UTC) for moment in self.span)
        return SubstituteForm(
            self.rota, self.request.user, self._supervisor(), *data, initial={"start": start, "end": end}
        )

    def _swap_form(self, *data: Any) -> SwapForm:
        now = timezone.now()
        picture = build_picture(self.rota, now)
        others = [turn for turn in picture.turns if turn.supervisor not in (None, self.kwargs["supervisor"])]
        apart = [turn for turn in others if turn.end <= self.span[0] or turn.start >= self.span[1]]
        return SwapForm(self.rota, [turn for turn in apart if turn.start > seconds(now)], picture.people, *data)


@require_POST
def undo_change(request: HttpRequest, pk: int, change_pk: int) -> HttpResponse:
    """The turn belongs to whom it belonged before."""
    rota = visible_rota(request, pk)
    with transaction.atomic():
        lock(rota)
        change = DutyChange.objects.filter(pk=change_pk, rota=rota).first()
        if change is None:  # somebody else was faster, or the button was pressed twice
            return _changed_meanwhile(request, rota)
        changing.undo(change)
    log(instance=rota, action="wagtail.edit", user=staff_user(request))
    messages.success(request, _("The change has been undone."))
    return HttpResponseRedirect(picture_url(rota))


def _changed_meanwhile(request: HttpRequest, rota: Rota) -> HttpResponse:
    messages.error(request, _("Somebody has changed this turn meanwhile. See who has it now."))
    return HttpResponseRedirect(picture_url(rota))


def _span(change: DutyChange) -> Interval:
    return seconds(change.start), seconds(change.end)


def _moment(value: str) -> datetime | None:
    """Of the digits in a URL; None if they are not a moment."""
    moment = parse_digits(value)
    return datetime.fromtimestamp(moment, UTC) if moment is not None and moment <= MAX_MOMENT else None


_BASE = "tyonohjaus/rotas/<int:pk>/"
urlpatterns = [
    path(_BASE, PictureView.as_view(), name=PICTURE_URL),
    path(f"{_BASE}add/", AddTurnView.as_view(), name="tyonohjaus_rota_add"),
    path(f"{_BASE}rotation/", AddRotationView.as_view(), name="tyonohjaus_rota_rotation"),
    path(
        f"{_BASE}change/<int:supervisor>/<int:start>/<int:end>/",
        ChangeTurnView.as_view(),
        name="tyonohjaus_rota_change",
    ),
    path(f"{_BASE}changes/<int:change_pk>/undo/", undo_change, name="tyonohjaus_rota_undo"),
]
