"""URLs of a site with Wagtail's page API, as in docs/customising.md."""

from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from tests.urls import urlpatterns as site_urlpatterns
from wagtail_tyonohjaus.page_types import exclude_inactive_crisis_notices


class CurrentPages(PagesAPIViewSet):
    def get_base_queryset(self):
        return exclude_inactive_crisis_notices(super().get_base_queryset())


plain, current = WagtailAPIRouter("api"), WagtailAPIRouter("current")
plain.register_endpoint("pages", PagesAPIViewSet)
current.register_endpoint("pages", CurrentPages)

urlpatterns = [path("api/", plain.urls), path("current/", current.urls), *site_urlpatterns]
