"""The one settings dict, ``WAGTAIL_TYONOHJAUS``: what a developer decides, with defaults.

What an editor should decide lives in the admin instead (``PracticeSettings``).
"""

from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

SETTING = "WAGTAIL_TYONOHJAUS"

DEFAULTS: dict[str, Any] = {}


class AppSettings:
    """Reads a key of ``settings.WAGTAIL_TYONOHJAUS``, else its default; an unknown key is an ``AttributeError``."""

    def __getattr__(self, name: str) -> Any:
        if name not in DEFAULTS:
            raise AttributeError(f"{SETTING} has no key {name!r}")
        value = getattr(settings, SETTING, {}).get(name, DEFAULTS[name])
        self.__dict__[name] = value
        return value

    def reload(self) -> None:
        self.__dict__.clear()


app_settings = AppSettings()


def _reload(*, setting: str, **kwargs: Any) -> None:
    if setting == SETTING:
        app_settings.reload()


setting_changed.connect(_reload, dispatch_uid="wagtail_tyonohjaus.conf")
