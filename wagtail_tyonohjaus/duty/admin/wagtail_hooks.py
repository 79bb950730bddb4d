"""Rotas in the admin menu of contact requests."""

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from ...practice.admin.menu import CONTACT_MENU_HOOK
from ...practice.managers import ManagersPolicy
from ..models import Rota
from .viewsets import RotaViewSet

register_permission_policy(Rota, ManagersPolicy("wagtail_tyonohjaus.Rota"))
register_snippet(RotaViewSet)


@hooks.register(CONTACT_MENU_HOOK)
def register_rotas() -> MenuItem:
    """In the menu of contact requests, for the managers of a practice."""
    return Rota.snippet_viewset.get_menu_item(order=50)
