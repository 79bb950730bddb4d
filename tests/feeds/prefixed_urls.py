"""The package's URLs with the language as a prefix."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = i18n_patterns(path("", include("wagtail_tyonohjaus.urls")))
