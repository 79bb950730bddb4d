"""Rotas in the admin menu of contact requests, with their pictures of the coming weeks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Model
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from ...late_imports import LateModule
from ...practice.access.managers import ManagersPolicy
from ...practice.admin.menu import CONTACT_MENU_HOOK
from ...practice.users import AnyUser
from ..models import Rota
from .viewsets import RotaViewSet

if TYPE_CHECKING:
    from . import views
else:
    views = LateModule(f"{__package__}.views")

register_permission_policy(Rota, ManagersPolicy("wagtail_tyonohjaus.Rota"))
register_snippet(RotaViewSet)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """The pages of a rota beside its form."""
    return views.urlpatterns


@hooks.register(CONTACT_MENU_HOOK)
def register_rotas() -> MenuItem:
    """In the menu of contact requests, for the managers of a practice."""
    return Rota.snippet_viewset.get_menu_item(order=50)


@hooks.register("register_snippet_listing_buttons")
def add_picture_button(snippet: Model, user: AnyUser, next_url: str | None = None) -> Iterator[Button]:
    """A link to the coming weeks in the list of rotas."""
    if isinstance(snippet, Rota):
        url = reverse(views.PICTURE_URL, args=[snippet.pk])
        yield Button(_("Coming weeks"), url, icon_name="calendar-alt", priority=5)
