"""Private calendar addresses in the Wagtail admin: pages, a menu item for supervisors, a button in their list."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.menus import MenuItem as Action

from ...practice.models import Supervisor
from . import views


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    return views.urlpatterns


class OwnCalendarItem(MenuItem):
    """Only for those who are supervisors."""

    def is_shown(self, request: HttpRequest) -> bool:
        return Supervisor.objects.filter(user=request.user).exists()


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return OwnCalendarItem(
        _("My calendar"), reverse(f"{views.NAME}_mine"), name="tyonohjaus-calendar", icon_name="calendar", order=220
    )


@hooks.register("register_snippet_listing_buttons")
def add_listing_button(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Action]:
    if isinstance(snippet, Supervisor) and views.may_manage(user, snippet):
        url = reverse(views.NAME, args=[snippet.pk])
        yield Action(_("Private calendar"), url, icon_name="calendar", priority=40)
