"""A site with Wagtail's search, sitemap and API."""

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.sitemaps", "wagtail.api.v2", "rest_framework"]
ROOT_URLCONF = "tests.projects.urls_host"
