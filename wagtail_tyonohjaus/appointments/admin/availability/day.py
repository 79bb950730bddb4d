"""A day of a supervisor: what is open, busy and agreed, and forms that change its hours."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ....availability.hours_changes.applying import UndoneAlreadyError, UndoRefusedError
from ....availability.hours_changes.loading import local_today
from ....availability.hours_changes.plans import ChangeError, Kind
from ....availability.hours_changes.stored import StoredHours
from ....availability.models import HoursException
from ....availability.weeks.week_grid import saved_week_grid
from ....availability.zone_offsets import day_number
from ....practice.formatting import format_weekday_and_day, format_weekday_date
from .access import changeable_supervisor
from .affected import digest, session_lines, sessions_within
from .changing import (
    ConfirmationNeededError,
    RepeatedChangeError,
    make_change,
    parse_day,
    undo_change,
)
from .forms import FORMS, ChangeForm, RemoveForm, weekly_hours_of
from .pages import NAMESPACE, AvailabilityPage, day_url, weeks_url
from .texts import compare

TEMPLATES = "wagtail_tyonohjaus/availability/admin"


class DayView(AvailabilityPage):
    """The day of the URL. Past days have no forms."""

    template_name = f"{TEMPLATES}/day.html"
    bound: ChangeForm | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        day = parse_day(kwargs["date"])
        if day is None:
            raise Http404
        self.day = day
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return format_weekday_date(self.day)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        weeks = {"url": weeks_url(self.supervisor, self.day), "label": self.supervisor.name}
        # The last one is the page's heading, which has to fit on a phone.
        short = format_weekday_and_day(self.day)
        label = short if self.is_own else f"{self.supervisor.name}, {short}"
        return [*self.breadcrumbs_items, weeks, {"url": "", "label": label}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form_class = FORMS.get(request.POST.get("change", ""))
        if form_class is None:
            return redirect(day_url(self.supervisor, self.day))
        form = form_class(request.POST, hours=self.hours, day=self.day)
        if form.is_valid():
            try:
                make_change(request, self.supervisor, form)
            except ConfirmationNeededError as needed:
                return self._render_confirmation(form, needed)
            except RepeatedChangeError:
                messages.info(request, _("This has been saved already."))
            except ChangeError as error:
                if not form.visible_fields():
                    messages.error(request, str(error.message))
                    return redirect(day_url(self.supervisor, self.day))
                form.add_error(error.field if error.field in form.fields else None, str(error.message))
            if form.is_valid():
                return redirect(self._next_url(form))
        return self._render_errors(form)

    def _next_url(self, form: ChangeForm) -> str:
        if form.kind == Kind.HOLIDAY:
            return weeks_url(self.supervisor, form.cleaned_data["first"])
        return day_url(self.supervisor, self.day)

    def _render_errors(self, form: ChangeForm) -> HttpResponseBase:
        del self.hours
        form.renew(state=self.hours.state(self.day, self.day), confirmed="")
        self.bound = form
        # The form may be far below.
        for text in form.non_field_errors() or [_("The form could not be saved. Check the marked field.")]:
            messages.error(self.request, str(text))
        return self.render_to_response(self.get_context_data(), status=200)

    def _render_confirmation(self, form: ChangeForm, needed: ConfirmationNeededError) -> HttpResponse:
        form.renew(confirmed=digest(needed.sessions))
        lines = session_lines(self.request.user, needed.sessions)
        days, has_more = compare(needed.hours, needed.change)
        context = {
            **self.page_context(),
            "form": form,
            "days": days,
            "has_more_days": has_more,
            "sessions": lines,
            "hidden_count": len(needed.sessions) - len(lines),
            "day_url": day_url(self.supervisor, self.day),
        }
        return render(self.request, f"{TEMPLATES}/confirm_change.html", context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hours, day = self.hours, self.day
        grid = saved_week_grid(self.supervisor.pk, weeks=1, first=day)
        shown = grid.days[day.weekday()] if grid else None
        offsets = hours.offsets(day, day)
        span = offsets.day_start(day_number(day)), offsets.day_start(day_number(day) + 1)
        context = super().get_context_data(**kwargs)
        listed = {line.session.pk for line in context["done"]["sessions"]} if context["done"] else set()
        sessions = [session for session in sessions_within(self.supervisor, [span]) if session.pk not in listed]
        return {
            **context,
            "day": day,
            "date": capfirst(format_weekday_date(day)),
            "shown": shown,
            "ticks": grid.ticks if grid else [],
            "is_past": day < local_today(hours.zone),
            "is_open": bool(hours.pieces(day)),
            "is_public_holiday": day in hours.holidays,
            "sessions": session_lines(self.request.user, sessions),
            "exceptions": self._exceptions(hours),
            "own_exceptions": hours.single_day_exceptions(day),
            "forms": self._forms(hours),
            "weeks_url": weeks_url(self.supervisor, day),
        }

    def _forms(self, hours: StoredHours) -> dict[str, ChangeForm]:
        """The forms by the name of their change, among them the submitted one with its errors."""
        first = max(self.day, local_today(hours.zone))
        initial: dict[str, dict[str, date]] = {Kind.HOLIDAY: {"first": first, "last": first}}
        forms = {
            name: form(hours=hours, day=self.day, **({"initial": initial[name]} if name in initial else {}))
            for name, form in FORMS.items()
            if name != Kind.REMOVE and (name != Kind.WEEKS or weekly_hours_of(hours, self.day))
        }
        return {**forms, self.bound.kind.value: self.bound} if self.bound else forms

    def _exceptions(self, hours: StoredHours) -> list[tuple[HoursException, RemoveForm]]:
        """The exceptions of several days that cover this one, each with the form that removes it."""
        rows = [row for row in hours.exceptions_on(self.day) if row.first_day != row.final_day]
        return [(row, RemoveForm(hours=hours, day=self.day, initial={"row": row.pk}, auto_id=False)) for row in rows]


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undoes the change that is described by the submitted token."""
    supervisor = changeable_supervisor(request, pk)
    try:
        applied = undo_change(request, supervisor, request.POST.get("token", ""))
    except UndoneAlreadyError as error:
        messages.info(request, str(error.message))
        return redirect(f"{NAMESPACE}:weeks", pk)
    except UndoRefusedError as error:
        messages.error(request, str(error.message))
        return redirect(f"{NAMESPACE}:weeks", pk)
    messages.success(request, _("The change has been undone."))
    if applied.kind in (Kind.HOLIDAY, Kind.WEEKS):
        return redirect(weeks_url(supervisor, applied.first))
    return redirect(day_url(supervisor, applied.first))
