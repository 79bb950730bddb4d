"""URLs with the pages below their language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls

from .urls import urlpatterns as unprefixed

urlpatterns = [*unprefixed[:-1], *i18n_patterns(path("", include(wagtail_urls)))]
