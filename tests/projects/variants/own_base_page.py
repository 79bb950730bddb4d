"""A base page in one app of the site, and page types on it in another."""

from tests.projects.base import *  # noqa: F403
from tests.projects.base import WAGTAIL_APPS

INSTALLED_APPS = ["tests.testapp", "wagtail.test.basepage", "wagtail_tyonohjaus", *WAGTAIL_APPS]
WAGTAIL_PAGE_MODEL = "basepage.BasePage"
PAGE_MODELS = "tests.testapp.models"
STARTS_EMPTY = True
