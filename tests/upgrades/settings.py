"""The example site on a database of a former state; its pictures are missing."""

import dj_database_url

from example_site.settings import *  # noqa: F403

DATABASES = {"default": dj_database_url.config()}
DEBUG = False
