"""TIME_ZONE as ``wagtail start`` makes it."""

from tests.projects.base import *  # noqa: F403

TIME_ZONE = "UTC"
