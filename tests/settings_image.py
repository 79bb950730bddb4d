"""The tests' settings with an image model of the project's own."""

from .settings import *  # noqa: F403
from .settings import INSTALLED_APPS

INSTALLED_APPS = ["tests.imageapp", *INSTALLED_APPS]
WAGTAILIMAGES_IMAGE_MODEL = "imageapp.PracticeImage"
