"""How long a text message is: how many characters it has, and in how many parts it is sent (3GPP TS 23.038)."""

from typing import NamedTuple

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Each takes the room of two characters.
_EXTENDED = frozenset("^{}\\[~]|€\f")


class SmsLength(NamedTuple):
    """``is_short_alphabet`` is false if a character, such as a typographic quote, halves what fits into a part."""

    characters: int
    parts: int
    is_short_alphabet: bool


def sms_length(text: str) -> SmsLength:
    """The length of a text message as telephone networks count it."""
    is_short = set(text) <= _BASIC | _EXTENDED
    units = sum(2 if char in _EXTENDED else 1 for char in text) if is_short else len(text.encode("utf-16-le")) // 2
    alone, joined = (160, 153) if is_short else (70, 67)
    return SmsLength(len(text), 1 if units <= alone else -(-units // joined), is_short)
