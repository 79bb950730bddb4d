"""On the first page of the admin: what somebody should look at."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component

from ..health import problems


class HealthPanel(Component):
    """Nothing where all is well."""

    name = "tyonohjaus_health"
    order = 10
    template_name = "wagtail_tyonohjaus/log/health_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"problems": problems(), "log_url": reverse("tyonohjaus_log:index") + "?state=dead"}
