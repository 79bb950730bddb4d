"""Primary keys in URLs and form data."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField


def parse_pks(texts: Iterable[Any]) -> list[int]:
    """The texts that are valid primary keys, as integers. Databases raise errors for larger ones than theirs."""
    digits = (text for text in map(str, texts) if text.isascii() and text.isdecimal() and len(text) < 20)
    return [pk for pk in map(int, digits) if pk <= BigIntegerField.MAX_BIGINT]
