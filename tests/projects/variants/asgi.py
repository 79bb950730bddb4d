"""Served through ASGI."""

from tests.projects.base import *  # noqa: F403

USE_ASGI = True
