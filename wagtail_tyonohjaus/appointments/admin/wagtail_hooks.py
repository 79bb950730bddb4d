"""Sessions in the Wagtail admin."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from ...late_imports import LateModule
from ...practice.access.policy import scope_of
from ...practice.admin.menu import OwnRecordMenuItem
from ..models import Session
from ..policy import session_policy

if TYPE_CHECKING:
    from ...practice.admin import search_areas
    from . import deletion, departures, viewsets
    from .availability import access as availability_access
    from .availability import home_panel
    from .availability import urls as availability_urls
else:
    deletion, departures, viewsets, availability_access, home_panel, availability_urls = (
        LateModule(f"{__package__}.{name}")
        for name in (
            *("deletion", "departures", "viewsets"),
            *("availability.access", "availability.home_panel", "availability.urls"),
        )
    )
    search_areas = LateModule("wagtail_tyonohjaus.practice.admin.search_areas")

register_permission_policy(Session, session_policy)


@hooks.register("register_admin_viewset")
def register_sessions() -> Any:
    """The viewset with the list, the calendar and the pages of single sessions."""
    return viewsets.SessionViewSet()


@hooks.register("register_admin_search_area")
def register_search() -> "search_areas.ListSearchArea":
    """The search of the list of sessions."""
    url = reverse_lazy("tyonohjaus_session:index")
    return search_areas.ListSearchArea(Session, _("Sessions"), url, "date", 120)


@hooks.register("register_admin_urls")
def register_availability_urls() -> list[URLPattern | URLResolver]:
    """The pages of supervisors' availability."""
    patterns = (availability_urls.urlpatterns, availability_urls.app_name)
    return [path("tyonohjaus/availability/", include(patterns))]


@hooks.register("register_admin_menu_item")
def register_availability_menu_item() -> MenuItem:
    """A supervisor's own hours and free times."""
    url = reverse_lazy("tyonohjaus_availability:mine")
    return OwnRecordMenuItem(
        _("My availability"), url, name="tyonohjaus-availability", icon_name="calendar-check", order=203
    )


class LoadMenuItem(MenuItem):
    """Shown to users who may change the availability of anybody."""

    def is_shown(self, request: HttpRequest) -> bool:
        return availability_access.policy.user_has_any_permission(request.user, ["change"])


@hooks.register("register_reports_menu_item")
def register_load_menu_item() -> MenuItem:
    """The load of supervisors and offices, among Wagtail's reports."""
    url = reverse_lazy("tyonohjaus_availability:load")
    return LoadMenuItem(_("Load by week"), url, name="tyonohjaus-load", icon_name="calendar-alt", order=1200)


@hooks.register("construct_homepage_panels")
def add_availability_panel(request: HttpRequest, panels: list[Any]) -> None:
    """The coming days of a supervisor, each a click away from being closed."""
    own = scope_of(request.user).supervisor
    if own is not None:
        panels.append(home_panel.AvailabilityPanel(own))


@hooks.register("after_edit_snippet")
def warn_about_sessions_of_departed_supervisor(request: HttpRequest, instance: Any) -> None:
    """After a supervisor's record is saved."""
    departures.warn_about_upcoming_sessions(request, instance)


@hooks.register("before_delete_snippet")
def prevent_deletion_with_sessions(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Lists upcoming sessions before the database would refuse the deletion because of them."""
    return deletion.prevent_deletion(request, instances)
