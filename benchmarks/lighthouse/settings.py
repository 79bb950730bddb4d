"""The example site as docs/deployment.md runs a site: without DEBUG, static files with hashed names."""

import os
from pathlib import Path

from example_site.settings import *  # noqa: F403
from example_site.settings import DATABASES

FOLDER = Path(os.environ["LIGHTHOUSE_FOLDER"])
DATABASES["default"]["NAME"] = FOLDER / "site.sqlite3"
STATIC_ROOT = FOLDER / "static"
MEDIA_ROOT = FOLDER / "media"
DEBUG = False
ALLOWED_HOSTS = [".localhost", "127.0.0.1"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
