"""The tests' settings with a swapped base page, and so without the package's concrete pages."""

from .settings import *  # noqa: F403
from .settings import INSTALLED_APPS

WAGTAIL_PAGE_MODEL = "basepage.BasePage"
INSTALLED_APPS = [
    "tests.testapp",
    "wagtail.test.basepage",
    *(app for app in INSTALLED_APPS if app != "wagtail_tyonohjaus.pages"),
]
