"""Which fields wagtail-localize leaves alone, where the project has it."""

from typing import Any


def kept_alike(*names: str) -> list[Any]:
    """Fields that are the same in every language although they are stored as text, such as telephone numbers."""
    try:
        from wagtail_localize.fields import SynchronizedField  # type: ignore[import-not-found]
    except ImportError:
        return []
    return [SynchronizedField(name) for name in names]
