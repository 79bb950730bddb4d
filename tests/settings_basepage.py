"""The tests' settings with a base page of the project's own, so without the package's concrete pages."""

import importlib.util

from .settings import *  # noqa: F403
from .settings import INSTALLED_APPS

WAGTAIL_PAGE_MODEL = "basepage.BasePage"
INSTALLED_APPS = ["wagtail.test.basepage", *(app for app in INSTALLED_APPS if app != "wagtail_tyonohjaus.pages")]
if importlib.util.find_spec("tests.testapp"):
    INSTALLED_APPS = ["tests.testapp", *INSTALLED_APPS]
