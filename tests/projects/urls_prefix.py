"""URLs with the pages below one path and the package's views below another."""

from django.urls import include, path
from wagtail import urls as wagtail_urls

from .urls import urlpatterns as root

urlpatterns = [
    *root[:-2],
    path("work/", include("wagtail_tyonohjaus.urls")),
    path("cms/", include(wagtail_urls)),
]
