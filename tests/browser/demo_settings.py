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
ORIGINS = [os.environ["DEMO_HEADLESS_ORIGIN"]]
# All visitors of the tests come from one network.
WAGTAIL_TYONOHJAUS = {
    "FORM_MIN_SECONDS": 0,
    "HEADLESS_ORIGINS": ORIGINS,
    "HOLDS_PER_NETWORK": 100,
    # Calendars of the tests are on this machine.
    "BUSY_ALLOW_LOOPBACK": True,
}
