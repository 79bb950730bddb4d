"""What the pages of a supervisor's availability have in common."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ....availability.hours_changes.loading import load_hours, local_today
from ....availability.hours_changes.stored import StoredHours
from ....practice.access.policy import scope_of
from ....practice.models import Supervisor
from ...models import Session
from .access import changeable_supervisor
from .affected import session_lines
from .changing import last_change
from .texts import describe

NAMESPACE = "tyonohjaus_availability"


@method_decorator(never_cache, name="dispatch")
class AvailabilityPage(WagtailAdminTemplateMixin, TemplateView):
    """A page about one supervisor; 404 for users who may not change the record."""

    header_icon = "calendar-check"
    supervisor: Supervisor

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.supervisor = changeable_supervisor(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def hours(self) -> StoredHours:
        """The stored hours; delete the attribute to load them again."""
        return load_hours(self.supervisor)

    @property
    def is_own(self) -> bool:
        """Whether it is the user's own record."""
        return scope_of(self.request.user).supervisor == self.supervisor.pk

    def get_page_title(self) -> str:
        return _("My availability") if self.is_own else _("Availability")

    def get_page_subtitle(self) -> str:
        return self.supervisor.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.supervisor.name}]

    def page_context(self) -> dict[str, Any]:
        """The head of the page."""
        return {**super().get_context_data(), "supervisor": self.supervisor}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "supervisor": self.supervisor, "done": self._done()}

    def _done(self) -> dict[str, Any] | None:
        """The user's last change and the sessions that it did not move; None once the hours have changed again."""
        last = last_change(self.request, self.supervisor)
        if last is None or not last[0].is_current(self.hours):
            return None
        applied, pks = last
        sessions = Session.objects.upcoming().filter(pk__in=pks, supervisor=self.supervisor).with_related()
        return {
            "text": describe(applied),
            "token": applied.token,
            "sessions": session_lines(self.request.user, list(sessions.order_by("start", "pk"))) if pks else [],
        }


def day_url(supervisor: Supervisor, day: date) -> str:
    """The page of a day."""
    return reverse(f"{NAMESPACE}:day", args=[supervisor.pk, day.isoformat()])


def weeks_url(supervisor: Supervisor, day: date | None = None) -> str:
    """The weeks from that of the day on, by default from this one."""
    url = reverse(f"{NAMESPACE}:weeks", args=[supervisor.pk])
    monday = day - timedelta(days=day.weekday()) if day else None
    is_first = monday is None or monday <= local_today(supervisor.zone_name)
    return url if is_first or monday is None else f"{url}?from={monday.isoformat()}"
