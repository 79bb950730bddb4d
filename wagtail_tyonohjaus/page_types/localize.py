"""Support for wagtail-localize, if the project has it."""

from typing import Any


def synchronized_fields(*names: str) -> list[Any]:
    """Fields that have the same value in every language, such as telephone numbers and codes."""
    try:
        from wagtail_localize.fields import SynchronizedField  # type: ignore[import-not-found]
    except ImportError:
        return []
    return [SynchronizedField(name) for name in names]
