"""The dashboard panel with problems that need attention, and with what waits for the user."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.ui.components import Component

from ..practice.access.managers import is_manager
from ..practice.users import Account
from .dashboard import health_problems, waiting_lines
from .links import HEALTH_PAGE
from .problems import Problem


class HealthPanel(Component):
    """The problems of the practices that the user manages, and the user's own lines; empty if there are none."""

    name = "tyonohjaus_health"
    order = 45
    template_name = "wagtail_tyonohjaus/overview/health_panel.html"

    media = forms.Media(
        css={"all": ["wagtail_tyonohjaus/admin-components.css", "wagtail_tyonohjaus/admin-dashboard.css"]}
    )

    def __init__(self, user: Account) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "problems": self.problems,
            "lines": waiting_lines(self.user),
            "health_url": reverse(HEALTH_PAGE) if is_manager(self.user) else "",
        }

    @cached_property
    def problems(self) -> list[Problem]:
        """What is wrong."""
        return health_problems(self.user)
