"""Numbers as URLs and forms contain them."""

from typing import Any

#: Of primary keys: databases raise errors for numbers that are larger than theirs.
MAX_DIGITS = 18


def parse_digits(value: Any, max_digits: int = MAX_DIGITS) -> int | None:
    """The number, without a sign and in at most ``max_digits`` ASCII digits; None for anything else."""
    text = "" if value is None else str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= max_digits else None
