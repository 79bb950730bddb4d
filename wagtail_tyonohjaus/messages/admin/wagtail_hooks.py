"""The delivery log and the message texts in the admin menu of contact requests."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from ...late_imports import LateModule
from ...practice.admin.menu import CONTACT_MENU_HOOK, ManagersMenuItem

if TYPE_CHECKING:
    from . import texts, views
else:
    texts, views = LateModule(f"{__package__}.texts"), LateModule(f"{__package__}.views")


class DeliveryLogMenuItem(MenuItem):
    """For users who may read at least some messages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return views.can_open_log(request.user)


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    """Log, texts and single messages, in the namespace ``views.NAMESPACE``."""
    patterns = [
        path("", views.DeliveryLogView.as_view(), name="index"),
        path("results/", views.DeliveryLogView.as_view(results_only=True), name="index_results"),
        path("texts/", texts.MessageListView.as_view(), name="message_texts"),
        path("preview/", texts.MessageTextView.as_view(), name="message_preview"),
        path("<int:pk>/", views.DeliveryView.as_view(), name="detail"),
        path("<int:pk>/resend/", views.ResendView.as_view(), name="resend"),
    ]
    return [path("contact-messages/", include((patterns, views.NAMESPACE)))]


@hooks.register(CONTACT_MENU_HOOK)
def register_delivery_log() -> MenuItem:
    """In the menu of contact requests, for users who ``can_open_log``."""
    url = reverse_lazy(f"{views.NAMESPACE}:index")
    return DeliveryLogMenuItem(_("Delivery log"), url, name="tyonohjaus-log", icon_name="mail", order=70)


@hooks.register(CONTACT_MENU_HOOK)
def register_message_texts() -> MenuItem:
    """In the menu of contact requests, for managers."""
    url = reverse_lazy(f"{views.NAMESPACE}:message_texts")
    return ManagersMenuItem(_("Message texts"), url, name="tyonohjaus-message-texts", icon_name="doc-full", order=75)
