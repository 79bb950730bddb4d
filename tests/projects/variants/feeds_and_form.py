"""The form by its template tag, and the feeds, without the package's pages and blocks."""

from tests.projects.base import *  # noqa: F403
from tests.projects.base import WAGTAIL_APPS

INSTALLED_APPS = ["tests.projects.apps.plainpages", "wagtail_tyonohjaus", *WAGTAIL_APPS]
PAGE_MODELS = "tests.projects.apps.plainpages.models"
CONTENT = "plain_page"
