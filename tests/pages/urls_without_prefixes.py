"""Wagtail's URLs outside ``i18n_patterns``: the language is the visitor's."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("", include("wagtail_tyonohjaus.urls")),
    path("", include(wagtail_urls)),
]
