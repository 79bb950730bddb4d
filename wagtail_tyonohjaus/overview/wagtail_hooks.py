"""Adds the panels to the admin's home page."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from wagtail import hooks

from ..appointments.policy import policy as session_policy
from ..contact.policy import policy as request_policy
from ..late_imports import LateModule
from ..practice.admin.users import staff_user
from ..practice.managers import is_manager

if TYPE_CHECKING:
    from . import health_panel, requests_panel, sessions_panel
else:
    health_panel, requests_panel, sessions_panel = (
        LateModule(f"{__package__}.{name}") for name in ("health_panel", "requests_panel", "sessions_panel")
    )

_VIEW = ["view", "change"]


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Adds each panel for the users who may see what it shows."""
    panels.append((health_panel.HealthPanel if is_manager(request.user) else health_panel.PausePanel)(request.user))
    if request_policy().user_has_any_permission(request.user, _VIEW):
        panels.append(requests_panel.RequestsPanel(staff_user(request)))
    if session_policy().user_has_any_permission(request.user, _VIEW):
        panels.append(sessions_panel.SessionsPanel(request.user))
