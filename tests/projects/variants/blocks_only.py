"""The blocks in a page type of the site, without the package's pages."""

from tests.projects.base import *  # noqa: F403
from tests.projects.base import WAGTAIL_APPS

INSTALLED_APPS = ["tests.projects.apps.sections", "wagtail_tyonohjaus", *WAGTAIL_APPS]
PAGE_MODELS = "tests.projects.apps.sections.models"
CONTENT = "section_page"
