"""The example site's settings on a copy of its database, which begin at the time ``DEMO_NOW`` (ISO, aware)."""

import os
from datetime import datetime

from time_machine import travel

from tests.browser.demo_settings import *  # noqa: F403
from tests.browser.demo_settings import WAGTAIL_TYONOHJAUS

MEDIA_ROOT = os.environ["DEMO_MEDIA"]
# A copy would send nothing and promise nothing.
WAGTAIL_TYONOHJAUS = {**WAGTAIL_TYONOHJAUS, "INSTALLATION_CHECKS_DATABASE": False}
travel(datetime.fromisoformat(os.environ["DEMO_NOW"]), tick=True).start()
