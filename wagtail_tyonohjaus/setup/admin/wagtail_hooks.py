"""The start in the admin: its URLs and menu items, the checklist on the home page, and its actions in histories."""

from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from ...late_imports import LateModule, late_view
from ...practice.access.managers import is_manager
from ...practice.access.policy import once_per_user
from ...practice.admin.record_views import LIST_BUTTON_HOOK
from ...practice.models import Supervisor
from ..actions import DISMISSED, IMPORT_KINDS, IMPORT_NAMESPACE, MADE, NAMESPACE, UNDONE
from ..policy import may_import, may_start_any

if TYPE_CHECKING:
    from . import checklist_views, import_views, views
else:
    checklist_views, import_views, views = (
        LateModule(f"{__package__}.{name}") for name in ("checklist_views", "import_views", "views")
    )

LABEL = _("Set up the practice")


class StartMenuItem(MenuItem):
    """For those who may start a practice."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_start_any(request.user)


class FirstStartMenuItem(StartMenuItem):
    """The same in the menu of the records, until there is a supervisor."""

    def is_shown(self, request: HttpRequest) -> bool:
        # Asked twice for each page.
        return super().is_shown(request) and not once_per_user(
            request.user, "has_supervisors", Supervisor.objects.exists
        )


def start_menu_item(order: int) -> MenuItem:
    """The item for the menu of the records."""
    url = reverse_lazy(f"{NAMESPACE}:index")
    return FirstStartMenuItem(LABEL, url, name="tyonohjaus-first-start", icon_name="rotate", order=order)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLResolver]:
    """The steps, the preview, the undo and the checklist of each practice."""
    patterns = [
        path("", late_view(views, "IndexView"), name="index"),
        path("<int:site>/preview/", late_view(views, "PreviewView"), name="preview"),
        path("<int:site>/undo/", late_view(views, "UndoView"), name="undo"),
        path("<int:site>/checklist/", late_view(checklist_views, "ChecklistView"), name="checklist"),
        path("<int:site>/<str:step>/", late_view(views, "StepView"), name="step"),
    ]
    return [path("practice-start/", include((patterns, NAMESPACE)))]


@hooks.register("register_admin_urls")
def register_import_urls() -> list[URLResolver]:
    """The upload, its preview and the template files, for each kind of records."""
    patterns = [
        path("<slug:kind>/", late_view(import_views, "UploadView"), name="upload"),
        path("<slug:kind>/preview/", late_view(import_views, "PreviewView"), name="preview"),
        path("<slug:kind>/template.<slug:file_format>", late_view(import_views, "TemplateView"), name="template"),
    ]
    return [path("record-import/", include((patterns, IMPORT_NAMESPACE)))]


@hooks.register(LIST_BUTTON_HOOK)
def import_button(request: HttpRequest, model: type[Model]) -> Button | None:
    """In the list of a kind of records, for those who may add and change them."""
    kind = model._meta.model_name
    if kind not in IMPORT_KINDS or not may_import(request.user, model):
        return None
    url = reverse(f"{IMPORT_NAMESPACE}:upload", args=[kind])
    return Button(_("Import from a spreadsheet"), url=url, icon_name="upload", priority=40)


@hooks.register("register_settings_menu_item")
def register_menu_item() -> MenuItem:
    """In the menu of settings."""
    url = reverse_lazy(f"{NAMESPACE}:index")
    return StartMenuItem(LABEL, url, name="tyonohjaus-start", icon_name="rotate", order=210)


@hooks.register("construct_homepage_panels")
def add_checklist(request: HttpRequest, panels: list[Any]) -> None:
    """What is left to do, for managers."""
    if is_manager(request.user):
        panels.append(checklist_views.ChecklistPanel(request.user))


@hooks.register("register_log_actions")
def register_actions(actions: Any) -> None:
    """How histories name what the start has made and taken back."""
    actions.register_action(MADE, _("Made by the start"), _("Made by the start of the practice"))
    actions.register_action(UNDONE, _("Start undone"), _("Emptied again when the start was undone"))
    actions.register_action(DISMISSED, _("Checklist dismissed"), _("Checklist of the start dismissed"))
