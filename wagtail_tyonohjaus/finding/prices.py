"""The lowest price in a text such as ``98 € / 60 min, 135 € / 90 min (+ VAT 25.5 %)``."""

import re
from decimal import Decimal
from functools import lru_cache

_PRICE = re.compile(
    r"(?P<amount>\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?P<cents>[.,]\d{1,2})?"
    r"[ \u00a0\u202f]?(?:€|EUR\b|euroa?\b|euros?\b)(?: ?/ ?[^,;(]*)?"
)
# What applies to all prices, such as the tax, is in parentheses at the end.
_NOTE = re.compile(r"\([^()]*\)\s*$")


@lru_cache(maxsize=512)
def lowest_price(text: str) -> tuple[Decimal, str] | None:
    """The amount, and the price as it is written with the note at the end; None if the text has no price in euros."""
    prices = [(_amount(match), match[0].strip()) for match in _PRICE.finditer(text)]
    if not prices:
        return None
    amount, written = min(prices)
    note = _NOTE.search(text)
    return amount, f"{written} {note[0].strip()}" if note else written


def _amount(match: re.Match[str]) -> Decimal:
    digits = re.sub(r"\D", "", match["amount"])
    return Decimal(digits + (match["cents"] or "").replace(",", "."))
