"""Routing rules and the routing preview in the menu of contact requests."""

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from ...practice.admin.menu import CONTACT_MENU_HOOK, ManagersMenuItem
from ...practice.managers import ManagersPolicy
from ..rule_models import RoutingRule
from .routing_preview import RoutingPreviewView
from .viewsets import RoutingRuleViewSet

register_permission_policy(RoutingRule, ManagersPolicy("wagtail_tyonohjaus.RoutingRule"))
register_snippet(RoutingRuleViewSet)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLResolver]:
    patterns = [path("preview/", RoutingPreviewView.as_view(), name="routing_preview")]
    return [path("contact-routing/", include((patterns, "tyonohjaus_routing")))]


@hooks.register(CONTACT_MENU_HOOK)
def register_routing_rules() -> MenuItem:
    return RoutingRule.snippet_viewset.get_menu_item(order=40)


@hooks.register(CONTACT_MENU_HOOK)
def register_routing_preview() -> MenuItem:
    url = reverse_lazy("tyonohjaus_routing:routing_preview")
    return ManagersMenuItem(_("Routing preview"), url, name="tyonohjaus-routing-preview", icon_name="help", order=45)
