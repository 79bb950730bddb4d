"""The panel on the admin's home page that leads supervisors to the days of the coming week."""

from datetime import timedelta
from typing import Any

from django.forms import Media
from wagtail.admin.ui.components import Component

from ....availability.hours_changes.loading import local_today
from ....practice.models import Supervisor
from .pages import day_url, weeks_url

DAYS = 7


class AvailabilityPanel(Component):
    """Of a supervisor's own record, by primary key."""

    name = "tyonohjaus_availability"
    template_name = "wagtail_tyonohjaus/availability/admin/home_panel.html"
    # Before what waits: on a phone a supervisor closes a day without scrolling.
    order = 40
    media = Media(css={"all": ["wagtail_tyonohjaus/admin-week-grid.css"]})

    def __init__(self, supervisor_id: int) -> None:
        self.supervisor_id = supervisor_id

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context_data(parent_context) or {}
        supervisor = Supervisor.objects.get(pk=self.supervisor_id)
        today = local_today(supervisor.zone_name)
        days = [today + timedelta(days=number) for number in range(DAYS)]
        links = [(day, day_url(supervisor, day)) for day in days]
        return {**context, "days": links, "weeks_url": weeks_url(supervisor)}
