"""Registers each part's share of the Wagtail admin, and joins the tabs that parts add to one record's form."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import TabbedInterface
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .appointments import wagtail_hooks as appointments  # noqa: F401
from .calendars import wagtail_hooks as calendars  # noqa: F401
from .practice import panels, viewsets
from .practice.forms import PracticeSettingsForm
from .practice.models import PracticeSettings


class PracticeGroup(SnippetViewSetGroup):
    menu_label = _("Practice")
    menu_name = "tyonohjaus-practice"
    menu_icon = "group"
    menu_order = 210
    items = (
        viewsets.SupervisorViewSet,
        viewsets.ServiceViewSet,
        viewsets.OfficeViewSet,
        viewsets.ApproachViewSet,
        viewsets.WorkFieldViewSet,
    )


register_snippet(PracticeGroup)
PracticeSettings.edit_handler = TabbedInterface(panels.PRACTICE_TABS, base_form_class=PracticeSettingsForm)
