"""Beside a site's own models that have the names of the package's page types and records."""

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS

INSTALLED_APPS = ["tests.sitepages", *INSTALLED_APPS]
