"""The URLs of the user guide, its item in the help menu, and the link from each screen to the page about it."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from ..late_imports import LateModule, late_view
from .contents import SCREENS
from .texts import guide_language, page_title

if TYPE_CHECKING:
    from . import views
else:
    views = LateModule(f"{__package__}.views")

NAMESPACE = "tyonohjaus_guide"


@hooks.register("register_admin_urls")
def register_urls() -> list[URLResolver]:
    """The list and the pages."""
    patterns = [
        path("", late_view(views, "IndexView"), name="index"),
        path("<slug:role>/<slug:name>/", late_view(views, "PageView"), name="page"),
    ]
    return [path("tyonohjaus/guide/", include((patterns, NAMESPACE)))]


@hooks.register("register_help_menu_item")
def register_guide() -> MenuItem:
    """For everybody."""
    url = reverse_lazy(f"{NAMESPACE}:index")
    return MenuItem(_("User guide"), url, name="tyonohjaus-guide", icon_name="help", order=100)


@hooks.register("construct_main_menu")
def add_help_with_screen(request: HttpRequest, menu_items: list[Any]) -> None:
    """Every screen of the admin has this menu, so it links to the page of the guide about the screen."""
    match = request.resolver_match
    screen = SCREENS.get(match.view_name) if match else None
    if screen is None:
        return
    label = format_lazy("{} {}", _("Help:"), page_title(*screen, guide_language()))
    url = reverse(f"{NAMESPACE}:page", args=screen)
    menu_items.append(MenuItem(label, url, name="tyonohjaus-screen-help", icon_name="help", order=10900))
