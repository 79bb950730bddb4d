"""The tests' settings with a custom image model."""

from .settings import *  # noqa: F403
from .settings import INSTALLED_APPS

INSTALLED_APPS = ["tests.imageapp", *INSTALLED_APPS]
WAGTAILIMAGES_IMAGE_MODEL = "imageapp.PracticeImage"
