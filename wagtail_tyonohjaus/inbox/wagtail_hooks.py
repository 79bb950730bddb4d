"""The menu, permissions and URLs of the inbox in the Wagtail admin."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem
from wagtail.contrib.settings.forms import SitePermissionForm
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from ..contact.models import ContactRequest, ReplyTemplate
from ..contact.policy import request_policy
from ..late_imports import LateModule
from ..practice.access.managers import ManagersPolicy
from ..practice.admin.menu import CONTACT_MENU_HOOK
from .links import NAMESPACE
from .menu import ContactMenuItem, InboxMenuItem, PersonalDataMenuItem
from .reply_templates import ReplyTemplateViewSet

if TYPE_CHECKING:
    from ..practice.admin import search_areas
    from . import bulk_actions, departures, viewsets
else:
    bulk_actions, departures, viewsets = (
        LateModule(f"{__package__}.{name}") for name in ("bulk_actions", "departures", "viewsets")
    )
    search_areas = LateModule("wagtail_tyonohjaus.practice.admin.search_areas")

register_permission_policy(ContactRequest, request_policy)
register_permission_policy(ReplyTemplate, ManagersPolicy("wagtail_tyonohjaus.ReplyTemplate"))

register_snippet(ReplyTemplateViewSet)
# Other parts add items to this menu through the hook.
contact_menu = Menu(register_hook_name=CONTACT_MENU_HOOK)


class RequestSitesForm(SitePermissionForm):
    """The practices whose requests a group may see, on the group's edit page."""

    settings_model = ContactRequest
    icon = "mail"


@hooks.register("register_admin_viewset")
def register_viewsets() -> "viewsets.InboxViewSet":
    """The viewset, and the bulk actions, which Wagtail looks for when a list is first displayed."""
    for action in bulk_actions.BULK_ACTIONS:
        hooks.register("register_bulk_action", action)
    return viewsets.InboxViewSet()


@hooks.register("register_admin_menu_item")
def register_menu() -> MenuItem:
    """The menu to which the parts add items through ``CONTACT_MENU_HOOK``."""
    return ContactMenuItem(_("Contact requests"), contact_menu, name="tyonohjaus-contact", icon_name="mail", order=205)


def _item(label: str | Promise, view: str, icon: str, order: int, item: type[MenuItem] = InboxMenuItem) -> MenuItem:
    url = reverse_lazy(f"{NAMESPACE}:{view}")
    return item(label, url, name=f"tyonohjaus-{view}", icon_name=icon, order=order)


@hooks.register(CONTACT_MENU_HOOK)
def register_inbox() -> MenuItem:
    """The list of requests."""
    return _item(_("Inbox"), "index", "mail", 10)


@hooks.register("register_admin_search_area")
def register_search() -> "search_areas.ListSearchArea":
    """The search of the inbox."""
    url = reverse_lazy(f"{NAMESPACE}:index")
    return search_areas.ListSearchArea(ContactRequest, _("Contact requests"), url, "mail", 110)


@hooks.register(CONTACT_MENU_HOOK)
def register_callbacks() -> MenuItem:
    """The callbacks to make."""
    return _item(_("Callbacks"), "callbacks", "tyonohjaus-phone", 20)


@hooks.register(CONTACT_MENU_HOOK)
def register_report() -> MenuItem:
    """The counts and response times of requests."""
    return _item(_("Report"), "report", "list-ul", 30)


@hooks.register(CONTACT_MENU_HOOK)
def register_reply_templates() -> MenuItem:
    """The reply templates, for the managers of a practice."""
    return ReplyTemplate.snippet_viewset.get_menu_item(order=60)


@hooks.register(CONTACT_MENU_HOOK)
def register_personal_data() -> MenuItem:
    """Personal data, for users who may delete requests."""
    return _item(_("Personal data"), "personal_data", "user", 90, PersonalDataMenuItem)


@hooks.register("after_edit_snippet")
def warn_about_requests_of_departed_supervisor(request: HttpRequest, instance: Any) -> None:
    """After a supervisor's record is saved."""
    departures.warn_about_open_requests(request, instance)


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    """The icon of callbacks, which Wagtail does not have."""
    return [*icons, "wagtail_tyonohjaus/icons/tyonohjaus-phone.svg"]


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """The permissions that an editor of groups can grant; the others have no effect."""
    codenames = ["view_contactrequest", "change_contactrequest", "delete_contactrequest", "manage_people"]
    return Permission.objects.filter(content_type__app_label="wagtail_tyonohjaus", codename__in=codenames)


@hooks.register("register_group_permission_panel")
def register_request_sites() -> type[RequestSitesForm]:
    """The panel that limits a group's rights to the requests of single sites."""
    return RequestSitesForm
