"""Rules, rotas and "who gets this?" in the menu of contact requests."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from ...duty.models import Rota
from ..policy import policy
from ..rule_models import Route
from .policy import ManagersPolicy
from .views import WhoGetsThisView
from .viewsets import RotaViewSet, RouteViewSet

register_permission_policy(Route, ManagersPolicy("wagtail_tyonohjaus.Route"))
register_permission_policy(Rota, ManagersPolicy("wagtail_tyonohjaus.Rota"))
register_snippet(RouteViewSet)
register_snippet(RotaViewSet)

MENU = "register_tyonohjaus_contact_menu_item"


class ManagersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy().manages(request.user)


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    patterns = [path("who/", WhoGetsThisView.as_view(), name="who")]
    return [path("contact-routing/", include((patterns, "tyonohjaus_routing")))]


@hooks.register(MENU)
def register_routes() -> MenuItem:
    return Route.snippet_viewset.get_menu_item(order=40)


@hooks.register(MENU)
def register_who() -> MenuItem:
    url = reverse_lazy("tyonohjaus_routing:who")
    return ManagersMenuItem(_("Who gets this?"), url, name="tyonohjaus-who", icon_name="help", order=45)


@hooks.register(MENU)
def register_rotas() -> MenuItem:
    return Rota.snippet_viewset.get_menu_item(order=50)
