"""Admin pages of supervisors' busy calendars."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ...practice.access.supervisor_policy import SupervisorRecordPolicy
from ...practice.installation.texts import pause_text
from ...practice.models import Supervisor
from ..busy_calendars.health import calendars_health
from ..busy_calendars.sync import sync_calendar
from ..models import BusyCalendar
from ..weeks.week_grid import saved_week_grid

#: Managers of a site's supervisors, coordinators of their offices, and the supervisors themselves.
policy = SupervisorRecordPolicy()


def visible_supervisor(request: HttpRequest, pk: int) -> Supervisor:
    """Raises ``Http404`` if the supervisor does not exist or the user has no permission to view it."""
    return get_object_or_404(policy.visible_to(request.user), pk=pk)


class CalendarsView(WagtailAdminTemplateMixin, TemplateView):
    """The status of a supervisor's busy calendars, and the next weeks."""

    template_name = "wagtail_tyonohjaus/availability/admin/calendars.html"
    header_icon = "calendar-alt"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.supervisor = visible_supervisor(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Busy calendars")

    def get_page_subtitle(self) -> str:
        return str(self.supervisor)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        viewset = Supervisor.snippet_viewset
        edit_url = reverse(viewset.get_url_name("edit"), args=[self.supervisor.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse(viewset.get_url_name("list")), "label": _("Supervisors")},
            {"url": edit_url, "label": str(self.supervisor)},
            {"url": "", "label": _("Busy calendars")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "supervisor": self.supervisor,
            "calendars": calendars_health([self.supervisor.pk]),
            "week_grid": saved_week_grid(self.supervisor.pk),
            "can_change": policy.user_has_permission_for_instance(self.request.user, "change", self.supervisor),
        }


@transaction.non_atomic_requests  # so that the database is not locked while the calendar is fetched
@require_POST
def fetch_now(request: HttpRequest, pk: int, calendar_pk: int) -> HttpResponse:
    """Fetches one calendar immediately and reports the result."""
    supervisor = visible_supervisor(request, pk)
    if not policy.user_has_permission_for_instance(request.user, "change", supervisor):
        raise PermissionDenied
    calendar = get_object_or_404(BusyCalendar, supervisor=supervisor, pk=calendar_pk)
    result = sync_calendar(calendar.pk)
    if result is None and (pause := pause_text()):
        messages.error(request, pause)
    elif result is None:
        messages.warning(request, _("The calendar is being fetched. Reload the page in a moment."))
    elif result.error:
        messages.error(request, _("The calendar could not be fetched. See the reason below."))
    else:
        messages.success(request, _("The calendar has been fetched."))
    return redirect(f"{reverse('tyonohjaus_busy_calendars', args=[pk])}#calendar-{calendar_pk}")
