"""As the README describes it."""

from tests.projects.base import *  # noqa: F403
