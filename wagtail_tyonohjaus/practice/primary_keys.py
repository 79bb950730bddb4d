"""Primary keys that come from an address."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField


def parse_pks(texts: Iterable[Any]) -> list[int]:
    """Those that may be keys of a row: databases fail on a number that their column can't hold."""
    digits = (text for text in map(str, texts) if text.isascii() and text.isdecimal() and len(text) < 20)
    return [key for key in map(int, digits) if key <= BigIntegerField.MAX_BIGINT]
