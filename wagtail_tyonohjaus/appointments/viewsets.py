"""Sessions in the Wagtail admin."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet


class SessionViewSet(ViewSet):
    name = "tyonohjaus_session"
    url_prefix = "tyonohjaus/sessions"
    icon = "calendar-alt"
    menu_label = _("Supervision sessions")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", TemplateView.as_view(), name="index"), path("<int:pk>/", TemplateView.as_view(), name="detail")]
