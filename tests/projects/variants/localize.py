"""Pages translated by wagtail-localize."""

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS
from tests.projects.languages import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "wagtail_localize", "wagtail_localize.locales"]
