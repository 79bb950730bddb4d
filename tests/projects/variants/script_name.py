"""The server runs the site below a path."""

from tests.projects.base import *  # noqa: F403

FORCE_SCRIPT_NAME = "/practice"
STATIC_URL = "/practice/static/"
MEDIA_URL = "/practice/media/"
CONTACT_PATH = "/practice/contact/"
