"""The log of messages in the menu of contact requests, and the banner on the admin's first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from ...contact.admin.wagtail_hooks import MENU, ManagersMenuItem
from ...contact.policy import policy
from ...overview.health_panel import HealthPanel
from . import views


class LogMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy().user_has_any_permission(request.user, ["view", "change"])


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    patterns = [
        path("", views.LogView.as_view(), name="index"),
        path("results/", views.LogView.as_view(results_only=True), name="index_results"),
        path("words/", views.WordsView.as_view(), name="words"),
        path("<int:pk>/", views.MessageView.as_view(), name="detail"),
        path("<int:pk>/resend/", views.ResendView.as_view(), name="resend"),
    ]
    return [path("contact-messages/", include((patterns, views.NAMESPACE)))]


@hooks.register(MENU)
def register_log() -> MenuItem:
    url = reverse_lazy(f"{views.NAMESPACE}:index")
    return LogMenuItem(_("Messages"), url, name="tyonohjaus-log", icon_name="mail", order=70)


@hooks.register(MENU)
def register_words() -> MenuItem:
    url = reverse_lazy(f"{views.NAMESPACE}:words")
    return ManagersMenuItem(_("Words of messages"), url, name="tyonohjaus-words", icon_name="doc-full", order=75)


@hooks.register("construct_homepage_panels")
def add_health(request: HttpRequest, panels: list[Any]) -> None:
    if policy().manages(request.user):
        panels.append(HealthPanel(request.user))
