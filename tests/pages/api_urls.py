"""URLs of a site with Wagtail's API, as in docs/headless.md."""

from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from tests.urls import urlpatterns as site_urlpatterns
from wagtail_tyonohjaus.wagtail_api import (
    OfficesAPIViewSet,
    PracticePagesAPIViewSet,
    ServicesAPIViewSet,
    SupervisorsAPIViewSet,
)

plain, current = WagtailAPIRouter("api"), WagtailAPIRouter("current")
plain.register_endpoint("pages", PagesAPIViewSet)
current.register_endpoint("pages", PracticePagesAPIViewSet)
current.register_endpoint("supervisors", SupervisorsAPIViewSet)
current.register_endpoint("services", ServicesAPIViewSet)
current.register_endpoint("offices", OfficesAPIViewSet)

urlpatterns = [path("api/", plain.urls), path("current/", current.urls), *site_urlpatterns]
