from tests.settings_basepage import *  # noqa: F403
from tests.settings_basepage import INSTALLED_APPS

INSTALLED_APPS = ["wagtail_tyonohjaus.pages", *INSTALLED_APPS]
