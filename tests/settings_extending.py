"""The tests' settings with the project of ``docs/extending.md``, which has page types of its own."""

import sys

from .settings import *  # noqa: F403
from .settings import BASE_DIR, INSTALLED_APPS

sys.path.insert(0, str(BASE_DIR / "extending"))
INSTALLED_APPS = ["harbour", *(app for app in INSTALLED_APPS if app != "wagtail_tyonohjaus.pages")]
PAGER_URL = "http://localhost/pager"
WAGTAIL_TYONOHJAUS = {
    "SEND_FROM_PROCESS": False,
    "BUSY_SOURCES": ["harbour.busy.LeaveSource"],
    "SPAM_CHECKS": ["harbour.spam.LinkCheck"],
}
