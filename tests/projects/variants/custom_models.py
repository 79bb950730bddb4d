"""A user model with another name for logging in, and own image and document models."""

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS

INSTALLED_APPS = ["tests.projects.apps.ownusers", "tests.projects.apps.ownmodels", *INSTALLED_APPS]
AUTH_USER_MODEL = "ownusers.User"
WAGTAILIMAGES_IMAGE_MODEL = "ownmodels.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "ownmodels.File"
STARTS_EMPTY = True
