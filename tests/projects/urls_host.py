"""URLs of a site with search, sitemap and API, as Wagtail documents them."""

from typing import Any

from django.http import JsonResponse
from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.models import Page

from .urls import urlpatterns as root

api = WagtailAPIRouter("api")
api.register_endpoint("pages", PagesAPIViewSet)


def search(request: Any) -> JsonResponse:
    """The titles of the pages that match ``q``."""
    pages = Page.objects.live().search(request.GET["q"])
    return JsonResponse({"titles": sorted(page.title for page in pages)})


urlpatterns = [path("search/", search), path("sitemap.xml", sitemap), path("api/", api.urls), *root]
