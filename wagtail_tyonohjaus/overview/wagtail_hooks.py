"""Adds the panels to the admin's home page, and the pages behind them."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from ..appointments.policy import policy as session_policy
from ..contact.policy import policy as request_policy
from ..late_imports import LateModule
from ..practice.access.managers import is_manager
from ..practice.admin.menu import CONTACT_MENU_HOOK, ManagersMenuItem
from ..practice.admin.users import staff_user
from ..practice.models import Supervisor
from ..practice.page_model import page_model

if TYPE_CHECKING:
    from . import health_page, health_panel, pages_view, requests_panel, sessions_panel
else:
    health_page, health_panel, pages_view, requests_panel, sessions_panel = (
        LateModule(f"{__package__}.{name}")
        for name in ("health_page", "health_panel", "pages_view", "requests_panel", "sessions_panel")
    )

_VIEW = ["view", "change"]


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Adds each panel for the users who may see what it shows."""
    may_see_requests = request_policy().user_has_any_permission(request.user, _VIEW)
    may_see_sessions = session_policy().user_has_any_permission(request.user, _VIEW)
    if may_see_requests or may_see_sessions or is_manager(request.user) or _may_edit(request):
        panels.append(health_panel.HealthPanel(staff_user(request)))
    if may_see_requests:
        panels.append(requests_panel.RequestsPanel(staff_user(request)))
    if may_see_sessions:
        panels.append(sessions_panel.SessionsPanel(request.user))


def _may_edit(request: HttpRequest) -> bool:
    """Whether the user edits pages or supervisors; no query, since the menu has asked before."""
    pages = policy_registry.get_by_type(page_model())
    supervisors = policy_registry.get_by_type(Supervisor)
    return pages.user_has_any_permission(request.user, {"change"}) or supervisors.user_has_any_permission(
        request.user, _VIEW
    )


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """The list of pages to look at, and the health page."""
    return [
        path("tyonohjaus/pages/", pages_view.PagesView.as_view(), name="tyonohjaus_pages_to_check"),
        path("tyonohjaus/health/", health_page.HealthPageView.as_view(), name="tyonohjaus_health_page"),
    ]


@hooks.register(CONTACT_MENU_HOOK)
def register_health_page() -> MenuItem:
    """In the menu of contact requests, for managers, like the delivery log."""
    url = reverse_lazy("tyonohjaus_health_page")
    return ManagersMenuItem(_("Health"), url, name="tyonohjaus-health", icon_name="circle-check", order=80)
