"""The page types extended, and fields removed, in an app of the site."""

from tests.projects.base import *  # noqa: F403
from tests.projects.base import WAGTAIL_APPS

INSTALLED_APPS = ["tests.projects.apps.reducedpages", "wagtail_tyonohjaus", *WAGTAIL_APPS]
PAGE_MODELS = "tests.projects.apps.reducedpages.models"
