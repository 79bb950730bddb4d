"""The system check of the setting ``HEADLESS_ORIGINS``."""

from typing import Any

from django.core.checks import Error, Tags, register

from ..conf import app_settings
from .origins import malformed_origins


@register(Tags.security)
def check_origins(app_configs: Any, **kwargs: Any) -> list[Error]:
    """E006: an entry that no browser sends as its origin would never match."""
    return [
        Error(
            f"HEADLESS_ORIGINS of WAGTAIL_TYONOHJAUS contains {entry!r}, which is not an origin.",
            hint=f"Write {expected}.",
            id="wagtail_tyonohjaus.E006",
        )
        for entry, expected in malformed_origins(app_settings.HEADLESS_ORIGINS)
    ]
