"""The tests' settings with a site's own page models beside the package's, by the same names."""

from .settings import *  # noqa: F403
from .settings import INSTALLED_APPS

INSTALLED_APPS = ["tests.sitepages", *INSTALLED_APPS]
