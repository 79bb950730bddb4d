"""The dashboard panel with problems that need attention."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.ui.components import Component

from ..practice.managers import managed_sites, manager_policy
from ..practice.users import AnyUser
from .health import find_problems
from .pause import find_pause
from .problems import Problem


class HealthPanel(Component):
    """The problems of the practices that the user manages. The panel is empty if there are none."""

    name = "tyonohjaus_health"
    order = 10
    template_name = "wagtail_tyonohjaus/overview/health_panel.html"

    media = forms.Media(css={"all": ["wagtail_tyonohjaus/admin-dashboard.css"]})

    def __init__(self, user: AnyUser) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"problems": self.problems(), "log_url": reverse("tyonohjaus_log:index") + "?state=failed"}

    def problems(self) -> list[Problem]:
        """Those of the practices that the user manages."""
        sites = None if manager_policy().can_manage_all(self.user) else managed_sites(self.user)
        return find_problems(sites=sites)


class PausePanel(HealthPanel):
    """For those who manage no practice: only that nothing is sent."""

    def problems(self) -> list[Problem]:
        pause = find_pause()
        return [pause] if pause else []
