"""TIME_ZONE far from the practice."""

from tests.projects.base import *  # noqa: F403

TIME_ZONE = "America/New_York"
