"""Connecting a calendar in three steps: copy its URL, test it, see what was read."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ...practice.form_fields.texts import read_without_loss
from ...practice.installation.texts import pause_text
from ...practice.models import Supervisor
from ..busy_calendars.connecting import connect, is_repeated, same_calendar, try_calendar
from ..busy_calendars.error_texts import error_text
from ..busy_calendars.health import calendars_health
from ..calendar_urls import validate_calendar_url
from ..models import BusyCalendar
from .calendar_instructions import INSTRUCTIONS
from .views import policy, visible_supervisor


class ConnectForm(forms.Form):
    """The URL of a calendar, which is tested when the form is submitted."""

    url = forms.CharField(
        label=gettext_lazy("Calendar URL"),
        max_length=1000,
        validators=[validate_calendar_url],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Paste the calendar's URL.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the calendar"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("For example, Work or Home."),
    )
    keep = forms.BooleanField(
        label=gettext_lazy("Connect it although it can't be read now"),
        required=False,
        help_text=gettext_lazy("We keep trying, and show here why it fails."),
    )

    def __init__(self, *args: Any, supervisor: Supervisor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.supervisor = supervisor
        self.calendar: BusyCalendar | None = None
        #: Whether the calendar could not be read, so that the form offers to connect it nevertheless.
        self.is_unreadable = bool(self.is_bound and self.data.get("keep"))
        read_without_loss(self.fields.values())

    def clean_url(self) -> str:
        url = self.cleaned_data["url"].strip()
        connected = same_calendar(self.supervisor, url)
        if connected is not None and not is_repeated(connected):
            text = _("This calendar is connected already: %(name)s. Paste the URL of another one.")
            raise forms.ValidationError(text, "connected", {"name": connected})
        self.calendar = connected
        return url

    @sensitive_variables("cleaned", "calendar", "trial")
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors or self.calendar is not None:
            return cleaned
        if pause := pause_text():
            raise forms.ValidationError(pause, "paused")
        calendar = BusyCalendar(supervisor=self.supervisor, url=cleaned["url"], name=cleaned["name"])
        trial = try_calendar(calendar)
        if trial.result.error and not cleaned["keep"]:
            self.is_unreadable = True
            self.add_error("url", error_text(trial.result.error, trial.result.detail))
        else:
            self.calendar = connect(trial)
        return cleaned


class ConnectMixin(WagtailAdminTemplateMixin):
    """The pages of the three steps, for those who may change the supervisor."""

    header_icon = "calendar-alt"
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.supervisor = visible_supervisor(request, kwargs["pk"])
        if not policy.user_has_permission_for_instance(request.user, "change", self.supervisor):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Connect a calendar")

    def get_page_subtitle(self) -> str:
        return str(self.supervisor)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        calendars_url = reverse("tyonohjaus_busy_calendars", args=[self.supervisor.pk])
        return [
            *self.breadcrumbs_items,
            {"url": calendars_url, "label": _("Busy calendars")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "supervisor": self.supervisor}


# Without a transaction around it, so that the database is not locked while the calendar is fetched.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
@method_decorator([never_cache, sensitive_post_parameters("url")], name="dispatch")
class ConnectView(ConnectMixin, FormView):
    """Where to find the URL, and the form that tests it."""

    template_name = "wagtail_tyonohjaus/availability/admin/connect.html"
    form_class = ConnectForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "supervisor": self.supervisor}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "instructions": INSTRUCTIONS}

    def form_valid(self, form: Any) -> HttpResponse:
        return redirect("tyonohjaus_calendar_connected", self.supervisor.pk, form.calendar.pk)


@method_decorator(never_cache, name="dispatch")
class ConnectedView(ConnectMixin, TemplateView):
    """What was read from the calendar, and where to go from there."""

    template_name = "wagtail_tyonohjaus/availability/admin/connected.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        calendar = get_object_or_404(BusyCalendar, supervisor=self.supervisor, pk=self.kwargs["calendar_pk"])
        [health] = [row for row in calendars_health([self.supervisor.pk]) if row.calendar.pk == calendar.pk]
        return {**super().get_context_data(**kwargs), "health": health}
