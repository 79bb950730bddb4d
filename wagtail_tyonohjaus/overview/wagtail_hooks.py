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
    may_see_requests = request_policy().user_has_any_permission(request.user, _VIEW)
    may_see_sessions = session_policy().user_has_any_permission(request.user, _VIEW)
    if is_manager(request.user):
        panels.append(health_panel.HealthPanel(request.user))
    elif may_see_requests or may_see_sessions:
        panels.append(health_panel.PausePanel(request.user))
    if may_see_requests:
        panels.append(requests_panel.RequestsPanel(staff_user(request)))
    if may_see_sessions:
        panels.append(sessions_panel.SessionsPanel(request.user))
