"""Imports the parts' admin hooks, and registers the records with the tabs that several parts contribute."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import TabbedInterface
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .appointments.admin import wagtail_hooks as appointments  # noqa: F401
from .availability.admin import panels as availability_panels
from .availability.admin import wagtail_hooks as availability  # noqa: F401
from .availability.admin.forms import PracticeTimesForm, ServiceForm, SupervisorForm
from .blocks import wagtail_hooks as blocks  # noqa: F401
from .contact.admin import wagtail_hooks as contact  # noqa: F401
from .duty.admin import wagtail_hooks as duty  # noqa: F401
from .feeds.admin import wagtail_hooks as feeds  # noqa: F401
from .guide import wagtail_hooks as guide  # noqa: F401
from .inbox import wagtail_hooks as inbox  # noqa: F401
from .messages.admin import wagtail_hooks as messages  # noqa: F401
from .overview import wagtail_hooks as overview  # noqa: F401
from .page_types import publishing_admin as publishing  # noqa: F401
from .page_types import user_bar  # noqa: F401
from .page_types.notices import admin as notices  # noqa: F401
from .practice.access.supervisor_policy import SupervisorRecordPolicy
from .practice.admin import panels, viewsets
from .practice.admin import wagtail_hooks as practice  # noqa: F401
from .practice.admin.bulk_delete import RecordDeleteBulkAction
from .practice.models import PracticeSettings, Supervisor
from .setup.admin import wagtail_hooks as setup

register_permission_policy(Supervisor, SupervisorRecordPolicy())


class SupervisorViewSet(viewsets.SupervisorViewSet):
    """With the tabs and the form of availability."""

    tabs = [*panels.SUPERVISOR_TABS, *availability_panels.SUPERVISOR_TABS, *panels.SUPERVISOR_LAST_TABS]
    form_class = SupervisorForm


class ServiceViewSet(viewsets.ServiceViewSet):
    """With the form of availability, which compares lengths with hours."""

    form_class = ServiceForm


class PracticeGroup(SnippetViewSetGroup):
    """The admin menu of the records."""

    menu_label = _("Practice")
    menu_name = "tyonohjaus-practice"
    menu_icon = "group"
    menu_order = 210
    items = (
        SupervisorViewSet,
        ServiceViewSet,
        viewsets.OfficeViewSet,
        viewsets.ApproachViewSet,
        viewsets.WorkFieldViewSet,
    )

    def get_submenu_items(self) -> list[Any]:
        """With the start, until there is a supervisor."""
        return [*super().get_submenu_items(), setup.start_menu_item(order=0)]


register_snippet(PracticeGroup)
# After Wagtail's own action, which it replaces for the records.
hooks.register("register_bulk_action", RecordDeleteBulkAction, order=100)
PracticeSettings.edit_handler = TabbedInterface(
    [*panels.PRACTICE_TABS, availability_panels.HOLIDAYS_TAB], base_form_class=PracticeTimesForm
)
