"""On the first page of the admin: what somebody should look at."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.ui.components import Component

from ..practice.managers import managed_sites, manager_policy
from .health import problems


class HealthPanel(Component):
    """What is wrong with the practices that the user manages; nothing where all is well."""

    name = "tyonohjaus_health"
    order = 10
    template_name = "wagtail_tyonohjaus/overview/health_panel.html"

    media = forms.Media(css={"all": ["wagtail_tyonohjaus/admin-dashboard.css"]})

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        sites = None if manager_policy().can_manage_all(self.user) else managed_sites(self.user)
        return {"problems": problems(sites=sites), "log_url": reverse("tyonohjaus_log:index") + "?state=failed"}
