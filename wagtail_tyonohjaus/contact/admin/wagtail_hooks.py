"""Routing rules and the routing preview in the menu of contact requests."""

from typing import TYPE_CHECKING

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from ...late_imports import LateModule
from ...practice.access.managers import ManagersPolicy
from ...practice.admin.menu import CONTACT_MENU_HOOK, ManagersMenuItem
from ..rule_models import RoutingRule
from .viewsets import RoutingRuleViewSet

if TYPE_CHECKING:
    from . import erasures, routing_map, routing_preview
else:
    erasures, routing_map, routing_preview = (
        LateModule(f"{__package__}.{name}") for name in ("erasures", "routing_map", "routing_preview")
    )

register_permission_policy(RoutingRule, ManagersPolicy("wagtail_tyonohjaus.RoutingRule"))
register_snippet(RoutingRuleViewSet)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLResolver]:
    """The routing preview, the map of routing and the list of erasures."""
    patterns = [
        path("preview/", routing_preview.RoutingPreviewView.as_view(), name="routing_preview"),
        path("map/", routing_map.RoutingMapView.as_view(), name="routing_map"),
    ]
    erasure_patterns = [
        path("", erasures.ErasureListView.as_view(), name="index"),
        path("results/", erasures.ErasureListView.as_view(results_only=True), name="index_results"),
    ]
    return [
        path("contact-routing/", include((patterns, "tyonohjaus_routing"))),
        path("contact-erasures/", include((erasure_patterns, erasures.NAMESPACE))),
    ]


@hooks.register(CONTACT_MENU_HOOK)
def register_routing_rules() -> MenuItem:
    """In the menu of contact requests, for the managers of a practice."""
    return RoutingRule.snippet_viewset.get_menu_item(order=40)


@hooks.register(CONTACT_MENU_HOOK)
def register_routing_preview() -> MenuItem:
    """In the menu of contact requests, below the rules."""
    url = reverse_lazy("tyonohjaus_routing:routing_preview")
    return ManagersMenuItem(_("Routing preview"), url, name="tyonohjaus-routing-preview", icon_name="help", order=45)


@hooks.register(CONTACT_MENU_HOOK)
def register_routing_map() -> MenuItem:
    """In the menu of contact requests, below the preview."""
    url = reverse_lazy("tyonohjaus_routing:routing_map")
    return ManagersMenuItem(_("Map of routing"), url, name="tyonohjaus-routing-map", icon_name="site", order=46)


@hooks.register(CONTACT_MENU_HOOK)
def register_erasures() -> MenuItem:
    """In the menu of contact requests, for managers."""
    return ManagersMenuItem(
        _("Erasures"),
        reverse_lazy(f"{erasures.NAMESPACE}:index"),
        name="tyonohjaus-erasures",
        icon_name="bin",
        order=90,
    )
