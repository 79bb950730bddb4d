"""Private feed URLs in the Wagtail admin: views, a menu item for supervisors, a button in the supervisor list."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.menus import MenuItem as ListingButton

from ...duty.models import Rota
from ...late_imports import LateModule
from ...practice.access.policy import scope_of
from ...practice.admin.users import staff_user
from ...practice.models import Supervisor
from ...practice.users import AnyUser

if TYPE_CHECKING:
    from . import rota_views, views
else:
    views = LateModule(f"{__package__}.views")
    rota_views = LateModule(f"{__package__}.rota_views")


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """The pages of private feed URLs."""
    return [*views.urlpatterns, *rota_views.urlpatterns]


class OwnCalendarMenuItem(MenuItem):
    """For users who are supervisors only."""

    def is_shown(self, request: HttpRequest) -> bool:
        return scope_of(staff_user(request)).supervisor is not None


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """A link to the user's own feed URLs."""
    return OwnCalendarMenuItem(
        _("My calendar"), reverse(views.OWN_URL), name="tyonohjaus-calendar", icon_name="calendar", order=220
    )


@hooks.register("register_snippet_listing_buttons")
def add_listing_button(snippet: Any, user: AnyUser, next_url: str | None = None) -> Iterator[ListingButton]:
    """A link to the feed URLs of each supervisor for whom the user may create some, and of each rota."""
    if isinstance(snippet, Supervisor) and views.can_manage_tokens(user, snippet):
        url = reverse(views.LIST_URL, args=[snippet.pk])
        yield ListingButton(_("Private calendar"), url, icon_name="calendar", priority=40)
    if isinstance(snippet, Rota):
        url = reverse(rota_views.ROTA_LIST_URL, args=[snippet.pk])
        yield ListingButton(_("Private calendar"), url, icon_name="calendar", priority=40)
