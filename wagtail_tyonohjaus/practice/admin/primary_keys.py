"""Primary keys in URLs and form data."""

from collections.abc import Iterable
from typing import Any

from ...digits import parse_digits


def parse_pks(texts: Iterable[Any]) -> list[int]:
    """The texts that are valid primary keys, as integers. Databases raise errors for larger ones than theirs."""
    return [pk for pk in map(parse_digits, texts) if pk is not None]
