"""The example site's settings, with files in the folder ``DEMO_VAR``."""

import os
from pathlib import Path

import django

from example_site.settings import *  # noqa: F403
from example_site.settings import DATABASES

VAR = Path(os.environ["DEMO_VAR"])
DATABASES["default"]["NAME"] = VAR / "demo.sqlite3"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
WAGTAIL_TYONOHJAUS = {**WAGTAIL_TYONOHJAUS, "FORM_MIN_SECONDS": 0}  # noqa: F405
