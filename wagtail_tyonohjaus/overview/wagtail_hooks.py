"""Adds the panels to the admin's home page."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from ..appointments.policy import policy as session_policy
from ..contact.policy import policy as request_policy
from ..practice.admin.users import staff_user
from ..practice.managers import is_manager
from .health_panel import HealthPanel, PausePanel
from .requests_panel import RequestsPanel
from .sessions_panel import SessionsPanel

_VIEW = ["view", "change"]


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Adds each panel for the users who may see what it shows."""
    panels.append((HealthPanel if is_manager(request.user) else PausePanel)(request.user))
    if request_policy().user_has_any_permission(request.user, _VIEW):
        panels.append(RequestsPanel(staff_user(request)))
    if session_policy().user_has_any_permission(request.user, _VIEW):
        panels.append(SessionsPanel(request.user))
